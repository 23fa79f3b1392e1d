"""The index in SQLite, as it is asked: FTS5 over analysed words, the public's and the rest.

Its own SQL, past SQLAlchemy: a search asks a dozen small questions, and making each would cost more
than answering it.
"""

import json
from collections.abc import Sequence
from itertools import chain
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Select, column, select, table

from app.kit.db import ReadSession, WriteSession
from app.releases.models import Release
from app.search import evidence, fts5, sqlite_merging
from app.search.asking import Asking
from app.search.building import Building, Tables
from app.search.engine import Facet, Found, Match, Place, Term, Wanted, Weighed
from app.search.instants import instant, micros
from app.search.sqlite_writing import SqliteWriting
from app.search.writing import PLACE

_FOUND = "d.doc, d.release_key, d.instant, d.release_id"


class SqliteEngine(SqliteWriting, Building, Asking):
    """FTS5: every word is quoted, so that nothing which is typed can be query syntax."""

    TABLES: ClassVar[Tables] = fts5

    def __init__(self, name: str = "search") -> None:
        """Speak of the tables of this name."""
        super().__init__(name)
        self._hidden = table(f"{name}_hidden", column("rowid"), column(f"{name}_hidden"))

    def newest(
        self,
        db: ReadSession,
        match: Match,
        limit: int,
        beyond: Place | None = None,
        *,
        within: bool = False,
        oldest_first: bool = False,
    ) -> Sequence[Found]:
        """Return the newest (or oldest) public releases that match, beyond a place (or at it)."""
        where, values = self._matching(db, match)
        if beyond is not None:
            here, how = self.kept(beyond), "=" if within else ""
            where += f" AND rowid {'>=' if oldest_first else '<='} ?"
            values.append(
                self.after(db, f"{PLACE} >{how} (?, ?)", *here)
                if oldest_first
                else self.before(db, f"{PLACE} <{how} (?, ?)", *here)
            )
        order = "ASC" if oldest_first else "DESC"
        rows = db.driver_rows(
            f"SELECT {_FOUND} FROM {self.name}_documents d WHERE d.doc IN"
            f" (SELECT rowid {where} ORDER BY rowid {order} LIMIT ?) ORDER BY d.doc {order}",
            [*values, limit],
        )
        return [_found(row) for row in rows]

    def docs(self, db: ReadSession, match: Match, limit: int) -> Sequence[int]:
        """Return the numbers of the newest public releases that match."""
        where, values = self._matching(db, match)
        asked = f"SELECT rowid {where} ORDER BY rowid DESC LIMIT ?"
        return [doc for (doc,) in db.driver_rows(asked, [*values, limit])]

    def hidden(self, match: Match) -> Select[Any]:
        """Return the query for the keys of those releases outside the public index that match."""
        rowid, whole = self._hidden.c
        return select(-rowid).where(whole.op("MATCH")(fts5.expression(match)))

    def frequencies(self, db: ReadSession, terms: Sequence[Term]) -> list[int]:
        """Return how many public releases hold each term."""
        index = f"{self.name}_public"
        one = f"(SELECT count(*) FROM {index} WHERE {index} MATCH ?)"
        asked = [fts5.expression(Match((term,))) for term in terms]
        [found] = db.driver_rows(f"SELECT {', '.join([one] * len(terms)) or 'NULL'}", asked)
        return list(found) if terms else []

    def found(self, db: ReadSession, handles: Sequence[int]) -> dict[int, Found]:
        """Return releases of either index, under their handles."""
        rows = db.driver_rows(
            f"SELECT d.handle, {_FOUND} FROM {self.name}_documents d"
            f" WHERE d.handle IN {_places(handles)}",
            handles,
        )
        return {row[0]: _found(row[1:]) for row in rows}

    def weighed(self, db: ReadSession, docs: Sequence[int]) -> Sequence[Weighed]:
        """Return what ranking needs of these candidates, of either index."""
        n = self.name
        rows = db.driver_rows(
            f"SELECT {_FOUND}, d.title_words, d.body_words, w.words FROM {n}_documents d"
            f" JOIN {n}_words w ON w.doc = d.doc WHERE d.doc IN {_places(docs)}",
            docs,
        )
        return [Weighed(_found(row[:4]), row[4], row[5], evidence.unpack(row[6])) for row in rows]

    def candidates(self, db: ReadSession, wanted: Sequence[Wanted], most: int) -> Sequence[Weighed]:
        """Return what ranking needs of the newest that match the first, then the next: `most`."""
        docs = dict.fromkeys(chain.from_iterable(self.docs(db, *one) for one in wanted))
        return self.weighed(db, list(docs)[:most])

    def marks(
        self, db: ReadSession, match: Match, facets: Sequence[Facet], hidden: Sequence[int]
    ) -> list[list[str]]:
        """Return, for each facet, the marks of all public matches and of the `hidden` numbers."""
        where, values = self._matching(db, match)
        # each in one string: a row for every release would take three times as long
        joined = ", ".join(f"group_concat({facet}, ' ')" for facet in facets)
        asked = f"SELECT {joined} FROM {self.name}_documents WHERE doc IN "
        rest = "SELECT value FROM json_each(?)"
        [public] = db.driver_rows(f"{asked} (SELECT rowid {where})", values)
        [beside] = db.driver_rows(f"{asked} ({rest})", [json.dumps(list(hidden))])
        both = zip(public, beside, strict=True)
        return [f"{one or ''} {other or ''}".split() for one, other in both]

    def vocabulary(self, db: ReadSession, words: Sequence[str]) -> dict[str, int]:
        """Return how many public releases hold each of these words as spelled, if any does."""
        asked = f"SELECT term, doc FROM {self.name}_vocabulary WHERE term IN "
        rows = db.driver_rows(asked + _places(words), [f"={word}" for word in words])
        return {found.removeprefix("="): count for found, count in rows}

    def merge(self, db: WriteSession, *, begins: bool) -> bool:
        """Merge a piece more of what writes have scattered; return whether more is left."""
        return sqlite_merging.merge(db, self.name, begins=begins)

    def _matching(self, db: ReadSession, match: Match) -> tuple[str, list[Any]]:
        """Return `FROM … WHERE …` for public releases that match, and its values."""
        where = f"FROM {self.name}_public WHERE {self.name}_public MATCH ?"
        values: list[Any] = [fts5.expression(match)]
        for bound, how in ((match.since, ">="), (match.before, "<")):
            if bound is not None:  # the first number at or after the instant bounds both
                where += f" AND rowid {how} ?"
                values.append(self.after(db, "instant >= ?", micros(bound)))
        if match.also:
            left = select(Release.key).where(*match.also)
            where += (
                f" AND rowid IN (SELECT d.doc FROM {self.name}_documents d"
                " WHERE d.release_key IN (SELECT value FROM json_each(?)))"
            )
            values.append(json.dumps(list(db.scalars(left))))
        return where, values


def _places(values: Sequence[Any]) -> str:
    return f"({', '.join('?' * len(values))})"


def _found(row: Sequence[Any]) -> Found:
    doc, key, at, id_ = row
    return Found(doc, key, instant(at), UUID(bytes=id_))
