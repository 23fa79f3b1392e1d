"""What narrows a list or a search, and the conditions that it stands for."""

from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.access.errors import KeyRequired, ScopeMissing
from app.access.scopes import demand
from app.concepts.models import Concept, Kind
from app.kit.prepared import spelled
from app.language.fields import HIJRI, LANGUAGE, LINE, MOMENT
from app.language.periods import Period, hijri_period, since, until
from app.releases import editions
from app.releases.keywords import key_of
from app.releases.models import Release, ReleaseConcept, ReleaseKeyword, ReleaseType
from app.releases.reading import Viewer
from app.releases.states import ENDED, UNPUBLISHED, State

Ids = list[Annotated[str, Field(max_length=100), LINE]]
Languages = list[Annotated[str, Field(max_length=20), LANGUAGE]]
Moment = Annotated[str, Field(max_length=40), MOMENT]
REFUSALS = (KeyRequired, ScopeMissing)  # of `state`


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


def by_default(viewer: Viewer, asked: Filters) -> list[ColumnElement[bool]]:
    """Return the conditions that leave out what was withdrawn, killed or archived.

    Who may see it asks for its `state`, or for the release itself.
    """
    if asked.state or not viewer.sees_drafts:
        return []
    # one by one: a list could not be prepared
    return [Release.state != spelled(ended) for ended in sorted(ENDED)]


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
