"""From stored releases to what a caller reads, for one or for a page of them."""

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from urllib.parse import quote
from zoneinfo import ZoneInfo

from app.concepts.models import Kind
from app.concepts.schemas import ConceptOut, shown
from app.kit.db import ReadSession
from app.kit.errors import Bilingual, InputError, Invalid
from app.kit.http.caching import digest
from app.language import hijri, tags
from app.releases import reading
from app.releases.models import Release
from app.releases.reading import Edition, Viewer
from app.releases.views import (
    EDITOR_FIELDS,
    LIST_FIELDS,
    PUBLIC_FIELDS,
    ContactOut,
    HijriOut,
    MediaOut,
    ReleaseWhole,
    TranslationOut,
)


def present(
    db: ReadSession, viewer: Viewer, releases: Sequence[Release], public_url: str
) -> list[ReleaseWhole]:
    """Return the releases as this viewer reads them, in the same order.

    Every one carries `ed_note`; `fields_for` tells which fields of it the viewer gets.
    """
    editions = reading.editions_of(db, viewer, releases)
    return [
        _present(release, editions[release.translation_of_key or release.key], viewer, public_url)
        for release in releases
    ]


def whole(
    db: ReadSession, viewer: Viewer, release: Release, fields: set[str], public_url: str
) -> tuple[bytes, bool]:
    """Return one release as JSON, and whether it alone decides these bytes.

    It does not when other editions are shown with it, which change without it.
    """
    shown = present(db, viewer, [release], public_url)[0]
    alone = not shown.translations and shown.translation_of is None
    return shown.model_dump_json(include=fields).encode(), alone


def save_tag(release: Release) -> str:
    """Return what stands for this save of this release in an entity tag."""
    return digest(release.id, release.revision, release.updated_at)


def address(public_url: str, release: Release | Edition) -> str:
    """Return a release's own address: by its id, which never changes."""
    return f"{public_url}/releases/{release.id}"


def address_of_slug(public_url: str, slug: str) -> str:
    """Return the address at a slug, percent-encoded as headers need it."""
    return f"{public_url}/releases/{quote(slug)}"


def fields_for(viewer: Viewer, picked: Sequence[str], *, whole: bool) -> set[str]:
    """Return which fields to show: those picked, else all (or a list's, without the body).

    A field that this viewer may not see is as unknown to them as one that does not exist.
    """
    known = EDITOR_FIELDS if viewer.edits else PUBLIC_FIELDS
    names = [name.strip() for part in picked for name in part.split(",")]
    wrong = [name for name in names if name not in known]
    if wrong:
        raise Invalid(errors=[_unknown_field(name, known) for name in wrong])
    if names:
        return set(names)
    return set(known) if whole else set(known) & LIST_FIELDS


def _unknown_field(name: str, known: Sequence[str]) -> InputError:
    near = get_close_matches(name[:100], known, n=1)
    if near:
        said = Bilingual(
            f"لا حقل «{name}»؛ هل تقصد {near[0]}؟", f"No field {name!r}; did you mean {near[0]}?"
        )
    else:
        listed = ", ".join(known)
        said = Bilingual(
            f"لا حقل «{name}»؛ الحقول: {listed}.", f"No field {name!r}; known: {listed}."
        )
    return InputError("unknown_field", said, parameter="fields")


def published_at(release: Release, now: datetime) -> datetime | None:
    """Return when the public could first read it; None while it cannot yet."""
    if release.state == "draft" or release.listed_at > now:
        return None
    return release.listed_at


def _present(
    release: Release, editions: list[Edition], viewer: Viewer, public_url: str
) -> ReleaseWhole:
    instant = published_at(release, viewer.now)
    source = next((e for e in editions if e.key == release.translation_of_key), None)
    return ReleaseWhole.model_construct(
        id=release.id,
        reference=release.reference,
        slug=release.slug,
        url=address(public_url, release),
        type=release.type,
        language=release.language,
        direction=tags.direction(release.language),
        translation_of=source.id if source else None,
        translations=_translations(release, editions, public_url),
        title=release.title,
        subtitle=release.subtitle,
        summary=release.summary,
        word_count=release.word_count,
        reading_minutes=release.reading_minutes,
        dateline=release.dateline,
        issuer=shown(release.issuer) if release.issuer else None,
        topics=_concepts(release, "topic"),
        people=_concepts(release, "person"),
        organisations=_concepts(release, "organisation"),
        places=_concepts(release, "place"),
        keywords=[keyword.written for keyword in release.keywords],
        urgency=release.urgency,
        contacts=[ContactOut.model_validate(contact) for contact in release.contacts],
        media=[MediaOut.model_validate(item) for item in release.media],
        state=release.state,
        publish_at=release.publish_at,
        embargoed_until=release.embargoed_until,
        published_at=instant,
        published_hijri=_hijri(instant, release.timezone),
        timezone=release.timezone,
        created_at=release.created_at,
        updated_at=release.updated_at,
        version=release.version,
        body=release.body,
        body_format=release.body_format,
        body_html=release.body_html,
        body_text=release.body_text,
        ed_note=release.ed_note,
    )


def _concepts(release: Release, kind: Kind) -> list[ConceptOut]:
    return [shown(link.concept) for link in release.concepts if link.concept.kind == kind]


def _translations(
    release: Release, editions: list[Edition], public_url: str
) -> list[TranslationOut]:
    source = next((edition for edition in editions if edition.source_key is None), None)
    return [
        TranslationOut(
            id=edition.id,
            language=edition.language,
            direction=tags.direction(edition.language),
            title=edition.title,
            slug=edition.slug,
            url=address(public_url, edition),
            is_stale=source is not None and _is_stale(edition, source),
        )
        for edition in editions
        if edition.key != release.key
    ]


def _is_stale(edition: Edition, source: Edition) -> bool:
    """Drafts have no version yet: what was translated from one is its first version."""
    return edition.source_key is not None and source.version > max(
        edition.translated_version or 0, 1
    )


def _hijri(instant: datetime | None, timezone: str) -> HijriOut | None:
    if instant is None:
        return None
    try:
        day = instant.astimezone(ZoneInfo(timezone)).date()
    except OverflowError:  # the first day of year 1, west of Greenwich
        return None
    found = hijri.hijri_date(day)
    return HijriOut(iso=found.iso, ar=found.ar) if found else None
