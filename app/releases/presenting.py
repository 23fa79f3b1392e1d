"""From stored releases to what a caller reads, for one or for a page of them.

What is made here is JSON already, of the very shape that `views` describes.
"""

from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from pydantic_core import to_json
from sqlalchemy import select

from app.concepts.finding import Known
from app.concepts.models import Concept, Kind
from app.kit.db import ReadSession
from app.kit.prepared import Among, Prepared
from app.kit.snapshot import Snapshot
from app.releases import editions, reading
from app.releases.documents import RELATIONS
from app.releases.editions import Edition
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.shown import OF_EDITIONS, Around, fields_of, made, others
from app.releases.versions import Whole

_NO_TEXT = {"ar": None, "en": None}
_CONCEPT = ("key", "id", "kind", "name_ar", "name_en", "title_ar", "title_en")
_as_shown = attrgetter(*_CONCEPT[1:])
_NAMED = Prepared(
    select(*Concept.__table__.c[_CONCEPT]).where(Among(Concept.__table__.c.key, "keys"))
)


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
    shown = fields_of(frozenset(fields))
    columns = dict.fromkeys((*(column for one in shown for column in one.columns), *also))
    rows = reading.columns_of(db, viewer, keys, columns)
    around = _around_all(db, viewer, rows, set(fields), public_url)
    return [Item(row.key, made(row, shown, around), row) for row in rows]


def written(viewer: Viewer, releases: Sequence[Release], fields: Collection[str]) -> list[Item]:
    """Return releases that are whole in memory, but for what links to their other editions."""
    around = _around_written(viewer, releases)
    shown = fields_of(frozenset(fields) - OF_EDITIONS)
    return [Item(one.key, made(_Plain(one), shown, around), one) for one in releases]


class _Plain:
    """A release to look at, past the ORM's descriptors: they take two thirds of the time."""

    def __init__(self, release: Release) -> None:
        self.__dict__, self._release = {**release.__dict__}, release

    def __getattr__(self, name: str) -> Any:
        return getattr(self._release, name)  # what was never set


def links(
    db: Snapshot, viewer: Viewer, rows: Sequence[Any], public_url: str
) -> dict[int, dict[str, Any]]:
    """Return, under their keys, what is shown of other editions, of releases that show some.

    Of the rows `key` and `translation_of_key` are read.
    """
    found = editions.editions_of(db, viewer, rows)
    if not found:
        return {}
    around = Around(viewer, public_url, {}, {}, {}, found)
    linked = fields_of(OF_EDITIONS)
    return {row.key: made(row, linked, around) for row in rows if others(row, around)}


def whole(
    db: ReadSession, viewer: Viewer, release: Release, fields: set[str], public_url: str
) -> Whole:
    """Return one release that was loaded whole, or just written."""
    editions_ = editions.editions_of(db, viewer, [release])
    around = _around_written(viewer, [release], public_url, editions_)
    named = [*(link.concept for link in release.concepts), *filter(None, [release.issuer])]
    alone = not others(release, around) and all(concept.is_as_made for concept in named)
    shown = made(_Plain(release), fields_of(frozenset(fields)), around)
    if shown.get("notice"):
        shown["notice"] = reading.notice_for(db, viewer, shown["notice"])
    return Whole(to_json(shown), release, alone and not shown.get("notice"))


def _around_all(
    db: Snapshot, viewer: Viewer, rows: Sequence[Any], fields: set[str], public_url: str
) -> Around:
    """Return what is around a page of rows: a fixed number of queries, none that is not needed."""
    related, linked = not fields.isdisjoint(RELATIONS), not fields.isdisjoint(OF_EDITIONS)
    about = reading.concepts_of(db, rows) if related else {}
    named = {key for of_one in about.values() for key in of_one}
    if "issuer" in fields:
        named |= {row.issuer_key for row in rows} - {None}
    concepts = db.prepared(_NAMED, {"keys": named}) if named else []
    known = {row[0]: _named(*row[1:]) for row in concepts}
    return Around(
        viewer=viewer,
        public_url=public_url,
        issuers=known,
        concepts={key: [known[one] for one in of_one] for key, of_one in about.items()},
        keywords=reading.keywords_of(db, rows) if "keywords" in fields else {},
        editions=editions.editions_of(db, viewer, rows) if linked else {},
    )


def _around_written(
    viewer: Viewer,
    releases: Sequence[Release],
    public_url: str = "",
    editions_: Mapping[int, list[Edition]] | None = None,
) -> Around:
    """Return what is around releases that were loaded whole, or just written."""
    known: dict[int, dict[str, Any]] = {}
    for release in releases:
        for one in (release.issuer, *(link.concept for link in release.concepts)):
            if one is not None and one.key not in known:
                known[one.key] = _concept(one)
    return Around(
        viewer=viewer,
        public_url=public_url,
        issuers=known,
        concepts={one.key: [known[link.concept.key] for link in one.concepts] for one in releases},
        keywords={one.key: [word.written for word in one.keywords] for one in releases},
        editions=editions_ or {},
    )


def _concept(concept: Concept | Known) -> dict[str, Any]:
    return _named(*_as_shown(concept))


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
