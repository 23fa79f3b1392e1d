"""The index in SQLite, as it is asked: FTS5 over analysed words, the public's and the rest."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, column, func, select, table

from app.kit.db import ReadSession, WriteSession
from app.releases.models import Release
from app.search import fts5
from app.search.engine import Facet, Found, Match, Place, State, Term, Weighed
from app.search.sqlite_building import SqliteBuilding
from app.search.sqlite_writing import instant, micros

AFTER_ALL = 2**62


class SqliteEngine(SqliteBuilding):
    """FTS5: every word is quoted, so that nothing which is typed can be query syntax."""

    def __init__(self, name: str = "search") -> None:
        """Speak of the tables of this name."""
        super().__init__(name)
        self._public = table(f"{name}_public", column("rowid"), column(f"{name}_public"))
        self._hidden = table(f"{name}_hidden", column("rowid"), column(f"{name}_hidden"))
        c = self._documents.c
        self._found = (c.doc, c.release_key, c.instant, c.release_id)
        self._vocabulary = table(f"{name}_vocabulary", column("term"), column("doc"))

    def state(self, db: ReadSession) -> State:
        """Return what is said of the public index as a whole."""
        c, documents = self._state.c, self._documents.c
        newest = select(documents.instant).where(documents.doc > 0).order_by(documents.doc.desc())
        due = select(func.min(documents.due))
        last, first = newest.limit(1).scalar_subquery(), due.scalar_subquery()
        [row] = db.rows(select(*(c[name] for name in fts5.STATE), last, first))
        *counted, newest_at, due_at = row
        return State(*counted, *(None if at is None else instant(at) for at in (newest_at, due_at)))

    def due(self, db: ReadSession, now: datetime, limit: int) -> Sequence[int]:
        """Return the keys of releases that are for the public by now, and not in its index."""
        c = self._documents.c
        return db.scalars(
            select(c.release_key).where(c.due <= micros(now)).order_by(c.due).limit(limit)
        )

    def count(self, db: ReadSession, match: Match) -> int:
        """Return how many public releases match."""
        return (
            db.scalar(select(func.count()).select_from(self._matching(db, match).subquery())) or 0
        )

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
        """Return the newest (or oldest) public releases that match, beyond a place if given."""
        matching = self._matching(db, match)
        rowid = self._public.c.rowid
        if beyond is not None:
            edge = self.last(
                db,
                self.beyond(beyond, oldest_first=oldest_first, within=within),
                newest_first=not oldest_first,
            )
            if edge is None:
                return []
            matching = matching.where(rowid >= edge if oldest_first else rowid <= edge)
        first = matching.order_by(rowid if oldest_first else rowid.desc()).limit(limit)
        c = self._documents.c
        rows = db.rows(
            select(*self._found)
            .where(c.doc.in_(first))
            .order_by(c.doc if oldest_first else c.doc.desc())
        )
        return [_found(row) for row in rows]

    def docs(self, db: ReadSession, match: Match, limit: int) -> Sequence[int]:
        """Return the numbers of the newest public releases that match."""
        rowid = self._public.c.rowid
        return db.scalars(self._matching(db, match).order_by(rowid.desc()).limit(limit))

    def hidden(self, match: Match) -> Select[Any]:
        """Return the query for the keys of those releases outside the public index that match."""
        rowid, whole = self._hidden.c
        return select(-rowid).where(_holds(whole, match))

    def frequencies(self, db: ReadSession, terms: Sequence[Term]) -> list[int]:
        """Return how many public releases hold each term."""
        if not terms:
            return []
        _, whole = self._public.c
        counts = [
            select(func.count())
            .select_from(self._public)
            .where(_holds(whole, Match((term,))))
            .scalar_subquery()
            for term in terms
        ]
        [found] = db.rows(select(*counts))
        return list(found)

    def keys_of(self, db: ReadSession, handles: Sequence[int]) -> dict[int, int]:
        """Return the keys of releases of either index, under their handles."""
        c = self._documents.c
        return dict(db.rows(select(c.handle, c.release_key).where(c.handle.in_(handles))))

    def weighed(self, db: ReadSession, docs: Sequence[int]) -> Sequence[Weighed]:
        """Return what ranking needs of these candidates, of either index."""
        c = self._documents.c
        what = select(*self._found, c.title_words, c.body_words, c.words).where(c.doc.in_(docs))
        return [Weighed(_found(row[:4]), *row[4:]) for row in db.rows(what)]

    def marks(
        self, db: ReadSession, match: Match, facet: Facet, hidden: Sequence[int]
    ) -> Iterator[str]:
        """Yield the marks of one facet of each public match, and of the `hidden` docs."""
        c = self._documents.c
        marks = c[facet]
        for docs in (self._matching(db, match), list(hidden)):
            # in one string: a row each would take three times as long
            joined = db.scalar(select(func.group_concat(marks, " ")).where(c.doc.in_(docs)))
            yield from (joined or "").split()

    def vocabulary(self, db: ReadSession, words: Sequence[str]) -> dict[str, int]:
        """Return how many public releases hold each of these words, as spelled; those held."""
        term, doc = self._vocabulary.c
        rows = db.rows(select(term, doc).where(term.in_([f"={word}" for word in words])))
        return {found.removeprefix("="): count for found, count in rows}

    def beside(self) -> "SqliteEngine":
        """Return the index that is being built to take this one's place."""
        return SqliteEngine(f"{self.name}_next")

    def take_over(self, db: WriteSession) -> None:
        """Let the index beside this one take its place."""
        self.replaced_by(db, self.beside().name)

    def _matching(self, db: ReadSession, match: Match) -> Select[Any]:
        """Return the query for the numbers of public releases that match."""
        rowid, whole = self._public.c
        conditions: list[ColumnElement[bool]] = [_holds(whole, match)]
        for bound, is_before in ((match.since, False), (match.before, True)):
            if bound is None:
                continue
            # the first number at or after the instant bounds both
            at = self._documents.c.instant >= micros(bound)
            edge = self.last(db, at, newest_first=False)
            if edge is None:
                edge = AFTER_ALL
            conditions.append(rowid < edge if is_before else rowid >= edge)
        if match.also:
            c = self._documents.c
            left = select(c.doc).join(Release, Release.key == c.release_key).where(*match.also)
            conditions.append(rowid.in_(left))
        return select(rowid).where(*conditions)


def _holds(whole: ColumnElement[Any], match: Match) -> ColumnElement[bool]:
    return whole.op("MATCH")(fts5.expression(match))


def _found(row: Sequence[Any]) -> Found:
    doc, key, at, id_ = row
    return Found(doc, key, instant(at), UUID(bytes=id_))
