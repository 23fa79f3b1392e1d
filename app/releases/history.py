"""Every save, kept: what the document then was, who saved it and when. Nothing is rewritten."""

from sqlalchemy import insert, select

from app.access.scopes import Caller
from app.kit.db import ReadSession, WriteSession
from app.releases import documents
from app.releases.models import Release, Revision

_INSERT = insert(Revision).execution_options(dml_strategy="raw")  # a third of the ORM's time


def record(db: WriteSession, caller: Caller, release: Release) -> None:
    """Keep the release as it now stands, under its next revision number."""
    db.change(
        _INSERT,
        {
            "release_key": release.key,
            "number": release.revision,
            "saved_at": release.updated_at,
            "saved_by": caller.key_id,
            "document": document_of(db, release),
        },
    )


def document_of(db: ReadSession, release: Release) -> dict[str, object]:
    """Return the writable document, with the source edition by its public id."""
    return documents.writable(release, source_id(db, release))


def source_id(db: ReadSession, release: Release) -> str | None:
    """Return the id of the edition that this one translates."""
    if release.translation_of_key is None:
        return None
    found = db.scalar(select(Release.id).where(Release.key == release.translation_of_key))
    return str(found)


def source_is_discarded(db: ReadSession, release: Release) -> bool:
    """Tell whether the edition that this one translates was thrown away."""
    source = Release.key == release.translation_of_key
    return db.scalar(select(Release.id).where(source, Release.discarded_at.is_(None))) is None
