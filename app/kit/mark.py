"""The mark beside a SQLite database: which one it is and how far it came, told once more.

SQLite calls an emptied file sound, and what is missing from its journal was never there. So each
database has a name, drawn when it is made, and counts the transactions that wrote: both are in its
header, in the two numbers that SQLite keeps there for its user, and in this file. One that lacks
what its mark tells of has lost it.

The mark is written after a COMMIT is on disk, in place and without waiting for the disk: it is
never ahead of the database. After a power cut it may be behind, which hides a loss but makes up
none.
"""

import os
import re
import secrets
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from app.kit import durable

_LINE = re.compile(rb"database (\d{10}) writes (\d{10}) (kept|lost)\n")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The name of a database, and how many transactions wrote to it; `lost`: is not to be used."""

    name: int
    writes: int
    lost: bool = False

    def __bytes__(self) -> bytes:
        """Return the line that stands in the file: always as long, so that it fits in place."""
        state = "lost" if self.lost else "kept"
        return f"database {self.name:010} writes {self.writes:010} {state}\n".encode()


class MarkUnreadableError(Exception):
    """What is there is no mark, or the disk does not give it."""


class Mark:
    """The file beside the database at `path`."""

    def __init__(self, path: Path) -> None:
        """Look for nothing yet."""
        self._path = path.with_name(f"{path.name}.mark")

    def read(self) -> Numbers | None:
        """Return what it tells; None: there is none. Raise `MarkUnreadableError`."""
        try:
            line = self._path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise MarkUnreadableError from error
        found = _LINE.fullmatch(line)
        if found is None:
            raise MarkUnreadableError
        name, writes, state = found.groups()
        return Numbers(int(name), int(writes), lost=state == b"lost")

    def write(self, numbers: Numbers) -> None:
        """Tell of a database; raise nothing: what it is told of was kept all the same."""
        with suppress(OSError):
            try:
                file = os.open(self._path, os.O_WRONLY)
            except FileNotFoundError:
                durable.keep(self._path, bytes(numbers), replace=True)
                return
            try:
                os.pwrite(file, bytes(numbers), 0)
            finally:
                os.close(file)

    def remove(self) -> None:
        """Tell of none."""
        self._path.unlink(missing_ok=True)


def numbers(connection: sqlite3.Connection) -> Numbers:
    """Return the numbers of the database that this connection sees."""
    asked = [f"PRAGMA {number}" for number in ("application_id", "user_version")]
    return Numbers(*(connection.execute(pragma).fetchone()[0] for pragma in asked))


def of_file(path: Path) -> Numbers:
    """Return the numbers in the file itself, without its journal; raise `sqlite3.DatabaseError`.

    By SQLite, because of its locks: a process loses all that it has on a file when it closes that
    file in any other way.
    """
    with closing(_only_to_look(path, "immutable=1")) as connection:
        return numbers(connection)


def of_database(path: Path, *, thoroughly: bool = False) -> Numbers:
    """Return what its next reader sees, who changes nothing yet, not even the journal.

    Raise `sqlite3.DatabaseError` when it cannot be read, or when looking `thoroughly` finds damage.
    """
    with closing(_only_to_look(path, "mode=ro")) as connection:
        if thoroughly:
            check_sound(connection)
        return numbers(connection)


def check_sound(connection: sqlite3.Connection) -> None:
    """Look through the whole file; raise `sqlite3.DatabaseError` when there is damage."""
    [(said,)] = connection.execute("PRAGMA quick_check(1)").fetchall()
    if said != "ok":
        damage = sqlite3.DatabaseError(said)
        damage.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damage


def _only_to_look(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)


def name(connection: sqlite3.Connection, *, anew: bool = False) -> None:
    """Give a database its name, if it has none or is to be another than the one it is a copy of."""
    if numbers(connection).name and not anew:
        return
    connection.execute("BEGIN IMMEDIATE")
    if anew or not numbers(connection).name:  # of several at once the others find it
        connection.execute(f"PRAGMA application_id = {1 + secrets.randbelow(2**31 - 1)}")
    connection.execute("COMMIT")
    # into the file itself, where it is looked for, if there is a journal already
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def count(connection: sqlite3.Connection) -> Numbers:
    """Count the transaction that is about to end; return what the mark is to tell of it."""
    found = numbers(connection)
    connection.execute(f"PRAGMA user_version = {found.writes + 1}")
    return Numbers(found.name, found.writes + 1)
