"""One page of what was found: by relevance, from the ranked and what follows; or by date."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from app.kit.http import paging
from app.kit.http.paging import Page
from app.releases.listing import ORDERS
from app.search import finding, ranked_pages
from app.search.engine import Found, Place
from app.search.finding import Hits
from app.search.query import Query
from app.search.ranked_pages import RankedPlace, Standing
from app.search.reach import Reach
from app.search.schemas import Searching


class Row(NamedTuple):
    """A release on the page, by its key; its score if it is among those that were ranked."""

    key: int
    score: float | None


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
            None if place is None else Place(place.value, place.id),  # type: ignore[arg-type]
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
    return Page([Row(one.key, None) for one in cut.rows], cut.total, cut.next, cut.prev)


def _by_relevance(reach: Reach, query: Query, hits: Hits, asked: Searching) -> Page:
    of = blake2b(repr((query.text, query.matching)).encode(), digest_size=4).digest()
    if asked.cursor is None:
        best = finding.best(reach, query, hits)
        standings = tuple(Standing.of(one.found.id, one.score.total) for one in best)
        place = RankedPlace(of, standings)
        keys = {one.found.id.bytes[: ranked_pages.BEGINNING]: one.found.key for one in best}
    else:
        place = ranked_pages.read(asked.cursor, of)
        keys = {}
    cut = _backwards if place.backwards else _forwards
    return cut(_Order(reach, hits, place, keys), asked.limit)


class _Order:
    """The ranked, and behind them everything else that matches, newest first."""

    def __init__(
        self, reach: Reach, hits: Hits, place: RankedPlace, keys: dict[bytes, int]
    ) -> None:
        self.reach, self.hits, self.place = reach, hits, place
        self._keys = keys
        self._ranked = frozenset(one.beginning for one in place.standings)

    def ranked(self, start: int, stop: int) -> list[Row]:
        """Return the rows at these ranks, but for releases that are no more to be seen."""
        standings = self.place.standings[start:stop]
        if not self._keys and standings:
            between = ranked_pages.beginnings(standings)
            self._keys = {
                id_.bytes[: ranked_pages.BEGINNING]: key for key, id_ in self.reach.between(between)
            }
        found = [(self._keys.get(one.beginning), one.score) for one in standings]
        return [Row(key, score) for key, score in found if key is not None]

    def others(self, limit: int, *, newer: bool) -> list[Found]:
        """Return up to `limit` that are not among the ranked, beyond the place, that way on."""
        if limit <= 0 or (
            self.hits.total <= len(self.place.standings) and self.place.beyond is None
        ):
            return []
        found = self.reach.newest(
            self.hits.match, limit + len(self._ranked), self.place.beyond, oldest_first=newer
        )
        beginning = ranked_pages.BEGINNING
        return [one for one in found if one.id.bytes[:beginning] not in self._ranked][:limit]


def _forwards(order: _Order, limit: int) -> Page:
    place, total = order.place, order.hits.total
    last = len(place.standings)
    stop = min(place.rank + limit, last)
    rows = order.ranked(place.rank, stop)
    others = order.others(limit - (stop - place.rank) + 1, newer=False)
    wanted = limit - (stop - place.rank)
    shown = others[:wanted]
    next_ = prev = None
    if stop < last or (not wanted and total > last):
        next_ = place.at(stop)
    elif len(others) > wanted:
        next_ = place.past(_place(shown[-1])) if shown else place.at(last)
    if place.beyond is not None:
        prev = place.past(_place(shown[0]) if shown else place.beyond, backwards=True)
    elif place.rank:
        prev = place.at(place.rank, backwards=True)
    return _page([*rows, *(Row(one.key, None) for one in shown)], total, next_, prev)


def _backwards(order: _Order, limit: int) -> Page:
    place, total = order.place, order.hits.total
    found = order.others(limit + 1, newer=True) if place.beyond is not None else []
    shown = found[:limit][::-1]
    stop = place.rank
    start = max(stop - (limit - len(shown)), 0)
    rows = order.ranked(start, stop)
    prev = None
    if len(found) > limit:
        prev = place.past(_place(shown[0]), backwards=True)
    elif start:
        prev = place.at(start, backwards=True)
    next_ = place.past(_place(shown[-1])) if shown else place.at(stop)
    return _page([*rows, *(Row(one.key, None) for one in shown)], total, next_, prev)


def _place(found: Found) -> Place:
    return Place(found.listed_at, found.id)


def _page(rows: list[Row], total: int, next_: RankedPlace | None, prev: RankedPlace | None) -> Page:
    return Page(rows, total, next_.cursor() if next_ else None, prev.cursor() if prev else None)
