"""From stored releases to what a caller reads, for one or for a page of them.

What is made here is JSON already, of the very shape that `views` describes.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic_core import to_json
from sqlalchemy import select

from app.concepts.models import Concept, Kind
from app.kit.clock import rfc3339
from app.kit.db import ReadSession
from app.kit.prepared import Among, Prepared
from app.kit.snapshot import Snapshot
from app.language import hijri, tags
from app.releases import addresses, editions, reading
from app.releases.documents import RELATIONS
from app.releases.editions import Edition
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.states import ENDED, UNPUBLISHED, state_at, was_public
from app.releases.versions import Whole
from app.releases.views import EDITOR_FIELDS

OF_EDITIONS = frozenset({"translation_of", "translations"})
_NO_TEXT = {"ar": None, "en": None}
_CONCEPT = ("key", "id", "kind", "name_ar", "name_en", "title_ar", "title_en")
_NAMED = Prepared(
    select(*Concept.__table__.c[_CONCEPT]).where(Among(Concept.__table__.c.key, "keys"))
)
_direction = lru_cache(maxsize=1_000)(tags.direction)
_hijri_date = lru_cache(maxsize=10_000)(hijri.hijri_date)


@dataclass(frozen=True, slots=True)
class _Around:
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


class Item(NamedTuple):
    """A release as it is shown, its key, and what else of it was asked for."""

    key: int
    shown: dict[str, Any]
    row: Any


def items(
    db: Snapshot,
    viewer: Viewer,
    keys: Sequence[int],
    fields: Collection[str],
    public_url: str,
    also: Sequence[str] = (),
) -> list[Item]:
    """Return those of the releases that the viewer may see, in this order.

    Their rows have the columns that are asked for `also`.
    """
    shown = _shown(frozenset(fields))
    columns = dict.fromkeys((*(column for one in shown for column in one.columns), *also))
    rows = reading.columns_of(db, viewer, keys, columns)
    around = _around_all(db, viewer, rows, set(fields), public_url)
    return [Item(row.key, _item(row, shown, around), row) for row in rows]


def links(
    db: Snapshot, viewer: Viewer, rows: Sequence[Any], public_url: str
) -> dict[int, dict[str, Any]]:
    """Return, under their keys, what is shown of other editions, of releases that show some.

    Of the rows `key` and `translation_of_key` are read.
    """
    found = editions.editions_of(db, viewer, rows)
    if not found:
        return {}
    around = _Around(viewer, public_url, {}, {}, {}, found)
    linked = _shown(OF_EDITIONS)
    return {row.key: _item(row, linked, around) for row in rows if _others(row, around)}


def whole(
    db: ReadSession, viewer: Viewer, release: Release, fields: set[str], public_url: str
) -> Whole:
    """Return one release that was loaded whole, or just written."""
    around = _around_one(db, viewer, release, public_url)
    named = [*(link.concept for link in release.concepts), *filter(None, [release.issuer])]
    alone = not _others(release, around) and all(concept.is_as_made for concept in named)
    shown = _item(release, _shown(frozenset(fields)), around)
    if shown.get("notice"):
        shown["notice"] = reading.notice_for(db, viewer, shown["notice"])
    return Whole(to_json(shown), release, alone and not shown.get("notice"))


def published_at(release: Release, now: datetime) -> datetime | None:
    """Return when the public could first read it; None while it cannot yet."""
    if release.state in UNPUBLISHED or release.listed_at > now:
        return None
    if release.state in ENDED and not was_public(release):
        return None
    return release.listed_at


def _item(release: Any, shown: Sequence["_Shown"], around: _Around) -> dict[str, Any]:
    """Return these fields of a release: of an object, or of a row that has their columns."""
    return {
        name: make(release, around) if make else getattr(release, name) for name, make, _ in shown
    }


def _around_all(
    db: Snapshot, viewer: Viewer, rows: Sequence[Any], fields: set[str], public_url: str
) -> _Around:
    """Return what is around a page of rows: a fixed number of queries, none that is not needed."""
    related, linked = not fields.isdisjoint(RELATIONS), not fields.isdisjoint(OF_EDITIONS)
    about = reading.concepts_of(db, rows) if related else {}
    named = {key for of_one in about.values() for key in of_one}
    if "issuer" in fields:
        named |= {row.issuer_key for row in rows} - {None}
    concepts = db.prepared(_NAMED, {"keys": named}) if named else []
    known = {row[0]: _named(*row[1:]) for row in concepts}
    return _Around(
        viewer=viewer,
        public_url=public_url,
        issuers=known,
        concepts={key: [known[one] for one in of_one] for key, of_one in about.items()},
        keywords=reading.keywords_of(db, rows) if "keywords" in fields else {},
        editions=editions.editions_of(db, viewer, rows) if linked else {},
    )


def _around_one(db: ReadSession, viewer: Viewer, release: Release, public_url: str) -> _Around:
    """Return what is around a release that was loaded whole, or just written."""
    issuer = release.issuer
    return _Around(
        viewer=viewer,
        public_url=public_url,
        issuers={issuer.key: _concept(issuer)} if issuer else {},
        concepts={release.key: [_concept(link.concept) for link in release.concepts]},
        keywords={release.key: [keyword.written for keyword in release.keywords]},
        editions=editions.editions_of(db, viewer, [release]),
    )


def _concept(concept: Concept) -> dict[str, Any]:
    return _named(*(getattr(concept, name) for name in _CONCEPT[1:]))


def _named(
    id_: str,
    kind: Kind,
    name_ar: str | None,
    name_en: str | None,
    title_ar: str | None,
    title_en: str | None,
) -> dict[str, Any]:
    title = {"ar": title_ar, "en": title_en}
    return {
        "id": id_,
        "kind": kind,
        "name": {"ar": name_ar, "en": name_en},
        "title": None if title == _NO_TEXT else title,
    }


def _of_kind(kind: Kind, release: Any, around: _Around) -> list[dict[str, Any]]:
    return [one for one in around.concepts.get(release.key, ()) if one["kind"] == kind]


def _editions(release: Any, around: _Around) -> Sequence[Edition]:
    return around.editions.get(release.translation_of_key or release.key, ())


def _others(release: Any, around: _Around) -> list[Edition]:
    return [one for one in _editions(release, around) if one.key != release.key]


def _translation_of(release: Any, around: _Around) -> UUID | None:
    source = release.translation_of_key
    return next((one.id for one in _editions(release, around) if one.key == source), None)


def _translations(release: Any, around: _Around) -> list[dict[str, Any]]:
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
        for edition in _others(release, around)
    ]


def _published_hijri(release: Any, around: _Around) -> dict[str, str] | None:
    instant = published_at(release, around.viewer.now)
    if instant is None:
        return None
    try:
        day = instant.astimezone(ZoneInfo(release.timezone)).date()
    except OverflowError:  # the first day of year 1, west of Greenwich
        return None
    found = _hijri_date(day)
    return {"iso": found.iso, "ar": found.ar} if found else None


def _is_embargoed(release: Any, around: _Around) -> bool:
    return release.embargoed_until is not None and release.embargoed_until > around.viewer.now


def _instant(instant: datetime | None) -> str | None:
    return rfc3339(instant) if instant else None


class _Made(NamedTuple):
    """How a field is made of a release and what is around it, and the columns that it takes."""

    make: Callable[[Any, _Around], Any]
    columns: tuple[str, ...]


class _Shown(NamedTuple):
    """A field that is shown: made, or simply the column of its name."""

    name: str
    make: Callable[[Any, _Around], Any] | None
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
        lambda release, around: _instant(published_at(release, around.viewer.now)), _PUBLISHED
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
def _shown(fields: frozenset[str]) -> tuple[_Shown, ...]:
    """Return how these fields are shown, in the order in which answers have them."""
    return tuple(
        _Shown(name, *_MADE.get(name, (None, (name,)))) for name in EDITOR_FIELDS if name in fields
    )
