"""A release as clients write it; `presenting` has what they read."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    RootModel,
    ValidationInfo,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from app.concepts.schemas import BilingualIn, ConceptIn
from app.language.fields import LANGUAGE, LINE, TEXT, TIME_ZONE, TITLE, Instant, of_form, refuse
from app.language.prose import LINE_CLASS
from app.releases.models import BodyFormat, ReleaseType
from app.releases.rendering import DEEPEST, is_too_deep
from app.releases.states import State

Line = Annotated[str, Field(max_length=300), LINE]
Concepts = Annotated[list[ConceptIn], Field(max_length=100)]
# `\s` with the two characters on which JSON Schema's regular expressions and ours disagree
BLANK = rf"\s\u0085\ufeff{LINE_CLASS}"
HTTP_URL = of_form(
    rf"^https?://[^<>\"{BLANK}]+$",
    "المطلوب عنوان يبدأ بـ https:// بلا مسافات.",
    "Expected an address that begins with https://, without blanks.",
)
EMAIL = of_form(
    rf"^[^@{BLANK}]+@[^@{BLANK}]+$",
    "المطلوب بريد إلكتروني، مثل media@example.bh.",
    "Expected an e-mail address, as media@example.bh.",
)
MIME_TYPE = of_form(
    r"^[A-Za-z0-9_.+-]+/[A-Za-z0-9_.+-]+$",
    "المطلوب نوع ملف، مثل image/jpeg.",
    "Expected a media type, as image/jpeg.",
)
LAST_REVISION = 2**31 - 1


def _whole(number: object) -> object:
    """Return 6 for 6.0: to JSON Schema, and to JavaScript, they are one integer."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


class Strict(BaseModel):
    """Refuses fields that it does not know."""

    model_config = ConfigDict(extra="forbid")


class ContactIn(Strict):
    """Someone whom journalists may ask."""

    name: BilingualIn = BilingualIn()
    role: Line | None = Field(None, examples=["المتحدث الرسمي"])
    phone: Annotated[str, Field(max_length=50), LINE] | None = Field(
        None, examples=["+973 1757 2222"]
    )
    email: Annotated[str, Field(max_length=254), EMAIL] | None = Field(
        None, examples=["media@example.bh"]
    )


class MediaIn(Strict):
    """A picture or file that goes with the release, at its own address."""

    url: Annotated[str, Field(max_length=2000), HTTP_URL] = Field(
        examples=["https://media.example.bh/castle.jpg"]
    )
    role: Literal["featured", "gallery", "attachment"] = "gallery"
    mime_type: Annotated[str, Field(max_length=100), MIME_TYPE] | None = None
    alt: BilingualIn = BilingualIn()
    caption: BilingualIn = BilingualIn()
    credit: Line | None = None


class ReleaseIn(Strict):
    """The whole of what an editor may write; what is left out takes its default."""

    title: Annotated[str, Field(min_length=1, max_length=300), TITLE] = Field(
        examples=["وزير الداخلية يستقبل نظيره المصري"]
    )
    subtitle: Line | None = None
    summary: Annotated[str, Field(max_length=500), TEXT] | None = Field(
        None, description="Made from the first paragraph when absent"
    )
    body_format: BodyFormat = "text"
    body: Annotated[str, Field(max_length=1_000_000), TEXT] = Field(
        "", examples=["استقبل الوزير اليوم ، اللواء محـمود تـوفيق."]
    )
    language: Annotated[str, Field(max_length=20), LANGUAGE] = Field("ar", description="BCP 47")
    type: ReleaseType = "press_release"
    reference: Annotated[str, Field(min_length=1, max_length=100), TITLE] | None = Field(
        None, description="The office's own number, unique", examples=["MOI-2026-0147"]
    )
    slug: Annotated[str, Field(min_length=1, max_length=300), LINE] | None = Field(
        None, description="Made from the title when absent; tatweel and tashkeel are dropped"
    )
    translation_of: UUID | None = Field(None, description="Id of the source edition")
    dateline: Line | None = Field(None, examples=["المنامة"])
    issuer: ConceptIn | None = Field(None, description="The organisation that speaks")
    topics: Concepts = []
    people: Concepts = []
    organisations: Concepts = []
    places: Concepts = []
    keywords: list[Annotated[str, Field(min_length=1, max_length=100), TITLE]] = Field(
        [], max_length=100, examples=[["الأمن السيبراني"]]
    )
    urgency: Annotated[int, BeforeValidator(_whole)] = Field(
        5, ge=1, le=9, strict=True, description="1 is the highest"
    )
    contacts: list[ContactIn] = Field([], max_length=50)
    media: list[MediaIn] = Field([], max_length=200)
    ed_note: Annotated[str, Field(max_length=5000), TEXT] | None = Field(
        None, description="To editors; shown only to keys that may edit"
    )
    state: State | None = Field(
        None,
        description="A new release begins as a draft, or `published` (which needs that scope);"
        " later it stays as it is when absent",
    )
    publish_at: Instant | None = Field(
        None, description="Not readable before; the instant of publishing when absent"
    )
    embargoed_until: Instant | None = Field(
        None, description="Until then only keys with the scope embargo may read it"
    )
    timezone: Annotated[str, TIME_ZONE] = Field("Asia/Bahrain", description="IANA")

    @field_validator("body")
    @classmethod
    def _not_too_deep(cls, body: str, others: ValidationInfo) -> str:
        if others.data.get("body_format") == "html" and is_too_deep(body):
            refuse(
                "too_deep",
                f"عناصر HTML متداخلة أكثر من {DEEPEST} مستوى.",
                f"HTML elements are nested more than {DEEPEST} levels deep.",
            )
        return body


class RestoreIn(Strict):
    """Which revision's document is to be the present one again."""

    revision: Annotated[int, BeforeValidator(_whole)] = Field(
        ge=1, le=LAST_REVISION, strict=True, examples=[3]
    )


class ReleasePatch(RootModel[dict[str, Any]]):
    """A merge patch (RFC 7396): what is named is replaced, null puts the default back."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe it as a release in which nothing is required and null is allowed."""
        whole = handler.resolve_ref_schema(handler(ReleaseIn.__pydantic_core_schema__))
        return {
            "type": "object",
            "title": "ReleasePatch",
            "description": cls.__doc__,
            "additionalProperties": False,
            "properties": {
                name: _or_null({k: v for k, v in rule.items() if k != "default"})
                for name, rule in whole["properties"].items()
                if name != "title"
            }
            | {"title": whole["properties"]["title"]},
        }


def _or_null(rule: JsonSchemaValue) -> JsonSchemaValue:
    if any(choice.get("type") == "null" for choice in rule.get("anyOf", [])):
        return rule
    return {"anyOf": [rule, {"type": "null"}]}
