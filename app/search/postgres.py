"""The index in PostgreSQL, as it is asked: GIN over analysed words, the public's and the rest.

Its own SQL, past SQLAlchemy, which would cost more to make than to answer.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import Select, select, text

from app.kit.db import ReadSession, WriteSession
from app.releases.models import Release
from app.search import postgres_tables, postgres_terms
from app.search.asking import Asking
from app.search.building import Building, Tables
from app.search.engine import Facet, Found, Match, Place, Term, Wanted, Weighed
from app.search.evidence import Evidence
from app.search.instants import instant, micros
from app.search.postgres_order import FEW, NOT_MANY, stretches
from app.search.postgres_tables import HIDDEN, PUBLIC, TERMS
from app.search.postgres_writing import PostgresWriting
from app.search.writing import PLACE

_FOUND = "doc, release_key, instant, release_id"


class PostgresEngine(PostgresWriting, Building, Asking):
    """GIN: every word is quoted, so that nothing which is typed can be query syntax."""

    TABLES: ClassVar[Tables] = postgres_tables

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
        bounds = self._bounds(db, match, beyond, within=within, oldest_first=oldest_first)
        docs, values = self._in_order(db, match, bounds, limit, oldest_first=oldest_first)
        rows = db.driver_rows(
            f"SELECT {_FOUND} FROM {self.name}_documents"
            f" WHERE doc = ANY(ARRAY({docs})) ORDER BY doc {'ASC' if oldest_first else 'DESC'}",
            values,
        )
        return [_found(row) for row in rows]

    def docs(self, db: ReadSession, match: Match, limit: int) -> Sequence[int]:
        """Return the numbers of the newest public releases that match."""
        docs, values = self._in_order(db, match, self._bounds(db, match), limit)
        return [doc for (doc,) in db.driver_rows(docs, values)]

    def hidden(self, match: Match) -> Select[Any]:
        """Return the query for the keys of those releases outside the public index that match."""
        query, conditions, values = postgres_terms.asked(match)
        names = [f"said_{place}" for place in range(len(values))]
        for name in names:
            conditions = conditions.replace("%s", f":{name}", 1)
        where = text(f"{HIDDEN} AND {TERMS} @@ CAST(:asked AS tsquery){conditions}")
        bound = dict(zip(names, values, strict=True))
        return select(-self._words.c.doc).where(where.bindparams(asked=query, **bound))

    def frequencies(self, db: ReadSession, terms: Sequence[Term]) -> list[int]:
        """Return how many public releases hold each term."""
        if any(len(term.words) > 1 for term in terms):
            return [self.count(db, Match((term,))) for term in terms]
        asked = [postgres_terms.asked(Match((term,))).query for term in terms]
        return [found for (found,) in self._held(db, "held", asked)]

    def found(self, db: ReadSession, handles: Sequence[int]) -> dict[int, Found]:
        """Return releases of either index, under their handles."""
        rows = db.driver_rows(
            f"SELECT handle, {_FOUND} FROM {self.name}_documents WHERE handle = ANY(%s::bigint[])",
            [list(handles)],
        )
        return {row[0]: _found(row[1:]) for row in rows}

    def weighed(self, db: ReadSession, docs: Sequence[int]) -> Sequence[Weighed]:
        """Return what ranking needs of these candidates, of either index."""
        return self._weighed(db, "%s::bigint[]", [list(docs)])

    def candidates(self, db: ReadSession, wanted: Sequence[Wanted], most: int) -> Sequence[Weighed]:
        """Return what ranking needs of the newest that match the first, then the next: `most`.

        In one question: each costs as much again for the way there and back.
        """
        parts = [
            self._in_order(db, one.match, self._bounds(db, one.match), one.limit) for one in wanted
        ]
        ranks = " UNION ALL ".join(
            f"(SELECT doc, {place} AS place FROM ({docs}) AS part)"
            for place, (docs, _) in enumerate(parts)
        )
        first = f"({ranks}) AS parts GROUP BY doc ORDER BY min(place), doc DESC LIMIT %s"
        values = [value for _, of_part in parts for value in of_part]
        return self._weighed(db, f"ARRAY(SELECT doc FROM {first})", [*values, most])

    def _weighed(self, db: ReadSession, docs: str, values: Sequence[Any]) -> Sequence[Weighed]:
        rows = db.driver_rows(
            f"SELECT {_FOUND}, title_words, body_words, words FROM {self.name}_documents"
            f" JOIN {self.name}_words USING (doc) WHERE doc = ANY({docs}) ORDER BY doc",
            values,
        )
        return [
            Weighed(_found(row[:4]), row[4], row[5], Evidence(*row[6].split("\n"))) for row in rows
        ]

    def marks(
        self, db: ReadSession, match: Match, facets: Sequence[Facet], hidden: Sequence[int]
    ) -> list[list[str]]:
        """Return, for each facet, the marks of all public matches and of the `hidden` numbers."""
        where, values = self._matching(db, match)
        # each in one string: a row for every release would take three times as long
        joined = ", ".join(f"string_agg({facet}, ' ')" for facet in facets)
        asked = f"SELECT {joined} FROM {self.name}_documents WHERE doc "
        [public] = db.driver_rows(f"{asked} IN (SELECT doc {where})", values)
        beside: Sequence[str | None] = [None] * len(facets)
        if hidden:
            [beside] = db.driver_rows(f"{asked} = ANY(%s::bigint[])", [list(hidden)])
        both = zip(public, beside, strict=True)
        return [f"{one or ''} {other or ''}".split() for one, other in both]

    def vocabulary(self, db: ReadSession, words: Sequence[str]) -> dict[str, int]:
        """Return how many public releases hold each of these words as spelled, if any does."""
        asked = [postgres_terms.asked(Match((Term("exact", (word,)),))).query for word in words]
        held = self._held(db, "place, held", asked, "WHERE held > 0")
        return {words[place - 1]: count for place, count in held}

    def merge(self, db: WriteSession, *, begins: bool) -> bool:
        """Return that nothing is left: a GIN index is in one part, but for what `put` sorts in."""
        del db, begins
        return False

    def _held(
        self, db: ReadSession, columns: str, asked: Sequence[str], which: str = ""
    ) -> list[Any]:
        """Return, of each tsquery in its place, how many public releases it finds."""
        return db.driver_rows(
            f"SELECT {columns} FROM unnest(%s::text[]) WITH ORDINALITY AS asked (query, place),"
            f" LATERAL (SELECT count(*) AS held FROM {self.name}_words"
            f" WHERE {PUBLIC} AND {TERMS} @@ asked.query::tsquery) AS found {which} ORDER BY place",
            [list(asked)],
        )

    def _matching(self, db: ReadSession, match: Match) -> tuple[str, list[Any]]:
        """Return `FROM … WHERE …` for public releases that match, and its values."""
        asked = postgres_terms.asked(match)
        where, values = self._holding(db, match, asked.query)
        return f"{where}{asked.conditions}", [*values, *asked.values]

    def _holding(self, db: ReadSession, match: Match, query: str) -> tuple[str, list[Any]]:
        """Return `FROM … WHERE …` for what holds the words of a match, and its values.

        `+ 0` keeps PostgreSQL from looking up what narrows, and making the terms of each row then;
        and a query that it does not see (`SELECT`) is planned once, whatever is asked.
        """
        where = f"FROM {self.name}_words WHERE {PUBLIC} AND {TERMS} @@ (SELECT %s::tsquery)"
        values: list[Any] = [query]
        for bound, how in ((match.since, ">="), (match.before, "<")):
            if bound is not None:
                where += f" AND doc + 0 {how} (SELECT {self.after('instant >= %s')})"
                values.append(micros(bound))
        if match.also:
            left = select(Release.key).where(*match.also)
            where += (
                f" AND doc + 0 IN (SELECT doc FROM {self.name}_documents"
                " WHERE release_key = ANY(%s::bigint[]))"
            )
            values.append(list(db.scalars(left)))
        return where, values

    def _in_order(
        self,
        db: ReadSession,
        match: Match,
        bounds: tuple[int, int],
        limit: int,
        *,
        oldest_first: bool = False,
    ) -> tuple[str, list[Any]]:
        """Return the query for the numbers of public releases that match, in order; its values.

        What is nearest is looked through first, then a stretch further: PostgreSQL begins with the
        next part of a union only when there are not enough rows yet.
        """
        query, conditions, said = postgres_terms.asked(match)
        where, [_, *values] = self._holding(db, match, query)
        order = "ASC" if oldest_first else "DESC"
        held = f"{where} AND doc + 0 BETWEEN %s AND %s ORDER BY doc + 0 {order}"
        if conditions:  # put into order before it is read whether one says it: few have to be
            held = f"FROM (SELECT doc, words {held} OFFSET 0) AS held WHERE TRUE{conditions}"
        asked: list[Any] = []
        parts: list[str] = []
        at_once = limit > FEW or (match.most is not None and match.most <= NOT_MANY)
        how = {"at_once": at_once, "oldest_first": oldest_first}
        for marks, first, last in stretches(*bounds, **how):
            near = f"{query} & {postgres_terms.any_of(marks)}" if marks else query
            asked += [near, *values, first, last, *said, limit]
            parts.append(f"(SELECT doc {held} LIMIT %s)")
        every = " UNION ALL ".join(parts or ["SELECT 0 AS doc WHERE FALSE"])
        return f"SELECT doc FROM ({every}) AS parts LIMIT %s", [*asked, limit]

    def _bounds(
        self,
        db: ReadSession,
        match: Match,
        beyond: Place | None = None,
        *,
        within: bool = False,
        oldest_first: bool = False,
    ) -> tuple[int, int]:
        """Return the first and the last number that a release may have which is asked for."""
        if match.last is not None and (beyond, match.since, match.before) == (None, None, None):
            return 1, match.last
        firsts: list[str] = ["1"]
        lasts = [f"coalesce((SELECT max(doc) FROM {self.name}_documents), 0)"]
        since: list[Any] = []
        before: list[Any] = []
        if match.since is not None:
            firsts.append(self.after("instant >= %s"))
            since.append(micros(match.since))
        if match.before is not None:
            lasts.append(self.before("instant < %s"))
            before.append(micros(match.before))
        if beyond is not None:
            here, how = self.kept(beyond), "=" * within
            if oldest_first:
                firsts.append(self.after(f"{PLACE} >{how} (%s, %s)"))
                since += here
            else:
                lasts.append(self.before(f"{PLACE} <{how} (%s, %s)"))
                before += here
        [(first, last)] = db.driver_rows(
            f"SELECT greatest({', '.join(firsts)}), least({', '.join(lasts)})", [*since, *before]
        )
        return first, last


def _found(row: Sequence[Any]) -> Found:
    doc, key, at, id_ = row
    return Found(doc, key, instant(at), id_)
