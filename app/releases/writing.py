"""Writing releases: a new draft, a revision of the whole, and bringing back a discarded one."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from app.access.scopes import Caller, demand
from app.concepts.finding import Finder, Named
from app.kit import clock
from app.kit.db import WriteSession
from app.kit.errors import Bilingual, InputError
from app.kit.ids import new_id
from app.language import prose
from app.releases import (
    documents,
    embargo,
    history,
    lifecycle,
    reading,
    relations,
    reviewing,
    slugs,
    titles,
    translating,
)
from app.releases.documents import RELATIONS
from app.releases.errors import ReferenceTaken
from app.releases.holders import Holders
from app.releases.lifecycle import Note
from app.releases.models import Release
from app.releases.rendering import render
from app.releases.schemas import ReleaseIn
from app.releases.states import ENDED, GATES, UNPUBLISHED, State, impossible, state_at

LONGEST_SUMMARY = 500


class Desk:
    """Where releases are drafted for a part of one transaction, and saved together.

    It remembers what the database said, and what was drafted since: releases name the same few
    concepts, and one query tells which of many slugs are free.
    """

    def __init__(self, db: WriteSession, caller: Caller) -> None:
        """Know nothing yet."""
        self._db = db
        self._caller = caller
        self._finder = Finder(db)
        self._holders = Holders(db)
        self._unsaved: list[Release] = []
        self._concerned: set[UUID] = set()  # the unsaved, and the sources that those name

    def expect(self, documents: Collection[ReleaseIn]) -> None:
        """Look up at once what drafting each of these would look up alone."""
        self._holders.ask_slugs({(slugs.plain(each), each.language) for each in documents})
        self._holders.ask_references({each.reference for each in documents if each.reference})

    def draft(
        self, document: ReleaseIn, id_: UUID | None = None, made_at: datetime | None = None
    ) -> Release:
        """Make a release, published when the document says so and the caller may.

        It has no key until `save`. `made_at` is for those brought from elsewhere: when they were
        made there.
        """
        state = _state_of_new(self._caller, document)
        if document.translation_of in self._concerned:
            self.save()  # the source gets its key, its editions are seen
        now = made_at or clock.now()
        release = Release(
            id=id_ or new_id(),
            state="draft",
            created_at=now,
            updated_at=now,
            listed_at=now,
            version=0,
            revision=0,
            needs_review=False,
        )
        _fill(self._db, release, document, self._finder, self._holders)
        lifecycle.become(self._db, release, state)
        self._holders.give(release)
        self._unsaved.append(release)
        self._concerned |= {release.id, document.translation_of or release.id}
        return release

    def save(self) -> None:
        """Save what was drafted since the last time, in its order."""
        drafted, self._unsaved = self._unsaved, []
        self._concerned.clear()
        if drafted:
            others = lifecycle.saved(self._db, self._caller, *drafted)
            for release in (*drafted, *others):
                self._holders.give(release)

    def forget_concepts(self) -> None:
        """Know no concepts any more: some that were made were undone."""
        self._finder = Finder(self._db)


def draft(
    db: WriteSession,
    caller: Caller,
    document: ReleaseIn,
    id_: UUID | None = None,
    made_at: datetime | None = None,
) -> Release:
    """Make one release and save it; see `Desk.draft`."""
    desk = Desk(db, caller)
    release = desk.draft(document, id_, made_at)
    desk.save()
    return release


def revise(
    db: WriteSession,
    caller: Caller,
    release: Release,
    document: ReleaseIn,
    *,
    action: str = "save",
    note: Note | None = None,
) -> Release:
    """Put the document in place of the release's; the same document again changes nothing.

    With a `note` it is an act of its own, of that name, even if no word changes.
    """
    before = history.document_of(db, release)
    document = translating.with_unseen_source(db, caller, release, document)
    old_address = (release.slug, release.language)
    now = clock.now()
    was_public = reading.is_public(release, now)
    old = embargo.of(release, now)
    state = _state_of_revised(db, caller, release, document, now)
    embargo.check_unmoved(release, document)
    published_at = None if release.state in UNPUBLISHED else release.publish_at
    waited = reviewing.waits_unread(release, now)
    translated = release.translated_version
    if was_public:
        release.came_from = "published"  # so that it is no draft again, whatever hides it
    _fill(db, release, document, Finder(db), Holders(db))
    release.publish_at = document.publish_at or published_at
    if document.state == "scheduled" and release.publish_at is not None:
        lifecycle.check_is_to_come(release.publish_at, now)
    lifecycle.become(db, release, state)
    for edition in embargo.lift_together(db, caller, release, old):
        lifecycle.become(db, edition, edition.state)
        by = {"edition": str(release.id)}
        lifecycle.saved(db, caller, edition, action="embargo", note=by)
    after = history.document_of(db, release)
    words = set(documents.changed(before, after)) - {*GATES, "timezone"}
    if words and waited and release.state not in UNPUBLISHED and not caller.publishes_alone:
        raise reviewing.unread()
    if after == before and note is None and release.translated_version == translated:
        release.needs_review = False  # who saved it has looked
        return release
    if any(after[field] != before[field] for field in (*RELATIONS, "keywords")):
        relations.replace(db, release)
    if release.version and old_address != (release.slug, release.language):
        slugs.remember(db, release, *old_address, was_public=was_public)
    lifecycle.saved(db, caller, release, action=action, note=note)
    return release


def _state_of_new(caller: Caller, document: ReleaseIn) -> State:
    """Return the state in which a release begins; raise when this caller may not make it so."""
    if document.state in {None, "draft"}:
        demand(caller, "write")
        return "draft"
    demand(caller, "publish")
    if document.state not in {"published", "scheduled"} and not caller.is_operator:
        raise impossible("draft", str(document.state), pointer="/state")
    if not caller.publishes_alone:
        raise reviewing.submit_first()
    if document.state == "scheduled":
        lifecycle.check_is_to_come(document.publish_at or clock.now(), clock.now())
        return "published"
    return document.state


def _state_of_revised(
    db: WriteSession, caller: Caller, release: Release, document: ReleaseIn, now: datetime
) -> State:
    """Return the state, as it is stored, in which a document leaves a release; or raise.

    A document publishes, and nothing else: every other change of state is a verb of its own.
    """
    present = state_at(release.state, release.publish_at, now)
    wanted = document.state or present
    if present == "killed":
        raise impossible(present, "revise")
    demand(caller, "write" if {present, wanted} <= UNPUBLISHED else "publish")
    if wanted == present:
        return release.state
    if wanted not in {"published", "scheduled"} or present in ENDED:
        raise impossible(present, wanted, pointer="/state")
    if present in UNPUBLISHED:
        reviewing.check(db, caller, release)
    return "published"


def restore(db: WriteSession, caller: Caller, release: Release) -> Release:
    """Bring back a discarded draft; raise when its reference or its place went to another."""
    demand(caller, "write")
    holders = Holders(db)
    _check_reference(holders, release, release.reference)
    release.slug, release.numbered_from = slugs.had(holders, release)
    named = history.document_of(db, release)["translation_of"]
    # no more of it is looked at: what was saved keeps to the rules of its time
    linked = ReleaseIn.model_construct(
        title=release.title,
        language=release.language,
        translation_of=UUID(str(named)) if named else None,
    )
    source = translating.link(db, release, linked)
    release.embargoed_until = embargo.of_restored(source, release.embargoed_until)
    release.discarded_at = None
    lifecycle.saved(db, caller, release, action="restore")
    return release


def _fill(
    db: WriteSession, release: Release, document: ReleaseIn, finder: Finder, holders: Holders
) -> None:
    """Set every field that an editor writes, and all that is derived from them."""
    _check_reference(holders, release, document.reference)
    release.reference = document.reference
    if document.slug is None or (document.slug, document.language) != (
        release.slug,
        release.language,
    ):
        release.slug, release.numbered_from = _slug(holders, release, document)
    was_of = release.translation_of_key
    source = translating.link(db, release, document)
    # to leave it out lifts nothing: that takes a word
    said = "embargoed_until" in document.model_fields_set
    until = document.embargoed_until if said else release.embargoed_until
    if source is not None and source.key != was_of and release.state not in ENDED:
        until = embargo.of_new_edition(release, source, until)
    # saving a translation says that it is up to date with its source's present version
    release.translated_version = source.version if source else None
    release.type = document.type
    release.language = document.language
    release.title = document.title
    release.title_order = titles.order_of(document.title)
    release.subtitle = document.subtitle
    _fill_body(release, document)
    release.dateline = document.dateline
    release.urgency = document.urgency
    release.contacts = [contact.model_dump() for contact in document.contacts]
    release.media = [item.model_dump() for item in document.media]
    release.ed_note = document.ed_note
    release.timezone = document.timezone
    _fill_relations(release, document, finder)
    # after the last flush: the gates go to the database together with the `listed_at` of `become`
    release.publish_at = document.publish_at
    release.embargoed_until = until


def _slug(holders: Holders, release: Release, document: ReleaseIn) -> tuple[str, str | None]:
    if document.slug:
        return slugs.chosen(holders, document.slug, document.language, release.key), None
    return slugs.made(holders, document.title, document.language, release)


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


def _fill_relations(release: Release, document: ReleaseIn, finder: Finder) -> None:
    issuer: list[Named] = []
    if document.issuer is not None:
        issuer = [("organisation", document.issuer, "/issuer")]
    about = [
        (kind, one, f"/{field}/{place}")
        for field, kind in RELATIONS.items()
        for place, one in enumerate(getattr(document, field))
    ]
    concepts = finder.find_or_make([*issuer, *about])
    relations.fill(release, concepts.pop(0) if issuer else None, concepts, document.keywords)


def _check_reference(holders: Holders, release: Release, reference: str | None) -> None:
    if reference is not None and holders.of_reference(reference) not in {None, release.key}:
        said = Bilingual(f"الرقم «{reference}» مستعمل.", f"The reference {reference!r} is in use.")
        raise ReferenceTaken(said, errors=[InputError("reference_taken", said, "/reference")])
