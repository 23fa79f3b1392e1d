"""Lists of releases: in which orders, and one page of the answer; `filters` narrow them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pydantic import Field
from sqlalchemy import ColumnElement, Integer, Select, bindparam, select

from app.access.scopes import Caller
from app.kit.db import ReadSession
from app.kit.http.paging import Order, Page, Place, cut
from app.kit.prepared import Prepared
from app.kit.snapshot import Read, Snapshot
from app.releases import counting, reading
from app.releases.filters import Filters, by_default, narrowed
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.views import FieldNames

Sort = Literal["-published_at", "published_at", "-updated_at", "title"]
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
    total = _total(db, viewer, asked, conditions)
    query = _all(viewer, order, place)
    if total * total > asked.limit * counting.of_all(db, viewer):
        # of so many the next page is found sooner by looking at one after the other
        query = _walked(query, order, asked)
        conditions = narrowed(viewer, asked, timezone, one_by_one=True)
        conditions += by_default(viewer, asked)
    query = _in_order(query.where(*conditions), order, place)
    rows = db.rows(query.limit(asked.limit + 1))
    return cut(rows, asked.limit, place, lambda row: Place(order.name, *row[1:]), total)


def _total(
    db: ReadSession, viewer: Viewer, asked: Listing, conditions: list[ColumnElement[bool]]
) -> int:
    filters = asked.model_dump(include=set(Filters.model_fields), exclude={"language", "type"})
    if not any(filters.values()):
        return counting.of_kind(db, viewer, asked.language, asked.type)
    said = asked.model_dump_json(include=set(Filters.model_fields))
    return counting.total(db, viewer, conditions, said)


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


def _all(viewer: Viewer, order: Order, place: Place | None) -> Select[Any]:
    query = select(Release.key, order.column.label("value"), Release.id)
    if place is not None:
        # before the rule, which also bounds the instant: SQLite begins where the first bound says
        query = query.where(order.after(place))
    return query.where(reading.visible_to(viewer))


def _walked(query: Select[Any], order: Order, asked: Filters) -> Select[Any]:
    """Let the query go along the index of its order, however many it passes over.

    SQLite would rather gather all that is visible by another index, and sort it.
    """
    if order.column.key == "listed_at" and (asked.language or asked.type):
        return query  # which have indexes of their own, in this order
    return query.with_hint(Release, f"INDEXED BY {_INDEXES[order.column.key]}", "sqlite")


def _in_order(query: Select[Any], order: Order, place: Place | None) -> Select[Any]:
    return query.order_by(*order.by(backwards=place is not None and place.backwards))


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
    all_ = _walked(_all(viewer, order, place), order, Filters())
    query = _in_order(all_.where(*by_default(viewer, Filters())), order, place)
    return Prepared(query.limit(bindparam("most", type_=Integer)))
