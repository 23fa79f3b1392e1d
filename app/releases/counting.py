"""How many releases a viewer may see, and when that changes by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.kit import public_version
from app.kit.db import ReadSession
from app.kit.prepared import Prepared
from app.kit.snapshot import Snapshot
from app.releases import reading
from app.releases.models import Release, ReleaseCounts
from app.releases.reading import Viewer

MOST_COUNTED = 5_000  # filters: a megabyte or so
_PUBLISHED = and_(Release.state == "published", Release.discarded_at.is_(None))


class _Counted(NamedTuple):
    """A total of the public's, and how long it holds: as `kit.http.memory` has it of answers."""

    number: int
    since: datetime
    until: datetime | None
    total: int


def total(
    db: ReadSession, viewer: Viewer, conditions: Sequence[ColumnElement[bool]], said: str
) -> int:
    """Return how many releases the viewer may see under these conditions, exactly.

    What is narrowed, as `said`, is counted once for the public until something changes, however
    many pages are turned.
    """
    if not viewer.caller.is_public or db.counted is None:
        return _count(db, viewer, conditions)
    number = public_version.number(db)
    known: _Counted | None = db.counted.get(said)
    if known is None or known.number != number or not _holds(known, viewer.now):
        if len(db.counted) >= MOST_COUNTED:
            db.counted.clear()
        found = _count(db, viewer, conditions)
        until = next_change(db, viewer.now)
        known = db.counted[said] = _Counted(number, viewer.now, until, found)
    return known.total


def _holds(known: _Counted, now: datetime) -> bool:
    return known.since <= now and (known.until is None or now < known.until)


def _count(db: ReadSession, viewer: Viewer, conditions: Sequence[ColumnElement[bool]]) -> int:
    query = select(func.count()).select_from(Release)
    return db.scalar(query.where(reading.visible_to(viewer), *conditions)) or 0


def of_all(db: Snapshot, viewer: Viewer) -> int:
    """Return how many releases a list shows that nothing narrows, exactly, without counting them.

    What is published is counted by the database as it is written, and what of it waits for its
    instant is a handful.
    """
    query = _ALL[viewer.caller.may("embargo")]
    return _told(viewer, db.prepared(query, {"now": viewer.now})[0])


def of_kind(db: ReadSession, viewer: Viewer, languages: Sequence[str], types: Sequence[str]) -> int:
    """Return how many of them are in one of these languages, and of one of these types, if any."""
    query = _counts(_WAITING[viewer.caller.may("embargo")], languages, types)
    return _told(viewer, db.rows(query, {"now": viewer.now})[0])


def _told(viewer: Viewer, counts: Sequence[int]) -> int:
    published, drafts, waiting = counts
    return int(published + drafts if viewer.sees_drafts else published - waiting)


def _counts(
    waits: ColumnElement[bool], languages: Sequence[str] = (), types: Sequence[str] = ()
) -> Select[Any]:
    """Return the query for how many are published, how many drafts, and how many of those wait."""
    counted = ReleaseCounts
    published, drafts = (func.sum(each) for each in (counted.published, counted.drafts))
    waiting = select(func.count()).select_from(Release).where(_PUBLISHED, waits)
    both: Any = func.coalesce(published, 0), func.coalesce(drafts, 0)
    query: Select[Any] = select(
        *both, waiting.where(*_of_kind(Release, languages, types)).scalar_subquery()
    )
    return query.where(*_of_kind(counted, languages, types))


def _of_kind(
    table: type[Release] | type[ReleaseCounts], languages: Sequence[str], types: Sequence[str]
) -> list[ColumnElement[bool]]:
    asked: Any = (table.language, languages), (table.type, types)
    return [column.in_(values) for column, values in asked if values]


_LISTED = Release.listed_at > reading.NOW
_WAITING = {False: _LISTED, True: and_(_LISTED, Release.publish_at > reading.NOW)}
_ALL = {may_embargo: Prepared(_counts(waits)) for may_embargo, waits in _WAITING.items()}


_COMING = Prepared(
    select(Release.listed_at).where(_PUBLISHED, _LISTED).order_by(Release.listed_at).limit(1)
)


def next_change(db: Snapshot, now: datetime) -> datetime | None:
    """Return the next instant at which the public sees more than now; None: there is none."""
    found = db.prepared(_COMING, {"now": now})
    return found[0][0] if found else None
