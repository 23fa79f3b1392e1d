"""The mark of a move that is not finished: whose it is, and that nobody may serve what is there.

A table of its own beside the others, made with the first row and dropped when all was compared.
"""

import hashlib

from sqlalchemy import Column, MetaData, String, Table, func, inspect, select
from sqlalchemy.schema import CreateTable, DropTable

from app.kit.db import Database, ReadSession, WriteSession
from app.kit.types import Instant
from app.moving.errors import MoveRefusedError
from app.moving.tables import moved

_MARK = Table("unfinished_move", MetaData(), Column("source", String(64), nullable=False))


def fingerprint(db: ReadSession) -> str:
    """Return what tells a source from any other, and from itself when it has been written to.

    Whatever is done to a release, a key or a record adds or takes a row or sets an instant.
    """
    told = hashlib.sha256()
    for table in moved():
        instants = [column for column in table.columns if isinstance(column.type, Instant)]
        asked = [measure(column) for column in instants for measure in (func.count, func.max)]
        [row] = db.rows(select(func.count(), *asked).select_from(table))
        told.update(repr((table.name, *row)).encode())
    return told.hexdigest()


def source_of(database: Database) -> str | None:
    """Return the fingerprint of the source that was begun to be moved here; None: of none."""
    if not inspect(database.reader).has_table(_MARK.name):
        return None
    with database.reading() as db:
        return db.scalar(select(_MARK.c.source))


def refuse_to_open(database: Database) -> None:
    """Raise when only a part of a catalogue is here: it must not be taken for the whole."""
    if source_of(database) is not None:
        raise MoveRefusedError(
            "لم يكتمل النقل إلى قاعدة البيانات هذه؛ أكمله بالأمر نفسه ·"
            " a move into this database is not finished; run the same nashra move again"
        )


def begin(db: WriteSession, source: str) -> None:
    """Leave the mark."""
    db.change(CreateTable(_MARK))
    db.change(_MARK.insert(), {"source": source})


def end(db: WriteSession) -> None:
    """Take the mark away; of two moves at once the other may have."""
    db.change(DropTable(_MARK, if_exists=True))
