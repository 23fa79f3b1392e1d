"""How SQLite is opened: durable, one writer at a time, readers that cannot write nor run on."""

import errno
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, FromClause, Table, event, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.orm import Session

from app.kit import backup, durable, mark
from app.kit.config import Settings
from app.kit.errors import Problem, StorageFull, busy, database_lost
from app.kit.pools import UNHURRIED, driver_of, is_unhurried, pool
from app.kit.sqlite_at_hand import AtHand
from app.kit.sqlite_watch import SqliteWatch
from app.kit.watched import Watched

driver_error = sqlite3.Error

BUSY_SECONDS = 5
UNHURRIED_SECONDS = 60
READERS = 40  # one for each worker thread of the server: a reader never waits for a connection
STEPS_BETWEEN_LOOKS = 20_000
SYNCHRONOUS = "FULL"  # NORMAL loses acknowledged commits: `make test-power` counts them
# 16 MB of log: what every save changes is copied once for sixty saves, by default for sixteen
CHECKPOINT_PAGES = 4_000
# What a statement would undo if it failed: else most saves make a file for it and delete it
IN_MEMORY = "PRAGMA temp_store = MEMORY"

# By SQLite's primary result codes.
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT}
LOST = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}
READ_ONLY = "نظام الملفات للقراءة فقط · Read-only file system"
FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE}


class Hinted(SQLiteCompiler):
    """SQL with the hints of queries, `INDEXED BY`, which SQLAlchemy knows of other databases."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        """Return what stands behind a table's name."""
        del table
        return text


class Counted(sqlite3.Connection):
    """A connection whose every transaction that wrote is counted, in the file and on its mark."""

    def __init__(self, watched: Watched, *args: Any, **more: Any) -> None:
        """Open it; the first transaction counts whatever it did, so that there is a mark."""
        super().__init__(*args, **more)
        self._watched, self._counted = watched, -1

    def commit(self) -> None:
        """Keep the transaction, and note on the mark that it was kept."""
        if not self.in_transaction or self.total_changes == self._counted:
            super().commit()
            return
        numbers = mark.count(self)
        super().commit()
        self._counted = self.total_changes
        self._watched.kept(numbers)


