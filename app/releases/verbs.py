"""What is said with a verb: the reasons, notes and instants that come with each."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.kit.http import answers
from app.language.fields import TIME_ZONE, TITLE, Instant, refuse
from app.releases.schemas import ReleasePatch
from app.releases.states import NOT_WORDS

Said = Annotated[str, Field(min_length=1, max_length=2000), TITLE]


def _present(name: str) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"type": "string"}}}


class ReasonIn(BaseModel):
    """What readers are told, in Arabic, in English or in both."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"anyOf": [_present("ar"), _present("en")]}
    )

    ar: Said | None = Field(None, examples=["وردت أرقام غير دقيقة."])
    en: Said | None = Field(None, examples=["Some figures were not accurate."])

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.ar is None and self.en is None:
            refuse(
                "text_missing",
                "اكتب النص بالعربية أو الإنجليزية.",
                "Write the text in Arabic or English.",
            )
        return self


class RejectIn(BaseModel):
    """Why it goes back to who wrote it."""

    model_config = ConfigDict(extra="forbid")

    reason: ReasonIn


class ScheduleIn(BaseModel):
    """When it is to be published."""

    model_config = ConfigDict(extra="forbid")

    publish_at: Instant = Field(description="In the future", examples=["2027-01-01T09:00:00+03:00"])
    timezone: Annotated[str, TIME_ZONE] | None = Field(None, description="IANA")


class PublishIn(BaseModel):
    """How it is published."""

    model_config = ConfigDict(extra="forbid")

    force: bool = Field(
        default=False, description="Without review where that is compulsory; only admins may"
    )


class CorrectionIn(BaseModel):
    """The note of a correction; the fields that change stand beside it."""

    model_config = ConfigDict(extra="forbid")

    note: ReasonIn


class WithdrawIn(BaseModel):
    """Why it is withdrawn."""

    model_config = ConfigDict(extra="forbid")

    reason: ReasonIn
    replacement: UUID | None = Field(None, description="Id of the release to read in its place")


class KillIn(WithdrawIn):
    """Why it is killed, and that this is meant."""

    confirm: Literal[True] = Field(description="Nobody can undo it")


def correction_body() -> dict[str, Any]:
    """Return the OpenAPI of a correction: its note, and any field of a merge patch."""
    return answers.merge_patch_body(ReleasePatch, _corrected)


def _corrected(schema: dict[str, Any]) -> dict[str, Any]:
    words = {name: rule for name, rule in schema["properties"].items() if name not in NOT_WORDS}
    schema["properties"] = {"note": {"$ref": "#/components/schemas/ReasonIn"}, **words}
    return {**schema, "required": ["note"], "title": "Correction"}
