"""Writing PostgreSQL's index: a release is one row, and its full-text index follows by itself."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import TextClause, column, select, table, text

from app.kit.db import ReadSession, WriteSession
from app.search import evidence, postgres_limits, postgres_tables
from app.search.engine import Entry, Place
from app.search.handles import handle
from app.search.numbering import NO_NUMBER, Numbering, Row, instant, micros

MANY = 50  # releases: so many at once are worth being sorted into the index together


class PostgresWriting(Numbering):
    """The table `NAME_documents` and its indexes, as they fill."""

    def __init__(self, name: str = "search") -> None:
        """Speak of the tables of this name: another one is another index beside it."""
        self.name = name
        self._documents = table(f"{name}_documents", *map(column, postgres_tables.COLUMNS))
        self._state = table(f"{name}_state", *map(column, postgres_tables.STATE))
        self._words = table(f"{name}_words", column("doc"), column("words"), column("marks"))
        self._insert = [
            _insert(f"{name}_documents", postgres_tables.COLUMNS),
            _insert(f"{name}_words", ("doc", "words", "marks")),
        ]
        self._delete = [
            text(f"DELETE FROM {name}_{kind} WHERE doc = ANY(:docs)")  # noqa: S608
            for kind in ("documents", "words")
        ]
        self._count = text(
            f"UPDATE {name}_state SET documents = documents + :more,"  # noqa: S608
            " title_words = title_words + :title_words, body_words = body_words + :body_words,"
            " version = version + 1"
        )

    def put(self, db: WriteSession, entries: Sequence[Entry]) -> None:
        """Index releases, in place of what was there.

        What waits to be sorted into a GIN index is read through by every search: of one release it
        is little, of many it is sorted in at once, which takes a third of the time.
        """
        many = len(entries) >= MANY
        db.change(text(f"SET LOCAL gin_pending_list_limit = '{'1GB' if many else '128kB'}'"))
        super().put(db, entries)
        if many:
            for which in ("public", "hidden"):
                index = {"index": f"{self.name}_{which}"}
                db.rows(text("SELECT gin_clean_pending_list(CAST(:index AS regclass))"), index)

    def drop(self, db: WriteSession, key: int) -> None:
        """Take a release out of the index."""
        c = self._documents.c
        counted = select(c.doc, c.title_words, c.body_words).where(c.release_key == key)
        self.remove(db, [row._asdict() for row in db.rows(counted)])

    def row(self, entry: Entry, doc: int) -> Row:
        """Return the row of a release under this number."""
        return {
            "doc": doc,
            "release_key": entry.key,
            "release_id": entry.id,
            "handle": handle(entry.id),
            "revision": entry.revision,
            "instant": micros(entry.listed_at),
            "due": micros(entry.due_at) if entry.due_at else None,
            "title_words": entry.words.title_words,
            "body_words": entry.words.body_words,
            **entry.marks,
            "words": "\n".join(postgres_limits.fitting(evidence.unpack(entry.words.data))),
            "marks": " ".join(filter(None, entry.marks.values())),
        }

    def insert(self, db: WriteSession, rows: Sequence[Row]) -> None:
        """Put rows into the tables."""
        if rows:
            for statement in self._insert:
                db.change(statement, rows)
            self._change(db, rows, more=1)

    def remove(self, db: WriteSession, rows: Sequence[Row]) -> None:
        """Take rows out of the tables."""
        if rows:
            for statement in self._delete:
                db.change(statement, {"docs": [kept["doc"] for kept in rows]})
            self._change(db, rows, more=-1)

    def last(self, db: ReadSession) -> tuple[int, Place | None]:
        """Return the last number and where it stands; 0 and None when there is none."""
        for doc, at, id_ in db.driver_rows(
            f"SELECT doc, instant, release_id FROM {self.name}_documents"  # noqa: S608
            " WHERE doc > 0 ORDER BY doc DESC LIMIT 1"
        ):
            return doc, Place(instant(at), id_)
        return 0, None

    def gap(self, db: ReadSession, place: Place) -> tuple[int, int]:
        """Return the numbers before and after a place; 0 and NO_NUMBER where there is none."""
        here = micros(place.listed_at), place.id
        [(below, above)] = db.driver_rows(
            f"SELECT {self.before('(instant, release_id) < (%s, %s)')},"
            f" {self.after('(instant, release_id) > (%s, %s)')}",
            [*here, *here],
        )
        return below, above

    def before(self, condition: str) -> str:
        """Return the number of the newest public release of which this holds; 0 if of none."""
        return self._number(condition, "DESC", 0)

    def after(self, condition: str) -> str:
        """Return the number of the oldest public release of which this holds; else beyond all."""
        return self._number(condition, "ASC", NO_NUMBER)

    def _number(self, condition: str, order: str, otherwise: int) -> str:
        return (
            f"coalesce((SELECT doc FROM {self.name}_documents WHERE doc > 0 AND {condition}"  # noqa: S608
            f" ORDER BY instant {order}, release_id {order} LIMIT 1), {otherwise})"
        )

    def near(self, db: ReadSession, doc: int, count: int, *, newer: bool) -> list[Row]:
        """Return up to `count` public rows after a number, or from it backwards, the nearest first.

        With `newer` the number itself is not among them.
        """
        number = self._documents.c.doc
        words = self._words.c
        both = select(self._documents, words.words, words.marks).join(
            self._words, words.doc == number
        )
        query = both.where(number > 0).limit(count)
        if newer:
            query = query.where(number > doc).order_by(number)
        else:
            query = query.where(number <= doc).order_by(number.desc())
        return [row._asdict() for row in db.rows(query)]

    def _change(self, db: WriteSession, rows: Sequence[Any], *, more: int) -> None:
        """Count the public ones."""
        shown = [kept for kept in rows if kept["doc"] > 0]
        if shown:
            words = {
                name: more * sum(kept[name] for kept in shown)
                for name in ("title_words", "body_words")
            }
            db.change(self._count, {"more": more * len(shown), **words})


def _insert(name: str, columns: Sequence[str]) -> TextClause:
    values = ", ".join(f":{column}" for column in columns)
    return text(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({values})")  # noqa: S608