def writer(settings: Settings) -> Engine:
    """Return the engine of those who write.

    One connection: writers of this process queue in the pool, in order, instead of polling
    SQLite's lock; writers of other processes are waited for by `busy_timeout`.
    """
    watched = Watched(_path(settings))
    engine = _sqlite(settings, watched, pool_size=1, factory=partial(Counted, watched))

    @event.listens_for(engine, "connect")
    def _note_in_memory(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(IN_MEMORY)

    @event.listens_for(engine, "begin")
    def _lock_first(connection: Connection) -> None:
        # a read that upgrades to a write is how SQLite fails under load
        if is_unhurried(connection):
            with _patience(driver_of(connection)):
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # past SQLAlchemy, which takes four times as long
            driver_of(connection).execute("BEGIN IMMEDIATE")

    return engine


@contextmanager
def _patience(driver: sqlite3.Connection) -> Iterator[None]:
    """Let who has time wait longer for others who write: of several starts one migrates."""
    driver.execute(f"PRAGMA busy_timeout = {UNHURRIED_SECONDS * 1000}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def reader(settings: Settings) -> Engine:
    """Return the engine of those who only look; SQLite itself refuses their writes."""
    engine = _sqlite(settings, Watched(_path(settings)), pool_size=READERS)

    @event.listens_for(engine, "connect")
    def _look_only(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _snapshot(connection: Connection) -> None:
        driver = driver_of(connection)
        driver.execute("BEGIN")
        seconds = inf if is_unhurried(connection) else settings.query_seconds
        deadline = time.monotonic() + seconds
        driver.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)

    return engine


def _sqlite(settings: Settings, watched: Watched, pool_size: int, **more: Any) -> Engine:
    url, path = make_url(settings.resolved_database_url()), _path(settings)
    arguments = {"check_same_thread": False, "timeout": BUSY_SECONDS, **more}
    engine = pool(url, pool_size, connect_args=arguments)
    engine.dialect.statement_compiler = Hinted

    @event.listens_for(engine, "do_connect")
    def _make_room(*_: object) -> None:  # not before: who only looks leaves no folder
        watched.look()
        if not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            durable.sync(path.parent.parent)
        if os.statvfs(path.parent).f_flag & os.ST_RDONLY:
            raise database_lost(f"{path.parent}: {READ_ONLY}")

    @event.listens_for(engine, "connect")
    def _manners(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, not the driver's
        mark.name(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        watched.opened(connection)

    @event.listens_for(engine, "begin")
    def _look(_connection: Connection) -> None:
        watched.look()

    @event.listens_for(engine, "engine_disposed")
    def _forget(_engine: Engine) -> None:
        watched.closed()

    return engine


def _path(settings: Settings) -> Path:
    return Path(make_url(settings.resolved_database_url()).database or "")


def problem_of(said: BaseException | None) -> Problem | None:
    """Return what to answer when the database refused by its circumstances; None: our mistake."""
    if not isinstance(said, sqlite3.Error):
        return None
    code: int = getattr(said, "sqlite_errorcode", 0)
    primary = code & 0xFF
    if FULL & {code, primary}:
        return StorageFull()
    if primary in BUSY:
        return busy()
    # at a start it had all of its tables
    lost = primary in LOST or str(said).startswith("no such table")
    return database_lost(str(said)) if lost else None


def is_there(engine: Engine) -> bool:
    """Tell whether there is a database at all, without making one."""
    return engine.url.database is not None and Path(engine.url.database).exists()


def watch(settings: Settings) -> SqliteWatch:
    """Begin to watch the public version."""
    return SqliteWatch(_path(settings))


def at_hand(settings: Settings) -> AtHand:
    """Return what the event loop reads on itself."""
    return AtHand(_path(settings))


def accept(settings: Settings) -> None:
    """Let what is there be the database from now on, whatever its mark told of."""
    Watched(_path(settings)).accept()


def back_up(
    source: Engine, file: Path, show: Callable[[int, int], None], finish: Callable[[Session], None]
) -> None:
    """Copy the database to a file, as `backup.back_up` does."""
    if not is_there(source):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), source.url.database)
    backup.back_up(source, file, show, finish)


def is_sound(connection: Connection) -> bool:
    """Let SQLite look through the whole file for damage."""
    return bool(connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok")


def learn(_writer: Engine) -> None:
    """Do nothing: SQLite is asked so that it needs to know nothing of what is in its tables."""


def insert(cursor: sqlite3.Cursor, sql: str, rows: Sequence[Any]) -> list[int]:
    """Insert the rows one by one: the driver returns nothing of many."""
    return [cursor.execute(sql, row).fetchone()[0] for row in rows]


def count_on(_connection: Connection, _table: Table) -> None:
    """Do nothing: SQLite's next number follows the greatest by itself."""


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """Open the transaction that migrations run in.

    Foreign keys are off in it: SQLite alters a table by making it anew and dropping the old one,
    and with them on the drop would delete, by cascade, all that refers to it. They are checked
    before it ends, if it changed anything: that looks through all there is, and most starts
    migrate nothing. The switch does nothing inside a transaction, so it is thrown before.
    """
    with engine.execution_options(**{UNHURRIED: True}).connect() as connection:
        driver = driver_of(connection)
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("PRAGMA temp_store = FILE")  # where it sorts all there is, for an index
        before = driver.total_changes
        try:
            with connection.begin():
                yield connection
                changed = driver.total_changes > before  # every migration notes its revision
                check = "PRAGMA foreign_key_check"
                broken = connection.exec_driver_sql(check).first() if changed else None
                if broken:
                    message = f"a migration broke the foreign keys: {tuple(broken)}"
                    raise RuntimeError(message)
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
            driver.execute(IN_MEMORY)
