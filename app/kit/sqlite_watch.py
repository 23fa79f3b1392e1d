"""What the public version of a SQLite database is now, told in a fraction of a microsecond.

Every COMMIT, of any process, changes the header of the WAL index, which all of them have mapped
into memory (SQLite's `-shm` file, walformat.html, 2.1): while its bytes are the same nothing was
written. Only when they differ is the number read anew.
"""

import mmap
import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import ClassVar

from app.kit.errors import Problem
from app.kit.sqlite_at_hand import AtHand

HEADER = 48  # bytes: the first of its two copies
LOOK_EVERY = 0.02  # seconds, at whether the files are there still


class _Mapping:
    """The start of one `-shm` file in memory.

    A process that closes a file loses every lock that it has on it, SQLite's too. So both of its
    descriptors stay open while any connection of this process may have one; they are counted.
    """

    _all: ClassVar[dict[tuple[int, int], "_Mapping"]] = {}  # of this process
    _lock: ClassVar[Lock] = Lock()

    def __init__(self, file: int) -> None:
        self.file, self.users = file, 0
        self.memory = mmap.mmap(file, HEADER, access=mmap.ACCESS_READ)

    @classmethod
    def of(cls, path: str) -> "_Mapping":
        with cls._lock:
            at = Path(path).stat()
            found = cls._all.get((at.st_dev, at.st_ino))
            if found is None:
                found = cls._all[at.st_dev, at.st_ino] = cls(os.open(path, os.O_RDONLY))
            found.users += 1
            return found

    def let_go(self) -> None:
        with self._lock:
            self.users -= 1
            if self.users:
                return
            at = os.fstat(self.file)
            del self._all[at.st_dev, at.st_ino]
            self.memory.close()
            os.close(self.file)


class SqliteWatch:
    """Knows the number of the public version; for one thread, the event loop's."""

    def __init__(self, path: Path) -> None:
        """Look at nothing yet."""
        self._path, self._at_hand = path, AtHand(path)
        self._mapping: _Mapping | None = None
        self._memory: mmap.mmap | bytes = b""
        self._header: bytes | None = None
        self._number: int | None = None
        self._look_at = 0.0

    def number(self) -> int | None:
        """Return the number at this moment; None: it cannot be told."""
        if self._memory[:HEADER] == self._header and monotonic() < self._look_at:
            return self._number
        return self._read()

    def note_commit(self) -> None:
        """Do nothing: our own commits are seen as those of others are."""

    def close(self) -> None:
        """Let go of the database, after every other connection of ours."""
        self._at_hand.close()
        if self._mapping is not None:
            self._memory = b""
            self._mapping.let_go()
        self._mapping = self._header = None

    def _read(self) -> int | None:
        self._header = None
        with suppress(Problem, OSError, sqlite3.Error):
            connection = self._at_hand.look()
            if self._mapping is None:  # while it is open, the WAL index is the same file
                self._mapping = _Mapping.of(f"{self._path}-shm")
                self._memory = self._mapping.memory
            # before the number: what is written meanwhile is noticed
            header = self._memory[:HEADER]
            [(self._number,)] = connection.execute("SELECT number FROM public_version")
            self._header, self._look_at = header, monotonic() + LOOK_EVERY
            return self._number
        return None
