"""A release as clients read it: every documented field, always."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from app.concepts.schemas import BilingualOut, ConceptOut
from app.kit.http.answers import InstantOut, PageOut, Shown
from app.releases.models import BodyFormat, ReleaseType
from app.releases.states import State

NEEDS_REVIEW: Any = Field(
    None,
    description="Another edition was corrected, withdrawn or killed since this one was saved; only"
    " for keys that may edit",
)


class HijriOut(Shown):
    """A day of the Umm al-Qura calendar."""

    iso: str = Field(examples=["1446-11-03"])
    ar: str = Field(examples=["٣ ذو القعدة ١٤٤٦هـ"])


class TranslationOut(Shown):
    """Another language edition of the same announcement."""

    id: UUID
    language: str = Field(examples=["en"])
    direction: Literal["rtl", "ltr"]
    title: str
    slug: str
    url: str
    is_stale: bool = Field(description="Its source has a newer version than the one translated")
    needs_review: bool | None = NEEDS_REVIEW


class ContactOut(Shown):
    """Someone whom journalists may ask."""

    name: BilingualOut
    role: str | None
    phone: str | None
    email: str | None


class MediaOut(Shown):
    """A picture or file that goes with the release."""

    url: str
    role: Literal["featured", "gallery", "attachment"]
    mime_type: str | None
    alt: BilingualOut
    caption: BilingualOut
    credit: str | None


class CorrectionOut(Shown):
    """What was put right, and when."""

    version: int = Field(ge=1, description="The version that has it right")
    at: InstantOut
    note: BilingualOut


class NoticeOut(Shown):
    """Why a release was withdrawn or killed."""

    state: Literal["withdrawn", "killed"]
    at: InstantOut
    reason: BilingualOut
    replacement: UUID | None = Field(description="Id of the release to read in its place")


class ReleaseSummary(Shown):
    """A release as lists show it: without its body."""

    id: UUID
    reference: str | None = Field(examples=["MOI-2026-0147"])
    slug: str = Field(examples=["وزير-الداخلية-يستقبل-نظيره-المصري"])
    url: str
    type: ReleaseType
    language: str = Field(examples=["ar"])
    direction: Literal["rtl", "ltr"]
    translation_of: UUID | None
    translations: list[TranslationOut]
    title: str = Field(examples=["وزير الداخلية يستقبل نظيره المصري"])
    subtitle: str | None
    summary: str
    word_count: int
    reading_minutes: int
    dateline: str | None = Field(examples=["المنامة"])
    issuer: ConceptOut | None
    topics: list[ConceptOut]
    people: list[ConceptOut]
    organisations: list[ConceptOut]
    places: list[ConceptOut]
    keywords: list[str]
    urgency: int = Field(ge=1, le=9)
    contacts: list[ContactOut]
    media: list[MediaOut]
    state: State
    publish_at: InstantOut | None
    embargoed_until: InstantOut | None
    is_embargoed: bool = Field(description="Only accredited readers may read it, until it lifts")
    published_at: InstantOut | None = Field(description="When the public could first read it")
    published_hijri: HijriOut | None
    timezone: str = Field(examples=["Asia/Bahrain"])
    corrections: list[CorrectionOut]
    corrected_at: InstantOut | None
    notice: NoticeOut | None = Field(description="Why it was withdrawn or killed")
    created_at: InstantOut
    updated_at: InstantOut
    version: int = Field(ge=0, description="Counts published versions")


class ReleaseOut(ReleaseSummary):
    """One release, whole."""

    body: str = Field(examples=["استقبل الوزير اليوم ، اللواء محـمود تـوفيق."])
    body_format: BodyFormat
    body_html: str
    body_text: str


class ReleaseWhole(ReleaseOut):
    """One release, with what only keys that may edit are shown."""

    ed_note: str | None = Field(None, description="To editors; only for keys that may edit")
    needs_review: bool | None = NEEDS_REVIEW


class SummaryForEditors(ReleaseSummary):
    """A release as lists show it, with what only keys that may edit are shown."""

    ed_note: str | None = Field(None, description="To editors; only for keys that may edit")
    needs_review: bool | None = NEEDS_REVIEW


def _nothing_required(schema: dict[str, Any]) -> None:
    schema.pop("required", None)


class ReleasePicked(ReleaseWhole):
    """The fields of a release that `fields` asked for."""

    model_config = ConfigDict(json_schema_extra=_nothing_required)


class ReleasePage(PageOut):
    """A page of releases."""

    items: list[SummaryForEditors | ReleasePicked]


PUBLIC_FIELDS = tuple(ReleaseOut.model_fields)
EDITOR_FIELDS = tuple(ReleaseWhole.model_fields)
LIST_FIELDS = frozenset(SummaryForEditors.model_fields)
_NAMES = "|".join(PUBLIC_FIELDS)
# for readers of the schema only: a wrong name is answered with the nearest right one
FieldNames = Annotated[
    str,
    Field(max_length=1000, json_schema_extra={"pattern": f"^({_NAMES})(,({_NAMES}))*$"}),
]
