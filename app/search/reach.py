"""How far a search sees: the public index and, for keys that may, the rest under the one rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from app.kit.db import ReadSession
from app.releases import reading
from app.releases.models import Release
from app.releases.reading import Viewer
from app.search.engine import Engine, Facet, Found, Match, Place, Statistics, Wanted, Weighed
from app.search.instants import MICROSECOND
from app.search.narrowing import Narrowed


@dataclass(frozen=True, slots=True)
class Reach:
    """One caller's view of the indexes in one snapshot, narrowed by filters."""

    db: ReadSession
    engine: Engine
    viewer: Viewer
    statistics: Statistics
    filters: Match
    conditions: Sequence[ColumnElement[bool]]

    @classmethod
    def of(
        cls,
        db: ReadSession,
        engine: Engine,
        viewer: Viewer,
        statistics: Statistics,
        narrowed: Narrowed,
    ) -> "Reach":
        """Return what the viewer sees through these filters."""
        state = statistics.state
        filters = replace(narrowed.public, last=state.last)
        newest = state.newest_at
        if newest is not None and newest > viewer.now:
            # this machine's clock is behind another's, which moved something already
            end = viewer.now + MICROSECOND
            filters = replace(filters, before=min(filters.before or end, end))
        return cls(db, engine, viewer, statistics, filters, narrowed.conditions)

    @property
    def sees_more(self) -> bool:
        """True for keys that see more than the public."""
        return self.viewer.caller.may("embargo")

    def count(self, match: Match) -> int:
        """Return how many releases match."""
        public = self.engine.count(self.db, match)
        if not self.sees_more:
            return public
        return public + (self.db.scalar(self._hidden(match, func.count())) or 0)

    def newest(
        self,
        match: Match,
        limit: int,
        beyond: Place | None = None,
        *,
        within: bool = False,
        oldest_first: bool = False,
    ) -> Sequence[Found]:
        """Return the newest (or oldest) releases that match, beyond a place (or at it)."""
        public = self.engine.newest(
            self.db, match, limit, beyond, within=within, oldest_first=oldest_first
        )
        if not self.sees_more:
            return public
        query = self._hidden(match, Release.key, Release.listed_at, Release.id)
        here = tuple_(Release.listed_at, Release.id)
        if beyond is not None:
            there = tuple_(*beyond, types=[Release.listed_at.type, Release.id.type])
            if oldest_first:
                query = query.where(here >= there if within else here > there)
            else:
                query = query.where(here <= there if within else here < there)
        order = (Release.listed_at, Release.id)
        rows = self.db.rows(
            query.order_by(*(c if oldest_first else c.desc() for c in order)).limit(limit)
        )
        more = [Found(-key, key, listed_at, id_) for key, listed_at, id_ in rows]
        every = sorted(
            [*public, *more],
            key=lambda found: (found.listed_at, found.id),
            reverse=not oldest_first,
        )
        return every[:limit]

    def docs(self, match: Match, limit: int) -> Sequence[int]:
        """Return the numbers of the newest releases that match."""
        if self.sees_more:
            return [found.doc for found in self.newest(match, limit)]
        return self.engine.docs(self.db, match, limit)

    def candidates(self, wanted: Sequence[Wanted], most: int) -> Sequence[Weighed]:
        """Return what ranking needs of the newest that match the first, then the next: `most`."""
        if not self.sees_more:
            return self.engine.candidates(self.db, wanted, most)
        docs = dict.fromkeys(chain.from_iterable(self.docs(*one) for one in wanted))
        return self.engine.weighed(self.db, list(docs)[:most])

    def marks(self, match: Match, facets: Sequence[Facet]) -> list[list[str]]:
        """Return, for each facet, the marks of every release that matches."""
        hidden: Sequence[int] = []
        if self.sees_more:
            hidden = [-key for key in self.db.scalars(self._hidden(match, Release.key))]
        return self.engine.marks(self.db, match, facets, hidden)

    def found(self, handles: Sequence[int]) -> dict[int, Found]:
        """Return releases under their handles; who presents them asks the rule."""
        return self.engine.found(self.db, handles)

    def texts(self, keys: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Return the title and the body of these releases, under their keys."""
        query = select(Release.key, Release.title, Release.body_text)
        rows = self.db.rows(query.where(reading.visible_to(self.viewer), Release.key.in_(keys)))
        return {key: (title, body) for key, title, body in rows}

    def _hidden(self, match: Match, *columns: Any) -> Select[Any]:
        """Return the query for what matches outside the public index, under the rule."""
        return (
            select(*columns)
            .select_from(Release)
            .where(
                reading.visible_to(self.viewer),
                Release.key.in_(self.engine.hidden(match)),
                *self.conditions,
            )
        )
