"""Lists of releases: what may be asked for, in which orders, and one page of the answer."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, or_, select

from app.access.errors import KeyRequired, ScopeMissing
from app.access.scopes import Caller, demand
from app.concepts.models import Concept, Kind
from app.kit.db import ReadSession
from app.kit.http.paging import Order, Page, Place, cut
from app.kit.prepared import Prepared
from app.kit.snapshot import Read, Snapshot
from app.language.fields import HIJRI, LANGUAGE, LINE, MOMENT
from app.language.periods import Period, hijri_period, since, until
from app.releases import counting, editions, reading
from app.releases.keywords import key_of
from app.releases.models import Release, ReleaseConcept, ReleaseKeyword, ReleaseType
from app.releases.reading import Viewer
from app.releases.states import ENDED, UNPUBLISHED, State
from app.releases.views import FieldNames

Sort = Literal["-published_at", "published_at", "-updated_at", "title"]
Ids = list[Annotated[str, Field(max_length=100), LINE]]
Languages = list[Annotated[str, Field(max_length=20), LANGUAGE]]
Moment = Annotated[str, Field(max_length=40), MOMENT]
REFUSALS = (KeyRequired, ScopeMissing)  # of `state`

ORDERS: dict[Sort, Order] = {
    "-published_at": Order(
        "-published_at", Release.listed_at, Release.id, newest_first=True, is_instant=True
    ),
    "published_at": Order(
        "published_at", Release.listed_at, Release.id, newest_first=False, is_instant=True
    ),
    "-updated_at": Order(
        "-updated_at", Release.updated_at, Release.id, newest_first=True, is_instant=True
    ),
    "title": Order("title", Release.title_order, Release.id, newest_first=False, is_instant=False),
}

_INDEXES = {
    "listed_at": "ix_releases_newest",
    "updated_at": "ix_releases_updated",
    "title_order": "ix_releases_title",
}


class Filters(BaseModel):
    """What narrows a list or a search: repeated values of one filter are OR, filters are AND."""

    model_config = ConfigDict(extra="forbid")

    language: Languages = Field([], max_length=50, description="BCP 47", examples=[["ar"]])
    type: list[ReleaseType] = Field([], max_length=50)
    topic: Ids = Field([], max_length=50, description="Concept id")
    person: Ids = Field([], max_length=50, description="Concept id", examples=[["mahmoud-tawfik"]])
    organisation: Ids = Field([], max_length=50, description="Concept id")
    place: Ids = Field([], max_length=50, description="Concept id")
    issuer: Ids = Field([], max_length=50, description="Concept id of an organisation")
    keyword: Ids = Field([], max_length=50, description="In any spelling")
    since: Moment | None = Field(
        None,
        description="Published on this day, at this instant, or later",
        examples=["2026-11-01"],
    )
    until: Moment | None = Field(
        None, description="Published on this day, at this instant, or earlier"
    )
    hijri: Annotated[str, Field(max_length=10), HIJRI] | None = Field(
        None, description="Published in this Umm al-Qura month (or year, or day)",
        examples=["1446-11"],
    )  # fmt: skip
    state: list[State] = Field(
        [],
        max_length=10,
        description="All but `published` need the scope draft; withdrawn, killed and archived ones"
        " are in no list that does not ask for them",
    )
    translation_of: UUID | None = Field(None, description="Editions translated from this one")
    missing_translation: Annotated[str, Field(max_length=20), LANGUAGE] | None = Field(
        None, description="Announcements without an edition in this language"
    )


class Listing(Filters):
    """Everything that `GET /releases` takes."""

    sort: Sort = "-published_at"
    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(
        None, max_length=4000, description="From `links`", json_schema_extra={"format": "cursor"}
    )
    fields: list[FieldNames] = Field(
        [], max_length=50, description="Only these fields", examples=[["title,published_at"]]
    )


def page(db: ReadSession, viewer: Viewer, asked: Listing, timezone: str) -> Page:
    """Return one page of what the viewer may see of what is asked for.

    Its rows have a `key`, by which `summaries.of` shows them.
    """
    conditions = narrowed(viewer, asked, timezone)
    if not conditions:
        return page_of_all(db, viewer, asked)
    conditions += by_default(viewer, asked)
    order = ORDERS[asked.sort]
    place = None if asked.cursor is None else order.read(asked.cursor)
    said = asked.model_dump_json(include=set(Filters.model_fields))
    total = counting.total(db, viewer, conditions, said)
    query = _all(viewer, order)
    if total * total > asked.limit * counting.of_all(db, viewer):
        # of so many the next page is found sooner by looking at one after the other
        query = _walked(query, order, asked)
        conditions = narrowed(viewer, asked, timezone, one_by_one=True)
        conditions += by_default(viewer, asked)
    query = _beyond(query.where(*conditions), order, place)
    rows = db.rows(query.limit(asked.limit + 1))
    return cut(rows, asked.limit, place, lambda row: Place(order.name, *row[1:]), total)


def page_of_all(db: Snapshot, viewer: Viewer, asked: Listing) -> Page:
    """Return the same where nothing narrows: what is read most is prepared."""
    order = ORDERS[asked.sort]
    place = None if asked.cursor is None else order.read(asked.cursor)
    total = counting.of_all(db, viewer)
    rows, read = _rows_of_all(db, viewer, order, place, asked.limit + 1)
    # at the ends of the page only: to read where each row stands takes as long as to find them
    return cut(rows, asked.limit, place, lambda row: Place(order.name, *read(row)[1:]), total)


class _Row(NamedTuple):
    """A release's key, and where it stands in the order, as the driver has it."""

    key: int
    value: Any
    id: Any


def _all(viewer: Viewer, order: Order) -> Select[Any]:
    columns = Release.key, order.column.label("value"), Release.id
    return select(*columns).where(reading.visible_to(viewer))


