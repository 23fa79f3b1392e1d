"""The writable document of a release: what PATCH merges into, revisions keep and export writes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.concepts.finding import Known
from app.concepts.models import Concept, Kind
from app.releases.models import Release

RELATIONS: dict[str, Kind] = {
    "topics": "topic",
    "people": "person",
    "organisations": "organisation",
    "places": "place",
}


def writable(release: Release, translation_of: UUID | None) -> dict[str, Any]:
    """Return the release as `ReleaseIn` would take it, so that writing it back changes nothing."""
    return {
        "title": release.title,
        "subtitle": release.subtitle,
        "summary": None if release.summary_is_made else release.summary,
        "body": release.body,
        "body_format": release.body_format,
        "language": release.language,
        "type": release.type,
        "reference": release.reference,
        "slug": release.slug,
        "translation_of": str(translation_of) if translation_of else None,
        "dateline": release.dateline,
        "issuer": _named(release.issuer) if release.issuer else None,
        **{field: _related(release, kind) for field, kind in RELATIONS.items()},
        "keywords": [keyword.written for keyword in release.keywords],
        "urgency": release.urgency,
        "contacts": release.contacts,
        "media": release.media,
        "ed_note": release.ed_note,
        "state": release.state,
        "publish_at": release.publish_at.isoformat() if release.publish_at else None,
        "embargoed_until": (
            release.embargoed_until.isoformat() if release.embargoed_until else None
        ),
        "timezone": release.timezone,
    }


def _related(release: Release, kind: Kind) -> list[dict[str, Any]]:
    return [_named(link.concept) for link in release.concepts if link.concept.kind == kind]


def _named(concept: Concept | Known) -> dict[str, Any]:
    title = {"ar": concept.title_ar, "en": concept.title_en}
    return {
        "id": concept.id,
        "name": {"ar": concept.name_ar, "en": concept.name_en},
        "title": title if any(title.values()) else None,
        "aliases": concept.aliases,
    }


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields that differ; before the first revision there was nothing.

    Concepts are the same when their ids are: that one of them was renamed is no change of ours.
    """
    return [field for field in after if _compared(before, field) != _compared(after, field)]


def _compared(document: Mapping[str, Any], field: str) -> Any:
    value = document.get(field)
    if field == "issuer":
        return value and value["id"]
    if field in RELATIONS:
        return [concept["id"] for concept in value or ()]
    return value or None  # an empty text or list is nothing


def by_ids(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document that names its concepts by their ids alone, so that none is made anew."""
    ids = {field: [concept["id"] for concept in document.get(field) or ()] for field in RELATIONS}
    issuer = document.get("issuer")
    return {**document, **ids, "issuer": issuer and issuer["id"]}


def patched(document: dict[str, Any], patch: Any) -> Any:
    """Apply a merge patch to a writable document.

    An issuer is named, not edited: another one never takes on the id or name of the one before.
    """
    issuer = document["issuer"] and document["issuer"]["id"]
    target = given({**document, "issuer": issuer}, patch)
    if isinstance(target, dict):
        target.setdefault("embargoed_until", None)  # taken away by a word, not left out
    return target


def given(document: dict[str, Any], patch: Any) -> Any:
    """Return a document, which has every field there is, as a merge patch makes it.

    What it takes away of others stays in, so that it is told to be unknown: a misspelt name would
    else be a change that silently was none.
    """
    result = _merged(document, patch)
    if not isinstance(result, dict):
        return result
    unknown = [name for name, value in patch.items() if value is None and name not in document]
    return {**result, **dict.fromkeys(unknown)}


def _merged(target: Any, patch: Any) -> Any:
    """Apply a merge patch (RFC 7396, section 2)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _merged(result.get(name), value)
    return result
