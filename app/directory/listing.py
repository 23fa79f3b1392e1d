"""Lists of concepts: what may be asked for, and one page of what the viewer may know of it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, func, select

from app.concepts import naming
from app.concepts.errors import NoSuchConcept
from app.concepts.models import Concept, Kind
from app.kit.db import ReadSession
from app.kit.http.paging import Order, Page, Place, cut
from app.language.fields import TEXT
from app.releases import subjects
from app.releases.reading import Viewer

BY_NAME = Order(
    "name", Concept.name_order, Concept.id, newest_first=False, is_instant=False, id_is_text=True
)


class Listing(BaseModel):
    """Everything that `GET /concepts` takes."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=200), TEXT] | None = Field(
        None,
        description="Words that a name or alias has, or how they begin, in any spelling",
        examples=["توفيق"],
    )
    kind: list[Kind] = Field([], max_length=10, description="Repeated: any of these")
    sort: Literal["name"] = Field("name", description="Arabic collation, leading ال ignored")
    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(
        None, max_length=4000, description="From `links`", json_schema_extra={"format": "cursor"}
    )


def page(db: ReadSession, viewer: Viewer, asked: Listing) -> Page:
    """Return one page of the concepts that the viewer may know, of those asked for."""
    conditions = _narrowed(asked)
    place = None if asked.cursor is None else BY_NAME.read(asked.cursor)
    total = db.scalar(
        select(func.count()).select_from(Concept).where(subjects.known_to(viewer), *conditions)
    )
    query = select(Concept).where(subjects.known_to(viewer), *conditions)
    if place is not None:
        query = query.where(BY_NAME.after(place))
    backwards = place is not None and place.backwards
    rows = db.scalars(query.order_by(*BY_NAME.by(backwards=backwards)).limit(asked.limit + 1))
    return cut(rows, asked.limit, place, _place, total or 0)


def _narrowed(asked: Listing) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.kind:
        conditions.append(Concept.kind.in_(asked.kind))
    if asked.q is not None:
        conditions.append(naming.begun_by(asked.q))
    return conditions


def get(db: ReadSession, viewer: Viewer, id_: str) -> Concept:
    """Return the concept with this id if the viewer may know it; else raise `NoSuchConcept`."""
    found = db.scalar(select(Concept).where(Concept.id == id_, subjects.known_to(viewer)))
    if found is None:
        raise NoSuchConcept
    return found


def _place(concept: Concept) -> Place:
    return Place(BY_NAME.name, concept.name_order, concept.id)
