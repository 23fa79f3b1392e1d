"""What a caller may see: the one visibility rule, and finding releases under it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.access.scopes import Caller
from app.kit import clock
from app.kit.db import ReadSession
from app.kit.ids import parse_id
from app.language.slugs import make_slug
from app.releases.errors import ReleaseNotFound
from app.releases.models import PastSlug, Release, ReleaseConcept


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
    if viewer.sees_drafts:
        return and_(kept)
    if viewer.caller.may("embargo"):
        return and_(kept, release.state == "published", release.publish_at <= viewer.now)
    return and_(
        kept,
        release.state == "published",
        release.publish_at <= viewer.now,
        or_(release.embargoed_until.is_(None), release.embargoed_until <= viewer.now),
        release.listed_at <= viewer.now,  # says the same once more, for the index on it
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


def find(db: ReadSession, viewer: Viewer, id_: UUID) -> Release | None:
    """Return the release with this id, whole, or None."""
    return db.scalar(select_visible(viewer).where(Release.id == id_).options(*everything_to_show()))


def get(db: ReadSession, viewer: Viewer, id_: UUID) -> Release:
    """Return the release with this id, whole; raise `ReleaseNotFound`."""
    found = find(db, viewer, id_)
    if found is None:
        raise ReleaseNotFound
    return found


def get_discarded(db: ReadSession, id_: UUID) -> Release:
    """Return the draft that was thrown away under this id, for its restoring; or raise."""
    found = db.scalar(
        select(Release)
        .where(Release.id == id_, Release.discarded_at.is_not(None))
        .options(*everything_to_show())
    )
    if found is None:
        raise ReleaseNotFound
    return found


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
    past = select(PastSlug.release_key).where(PastSlug.slug == slug)
    moved = _with_slug(db, viewer, Release.key.in_(past)) if slug else []
    if not moved:
        raise ReleaseNotFound
    return Addressed(moved, moved=True)


def _with_slug(
    db: ReadSession, viewer: Viewer, condition: ColumnElement[bool]
) -> Sequence[Release]:
    return db.scalars(
        select_visible(viewer)
        .where(condition)
        .order_by(Release.language != "ar", Release.listed_at, Release.id)
        .options(*everything_to_show())
    )


@dataclass(frozen=True, slots=True)
class Edition:
    """What an answer says of another language edition of the same announcement."""

    key: int
    id: UUID
    language: str
    title: str
    slug: str
    source_key: int | None
    version: int
    translated_version: int | None


def editions_of(
    db: ReadSession, viewer: Viewer, releases: Iterable[Release]
) -> dict[int, list[Edition]]:
    """Return, under each announcement's key (its source edition's), its visible editions."""
    roots = {release.translation_of_key or release.key for release in releases}
    rows = db.rows(
        select(
            Release.key,
            Release.id,
            Release.language,
            Release.title,
            Release.slug,
            Release.translation_of_key,
            Release.version,
            Release.translated_version,
        )
        .where(visible_to(viewer))
        .where(or_(Release.key.in_(roots), Release.translation_of_key.in_(roots)))
        .order_by(Release.language, Release.id)
    )
    found: dict[int, list[Edition]] = {root: [] for root in roots}
    for row in rows:
        edition = Edition(*row)
        found[edition.source_key or edition.key].append(edition)
    return found


def without_edition_in(viewer: Viewer, language: str) -> ColumnElement[bool]:
    """Return the condition for announcements that show this viewer no edition in `language`."""
    other = aliased(Release)
    sibling = or_(
        other.key == Release.key,
        other.key == Release.translation_of_key,
        other.translation_of_key == Release.key,
        and_(
            Release.translation_of_key.is_not(None),
            other.translation_of_key == Release.translation_of_key,
        ),
    )
    shown = visible_to(viewer, other)
    return ~select(other.key).where(sibling, shown, other.language == language).exists()


def of_source(viewer: Viewer, id_: UUID) -> ColumnElement[bool]:
    """Return the condition for translations of a source that the viewer may see."""
    source = aliased(Release)
    visible = select(source.key).where(source.id == id_, visible_to(viewer, source))
    return Release.translation_of_key.in_(visible)
