"""What every measurement does: say a figure at once, and work in a folder that goes or stays."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


def say(line: str) -> None:
    """Print a line now, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def folder_for(named: Path | None) -> Iterator[Path]:
    """Give the folder named, which is kept, or a temporary one."""
    if named is not None:
        named.mkdir(parents=True, exist_ok=True)
        yield named
        return
    with TemporaryDirectory(prefix="nashra-bench-") as made:
        yield Path(made)
