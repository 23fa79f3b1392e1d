"""A connection to SQLite for one thread, the event loop's: no pool, no other thread, no SQLAlchemy.

What its indexes answer in microseconds is read on it: to hand that to a thread takes longer.
"""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect

from app.kit.errors import Problem
from app.kit.pools import IN_JSON
from app.kit.snapshot import Snapshot
from app.kit.watched import Watched

T = TypeVar("T")


class AtHand:
    """Opens its connection when it is first used, and keeps it: so the WAL index stays the same."""

    def __init__(self, path: Path) -> None:
        """Look at nothing yet."""
        self._path, self._watched = path, Watched(path)
        self._connection: sqlite3.Connection | None = None

    def look(self) -> sqlite3.Connection:
        """Return the connection; raise `DatabaseLost` when it is not of what was here."""
        self._watched.look()
        return self._connection or self._open()

    def read(self, look: Callable[[Snapshot], T]) -> T | None:
        """Return what `look` finds in one snapshot; None: whoever asks elsewhere is told why."""
        with suppress(Problem, OSError, sqlite3.Error):
            connection = self.look()
            connection.execute("BEGIN")
            try:
                return look(_Here(connection))
            finally:
                connection.execute("ROLLBACK")  # nothing was written
        return None

    def close(self) -> None:
        """Let go of the database, after every other connection of ours."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _open(self) -> sqlite3.Connection:
        address = f"{self._path.absolute().as_uri()}?mode=rw"
        # it waits for no lock: whoever is on the loop would wait with it
        connection = sqlite3.connect(
            address, uri=True, isolation_level=None, check_same_thread=False, timeout=0
        )
        try:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("SELECT number FROM public_version").fetchall()
            self._watched.opened(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection


class _Here(Snapshot):
    """What this connection sees, until its transaction ends."""

    counted = None
    _dialect: Dialect = sqlite_dialect(**IN_JSON)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        return self._dialect

    def driver_rows(self, sql: str, values: Any = ()) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()
