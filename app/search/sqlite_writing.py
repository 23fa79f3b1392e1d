"""Writing SQLite's index: besides, a row goes into one of two FTS5 tables.

FTS5 keeps no text (`content=''`): it is told what to forget, so `words` holds each release's words
as they were analysed, which is also what ranking looks at. `doc` is the row's number in all.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.kit.db import ReadSession, WriteSession
from app.kit.prepared import Prepared
from app.search import fts5
from app.search.engine import Entry, Place
from app.search.instants import instant, micros
from app.search.numbering import Numbering
from app.search.ordinals import NO_NUMBER
from app.search.writing import PLACE, Row

_COLUMNS, _VALUES = "rowid, body, title, marks", ":doc, :body, :title, :marks"


class SqliteWriting(Numbering):
    """The tables `NAME_public` and `NAME_hidden` beside those of either index."""

    WORDS = ("words",)

    def __init__(self, name: str = "search") -> None:
        """Speak of the tables of this name: another one is another index beside it."""
        super().__init__(name)
        self._going = self._whole
        both = [f"{name}_public", f"{name}_hidden"]
        self._learn = [
            Prepared(text(f"INSERT INTO {one} ({_COLUMNS}) VALUES ({_VALUES})")) for one in both
        ]
        self._forget = [
            Prepared(text(f"INSERT INTO {one} ({one}, {_COLUMNS}) VALUES ('delete', {_VALUES})"))
            for one in both
        ]
        self._deletes = [
            Prepared(text(f"DELETE FROM {name}_{kind} WHERE doc = :doc"))
            for kind in ("documents", "words")
        ]

    @staticmethod
    def kept(place: Place) -> tuple[int, bytes]:
        """Return the instant and the id of a place as the index keeps them."""
        return micros(place.listed_at), place.id.bytes

    @staticmethod
    def place(at: int, id_: bytes) -> Place:
        """Return the place that is kept so."""
        return Place(instant(at), UUID(bytes=id_))

    def row(self, entry: Entry, doc: int) -> Row:
        """Return the row of a release under this number, and its words before they were packed."""
        return {**super().row(entry, doc), "words": entry.words.data, "whole": entry.words.whole}

    def insert(self, db: WriteSession, rows: Sequence[Row]) -> None:
        """Put rows into the tables."""
        super().insert(db, rows)
        _tell(db, self._learn, rows)

    def remove(self, db: WriteSession, rows: Sequence[Row]) -> None:
        """Take rows out of the tables."""
        _tell(db, self._forget, rows)
        super().remove(db, rows)

    def _delete(self, db: WriteSession, docs: list[int]) -> None:
        for statement in self._deletes:
            db.send(statement, [{"doc": doc} for doc in docs])

    def gap(self, db: ReadSession, place: Place) -> tuple[int, int]:
        """Return the numbers before and after a place; 0 and NO_NUMBER where there is none."""
        here = self.kept(place)
        return (
            self.before(db, f"{PLACE} < (?, ?)", *here),
            self.after(db, f"{PLACE} > (?, ?)", *here),
        )

    def before(self, db: ReadSession, condition: str, *values: Any) -> int:
        """Return the number of the newest public release of which this holds; 0 if of none."""
        rows = db.driver_rows(self._newest(condition), values)
        return rows[0][0] if rows else 0

    def after(self, db: ReadSession, condition: str, *values: Any) -> int:
        """Return the number of the oldest public release of which this holds; else beyond all."""
        rows = db.driver_rows(self._oldest(condition), values)
        return rows[0][0] if rows else NO_NUMBER


def _tell(db: WriteSession, both: Sequence[Prepared], rows: Sequence[Row]) -> None:
    """Tell each full-text table, the public one and the other, of the rows that are its own."""
    public = [fts5.row(kept) for kept in rows if kept["doc"] > 0]
    hidden = [fts5.row(kept) for kept in rows if kept["doc"] < 0]
    for statement, its in zip(both, (public, hidden), strict=True):
        if its:
            db.send(statement, its)
