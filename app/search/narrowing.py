"""From the filters of a list to what the index narrows by, and what is left to ask of the table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, false, select

from app.concepts.models import Concept, Kind
from app.kit.db import ReadSession
from app.releases import filters
from app.releases.filters import Filters
from app.releases.reading import Viewer
from app.search import marks
from app.search.engine import Match

_IN_THE_INDEX = (
    *("language", "type", "topic", "person", "organisation", "place", "issuer", "keyword"),
    *("since", "until", "hijri", "state"),
)


class Narrowed(NamedTuple):
    """What to add to a match in the public index, and all conditions on `Release` for the rest."""

    public: Match
    conditions: list[ColumnElement[bool]]


def narrowed(db: ReadSession, viewer: Viewer, asked: Filters, timezone: str) -> Narrowed:
    """Return what the filters demand; dates without a time are days in `timezone`."""
    conditions = filters.narrowed(viewer, asked, timezone) + filters.by_default(viewer, asked)
    left = asked.model_copy(
        update={name: type(asked).model_fields[name].get_default() for name in _IN_THE_INDEX}
    )
    also = filters.narrowed(viewer, left, timezone)
    if asked.state and "published" not in asked.state:
        also.append(false())  # the public index holds nothing else
    since, before = _bounds(asked, ZoneInfo(timezone))
    match = Match(marks=tuple(_groups(db, asked)), since=since, before=before, also=tuple(also))
    return Narrowed(match, conditions)


def _bounds(asked: Filters, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    periods = filters.periods(asked, zone)
    begins = [period.begin for period in periods if period.begin is not None]
    ends = [period.end for period in periods if period.end is not None]
    return max(begins, default=None), min(ends, default=None)


def _groups(db: ReadSession, asked: Filters) -> Iterable[tuple[str, ...]]:
    for values, of in (
        (asked.language, marks.LETTERS["language"].__add__),
        (asked.type, marks.LETTERS["type"].__add__),
        (asked.keyword, marks.of_keyword),
    ):
        if values:
            yield tuple(map(of, values))
    concepts: Mapping[Kind, Sequence[str]] = {
        "topic": asked.topic,
        "person": asked.person,
        "organisation": asked.organisation,
        "place": asked.place,
    }
    for kind, ids in concepts.items():
        if ids:
            yield _known(marks.of_concept(kind, key) for key in _keys(db, ids, kind))
    if asked.issuer:
        yield _known(marks.of_issuer(key) for key in _keys(db, asked.issuer, None))


def _keys(db: ReadSession, ids: Sequence[str], kind: Kind | None) -> Sequence[int]:
    query = select(Concept.key).where(Concept.id.in_(ids))
    return db.scalars(query if kind is None else query.where(Concept.kind == kind))


def _known(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(found) or (marks.NOTHING,)
