"""How many releases a viewer may see, and when that changes by itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from app.kit.db import ReadSession
from app.releases import reading
from app.releases.models import Release, ReleaseCounts
from app.releases.reading import Viewer

_WAITS = and_(Release.state == "published", Release.discarded_at.is_(None))


def total(db: ReadSession, viewer: Viewer, conditions: Sequence[ColumnElement[bool]]) -> int:
    """Return how many releases the viewer may see under these conditions, exactly.

    All that there are is known without counting: what is published is counted by the database as it
    is written, and what of it waits for its instant is a handful.
    """
    if conditions:
        query = select(func.count()).select_from(Release)
        return db.scalar(query.where(reading.visible_to(viewer), *conditions)) or 0
    counts = select(ReleaseCounts.kept, ReleaseCounts.published, ReleaseCounts.killed)
    [(kept, published, killed)] = db.rows(counts)
    if viewer.caller.may("admin"):
        return int(kept)
    if viewer.sees_drafts:
        return int(kept - killed)
    waiting = (
        select(func.count()).select_from(Release).where(_WAITS, Release.listed_at > viewer.now)
    )
    if viewer.caller.may("embargo"):
        waiting = waiting.where(Release.publish_at > viewer.now)
    return int(published - (db.scalar(waiting) or 0))


def next_change(db: ReadSession, now: datetime) -> datetime | None:
    """Return the next instant at which the public sees more than now; None: there is none."""
    coming = select(Release.listed_at).where(_WAITS, Release.listed_at > now)
    return db.scalar(coming.order_by(Release.listed_at).limit(1))
