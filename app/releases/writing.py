"""Writing releases: a new draft, a revision of the whole, and bringing back a discarded one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.access.scopes import Caller, demand
from app.concepts.finding import Finder
from app.concepts.models import Concept, Kind
from app.concepts.schemas import ConceptIn
from app.kit import clock
from app.kit.db import ReadSession, WriteSession
from app.kit.errors import Bilingual, InputError
from app.kit.ids import new_id
from app.language import prose
from app.language.collation import sort_key
from app.releases import history, lifecycle, slugs, translating
from app.releases.documents import RELATIONS
from app.releases.errors import ReferenceTaken
from app.releases.keywords import key_of
from app.releases.models import Release, ReleaseConcept, ReleaseKeyword
from app.releases.rendering import render
from app.releases.schemas import ReleaseIn

LONGEST_SUMMARY = 500


def draft(
    db: WriteSession,
    caller: Caller,
    document: ReleaseIn,
    id_: UUID | None = None,
    made_at: datetime | None = None,
    finder: Finder | None = None,
) -> Release:
    """Make a release, published at once when the document says so and the caller may.

    `made_at` and `finder` are for those brought from elsewhere: when they were made there, and
    what the releases before them were about.
    """
    demand(caller, "publish" if document.state == "published" else "write")
    now = made_at or clock.now()
    release = Release(
        id=id_ or new_id(),
        state="draft",
        created_at=now,
        updated_at=now,
        listed_at=now,
        version=0,
        revision=0,
        issuer=None,
        concepts=[],
        keywords=[],
    )
    _fill(db, release, document, finder or Finder(db))
    lifecycle.become(release, document.state)
    db.add(release)
    return lifecycle.saved(db, caller, release)


def revise(db: WriteSession, caller: Caller, release: Release, document: ReleaseIn) -> Release:
    """Put the document in place of the release's; the same document again changes nothing."""
    public = "published" in {release.state, document.state}
    demand(caller, "publish" if public else "write")
    before = history.document_of(db, release)
    old_address = (release.slug, release.language)
    was_public = release.state == "published" and release.listed_at <= clock.now()
    publish_at = document.publish_at or (
        release.publish_at if release.state == "published" else None
    )
    _fill(db, release, document, Finder(db))
    release.publish_at = publish_at
    lifecycle.become(release, document.state)
    if history.document_of(db, release) == before:
        return release
    if release.version and old_address != (release.slug, release.language):
        slugs.remember(db, release, *old_address, was_public=was_public)
    return lifecycle.saved(db, caller, release)


def restore(db: WriteSession, caller: Caller, release: Release) -> Release:
    """Bring back a discarded draft; raise when its slug, number or place went to another."""
    demand(caller, "write")
    _check_reference(db, release, release.reference)
    slugs.chosen(db, release.slug, release.language, release.key)
    translating.link(db, release, ReleaseIn.model_validate(history.document_of(db, release)))
    release.discarded_at = None
    return lifecycle.saved(db, caller, release)


def _fill(db: WriteSession, release: Release, document: ReleaseIn, finder: Finder) -> None:
    """Set every field that an editor writes, and all that is derived from them."""
    _check_reference(db, release, document.reference)
    release.reference = document.reference
    if document.slug is None or (document.slug, document.language) != (
        release.slug,
        release.language,
    ):
        release.slug = _slug(db, release, document)
    source = translating.link(db, release, document)
    # saving a translation says that it is up to date with its source's present version
    release.translated_version = source.version if source else None
    release.type = document.type
    release.language = document.language
    release.title = document.title
    release.title_order = sort_key(document.title)
    release.subtitle = document.subtitle
    _fill_body(release, document)
    release.dateline = document.dateline
    release.urgency = document.urgency
    release.contacts = [contact.model_dump() for contact in document.contacts]
    release.media = [item.model_dump() for item in document.media]
    release.ed_note = document.ed_note
    release.timezone = document.timezone
    _fill_relations(db, release, document, finder)
    # after the last flush: the gates go to the database together with the `listed_at` of `become`
    release.publish_at = document.publish_at
    release.embargoed_until = document.embargoed_until


def _slug(db: ReadSession, release: Release, document: ReleaseIn) -> str:
    if document.slug:
        return slugs.chosen(db, document.slug, document.language, release.key)
    return slugs.made(db, document.title, document.language, release)


def _fill_body(release: Release, document: ReleaseIn) -> None:
    release.body = document.body
    release.body_format = document.body_format
    rendered = render(document.body, document.body_format, document.language)
    release.body_html, release.body_text = rendered.html, rendered.text
    release.word_count = rendered.words
    release.reading_minutes = prose.reading_minutes(rendered.words)
    first = next(iter(prose.paragraphs(rendered.text)), "")
    release.summary_is_made = document.summary is None
    release.summary = (
        prose.shorten(first, LONGEST_SUMMARY) if document.summary is None else document.summary
    )


def _fill_relations(
    db: WriteSession, release: Release, document: ReleaseIn, finder: Finder
) -> None:
    release.issuer = None
    if document.issuer:
        release.issuer = finder.find_or_make("organisation", document.issuer, "/issuer")
    wanted = {
        concept.key: concept
        for field, kind in RELATIONS.items()
        for concept in _found(finder, kind, getattr(document, field), field)
    }
    if [link.concept_key for link in release.concepts] != list(wanted):
        release.concepts.clear()
        if release.key is not None:
            db.flush()
        release.concepts.extend(
            ReleaseConcept(concept_key=concept.key, concept=concept, position=place)
            for place, concept in enumerate(wanted.values())
        )
    written = list(dict.fromkeys(document.keywords))
    if [keyword.written for keyword in release.keywords] != written:
        release.keywords.clear()
        if release.key is not None:
            db.flush()
        release.keywords.extend(
            ReleaseKeyword(written=word, folded=key_of(word), position=place)
            for place, word in enumerate(written)
        )


def _found(finder: Finder, kind: Kind, named: list[ConceptIn], field: str) -> list[Concept]:
    return [finder.find_or_make(kind, one, f"/{field}/{place}") for place, one in enumerate(named)]


def _check_reference(db: ReadSession, release: Release, reference: str | None) -> None:
    if reference is None:
        return
    holder = db.scalar(
        select(Release.key).where(Release.reference == reference, Release.discarded_at.is_(None))
    )
    if holder is not None and holder != release.key:
        said = Bilingual(f"الرقم «{reference}» مستعمل.", f"The reference {reference!r} is in use.")
        raise ReferenceTaken(said, errors=[InputError("reference_taken", said, "/reference")])
