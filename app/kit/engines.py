"""How SQLite is opened: durable, one writer at a time, readers that cannot write nor run on."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from app.kit.config import Settings
from app.kit.errors import Bilingual, Busy, StorageFull

BUSY_MS = 5_000
READERS = 40  # one for each worker thread of the server: a reader never waits for a connection
STEPS_BETWEEN_LOOKS = 20_000
UNHURRIED = "unhurried"


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
        seconds = (
            inf if connection.get_execution_options().get(UNHURRIED) else settings.query_seconds
        )
        deadline = time.monotonic() + seconds
        raw.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)

    return engine


def _sqlite(settings: Settings, pool_size: int) -> Engine:
    url = make_url(settings.resolved_database_url())
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,  # an error in the log must not quote a text under embargo
        json_serializer=json.JSONEncoder(ensure_ascii=False).encode,
        pool_timeout=BUSY_MS / 1000 * 2,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def _manners(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, not the driver's
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # NORMAL loses acknowledged commits
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")

    return engine


@contextmanager
def honest_errors() -> Iterator[None]:
    """Turn what a database says of its circumstances into answers for the caller."""
    try:
        yield
    except PoolTimeout as error:
        raise _busy() from error
    except (OperationalError, sqlite3.OperationalError) as error:
        said = str(getattr(error, "orig", error))
        if "full" in said:
            raise StorageFull from error
        if "locked" in said or "interrupted" in said:
            raise _busy() from error
        raise


def _busy() -> Busy:
    return Busy(
        Bilingual(
            "لم يكتمل الطلب في وقته ولم يتغيّر شيء.",
            "The request could not be done in time; nothing was changed.",
        ),
        headers={"Retry-After": "1"},
    )
