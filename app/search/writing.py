"""Writing either index: rows go into `documents` and `words`, and the public ones are counted.

`doc`, the number of a row, is above 0 in the public index (see `ordinals`), `-key` in the other.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import Select, column, insert, select, table, text

from app.kit.db import ReadSession, WriteSession
from app.kit.prepared import Prepared
from app.search.engine import Entry, Place
from app.search.handles import handle
from app.search.instants import micros
from app.search.marks import MARKS

COLUMNS = (
    *("doc", "release_key", "release_id", "handle", "revision", "instant", "due"),
    *("title_words", "body_words"),
    *MARKS,
)
STATE = ("analyser", "documents", "title_words", "body_words", "version")
PLACE = "(instant, release_id)"

Row = dict[str, Any]


class Writing(ABC):
    """The tables `NAME_documents`, `NAME_words` and `NAME_state`, as they fill.

    A `Row` is a release as the first two keep it. `WORDS` is what the second has beside `doc`.
    """

    WORDS: ClassVar[tuple[str, ...]]

    def __init__(self, name: str = "search") -> None:
        """Speak of the tables of this name: another one is another index beside it."""
        self.name = name
        self._documents = table(f"{name}_documents", *map(column, COLUMNS))
        self._state = table(f"{name}_state", *map(column, STATE))
        self._words = table(f"{name}_words", *map(column, ("doc", *self.WORDS)))
        c, words = self._documents.c, self._words.c
        self._whole = select(self._documents, *(words[one] for one in self.WORDS)).join(
            self._words, words.doc == c.doc
        )
        # of a row that goes: no more of it than `remove` looks at
        self._going: Select[Any] = select(c.doc, c.title_words, c.body_words)
        self._insert = [
            Prepared(insert(self._documents), COLUMNS),
            Prepared(insert(self._words), ("doc", *self.WORDS)),
        ]
        self._count = Prepared(
            text(
                f"UPDATE {name}_state SET documents = documents + :more,"
                " title_words = title_words + :title_words, body_words = body_words + :body_words,"
                " version = version + 1"
            )
        )

    @staticmethod
    @abstractmethod
    def kept(place: Place) -> tuple[int, Any]:
        """Return the instant and the id of a place as the index keeps them."""

    @staticmethod
    @abstractmethod
    def place(at: int, id_: Any) -> Place:
        """Return the place that is kept so."""

    @abstractmethod
    def _delete(self, db: WriteSession, docs: list[int]) -> None:
        """Delete the rows of these numbers from both tables."""

    def row(self, entry: Entry, doc: int) -> Row:
        """Return the row of a release under this number, but for its words."""
        at, id_ = self.kept(entry.place)
        return {
            "doc": doc,
            "release_key": entry.key,
            "release_id": id_,
            "handle": handle(entry.id),
            "revision": entry.revision,
            "instant": at,
            "due": micros(entry.due_at) if entry.due_at else None,
            "title_words": entry.words.title_words,
            "body_words": entry.words.body_words,
            **entry.marks,
        }

    def insert(self, db: WriteSession, rows: Sequence[Row]) -> None:
        """Put rows into the tables."""
        if rows:
            for statement in self._insert:
                db.send(statement, rows)
            self._recount(db, rows, more=1)

    def remove(self, db: WriteSession, rows: Sequence[Row]) -> None:
        """Take rows out of the tables."""
        if rows:
            self._delete(db, [kept["doc"] for kept in rows])
            self._recount(db, rows, more=-1)

    def drop(self, db: WriteSession, key: int) -> None:
        """Take a release out of the index."""
        found = db.rows(self._going.where(self._documents.c.release_key == key))
        self.remove(db, [row._asdict() for row in found])

    def last(self, db: ReadSession) -> tuple[int, Place | None]:
        """Return the last number and where it stands; 0 and None when there is none."""
        for doc, *kept in db.driver_rows(
            f"SELECT doc, instant, release_id FROM {self.name}_documents"
            " WHERE doc > 0 ORDER BY doc DESC LIMIT 1"
        ):
            return doc, self.place(*kept)
        return 0, None

    def near(self, db: ReadSession, doc: int, count: int, *, newer: bool) -> list[Row]:
        """Return up to `count` public rows after a number, or from it backwards, the nearest first.

        With `newer` the number itself is not among them.
        """
        number = self._documents.c.doc
        query = self._whole.where(number > 0).limit(count)
        if newer:
            query = query.where(number > doc).order_by(number)
        else:
            query = query.where(number <= doc).order_by(number.desc())
        return [row._asdict() for row in db.rows(query)]

    def _newest(self, condition: str) -> str:
        """Return the query for the number of the newest public release of which this holds."""
        return self._first(condition, "DESC")

    def _oldest(self, condition: str) -> str:
        """Return the query for the number of the oldest public release of which this holds."""
        return self._first(condition, "ASC")

    def _first(self, condition: str, order: str) -> str:
        return (
            f"SELECT doc FROM {self.name}_documents WHERE doc > 0 AND {condition}"
            f" ORDER BY instant {order}, release_id {order} LIMIT 1"
        )

    def _recount(self, db: WriteSession, rows: Sequence[Row], *, more: int) -> None:
        """Count the public ones of rows that came (`more` is 1) or went (-1)."""
        shown = [kept for kept in rows if kept["doc"] > 0]
        if shown:
            words = {
                name: more * sum(kept[name] for kept in shown)
                for name in ("title_words", "body_words")
            }
            db.send(self._count, [{"more": more * len(shown), **words}])
