"""Concepts as clients write and read them."""

from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from app.concepts.models import Kind
from app.kit.http.answers import Shown
from app.language.fields import LINE, TITLE, refuse

Name = Annotated[str, Field(min_length=1, max_length=300), TITLE]
Id = Annotated[str, Field(min_length=1, max_length=100), LINE]


def _present(name: str) -> JsonSchemaValue:
    return {"required": [name], "properties": {name: {"type": "string"}}}


_EITHER: JsonSchemaValue = {"anyOf": [_present("ar"), _present("en")]}


class BilingualIn(BaseModel):
    """A text in Arabic, in English or in both."""

    model_config = ConfigDict(extra="forbid")

    ar: Name | None = Field(None, examples=["محمود توفيق"])
    en: Name | None = Field(None, examples=["Mahmoud Tawfik"])


class BilingualOut(Shown):
    """A text in Arabic, in English or in both; null where it was not given."""

    ar: str | None = Field(examples=["محمود توفيق"])
    en: str | None = Field(examples=["Mahmoud Tawfik"])


class ConceptIn(BaseModel):
    """A concept named in a release: an existing id, or a name by which it is found or made."""

    model_config = ConfigDict(extra="forbid")

    id: Id | None = None
    name: BilingualIn = BilingualIn()
    title: BilingualIn | None = None
    aliases: list[Name] = Field([], max_length=50)

    @model_validator(mode="before")
    @classmethod
    def _id_alone(cls, written: Any) -> Any:
        return {"id": written} if isinstance(written, str) else written

    @model_validator(mode="after")
    def _id_or_name(self) -> Self:
        if self.id is None and self.name.ar is None and self.name.en is None:
            refuse(
                "concept_without_name",
                "اذكر المعرّف أو الاسم بالعربية أو الإنجليزية.",
                "Give the id, or a name in Arabic or English.",
            )
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say that the id or a name must be there, or that the id alone may stand for all."""
        named = {"type": "object", **_EITHER}
        as_object = {
            **handler.resolve_ref_schema(handler(schema)),
            "anyOf": [_present("id"), {"required": ["name"], "properties": {"name": named}}],
        }
        alone = {"type": "string", "minLength": 1, "maxLength": 100, **LINE.keywords}
        return {"anyOf": [alone, as_object]}


class NameIn(BilingualIn):
    """A name in Arabic, in English or in both: one of them is there."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_EITHER)

    @model_validator(mode="after")
    def _one_at_least(self) -> Self:
        if self.ar is None and self.en is None:
            refuse(
                "concept_without_name",
                "اذكر الاسم بالعربية أو الإنجليزية.",
                "Give a name in Arabic or English.",
            )
        return self


class ConceptDocument(BaseModel):
    """The whole of what an editor may write of a concept; what is left out takes its default."""

    model_config = ConfigDict(extra="forbid")

    id: Id | None = Field(
        None,
        description="Made from the English name, else the Arabic one, when absent; never changes",
        examples=["mahmoud-tawfik"],
    )
    kind: Kind = Field(description="Never changes", examples=["person"])
    name: NameIn
    title: BilingualIn | None = Field(
        None, examples=[{"ar": "وزير الداخلية", "en": "Minister of Interior"}]
    )
    aliases: list[Name] = Field(
        [], max_length=50, description="Other names", examples=[["اللواء محمود توفيق"]]
    )


_NAME_OR_NULL = TypeAdapter(Name | None).json_schema()
_GONE = {"type": "null"}
_NAME_PATCH = {
    "type": "object",
    "description": "Null takes one of the two away, not both",
    "additionalProperties": False,
    "properties": {"ar": _NAME_OR_NULL, "en": _NAME_OR_NULL},
    "not": {"required": ["ar", "en"], "properties": {"ar": _GONE, "en": _GONE}},
    "examples": [{"ar": "محمود توفيق"}],
}


def _no_defaults(schema: dict[str, Any]) -> None:
    for rule in schema["properties"].values():
        rule.pop("default", None)


class ConceptPatch(BaseModel):
    """A merge patch (RFC 7396): what is named is replaced, null takes it away."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_no_defaults)

    id: Id | None = None
    kind: Kind = "topic"
    name: Annotated[Any, WithJsonSchema(_NAME_PATCH)] = None
    title: BilingualIn | None = Field(
        None, examples=[{"ar": "وزير الداخلية السابق", "en": "Former Minister of Interior"}]
    )
    aliases: list[Name] | None = Field(None, max_length=50, examples=[["اللواء محمود توفيق"]])


class ConceptOut(Shown):
    """A topic, person, organisation or place as releases show it."""

    id: str = Field(examples=["mahmoud-tawfik"])
    kind: Kind
    name: BilingualOut
    title: BilingualOut | None
