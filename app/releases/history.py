"""Every save, kept: what the document then was, who saved it and when. Nothing is rewritten."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_

from app.access.scopes import Caller
from app.kit.db import ReadSession, WriteSession
from app.releases import documents
from app.releases.models import Release, Revision


def record(
    db: WriteSession,
    caller: Caller,
    releases: Sequence[Release],
    action: str = "save",
    note: dict[str, Any] | None = None,
) -> None:
    """Keep the releases as they now stand, each under its next revision number.

    `action` is what was done to them, `note` what was said or meant by it.
    """
    sources = _source_ids(db, releases)
    before = _documents_before(db, releases)
    rows = []
    for release in releases:
        document = documents.writable(release, sources.get(release.translation_of_key))
        rows.append(
            {
                "release_key": release.key,
                "number": release.revision,
                "saved_at": release.updated_at,
                "saved_by": caller.key_id,
                "saved_by_name": caller.name,
                "action": action,
                "note": note,
                "version": release.version,
                "changed": documents.changed(before.get(release.key, {}), document),
                "document": document,
            }
        )
    db.insert(Revision, rows)


def _documents_before(db: ReadSession, releases: Sequence[Release]) -> dict[int, dict[str, Any]]:
    """Return, under their keys, what the releases were that are not saved for the first time."""
    last = [(release.key, release.revision - 1) for release in releases if release.revision > 1]
    if not last:
        return {}
    which = tuple_(Revision.release_key, Revision.number).in_(last)
    return dict(db.rows(select(Revision.release_key, Revision.document).where(which)))


def document_of(db: ReadSession, release: Release) -> dict[str, object]:
    """Return the writable document, with the source edition by its public id."""
    sources = _source_ids(db, [release])
    return documents.writable(release, sources.get(release.translation_of_key))


def _source_ids(db: ReadSession, releases: Sequence[Release]) -> dict[int | None, UUID]:
    """Return, under their keys, the ids of the editions that the releases translate."""
    keys = {release.translation_of_key for release in releases} - {None}
    if not keys:
        return {}
    return dict(db.rows(select(Release.key, Release.id).where(Release.key.in_(keys))))


def source_is_discarded(db: ReadSession, release: Release) -> bool:
    """Tell whether the edition that this one translates was thrown away."""
    source = Release.key == release.translation_of_key
    return db.scalar(select(Release.id).where(source, Release.discarded_at.is_(None))) is None
