"""Releases as lists show them; what the public reads of one is finished when it is saved.

To make a summary of a row takes ten times as long as to read it finished. It is kept beside the
release, in the transaction that saves it, and thrown away by triggers whenever the release is
changed, or the name of a concept is: what is not there is made of the rows. Neither time nor the
settings change what is kept, because what they decide is put in when it is read: our own address,
and which other editions the viewer may see.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import ColumnElement, bindparam, delete, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.access.scopes import OPERATOR, Caller
from app.concepts.models import Concept
from app.kit.db import Database, WriteSession
from app.kit.prepared import Among, Prepared
from app.kit.snapshot import Snapshot
from app.releases import presenting, reading
from app.releases.events import ReleasesSaved
from app.releases.models import PublicSummary, Release, ReleaseConcept, ReleaseCounts
from app.releases.presenting import Item
from app.releases.reading import KEYS, NOW, Viewer
from app.releases.shown import OF_EDITIONS
from app.releases.versions import Whole
from app.releases.views import LIST_FIELDS, PUBLIC_FIELDS

MADE_BY = 2  # raise it with every change of what a summary says: older ones are made again
BATCH = 500
SHOWN = tuple(name for name in PUBLIC_FIELDS if name in LIST_FIELDS)
# a published release is shown to the public from its instant on: at the end of time, as from then
_AT_LAST = Viewer(OPERATOR, datetime.max.replace(tzinfo=UTC))
_URL, _EDITIONS = SHOWN.index("url"), SHOWN.index("translation_of")
_PARTS = SHOWN[:_URL], SHOWN[_URL + 1 : _EDITIONS], SHOWN[_EDITIONS + len(OF_EDITIONS) :]
_ADDRESS, _LINKS = b"\n", b"\r"  # where these go: JSON has neither
_ALONE = b'"translation_of":null,"translations":[],'


class Summary(NamedTuple):
    """A release as JSON, and the columns that were asked for beside it."""

    key: int
    json: bytes
    row: Any


def whole(db: Snapshot, viewer: Viewer, id_: UUID, public_url: str) -> Whole | None:
    """Return what the public reads at a release's own address, if its summary is finished."""
    given = {"now": viewer.now, "id": id_, "made_by": MADE_BY}
    found = db.prepared(_whole_query(viewer.caller), given)
    if not found:
        return None
    row = _row((*_OF_WHOLE, "id"), (*found[0], id_))
    links = presenting.links(db, viewer, [row], public_url) if row.has_editions else {}
    body = to_json({name: getattr(row, name) for name in _BODY})
    json = b"%b,%b" % (joined([row], links, public_url)[:-1], body[1:])
    return Whole(json, row, is_alone=not links and not row.has_changed_concepts)


def of(
    db: Snapshot,
    viewer: Viewer,
    keys: Sequence[int],
    fields: set[str],
    public_url: str,
    also: tuple[str, ...] = (),
) -> list[Summary]:
    """Return those of the releases that the viewer may see, in this order."""
    found: dict[int, Summary] = {}
    if viewer.caller.is_public and fields == set(SHOWN):
        found = _finished(db, viewer, keys, public_url, also)
    missing = [key for key in keys if key not in found]
    if missing:
        for key, shown, row in presenting.items(db, viewer, missing, fields, public_url, also):
            found[key] = Summary(key, to_json(shown), row)
    return [found[key] for key in keys if key in found]


def _finished(
    db: Snapshot, viewer: Viewer, keys: Sequence[int], public_url: str, also: tuple[str, ...]
) -> dict[int, Summary]:
    given = {"now": viewer.now, KEYS: keys, "made_by": MADE_BY}
    columns = ("key", "json", "translation_of_key", "has_editions", *also)
    rows = [_row(columns, found) for found in db.prepared(_query(viewer.caller, also), given)]
    linked = [row for row in rows if row.has_editions]  # seldom any
    links = presenting.links(db, viewer, linked, public_url) if linked else {}
    return {row.key: Summary(row.key, joined([row], links, public_url), row) for row in rows}


def joined(rows: Sequence[Any], links: Mapping[int, dict[str, Any]], public_url: str) -> bytes:
    """Return the JSON of these rows, one after the other, with what was left open in it.

    `links` are, under their keys, those of rows that have any.
    """
    if links:
        finished = [row.json.replace(_LINKS, _linked(links.get(row.key))) for row in rows]
    else:
        finished = [row.json for row in rows]
    all_ = b",".join(finished)  # to go through it once is quicker than to cut it
    return all_.replace(_ADDRESS, _in_json(public_url)).replace(_LINKS, _ALONE)


@lru_cache(maxsize=10)
def _in_json(text: str) -> bytes:
    return to_json(text)[1:-1]


def _linked(links: dict[str, Any] | None) -> bytes:
    return to_json(links)[1:-1] + b"," if links else _ALONE


