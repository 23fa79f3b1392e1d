"""Writing SQLite's index: rows go into `documents`, `words` and one of two FTS5 tables.

FTS5 keeps no text (`content=''`): it is told what to forget, so `words` holds each release's words
as they were analysed, which is also what ranking looks at. `doc`, the row number in a full-text
table and in those beside it, is above 0 in the public index (see `ordinals`), `-key` in the other.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, column, select, table, text

from app.kit.db import ReadSession, WriteSession
from app.search import fts5, ordinals
from app.search.engine import Entry, Place
from app.search.handles import handle

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
PLACE = "(instant, release_id)"
NO_NUMBER = 2**62  # beyond every number


class SqliteWriting:
    """The tables `NAME_public`, `NAME_hidden`, `NAME_documents` and `NAME_words`, as they fill."""

    def __init__(self, name: str = "search") -> None:
        """Speak of the tables of this name: another one is another index beside it."""
        self.name = name
        self._documents = table(f"{name}_documents", *map(column, fts5.COLUMNS))
        words = table(f"{name}_words", column("doc"), column("words"))
        self._whole = select(self._documents, words.c.words).join(
            words, words.c.doc == self._documents.c.doc
        )
        self._state = table(f"{name}_state", *map(column, fts5.STATE))
        self._write = _Statements(name)

    def put(self, db: WriteSession, entries: Sequence[Entry]) -> None:
        """Index releases, in place of what was there."""
        for entry in entries:
            if not entry.is_new:
                self.drop(db, entry.key)
        self._insert(db, [_kept(entry, -entry.key) for entry in entries if not entry.is_public])
        self._publish(db, [entry for entry in entries if entry.is_public])

    def drop(self, db: WriteSession, key: int) -> None:
        """Take a release out of the index."""
        found = db.rows(self._whole.where(self._documents.c.release_key == key))
        self._remove(db, [kept._asdict() for kept in found])

    def _publish(self, db: WriteSession, entries: Sequence[Entry]) -> None:
        """Index for the public: what is newer than all goes to the end, the rest between others."""
        ordered = sorted(entries, key=_place)
        _, newest = self._newest(db)
        amid = [one for one in ordered if newest is not None and _place(one) <= newest]
        for entry in amid:
            self._insert(db, [_kept(entry, self._free_ordinal(db, entry))])
        last, _ = self._newest(db)  # asked again: making room for those may have moved it
        at_the_end: list[dict[str, Any]] = []
        for entry in ordered[len(amid) :]:
            free = ordinals.between(last, None, entry.listed_at)
            assert free is not None  # noqa: S101 - there is no end
            last = free
            at_the_end.append(_kept(entry, free))
        self._insert(db, at_the_end)

    def _insert(self, db: WriteSession, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            db.change(self._write.keep, rows)
            db.change(self._write.keep_words, rows)
            self._change(db, rows, self._write.into_public, self._write.into_hidden, more=1)

    def _remove(self, db: WriteSession, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._change(db, rows, self._write.from_public, self._write.from_hidden, more=-1)
            docs = [{"doc": kept["doc"]} for kept in rows]
            db.change(self._write.forget, docs)
            db.change(self._write.forget_words, docs)

    def _change(
        self,
        db: WriteSession,
        rows: Sequence[dict[str, Any]],
        public: Any,
        hidden: Any,
        *,
        more: int,
    ) -> None:
        """Let the full-text tables take rows in, or forget them, and count the public ones."""
        shown = [kept for kept in rows if kept["doc"] > 0]
        for statement, which in (
            (public, shown),
            (hidden, [kept for kept in rows if kept["doc"] < 0]),
        ):
            if which:
                db.change(statement, [fts5.row(kept) for kept in which])
        if shown:
            words = {
                name: more * sum(kept[name] for kept in shown)
                for name in ("title_words", "body_words")
            }
            db.change(self._write.count, {"more": more * len(shown), **words})

    def _newest(self, db: ReadSession) -> tuple[int, Place | None]:
        """Return the last number and where it stands; 0 and None when there is none."""
        for doc, at, id_ in db.rows(self._write.newest):
            return doc, Place(instant(at), UUID(bytes=id_))
        return 0, None

    def _free_ordinal(self, db: WriteSession, entry: Entry) -> int:
        """Return a free number between those that stand before and after; make room if need be."""
        here = micros(entry.listed_at), entry.id.bytes
        below = self.before(db, f"{PLACE} < (?, ?)", *here)
        above = self.after(db, f"{PLACE} > (?, ?)", *here)
        free = ordinals.between(below, None if above == NO_NUMBER else above, entry.listed_at)
        return free if free is not None else self._make_room(db, below)

    def before(self, db: ReadSession, condition: str, *values: Any) -> int:
        """Return the number of the newest public release of which this holds; 0 if of none."""
        return self._number(db, condition, values, "DESC") or 0

    def after(self, db: ReadSession, condition: str, *values: Any) -> int:
        """Return the number of the oldest public release of which this holds; else beyond all."""
        return self._number(db, condition, values, "ASC") or NO_NUMBER

    def _number(
        self, db: ReadSession, condition: str, values: Sequence[Any], order: str
    ) -> int | None:
        rows = db.driver_rows(
            f"SELECT doc FROM {self.name}_documents WHERE doc > 0 AND {condition}"  # noqa: S608
            f" ORDER BY instant {order}, release_id {order} LIMIT 1",
            values,
        )
        return rows[0][0] if rows else None

    def _make_room(self, db: WriteSession, below: int) -> int:
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
        moved = [*older, *newer]
        free = numbers[len(older)]
        docs = [number for number in numbers if number != free]
        self._remove(db, moved)
        self._insert(db, [{**kept, "doc": doc} for kept, doc in zip(moved, docs, strict=True)])
        return free

    def _near(
        self, db: ReadSession, condition: ColumnElement[bool], reach: int, *, descending: bool
    ) -> list[dict[str, Any]]:
        doc = self._documents.c.doc
        query = self._whole.where(doc > 0, condition).limit(reach + 1)
        rows = db.rows(query.order_by(doc.desc() if descending else doc))
        return [row._asdict() for row in rows]


class _Statements:
    """What is written, made once: SQLAlchemy then knows each by sight."""

    def __init__(self, name: str) -> None:
        names = ", ".join(fts5.COLUMNS)
        values = ", ".join(f":{column}" for column in fts5.COLUMNS)
        self.keep = text(f"INSERT INTO {name}_documents ({names}) VALUES ({values})")  # noqa: S608
        self.keep_words = text(f"INSERT INTO {name}_words (doc, words) VALUES (:doc, :words)")  # noqa: S608
        self.forget_words = text(f"DELETE FROM {name}_words WHERE doc = :doc")  # noqa: S608
        self.newest = text(
            f"SELECT doc, instant, release_id FROM {name}_documents"  # noqa: S608
            " WHERE doc > 0 ORDER BY doc DESC LIMIT 1"
        )
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


def _kept(entry: Entry, doc: int) -> dict[str, Any]:
    """Return the row of `documents` for a release under this number."""
    return {
        "doc": doc,
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


def _place(entry: Entry) -> Place:
    return Place(entry.listed_at, entry.id)


def micros(instant: datetime) -> int:
    """Return an instant as the index keeps it: microseconds since 1970."""
    return (instant - EPOCH) // MICROSECOND


def instant(kept: int) -> datetime:
    """Return the instant that is kept so."""
    return EPOCH + kept * MICROSECOND
