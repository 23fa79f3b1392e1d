"""How SQLite is opened: durable, one writer at a time, readers that cannot write nor run on."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, event, make_url
from sqlalchemy.exc import DBAPIError

from app.kit.config import Settings
from app.kit.errors import Problem, StorageFull, busy
from app.kit.pools import is_unhurried, pool

BUSY_SECONDS = 5
READERS = 40  # one for each worker thread of the server: a reader never waits for a connection
STEPS_BETWEEN_LOOKS = 20_000


def writer(settings: Settings) -> Engine:
    """Return the engine of those who write.

    One connection: writers of this process queue in the pool, in order, instead of polling
    SQLite's lock; writers of other processes are waited for by `busy_timeout`.
    """
    engine = _sqlite(settings, pool_size=1)

    @event.listens_for(engine, "begin")
    def _lock_first(connection: Connection) -> None:
        # a read that upgrades to a write is how SQLite fails under load
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reader(settings: Settings) -> Engine:
    """Return the engine of those who only look; SQLite itself refuses their writes."""
    engine = _sqlite(settings, pool_size=READERS)

    @event.listens_for(engine, "connect")
    def _look_only(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _snapshot(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")
        raw: Any = connection.connection.driver_connection
        seconds = inf if is_unhurried(connection) else settings.query_seconds
        deadline = time.monotonic() + seconds
        raw.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)

    return engine


def _sqlite(settings: Settings, pool_size: int) -> Engine:
    url = make_url(settings.resolved_database_url())
    engine = pool(
        url, pool_size, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS}
    )

    @event.listens_for(engine, "do_connect")
    def _make_room(*_: object) -> None:  # not before: who only looks leaves no folder
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def _manners(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, not the driver's
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # NORMAL loses acknowledged commits
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")

    return engine


def problem_of(error: Exception) -> Problem | None:
    """Return what to answer when the database refused by its circumstances; None: our mistake."""
    said = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(said, sqlite3.OperationalError):
        return None
    if "full" in str(said):
        return StorageFull()
    return busy() if "locked" in str(said) or "interrupted" in str(said) else None


def is_there(engine: Engine) -> bool:
    """Tell whether there is a database at all, without making one."""
    return engine.url.database is not None and Path(engine.url.database).exists()


def is_sound(connection: Connection) -> bool:
    """Let SQLite look through the whole file for damage."""
    return bool(connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok")


def learn(_writer: Engine) -> None:
    """Do nothing: SQLite is asked so that it needs to know nothing of what is in its tables."""


def count_on(_connection: Connection, _table: Table) -> None:
    """Do nothing: SQLite's next number follows the greatest by itself."""


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """Open the transaction that migrations run in.

    Foreign keys are off in it: SQLite alters a table by making it anew and dropping the old one,
    and with them on the drop would delete, by cascade, all that refers to it. They are checked
    before it ends. The switch does nothing inside a transaction, so it is thrown before.
    """
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken:
                    message = f"a migration broke the foreign keys: {tuple(broken)}"
                    raise RuntimeError(message)
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
