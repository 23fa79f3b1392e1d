"""The one place that knows what time it is, so that tests can say so; and how it is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _source()


def rfc3339(instant: datetime) -> str:
    """Return an instant of UTC as every answer, notice and line of the audit log writes it."""
    return instant.isoformat().replace("+00:00", "Z")


@contextmanager
def told_by(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `source` tell the time inside the block, in every thread."""
    global _source  # noqa: PLW0603 - one process has one clock, and replacing it is the point
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
