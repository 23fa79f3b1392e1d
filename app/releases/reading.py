"""What a caller may see: the one visibility rule, and finding releases under it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.access.scopes import Caller
from app.kit import clock
from app.kit.db import ReadSession
from app.kit.ids import parse_id
from app.kit.prepared import Among, Prepared, spelled
from app.kit.snapshot import Snapshot
from app.kit.types import Instant
from app.language.slugs import make_slug
from app.releases import errors
from app.releases.errors import ReleaseNotFound
from app.releases.models import PastSlug, Release, ReleaseConcept, ReleaseKeyword
from app.releases.states import State

T = TypeVar("T")
_COLUMNS = Release.__table__.c


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and when: all that visibility depends on."""

    caller: Caller
    now: datetime

    @classmethod
    def at_this_moment(cls, caller: Caller) -> "Viewer":
        """Return the caller, looking now."""
        return cls(caller, clock.now())

    @property
    def sees_drafts(self) -> bool:
        """True for those who see everything that was not thrown away."""
        return self.caller.may("draft")

    @property
    def edits(self) -> bool:
        """True for those who see what is internal to the office."""
        return self.caller.may("write")


def visible_to(viewer: Viewer, release: Any = Release) -> ColumnElement[bool]:
    """Return THE condition on releases: every query that answers anybody carries it.

    To whom it hides a release, that release does not exist. It is a condition on time, so that no
    job has to run for an embargo to hold or to lift.
    """
    kept = release.discarded_at.is_(None)
    if viewer.caller.may("admin"):
        return and_(kept)
    if viewer.sees_drafts:
        return and_(kept, release.state != spelled("killed"))
    if viewer.caller.may("embargo"):
        return and_(kept, release.state == "published", release.publish_at <= viewer.now)
    return and_(
        kept,
        release.state == "published",
        release.publish_at <= viewer.now,
        or_(release.embargoed_until.is_(None), release.embargoed_until <= viewer.now),
        release.listed_at <= viewer.now,  # says the same once more, for the index on it
    )


def readable_by(viewer: Viewer, release: Any = Release) -> ColumnElement[bool]:
    """Return the same for a release's own address: what was withdrawn or archived is read there.

    Only by those who could read it before: what was withdrawn under its embargo stays hidden.
    """
    return or_(visible_to(viewer, release), _left(viewer, release, ("withdrawn", "archived")))


def killed_for(viewer: Viewer, release: Any = Release) -> ColumnElement[bool]:
    """Return the condition on what a viewer is told was killed, who could read it before."""
    return _left(viewer, release, ("killed",))


def _left(viewer: Viewer, release: Any, states: Sequence[State]) -> ColumnElement[bool]:
    """Return the condition on what is published no more, and was readable when it left."""
    gone = and_(release.discarded_at.is_(None), release.state.in_(states))
    if viewer.sees_drafts:
        return gone
    if viewer.caller.may("embargo"):
        return and_(gone, release.publish_at <= release.left_at, release.publish_at <= viewer.now)
    return and_(
        gone,
        release.listed_at <= release.left_at,
        release.publish_at <= viewer.now,
        or_(release.embargoed_until.is_(None), release.embargoed_until <= viewer.now),
        release.listed_at <= viewer.now,
    )


def is_public(release: Release, now: datetime) -> bool:
    """Tell whether the public may see a release that is at hand: the same rule, without a query."""
    return (
        release.discarded_at is None
        and release.state == "published"
        and release.publish_at is not None
        and release.publish_at <= now
        and (release.embargoed_until is None or release.embargoed_until <= now)
        and release.listed_at <= now
    )


def everything_to_show() -> list[ORMOption]:
    """Return the loader options that fetch what an answer shows, in a fixed number of queries."""
    return [
        joinedload(Release.issuer),
        selectinload(Release.concepts).joinedload(ReleaseConcept.concept),
        selectinload(Release.keywords),
    ]


def select_visible(viewer: Viewer) -> Select[Release]:
    """Return the query for every release that the viewer may see."""
    return select(Release).where(visible_to(viewer))


def select_readable(viewer: Viewer) -> Select[Release]:
    """Return the query for every release that the viewer may read at its own address."""
    return select(Release).where(readable_by(viewer))


def find(db: ReadSession, viewer: Viewer, id_: UUID) -> Release | None:
    """Return the release with this id, whole, or None; raise `ReleaseKilled`."""
    here = Release.id == id_
    found = db.scalar(select_readable(viewer).where(here).options(*everything_to_show()))
    if found is None:
        _check_killed(db, viewer, here)
    return found


def get(db: ReadSession, viewer: Viewer, id_: UUID) -> Release:
    """Return the release with this id, whole; raise `ReleaseNotFound` or `ReleaseKilled`."""
    found = find(db, viewer, id_)
    if found is None:
        raise ReleaseNotFound
    return found


def _check_killed(db: ReadSession, viewer: Viewer, condition: ColumnElement[bool]) -> None:
    """Raise the notice of what was killed at this address, if the viewer could once read it."""
    notice = db.scalar(select(Release.notice).where(killed_for(viewer), condition).limit(1))
    if notice is not None:
        raise errors.killed(notice_for(db, viewer, notice))