@lru_cache(maxsize=50)
def _query(caller: Caller, also: tuple[str, ...]) -> Prepared:
    made, release = PublicSummary.__table__.c, Release.__table__.c
    own = (made.release_key, made.json, made.translation_of_key)
    return Prepared(
        select(*own, around(release)["has_editions"], *(release[name] for name in also))
        .join_from(PublicSummary.__table__, Release.__table__)
        .where(
            reading.visible_to(Viewer(caller, NOW), release),
            Among(made.release_key, KEYS),
            made.made_by == bindparam("made_by"),
        )
    )


@lru_cache(maxsize=50)
def _whole_query(caller: Caller) -> Prepared:
    made, release = PublicSummary.__table__.c, Release.__table__.c
    columns: dict[str, Any] = {**release, "json": made.json, **around(release)}
    id_: Any = bindparam("id", type_=release.id.type)
    return Prepared(
        select(*(columns[name] for name in _OF_WHOLE))
        .join_from(Release.__table__, PublicSummary.__table__)
        .where(
            reading.visible_to(Viewer(caller, NOW), release),
            release.id == id_,
            made.made_by == bindparam("made_by"),
        )
    )


def around(release: Any) -> dict[str, ColumnElement[Any]]:
    """Return the columns that tell whether a release is shown with what is not its own."""
    other, concept = aliased(Release.__table__).c, Concept.__table__.c
    links = ReleaseConcept.__table__.c
    source = release.translation_of_key
    about = links.release_key == release.key, concept.key == links.concept_key
    changed = concept.updated_at != concept.created_at
    return {
        "translation_of_key": source,
        "has_editions": or_(
            source.is_not(None), exists().where(other.translation_of_key == release.key)
        ),
        # since they were made, which is told by no date of the release's own
        "has_changed_concepts": or_(
            exists().where(changed, *about),
            exists().where(changed, concept.key == release.issuer_key),
        ),
    }


_BODY = ("body", "body_format", "body_html", "body_text")
_OF_SAVE = ("revision", "updated_at", "listed_at")
_AROUND = ("translation_of_key", "has_editions", "has_changed_concepts")
_OF_WHOLE = ("key", "json", *_AROUND, *_BODY, *_OF_SAVE)


def _row(columns: Sequence[str], values: Sequence[Any]) -> Any:
    return SimpleNamespace(**dict(zip(columns, values, strict=True)))


def keep(db: WriteSession, event: ReleasesSaved) -> None:
    """Finish what was saved: of what is in memory, to read it again takes half as long again."""
    published = [release for release in event.releases if release.state == "published"]
    _forget(db, [release.key for release in published if release.revision > 1])
    _put(db, presenting.written(_AT_LAST, published, SHOWN))


def finish_newest(db: WriteSession) -> None:
    """Finish those of the newest that lack it: after a concept was renamed, say.

    They are what nearly everybody reads; the others are finished when they are saved or at a start.
    """
    newest = select(Release.key).where(*_PUBLISHED).order_by(Release.listed_at.desc()).limit(BATCH)
    _make(db, db.scalars(select(Release.key).where(Release.key.in_(newest), _lacks())))


def finish_all(database: Database, show: Callable[[int, int], None]) -> None:
    """Finish all that lack it, a batch a transaction; `show`: (done, of how many)."""
    with database.reading() as db:
        made = select(func.count()).where(PublicSummary.made_by == MADE_BY)
        total = db.scalar(select(func.sum(ReleaseCounts.published))) or 0
        if (db.scalar(made) or 0) >= total:
            return
    last, done = 0, 0
    while True:
        with database.writing(unhurried=True) as db:
            after = select(Release.key).where(*_PUBLISHED, _lacks(), Release.key > last)
            keys = db.scalars(after.order_by(Release.key).limit(BATCH))
            _make(db, keys)
        if not keys:
            return
        last, done = keys[-1], done + len(keys)
        show(done, total)


_PUBLISHED = (Release.state == "published", Release.discarded_at.is_(None))


def _lacks() -> ColumnElement[bool]:
    here = PublicSummary.release_key == Release.key
    return ~exists().where(here, PublicSummary.made_by == MADE_BY)


_FORGET = Prepared(
    delete(PublicSummary).where(Among(PublicSummary.__table__.c.release_key, "keys"))
)


def _make(db: WriteSession, keys: Sequence[int]) -> None:
    fields = set(SHOWN) - OF_EDITIONS
    _forget(db, keys)
    _put(db, presenting.items(db, _AT_LAST, keys, fields, "", also=("translation_of_key",)))


def _forget(db: WriteSession, keys: Sequence[int]) -> None:
    if keys:
        db.send(_FORGET, [{KEYS: keys}])


def _put(db: WriteSession, made: Sequence[Item]) -> None:
    db.insert(
        PublicSummary,
        [
            {
                "release_key": one.key,
                "made_by": MADE_BY,
                "translation_of_key": one.row.translation_of_key,
                "json": _open(one.shown),
            }
            for one in made
        ],
    )


def _open(shown: dict[str, Any]) -> bytes:
    """Return it as JSON, open where our address stands, and what links to other editions."""
    first, second, third = (to_json({name: shown[name] for name in part}) for part in _PARTS)
    url = _ADDRESS + shown["url"].encode()
    return b'%b,"url":"%b",%b,%b%b' % (first[:-1], url, second[1:-1], _LINKS, third[1:])
