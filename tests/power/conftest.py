"""Many power cuts take minutes: this folder waits for `make test-power`, which names it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.storage.disks import Disk

HERE = Path(__file__).parent


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave the tests of this folder alone, unless it or one of them was asked for."""
    asked = [Path(argument.partition("::")[0]).resolve() for argument in config.args]
    return None if any(path.is_relative_to(HERE) for path in asked) else True


@pytest.fixture
def make_disk(tmp_path: Path) -> Iterator[Callable[[str], Disk]]:
    """Return a function that makes a disk under a name."""

    def make(name: str) -> Disk:
        disk = Disk(tmp_path / name)
        made.callback(disk.throw_away)
        return disk

    with ExitStack() as made:
        yield make
