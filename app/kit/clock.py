"""The one place that knows what time it is, so that tests can say so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _source()


@contextmanager
def told_by(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `source` tell the time inside the block, in every thread."""
    global _source  # noqa: PLW0603 - one process has one clock, and replacing it is the point
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
