"""A cluster is minutes and two processors: this folder waits for `make test-ha`, which names it."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.ha import standby
from tests.ha.processes import end_all, own

HERE = Path(__file__).parent


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave the tests of this folder alone, unless it or one of them was asked for."""
    asked = [Path(argument.partition("::")[0]).resolve() for argument in config.args]
    return None if any(path.is_relative_to(HERE) for path in asked) else True


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return an empty folder that the servers' user can enter, and end what works in it.

    pytest's own temporary folders are closed to every other user.
    """
    # so that a test that is told to end also ends what it started
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    made = Path(mkdtemp(prefix="nashra-ha-"))
    made.chmod(0o755)
    own(made)
    yield made
    end_all(made)
    shutil.rmtree(made)


@pytest.fixture
def primary_and_replica(folder: Path) -> Iterator[standby.Pair]:
    """Return two PostgreSQL servers: one that writes, and one that shows what arrives from it."""
    with standby.primary_and_replica(folder) as pair:
        yield pair
