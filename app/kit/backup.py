"""A copy of a SQLite database that is written to all the while, whole and of one instant."""

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, StaticPool, create_engine
from sqlalchemy.orm import Session

from app.kit import durable, mark

PAGES = 1_000  # a step: 4 MB, until progress is shown again


class BackupRefusedError(Exception):
    """This database is not ours to copy: the message says whose it is, in both languages."""


def back_up(
    source: Engine, file: Path, show: Callable[[int, int], None], finish: Callable[[Session], None]
) -> None:
    """Copy what is kept by now to a `file` that is not there yet, and that only its owner reads.

    `show` is told (pages done, of how many); `finish` may add to the copy. Raise OSError.
    The copy has a name of its own: in the place of its original it is another database, and the
    journal of the original is not taken for its own.
    """
    _check_free(file)
    draft = file.with_name(f"{file.name}.partial")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(_opened(draft)) as copy:
            _fill(copy, source, show)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, also where nobody writes
            mark.name(copy, anew=True)
            _finish(copy, finish)
            mark.check_sound(copy)
        _check_free(file)
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)
    durable.sync(file.parent)


def _opened(draft: Path) -> sqlite3.Connection:
    return sqlite3.connect(draft, isolation_level=None, check_same_thread=False)


def _fill(copy: sqlite3.Connection, source: Engine, show: Callable[[int, int], None]) -> None:
    def progress(_status: int, left: int, total: int) -> None:
        show(total - left, total)

    with source.connect() as connection:
        # in one snapshot: or it would begin again whenever somebody else writes
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        driver: Any = connection.connection.driver_connection
        driver.backup(copy, pages=PAGES, progress=progress)


def _finish(copy: sqlite3.Connection, finish: Callable[[Session], None]) -> None:
    engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
    with Session(engine) as session:
        finish(session)
        session.commit()


def _check_free(file: Path) -> None:
    if file.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file))
