"""Writing SQLite's index: rows go into `documents` and into one of two FTS5 tables.

FTS5 keeps no text (`content=''`): it is told what to forget, so `documents` holds each release's
words as they were analysed, which is also what ranking looks at. In it `doc`, the row number in the
full-text table, is above 0 in the public index (see `ordinals`) and `-key` in the hidden one.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, column, select, table, text, tuple_

from app.kit.db import ReadSession, WriteSession
from app.search import fts5, ordinals
from app.search.engine import Entry, Place
from app.search.handles import handle

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class SqliteWriting:
    """The tables `NAME_public`, `NAME_hidden` and `NAME_documents`, as they are filled."""

    def __init__(self, name: str = "search") -> None:
        """Speak of the tables of this name: another one is another index beside it."""
        self.name = name
        self._documents = table(f"{name}_documents", *map(column, fts5.COLUMNS))
        self._state = table(f"{name}_state", *map(column, fts5.STATE))
        self._write = _Statements(name)

    def put(self, db: WriteSession, entry: Entry) -> None:
        """Index a release, in place of what was there."""
        if not entry.is_new:
            self.drop(db, entry.key)
        kept = {
            "doc": -entry.key,
            "release_key": entry.key,
            "release_id": entry.id.bytes,
            "handle": handle(entry.id),
            "revision": entry.revision,
            "instant": micros(entry.listed_at),
            "due": micros(entry.due_at) if entry.due_at else None,
            "title_words": entry.words.title_words,
            "body_words": entry.words.body_words,
            "words": entry.words.data,
            **entry.marks,
        }
        if entry.is_public:
            kept["doc"] = self._free_ordinal(db, entry)
        self._insert(db, kept)

    def drop(self, db: WriteSession, key: int) -> None:
        """Take a release out of the index."""
        documents = self._documents
        for kept in db.rows(select(documents).where(documents.c.release_key == key)):
            self._remove(db, kept._asdict())

    def _insert(self, db: WriteSession, kept: dict[str, Any]) -> None:
        public = kept["doc"] > 0
        db.change(self._write.keep, kept)
        db.change(self._write.into_public if public else self._write.into_hidden, fts5.row(kept))
        if public:
            self._count(db, kept, 1)

    def _remove(self, db: WriteSession, kept: dict[str, Any]) -> None:
        public = kept["doc"] > 0
        db.change(self._write.from_public if public else self._write.from_hidden, fts5.row(kept))
        db.change(self._write.forget, {"doc": kept["doc"]})
        if public:
            self._count(db, kept, -1)

    def _count(self, db: WriteSession, kept: dict[str, Any], more: int) -> None:
        words = {name: more * kept[name] for name in ("title_words", "body_words")}
        db.change(self._write.count, {"more": more, **words})

    def _free_ordinal(self, db: WriteSession, entry: Entry) -> int:
        """Return a free number that stands in the order of publication; make room if need be."""
        place = Place(entry.listed_at, entry.id)
        below = self.last(db, self.beyond(place, oldest_first=False), newest_first=True) or 0
        above = self.last(db, self.beyond(place, oldest_first=True), newest_first=False)
        free = ordinals.between(below, above, entry.listed_at)
        return free if free is not None else self._make_room(db, below, above)

    def last(
        self, db: ReadSession, condition: ColumnElement[bool], *, newest_first: bool
    ) -> int | None:
        """Return the number of the newest (or oldest) public release of which this holds."""
        c = self._documents.c
        order = (c.instant, c.release_id)
        found: int | None = db.scalar(
            select(c.doc)
            .where(c.doc > 0, condition)
            .order_by(*(one.desc() if newest_first else one for one in order))
            .limit(1)
        )
        return found

    def _make_room(self, db: WriteSession, below: int, above: int | None) -> int:
        """Spread the neighbours of a gap without room until it has some; return a number in it."""
        reach = 4
        while True:
            older = self._near(db, self._documents.c.doc <= below, reach, descending=True)[::-1]
            newer = self._near(db, self._documents.c.doc > below, reach, descending=False)
            floor = older.pop(0)["doc"] if len(older) > reach else 0
            ceiling = newer.pop()["doc"] if len(newer) > reach else None
            numbers = ordinals.spread(floor, ceiling, len(older) + len(newer) + 1)
            if numbers is not None:
                break
            reach *= 2
        del above
        moved = [*older, *newer]
        free = numbers[len(older)]
        for kept in moved:
            self._remove(db, kept)
        for kept, doc in zip(moved, [n for n in numbers if n != free], strict=True):
            self._insert(db, {**kept, "doc": doc})
        return free

    def _near(
        self, db: ReadSession, condition: ColumnElement[bool], reach: int, *, descending: bool
    ) -> list[dict[str, Any]]:
        doc = self._documents.c.doc
        query = select(self._documents).where(doc > 0, condition).limit(reach + 1)
        rows = db.rows(query.order_by(doc.desc() if descending else doc))
        return [row._asdict() for row in rows]

    def beyond(
        self, place: Place, *, oldest_first: bool, within: bool = False
    ) -> ColumnElement[bool]:
        """Return the condition for what is older (or newer) than a place, or stands at it."""
        c = self._documents.c
        here = tuple_(c.instant, c.release_id)
        there = tuple_(bindparam(None, micros(place.listed_at)), bindparam(None, place.id.bytes))
        if oldest_first:
            return here >= there if within else here > there
        return here <= there if within else here < there


class _Statements:
    """What is written, made once: SQLAlchemy then knows each by sight."""

    def __init__(self, name: str) -> None:
        names = ", ".join(fts5.COLUMNS)
        values = ", ".join(f":{column}" for column in fts5.COLUMNS)
        self.keep = text(f"INSERT INTO {name}_documents ({names}) VALUES ({values})")  # noqa: S608
        self.forget = text(f"DELETE FROM {name}_documents WHERE doc = :doc")  # noqa: S608
        self.count = text(
            f"UPDATE {name}_state SET documents = documents + :more,"  # noqa: S608
            " title_words = title_words + :title_words, body_words = body_words + :body_words,"
            " version = version + 1"
        )
        self.into_public, self.from_public = _both_ways(f"{name}_public")
        self.into_hidden, self.from_hidden = _both_ways(f"{name}_hidden")


def _both_ways(index: str) -> tuple[Any, Any]:
    """Return what puts a row into a full-text table, and what makes the table forget it."""
    columns = "rowid, body, title, marks"
    values = ":doc, :body, :title, :marks"
    return (
        text(f"INSERT INTO {index} ({columns}) VALUES ({values})"),  # noqa: S608
        text(f"INSERT INTO {index} ({index}, {columns}) VALUES ('delete', {values})"),  # noqa: S608
    )


def micros(instant: datetime) -> int:
    """Return an instant as the index keeps it: microseconds since 1970."""
    return (instant - EPOCH) // MICROSECOND


def instant(kept: int) -> datetime:
    """Return the instant that is kept so."""
    return EPOCH + kept * MICROSECOND