def _walked(query: Select[Any], order: Order, asked: Filters) -> Select[Any]:
    """Let the query go along the index of its order, however many it passes over.

    SQLite would rather gather all that is visible by another index, and sort it.
    """
    if order.column.key == "listed_at" and (asked.language or asked.type):
        return query  # which have indexes of their own, in this order
    return query.with_hint(Release, f"INDEXED BY {_INDEXES[order.column.key]}", "sqlite")


def by_default(viewer: Viewer, asked: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions that leave out what was withdrawn, killed or archived.

    Who may see it asks for its `state`, or for the release itself.
    """
    if asked.state or not viewer.sees_drafts:
        return []
    return [Release.state != ended for ended in sorted(ENDED)]  # a list could not be prepared


def _beyond(query: Select[Any], order: Order, place: Place | None) -> Select[Any]:
    backwards = place is not None and place.backwards
    if place is not None:
        query = query.where(order.after(place))
    return query.order_by(*order.by(backwards=backwards))


def _rows_of_all(
    db: Snapshot, viewer: Viewer, order: Order, place: Place | None, most: int
) -> tuple[Sequence[_Row], Read]:
    given = {"now": viewer.now, "most": most}
    if place is None:
        query = _prepared(viewer.caller, order.name)
    else:
        query = _prepared(viewer.caller, order.name, place.backwards, place.within)
        given |= {"value": place.value, "id": place.id}
    rows, read = db.unread(query, given)
    return [_Row(*row) for row in rows], read


@lru_cache(maxsize=200)
def _prepared(caller: Caller, sort: Sort, *way: bool) -> Prepared:
    """Return the query for a caller's page; `way`: whether backwards, and within the place."""
    order = ORDERS[sort]
    value: Any = bindparam("value", type_=order.column.type)
    id_: Any = bindparam("id", type_=order.id_column.type)
    place = Place(sort, value, id_, *way) if way else None
    viewer = Viewer(caller, reading.NOW)
    all_ = _walked(_all(viewer, order), order, Filters()).where(*by_default(viewer, Filters()))
    query = _beyond(all_, order, place)
    return Prepared(query.limit(bindparam("most", type_=Integer)))


def narrowed(
    viewer: Viewer, asked: Filters, timezone: str, *, one_by_one: bool = False
) -> list[ColumnElement[bool]]:
    """Return the filters as conditions; dates without a time are days in `timezone`.

    What releases are about is gathered first, or looked at `one_by_one`, release after release.
    """
    conditions = _in_states(viewer, asked.state)
    for column, values in (
        (Release.language, asked.language),
        (Release.type, asked.type),
    ):
        if values:
            conditions.append(column.in_(values))
    for kind, ids in _asked_concepts(asked):
        if ids:
            conditions.append(_linked(_about(kind, ids), one_by_one=one_by_one))
    if asked.issuer:
        named = select(Concept.key).where(Concept.id.in_(asked.issuer))
        conditions.append(Release.issuer_key.in_(named))
    if asked.keyword:
        folded = [key_of(word) for word in asked.keyword]
        tagged = select(ReleaseKeyword.release_key).where(ReleaseKeyword.folded.in_(folded))
        conditions.append(_linked(tagged, one_by_one=one_by_one))
    if asked.translation_of:
        conditions.append(editions.of_source(viewer, asked.translation_of))
    if asked.missing_translation:
        conditions.append(editions.without_edition_in(viewer, asked.missing_translation))
    return conditions + _published_in(asked, ZoneInfo(timezone))


def _in_states(viewer: Viewer, states: list[State]) -> list[ColumnElement[bool]]:
    if set(states) - {"published"}:
        demand(viewer.caller, "draft")
    return [or_(*(_in_state(state, viewer) for state in states))] if states else []


def _in_state(state: State, viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for a state, as `states.state_at` tells it of one release."""
    if state == "published":
        return and_(Release.state == state, Release.publish_at <= viewer.now)
    if state == "scheduled":
        return and_(Release.state == "published", Release.publish_at > viewer.now)
    return Release.state == state


def _asked_concepts(asked: Filters) -> list[tuple[Kind, Ids]]:
    return [
        ("topic", asked.topic),
        ("person", asked.person),
        ("organisation", asked.organisation),
        ("place", asked.place),
    ]


def _linked(keys: Select[Any], *, one_by_one: bool) -> ColumnElement[bool]:
    """Return the condition that a release is among those whose keys a query yields."""
    [key] = keys.selected_columns
    return keys.where(key == Release.key).exists() if one_by_one else Release.key.in_(keys)


def _about(kind: Kind, ids: Ids) -> Select[Any]:
    return (
        select(ReleaseConcept.release_key)
        .join(Concept, Concept.key == ReleaseConcept.concept_key)
        .where(Concept.kind == kind, Concept.id.in_(ids))
    )


def periods(asked: Filters, zone: ZoneInfo) -> list[Period]:
    """Return the periods of publication that are asked for: a release must be of all of them."""
    found: list[Period] = []
    if asked.since:
        found.append(since(asked.since, zone))
    if asked.until:
        found.append(until(asked.until, zone))
    if asked.hijri:
        found.append(hijri_period(asked.hijri, zone))
    return found


def _published_in(asked: Filters, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    """Return the conditions on the instant of publication; drafts have none."""
    asked_for = periods(asked, zone)
    conditions: list[ColumnElement[bool]] = [Release.state.not_in(UNPUBLISHED)] if asked_for else []
    for period in asked_for:
        if period.begin is not None:
            conditions.append(Release.listed_at >= period.begin)
        if period.end is not None:
            conditions.append(Release.listed_at < period.end)
    return conditions
