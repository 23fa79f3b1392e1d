"""The language editions of an announcement that a caller may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import aliased

from app.kit.db import WriteSession
from app.kit.snapshot import Snapshot
from app.releases import reading
from app.releases.models import Release
from app.releases.reading import Viewer, gathered, visible_to
from app.releases.states import ENDED


@dataclass(frozen=True, slots=True)
class Edition:
    """What an answer says of another language edition of the same announcement."""

    key: int
    id: UUID
    language: str
    title: str
    slug: str
    translation_of_key: int | None
    version: int
    translated_version: int | None
    needs_review: bool


_COLUMNS = tuple(field.name for field in fields(Edition))


def editions_of(db: Snapshot, viewer: Viewer, releases: Sequence[Any]) -> dict[int, list[Edition]]:
    """Return, under each announcement's key (its source's), its visible editions if it has several.

    One query for translations, one for sources: asked for both at once, SQLite reads the archive.
    """
    roots = {release.translation_of_key or release.key for release in releases}
    translations = _editions(db, viewer, "translation_of_key", roots)
    translated = {one.translation_of_key for one in (*releases, *translations)} - {None}
    sources = _editions(db, viewer, "key", translated) if translated else []
    in_order = sorted([*sources, *translations], key=lambda one: (one.language, one.id))
    return gathered((one.translation_of_key or one.key, one) for one in in_order)


def _editions(db: Snapshot, viewer: Viewer, by: str, keys: Collection[int]) -> list[Edition]:
    return [Edition(*row) for row in reading.rows_of(db, viewer, keys, _COLUMNS, by)]


def is_stale(edition: Edition, source: Edition) -> bool:
    """Tell whether the source has a newer version than the one that was translated.

    Drafts have no version yet: what was translated from one is its first version.
    """
    return edition.translation_of_key is not None and source.version > max(
        edition.translated_version or 0, 1
    )


def of_announcement(release: Release) -> ColumnElement[bool]:
    """Return the condition for the other editions of this one's announcement, the kept ones."""
    root = release.translation_of_key or release.key
    return and_(
        or_(Release.key == root, Release.translation_of_key == root),
        Release.key != (release.key or 0),
        Release.discarded_at.is_(None),
    )


def mark_others(db: WriteSession, release: Release) -> None:
    """Tell the editors of the other editions that something public happened to this one."""
    db.change(
        update(Release)
        .where(of_announcement(release), Release.state.not_in(ENDED))
        .values(needs_review=True)
    )


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
