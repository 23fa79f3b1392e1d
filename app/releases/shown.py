"""Each field of a release, as answers show it: made of the release and of what is around it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from app.concepts.models import Kind
from app.kit.clock import rfc3339
from app.language import hijri, tags
from app.releases import addresses, editions
from app.releases.documents import RELATIONS
from app.releases.editions import Edition
from app.releases.reading import Viewer
from app.releases.states import ENDED, UNPUBLISHED, state_at, was_public
from app.releases.views import EDITOR_FIELDS

OF_EDITIONS = frozenset({"translation_of", "translations"})
_direction = lru_cache(maxsize=1_000)(tags.direction)
_hijri_date = lru_cache(maxsize=10_000)(hijri.hijri_date)


@dataclass(frozen=True, slots=True)
class Around:
    """Who reads releases, when and where; and what is shown with them, as far as it is asked for.

    `issuers` are under their own keys, `editions` under their announcements', the rest under the
    releases'.
    """

    viewer: Viewer
    public_url: str
    issuers: Mapping[int, dict[str, Any]]
    concepts: Mapping[int, list[dict[str, Any]]]
    keywords: Mapping[int, list[str]]
    editions: Mapping[int, list[Edition]]


def made(release: Any, shown: Sequence["Field"], around: Around) -> dict[str, Any]:
    """Return these fields of a release: of an object, or of a row that has their columns."""
    return {
        name: make(release, around) if make else getattr(release, name) for name, make, _ in shown
    }


def _published_at(release: Any, now: datetime) -> datetime | None:
    """Return when the public could first read it; None while it cannot yet."""
    if release.state in UNPUBLISHED or release.listed_at > now:
        return None
    if release.state in ENDED and not was_public(release):
        return None
    listed_at: datetime = release.listed_at
    return listed_at


def _of_kind(kind: Kind, release: Any, around: Around) -> list[dict[str, Any]]:
    return [one for one in around.concepts.get(release.key, ()) if one["kind"] == kind]


def _editions(release: Any, around: Around) -> Sequence[Edition]:
    return around.editions.get(release.translation_of_key or release.key, ())


def others(release: Any, around: Around) -> list[Edition]:
    """Return the other editions of its announcement."""
    return [one for one in _editions(release, around) if one.key != release.key]


def _translation_of(release: Any, around: Around) -> UUID | None:
    source = release.translation_of_key
    return next((one.id for one in _editions(release, around) if one.key == source), None)


def _translations(release: Any, around: Around) -> list[dict[str, Any]]:
    shown = _editions(release, around)
    source = next((one for one in shown if one.translation_of_key is None), None)
    edits = around.viewer.edits
    return [
        {
            "id": edition.id,
            "language": edition.language,
            "direction": _direction(edition.language),
            "title": edition.title,
            "slug": edition.slug,
            "url": addresses.of(around.public_url, edition),
            "is_stale": source is not None and editions.is_stale(edition, source),
            **({"needs_review": edition.needs_review} if edits else {}),
        }
        for edition in others(release, around)
    ]


def _published_hijri(release: Any, around: Around) -> dict[str, str] | None:
    instant = _published_at(release, around.viewer.now)
    if instant is None:
        return None
    try:
        day = instant.astimezone(ZoneInfo(release.timezone)).date()
    except OverflowError:  # the first day of year 1, west of Greenwich
        return None
    found = _hijri_date(day)
    return {"iso": found.iso, "ar": found.ar} if found else None


def _is_embargoed(release: Any, around: Around) -> bool:
    return release.embargoed_until is not None and release.embargoed_until > around.viewer.now


def _instant(instant: datetime | None) -> str | None:
    return rfc3339(instant) if instant else None


class _Made(NamedTuple):
    """How a field is made of a release and what is around it, and the columns that it takes."""

    make: Callable[[Any, Around], Any]
    columns: tuple[str, ...]


class Field(NamedTuple):
    """A field that is shown: made, or simply the column of its name."""

    name: str
    make: Callable[[Any, Around], Any] | None
    columns: tuple[str, ...]


_PUBLISHED = ("state", "listed_at", "left_at")
# every field that is not simply the column of its name
_MADE: dict[str, _Made] = {
    **{name: _Made(partial(_of_kind, kind), ()) for name, kind in RELATIONS.items()},
    "url": _Made(lambda release, around: addresses.of(around.public_url, release), ("id",)),
    "direction": _Made(lambda release, _: _direction(release.language), ("language",)),
    "translation_of": _Made(_translation_of, ("translation_of_key",)),
    "translations": _Made(_translations, ("translation_of_key",)),
    "issuer": _Made(
        lambda release, around: around.issuers.get(release.issuer_key), ("issuer_key",)
    ),
    "keywords": _Made(lambda release, around: around.keywords.get(release.key, []), ()),
    "publish_at": _Made(lambda release, _: _instant(release.publish_at), ("publish_at",)),
    "embargoed_until": _Made(
        lambda release, _: _instant(release.embargoed_until), ("embargoed_until",)
    ),
    "published_at": _Made(
        lambda release, around: _instant(_published_at(release, around.viewer.now)), _PUBLISHED
    ),
    "published_hijri": _Made(_published_hijri, (*_PUBLISHED, "timezone")),
    "state": _Made(
        lambda release, around: state_at(release.state, release.publish_at, around.viewer.now),
        ("state", "publish_at"),
    ),
    "is_embargoed": _Made(_is_embargoed, ("embargoed_until",)),
    "corrections": _Made(lambda release, _: release.corrections or [], ("corrections",)),
    "corrected_at": _Made(lambda release, _: _instant(release.corrected_at), ("corrected_at",)),
    "created_at": _Made(lambda release, _: _instant(release.created_at), ("created_at",)),
    "updated_at": _Made(lambda release, _: _instant(release.updated_at), ("updated_at",)),
}


@lru_cache(maxsize=500)
def fields_of(names: frozenset[str]) -> tuple[Field, ...]:
    """Return how these fields are shown, in the order in which answers have them."""
    return tuple(
        Field(name, *_MADE.get(name, (None, (name,)))) for name in EDITOR_FIELDS if name in names
    )
