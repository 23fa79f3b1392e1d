"""Who has an id, a slug or a reference: asked of the database for many at once, and remembered."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.kit.db import ReadSession
from app.kit.prepared import Among, Prepared, Texts
from app.releases.models import Release

_HERE = Release.discarded_at.is_(None)
_BY_SLUG = Prepared(
    select(Release.slug, Release.language, Release.key).where(
        Among(Release.__table__.c.slug, "slugs", Texts), _HERE
    )
)
_BY_REFERENCE = Prepared(
    select(Release.reference, Release.key).where(
        Among(Release.__table__.c.reference, "references", Texts), _HERE
    )
)
UNSAVED = 0  # in place of the key that a release does not have yet


class Holders:
    """The keys of the releases, discarded ones left out, that have a slug or a reference.

    For a part of one transaction: what was given in it to releases that are not saved yet is
    known too.
    """

    def __init__(self, db: ReadSession) -> None:
        """Know nothing yet."""
        self._db = db
        self._by_slug: dict[tuple[str, str], int | None] = {}
        self._by_reference: dict[str, int | None] = {}

    def of_slug(self, slug: str, language: str) -> int | None:
        """Return the key of the release with this slug in this language, or None."""
        if (slug, language) not in self._by_slug:
            self.ask_slugs([(slug, language)])
        return self._by_slug[slug, language]

    def of_reference(self, reference: str) -> int | None:
        """Return the key of the release with this reference, or None."""
        if reference not in self._by_reference:
            self.ask_references([reference])
        return self._by_reference[reference]

    def give(self, release: Release) -> None:
        """Know that a release, saved or not, has its slug and its reference."""
        key = release.key or UNSAVED
        self._by_slug[release.slug, release.language] = key
        if release.reference is not None:
            self._by_reference[release.reference] = key

    def ask_slugs(self, slugs: Collection[tuple[str, str]]) -> None:
        """Look up many slugs, each with its language, in one query."""
        self._by_slug |= dict.fromkeys(slugs)
        rows = self._db.prepared(_BY_SLUG, {"slugs": {slug for slug, _ in slugs}})
        self._by_slug |= {(slug, language): key for slug, language, key in rows}

    def ask_references(self, references: Collection[str]) -> None:
        """Look up many references in one query."""
        self._by_reference |= dict.fromkeys(references)
        rows = self._db.prepared(_BY_REFERENCE, {"references": references})
        self._by_reference |= {reference: key for reference, key in rows}  # noqa: C416 - of rows


def ids_taken(db: ReadSession, ids: Collection[UUID]) -> set[UUID]:
    """Return which of the ids releases have, discarded ones too."""
    return set(db.scalars(select(Release.id).where(Release.id.in_(ids))))