def notice_for(db: ReadSession, viewer: Viewer, notice: dict[str, Any]) -> dict[str, Any]:
    """Return the notice as this viewer reads it: it names nothing that was hidden since."""
    if notice["replacement"] is None or viewer.sees_drafts:
        return notice
    told_of = or_(readable_by(viewer), killed_for(viewer))
    here = Release.id == UUID(notice["replacement"])
    if db.scalar(select(Release.key).where(told_of, here)) is not None:
        return notice
    return {**notice, "replacement": None}


def find_discarded(db: ReadSession, id_: UUID) -> Release | None:
    """Return the draft that was thrown away under this id, for its restoring; or None."""
    return db.scalar(
        select(Release)
        .where(Release.id == id_, Release.discarded_at.is_not(None))
        .options(*everything_to_show())
    )


def is_taken(db: ReadSession, id_: UUID) -> bool:
    """Tell whether any release, discarded ones too, has this id; only writers learn it."""
    return db.scalar(select(Release.key).where(Release.id == id_)) is not None


@dataclass(frozen=True, slots=True)
class Addressed:
    """What an address leads to: editions that share it, or that `moved` to the slugs they have."""

    editions: Sequence[Release]
    moved: bool = False


def at_address(db: ReadSession, viewer: Viewer, address: str) -> Addressed:
    """Return the release at an id, or the editions at a slug; raise `ReleaseNotFound`."""
    id_ = parse_id(address)
    if id_ is not None:
        return Addressed([get(db, viewer, id_)])
    slug = make_slug(address)
    editions = _with_slug(db, viewer, Release.slug == slug) if slug else []
    if editions:
        return Addressed(editions, moved=slug != address)
    if not slug:
        raise ReleaseNotFound
    past = Release.key.in_(select(PastSlug.release_key).where(PastSlug.slug == slug))
    moved = _with_slug(db, viewer, past)
    if not moved:
        _check_killed(db, viewer, or_(Release.slug == slug, past))
        raise ReleaseNotFound
    return Addressed(moved, moved=True)


def _with_slug(
    db: ReadSession, viewer: Viewer, condition: ColumnElement[bool]
) -> Sequence[Release]:
    return db.scalars(
        select_readable(viewer)
        .where(condition)
        .order_by(Release.language != "ar", Release.listed_at, Release.id)
        .options(*everything_to_show())
    )


def columns_of(
    db: Snapshot, viewer: Viewer, keys: Sequence[int], names: Iterable[str]
) -> list[Any]:
    """Return `key` and these columns of the releases that the viewer may see, in this order.

    Twenty of them cost a tenth of twenty `Release`, whose attributes have the same names.
    """
    columns = ("key", *names)
    rows = rows_of(db, viewer, keys, columns)
    found = {row[0]: SimpleNamespace(**dict(zip(columns, row, strict=True))) for row in rows}
    return [found[key] for key in keys if key in found]


def concepts_of(db: Snapshot, shown: Sequence[Any]) -> dict[int, list[int]]:
    """Return, under each release's key, the keys of its concepts, in the editor's order.

    They are as visible as the releases, which the same session has read under the rule.
    """
    return gathered(db.prepared(_CONCEPTS, {KEYS: [release.key for release in shown]}))


def keywords_of(db: Snapshot, shown: Sequence[Any]) -> dict[int, list[str]]:
    """Return, under each release's key, its keywords as they were written, as `concepts_of`."""
    return gathered(db.prepared(_KEYWORDS, {KEYS: [release.key for release in shown]}))


# This query is made once for each caller: to build it takes longer than to run it. What differs
# from request to request is given by name.
NOW: Any = bindparam("now", type_=Instant)
KEYS = "keys"


def rows_of(
    db: Snapshot, viewer: Viewer, keys: Collection[int], names: tuple[str, ...], by: str = "key"
) -> Sequence[Any]:
    """Return these columns of the releases that the viewer may see and whose `by` is a key."""
    return db.prepared(_columns(viewer.caller, names, by), {"now": viewer.now, KEYS: keys})


@lru_cache(maxsize=500)
def _columns(caller: Caller, names: tuple[str, ...], by: str) -> Prepared:
    return Prepared(
        select(*(_COLUMNS[name] for name in names))
        .select_from(Release.__table__)
        .where(visible_to(Viewer(caller, NOW), _COLUMNS), Among(_COLUMNS[by], KEYS))
    )


def _related(table: FromClause, column: str) -> Prepared:
    """Return the query for what releases have in this table; the rule is up to who asks."""
    return Prepared(
        select(table.c.release_key, table.c[column])
        .where(Among(table.c.release_key, KEYS))
        .order_by(table.c.release_key, table.c.position)
    )


_CONCEPTS = _related(ReleaseConcept.__table__, "concept_key")
_KEYWORDS = _related(ReleaseKeyword.__table__, "written")


def gathered(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    """Return the values under their keys, in their order."""
    found: dict[int, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
