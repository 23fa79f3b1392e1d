"""One page of what was found: by relevance, from the ranked and what follows; or by date."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from app.kit.http import paging
from app.kit.http.paging import Page
from app.releases.listing import ORDERS
from app.search import finding, ranked_pages
from app.search.engine import Found, Place
from app.search.evidence import Evidence
from app.search.finding import Hits, Ranked
from app.search.handles import handle
from app.search.query import Query
from app.search.ranked_pages import RankedPlace, Standing
from app.search.reach import Reach
from app.search.schemas import Searching


class Row(NamedTuple):
    """A release on the page; its score if it was ranked, its words if that was now."""

    doc: int
    key: int
    score: float | None
    words: Evidence | None = None


def page(reach: Reach, query: Query, hits: Hits, asked: Searching) -> Page:
    """Return the page of rows that the cursor asks for, or the first."""
    if asked.sort == "relevance":
        return _by_relevance(reach, query, hits, asked)
    order = ORDERS[asked.sort]
    place = None if asked.cursor is None else order.read(asked.cursor)
    backwards = place is not None and place.backwards
    found: Sequence[Found] = []
    if hits.total:
        found = reach.newest(
            hits.match,
            asked.limit + 1,
            None if place is None else Place(place.value, place.id),  # type: ignore[arg-type]  # search has orders by instant only
            within=place is not None and place.within,
            oldest_first=order.newest_first == backwards,
        )
    cut = paging.cut(
        found,
        asked.limit,
        place,
        lambda one: paging.Place(order.name, one.listed_at, one.id),
        hits.total,
    )
    return Page(_rows(cut.rows), cut.total, cut.next, cut.prev)


def _by_relevance(reach: Reach, query: Query, hits: Hits, asked: Searching) -> Page:
    search = _fingerprint(asked)
    if asked.cursor is None:
        best = finding.best(reach, query, hits)
        place = RankedPlace(tuple(Standing.of(one.found.id, one.score.total) for one in best))
        order = _Order(reach, hits, place, best)
    else:
        order = _Order(reach, hits, ranked_pages.read(asked.cursor, search), [])
    cut = _backwards if order.place.backwards else _forwards
    return cut(order, asked.limit).page(hits.total, search)


def _fingerprint(asked: Searching) -> bytes:
    """Return what stands for the search: all that decides what is found, and in which order."""
    decides = asked.model_dump(exclude={"cursor", "limit", "fields", "facets", "explain"})
    return blake2b(repr(decides).encode(), digest_size=16).digest()


class _Cut(NamedTuple):
    """The rows of a page, and where its neighbours begin."""

    rows: list[Row]
    next: RankedPlace | None
    prev: RankedPlace | None

    def page(self, total: int, search: bytes) -> Page:
        """Return the page, with cursors of this search."""
        next_, prev = (place.cursor(search) if place else None for place in self[1:])
        return Page(self.rows, total, next_, prev)


class _Order:
    """The ranked, and behind them everything else that matches, newest first."""

    def __init__(
        self, reach: Reach, hits: Hits, place: RankedPlace, best: Sequence[Ranked]
    ) -> None:
        """Take the ranked of `place`; `best` are they, if they were ranked now."""
        self.place = place
        self._reach, self._hits, self._best = reach, hits, best
        self._handles = frozenset(one.handle for one in place.standings)
        self._is_fresh = bool(best)

    def ranked(self, start: int, stop: int) -> list[Row]:
        """Return the rows at these ranks, but for releases that are no more."""
        standings = self.place.standings[start:stop]
        if self._is_fresh:
            ranked = zip(self._best[start:stop], standings, strict=True)
            return [Row(*one.found[:2], at.score, one.words) for one, at in ranked]
        found = self._reach.found([at.handle for at in standings])
        return [Row(*found[at.handle][:2], at.score) for at in standings if at.handle in found]

    def others(self, limit: int, *, newer: bool) -> list[Found]:
        """Return up to `limit` that are not among the ranked, beyond the place, that way on."""
        # an order that was settled now has all there is; an older one may have lost some since
        all_ranked = self._is_fresh and self._hits.total <= len(self.place.standings)
        if limit <= 0 or all_ranked or not self._hits.total:
            return []
        found = self._reach.newest(
            self._hits.match,
            limit + len(self._handles),
            self.place.beyond,
            within=self.place.within,
            oldest_first=newer,
        )
        return [one for one in found if handle(one.id) not in self._handles][:limit]


def _forwards(order: _Order, limit: int) -> _Cut:
    place = order.place
    last = len(place.standings)
    start = min(place.rank, last)
    stop = min(start + limit, last)
    room = limit - (stop - start)
    others = order.others(room + 1, newer=False) if stop == last else []
    shown = others[:room]
    next_ = prev = None
    if stop < last or (others and not shown):
        next_ = place.at(stop)
    elif len(others) > room:
        next_ = place.past(_place(shown[-1]))
    if place.beyond is not None:
        # beyond the end the way back begins where we stand
        edge = _place(shown[0]) if shown else place.beyond
        prev = place.past(edge, backwards=True, within=not shown)
    elif start:
        prev = place.at(start, backwards=True)
    return _Cut([*order.ranked(start, stop), *_rows(shown)], next_, prev)


def _backwards(order: _Order, limit: int) -> _Cut:
    place = order.place
    found = order.others(limit + 1, newer=True) if place.beyond is not None else []
    shown = found[:limit][::-1]
    stop = min(place.rank, len(place.standings))
    start = max(stop - (limit - len(shown)), 0)
    prev = None
    if len(found) > limit:
        prev = place.past(_place(shown[0]), backwards=True)
    elif start:
        prev = place.at(start, backwards=True)
    next_ = place.past(_place(shown[-1])) if shown else place.at(stop)
    return _Cut([*order.ranked(start, stop), *_rows(shown)], next_, prev)


def _rows(found: Sequence[Found]) -> list[Row]:
    return [Row(one.doc, one.key, None) for one in found]


def _place(found: Found) -> Place:
    return Place(found.listed_at, found.id)
