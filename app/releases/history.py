"""Every save, kept: what the document then was, who saved it and when. Nothing is rewritten.

Whoever reads revisions has read their release under the visibility rule: it is what they are given.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_

from app.access.scopes import Caller
from app.kit.db import ReadSession, WriteSession
from app.kit.http.paging import Order, Page, Place, cut, not_a_cursor
from app.releases import documents
from app.releases.errors import RevisionNotFound
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


def page(db: ReadSession, release: Release, cursor: str | None, limit: int) -> Page:
    """Return a page of a release's revisions, newest first, without their documents."""
    place = None if cursor is None else _place(cursor, release)
    backwards = place is not None and place.backwards
    query = select(*_SHOWN).where(Revision.release_key == release.key)
    if place is not None:
        query = query.where(_beyond(place))
    in_order = Revision.number.asc() if backwards else Revision.number.desc()
    rows = db.rows(query.order_by(in_order).limit(limit + 1))
    total = db.scalar(select(func.count()).where(Revision.release_key == release.key))
    return cut(rows, limit, place, lambda row: _place_of(row, release), total or 0)


def get(db: ReadSession, release: Release, number: int) -> Any:
    """Return a revision with its document; raise `RevisionNotFound`."""
    here = (Revision.release_key == release.key, Revision.number == number)
    found = db.rows(select(*_SHOWN, Revision.document).where(*here))
    if not found:
        raise RevisionNotFound
    return found[0]


def version_at(db: ReadSession, release_key: int, instant: datetime) -> int:
    """Return the version that a release had at an instant; 0 when it had none yet."""
    then = (Revision.release_key == release_key, Revision.saved_at <= instant)
    return db.scalar(select(func.max(Revision.version)).where(*then)) or 0


_SHOWN = (
    Revision.number,
    Revision.saved_at,
    Revision.saved_by,
    Revision.saved_by_name,
    Revision.action,
    Revision.note,
    Revision.version,
    Revision.changed,
)
# its cursors hold the number, and the id of the release whose list they are of
_NEWEST = Order("-number", Revision.number, Release.id, newest_first=True, is_instant=False)
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def _place(cursor: str, release: Release) -> Place:
    place = _NEWEST.read(cursor)
    if place.id != release.id or not _NUMBER.fullmatch(str(place.value)):
        raise not_a_cursor()
    return place


def _place_of(row: Any, release: Release) -> Place:
    return Place(_NEWEST.name, str(row.number), release.id)


def _beyond(place: Place) -> ColumnElement[bool]:
    """Return the condition for revisions beyond a place (or at it), in the direction it goes."""
    number = int(str(place.value))
    if place.backwards:
        return Revision.number >= number if place.within else Revision.number > number
    return Revision.number <= number if place.within else Revision.number < number


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
