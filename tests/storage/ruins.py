"""What may happen to the files of a SQLite database, by a disk, a mistake or a stranger."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

NAME = "nashra.db"


def empty(data: Path) -> None:
    """Leave the file, without a byte in it: what some disks leave after a power cut."""
    # by its name: whoever opens and closes the file takes away the locks of a server beside him
    os.truncate(data / NAME, 0)


def delete(data: Path) -> None:
    """Take the file away."""
    (data / NAME).unlink()


def delete_all(data: Path) -> None:
    """Take away whatever there is, as when a volume is no longer mounted."""
    for file in data.iterdir():
        file.unlink()


def replace(data: Path) -> None:
    """Move another database into its place: a healthy one without releases."""
    shutil.copy(_another(data), data / "other.db")
    (data / "other.db").replace(data / NAME)


def replace_by_a_copy(data: Path) -> None:
    """Move a copy of the file itself into its place: what is written then goes nowhere."""
    subprocess.run(["/bin/cp", data / NAME, data / "copy.db"], check=True)
    (data / "copy.db").replace(data / NAME)


def overwrite(data: Path) -> None:
    """Copy another database over it, in place."""
    subprocess.run(["/bin/cp", _another(data), data / NAME], check=True)


def scribble(data: Path) -> None:
    """Fill the file with what is no database, as long as it was."""
    _fill(data / NAME)


def scribble_journal(data: Path) -> None:
    """Fill the journal with garbage, as long as it was."""
    _fill(data / f"{NAME}-wal")


def delete_journal(data: Path) -> None:
    """Take the journal away, with all that was not yet written back from it."""
    (data / f"{NAME}-wal").unlink()


def _fill(file: Path) -> None:
    length = file.stat().st_size
    told = [f"of={file}", f"bs={length}", "count=1", "conv=notrunc", "status=none"]
    subprocess.run(["/bin/dd", "if=/dev/urandom", *told], check=True)


def _another(data: Path) -> Path:
    """Return a database of this version with nothing in it, as another installation has one."""
    other = data.parent / "of-another.db"
    if not other.exists():
        with (
            closing(sqlite3.connect(f"file:{data / NAME}?mode=ro", uri=True)) as here,
            closing(sqlite3.connect(other)) as there,
        ):
            here.backup(there)
            for table in ("search_documents", "release_keywords", "revisions", "releases"):
                there.execute(f"DELETE FROM {table}")  # noqa: S608 - names from above
            there.execute("PRAGMA application_id = 7")
            there.commit()
            there.execute("PRAGMA journal_mode = DELETE")
    return other


Ruin = Callable[[Path], None]
EVERY: list[Ruin] = [
    empty,
    delete,
    delete_all,
    replace,
    replace_by_a_copy,
    overwrite,
    scribble,
    scribble_journal,
    delete_journal,
]
