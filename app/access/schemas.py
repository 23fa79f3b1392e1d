"""Keys, and lines of the audit log, as admins write and read them."""

import re
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.access.scopes import SCOPES, Scope
from app.kit.http.answers import InstantOut, PageOut, Shown
from app.language.fields import LINE, MOMENT, TITLE, CanonicalId, Instant, Rule, refuse

Name = Annotated[str, Field(min_length=1, max_length=200, examples=["مكتب الإعلام"]), TITLE]
Moment = Annotated[str, Field(max_length=40), MOMENT]


_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_WHO = rf"^({_UUID}|operator|public)$"


def _who(text: str) -> str:
    if not re.fullmatch(_WHO, text):
        refuse(
            "not_a_key",
            "المطلوب معرّف مفتاح، أو operator، أو public.",
            "Expected a key's id, operator, or public.",
        )
    return text.lower()


Who = Annotated[str, Field(max_length=40), Rule(_who, {"pattern": _WHO})]


class KeyIn(BaseModel):
    """A key that is to be issued."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="Whose key it is")
    scopes: list[Scope] = Field(
        min_length=1, max_length=len(SCOPES), examples=[["publish"]], description="What it may"
    )
    expires_at: Instant | None = Field(
        None, description="Until when; null: until it is revoked", examples=["2126-12-31T21:00:00Z"]
    )


class KeyPatch(BaseModel):
    """What can be changed of a key; what it may cannot: issue another, and revoke this one."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(default_factory=str)  # what was not sent is not looked at
    expires_at: Instant | None = Field(None, description="null: until it is revoked")


class KeyOut(Shown):
    """A key, as an admin sees it: its secret was shown when it was issued, and never again."""

    id: UUID
    name: str = Field(examples=["مكتب الإعلام"])
    scopes: list[Scope]
    created_at: InstantOut
    created_by: UUID | None = Field(description="The key that issued it; null: the terminal")
    expires_at: InstantOut | None
    revoked_at: InstantOut | None
    last_used_at: InstantOut | None = Field(description="Exact within a minute")


class KeyIssued(KeyOut):
    """A new key, with its secret."""

    token: str = Field(description="Shown this once: `Authorization: Bearer …`", examples=["nsh_…"])


class KeyPage(PageOut):
    """A page of keys."""

    items: list[KeyOut]


class KeyListing(BaseModel):
    """What `GET /keys` takes."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(
        None, max_length=4000, description="From `links`", json_schema_extra={"format": "cursor"}
    )


class AuditKeyOut(Shown):
    """Who did it."""

    id: UUID | None = Field(description="null: the operator, at the server's own terminal")
    name: str = Field(description="As the key was named then", examples=["مكتب الإعلام"])


class AuditSubjectOut(Shown):
    """What it was done to."""

    kind: str = Field(examples=["release"])
    id: str


class AuditLineOut(Shown):
    """A change, or a write that was refused."""

    number: int = Field(ge=1)
    at: InstantOut
    key: AuditKeyOut | None = Field(description="null: the public")
    action: str | None = Field(
        examples=["publish_release"],
        description="The operation's name; null: refused before there was one",
    )
    subject: AuditSubjectOut | None
    outcome: Literal["done", "refused"]
    method: str | None = Field(examples=["POST"], description="null, as what follows: no request")
    path: str | None
    request_id: str | None
    address: str | None = Field(description="The client's", examples=["192.0.2.7"])
    status: int | None
    problem: str | None = Field(description="The refusal's code", examples=["scope_missing"])
    note: dict[str, Any] | None
    previous: str = Field(description="`hash` of the line before; of the first, zeros")
    hash: str = Field(
        description="SHA-256 of this line without `hash`, as canonical JSON (RFC 8785)"
    )


class AuditPage(PageOut):
    """A page of the audit log."""

    items: list[AuditLineOut]


class AuditListing(BaseModel):
    """What `GET /audit` takes: repeated values of one filter are OR, filters are AND."""

    model_config = ConfigDict(extra="forbid")

    since: Moment | None = Field(None, description="On this day, at this instant, or later")
    until: Moment | None = Field(None, description="On this day, at this instant, or earlier")
    key: list[Who] = Field([], max_length=50, description="A key's id, `operator` or `public`")
    action: list[Annotated[str, Field(max_length=100), LINE]] = Field(
        [], max_length=50, examples=[["publish_release"]]
    )
    release: list[CanonicalId] = Field([], max_length=50, description="What happened to it")
    outcome: list[Literal["done", "refused"]] = Field([], max_length=2)
    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(
        None, max_length=4000, description="From `links`", json_schema_extra={"format": "cursor"}
    )
