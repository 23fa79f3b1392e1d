"""Answers that several rooms give: a page, what was saved, and what OpenAPI says of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer
from pydantic_core import to_json

from app.kit.clock import rfc3339
from app.kit.config import Settings
from app.kit.http import caching, paging
from app.kit.http.paging import Page


def _text_header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


VALIDATORS = {
    "ETag": _text_header("Names these very bytes, and the save that they show"),
    "Cache-Control": _text_header("How long caches may keep the answer"),
}
NOT_MODIFIED = {"description": "The caller has these very bytes already"}
LIST_HEADERS = {**VALIDATORS, "Link": _text_header("RFC 8288: the same links as in the body")}


Change = Callable[[dict[str, Any]], dict[str, Any]]
InstantOut = Annotated[
    datetime,
    PlainSerializer(rfc3339, return_type=str),
    Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-24T20:00:00Z"]),
]


class Shown(BaseModel):
    """What describes an answer, or a part of one, to readers of `/openapi.json`.

    Answers are made without it, so it is built only when somebody asks for that.
    """

    model_config = ConfigDict(defer_build=True)


class Links(Shown):
    """Addresses of this page and of its neighbours."""

    self: str
    next: str | None
    prev: str | None


class PageOut(Shown):
    """What every page has beside its items."""

    total: int = Field(ge=0, description="How many there are on all pages, exactly")
    links: Links


def page(
    request: Request,
    page_: Page,
    items: Sequence[bytes | dict[str, Any]],
    *,
    private: bool,
    beside: dict[str, Any] | None = None,
) -> Response:
    """Return a page of items, which may be JSON already; `beside` stands after the total."""
    settings: Settings = request.app.state.settings
    query = request.query_params.multi_items()
    to = paging.links(query, f"{settings.public_url}{request.url.path}", page_)
    body = page_body(page_, items, to, beside)
    response = caching.answer(request, body, private=private)
    response.headers["Link"] = paging.link_header(to)
    return response


def page_body(
    page_: Page,
    items: Sequence[bytes | dict[str, Any]],
    links: dict[str, str | None],
    beside: dict[str, Any] | None = None,
) -> bytes:
    """Return a page as JSON."""
    rest = to_json({"total": page_.total, **(beside or {}), "links": links})
    written = (one if isinstance(one, bytes) else to_json(one) for one in items)
    return b'{"items":[%b],%b' % (b",".join(written), rest[1:])


def saved(request: Request, body: bytes, etag: str, made_at: str | None = None) -> Response:
    """Answer a write with what it left: 200, or 201 with the address of what it made."""
    settings: Settings = request.app.state.settings
    headers = {"ETag": etag, "Vary": "Authorization", **caching.lifetime(settings, private=True)}
    if made_at is None:
        return Response(body, media_type=caching.JSON, headers=headers)
    headers["Location"] = made_at
    return Response(body, status_code=201, media_type=caching.JSON, headers=headers)


def merge_patch_body(model: type[BaseModel], change: Change | None = None) -> dict[str, Any]:
    """Return the OpenAPI of a body that is a merge patch, made when its route is described.

    `change` makes of the model's schema the body's.
    """
    return {"requestBody": partial(_merge_patch_body, model, change)}


def _merge_patch_body(model: type[BaseModel], change: Change | None) -> dict[str, Any]:
    # what it refers to, POST and PUT have put there already
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs", None)
    described = {"schema": change(schema) if change else schema}
    return {
        "required": True,
        "content": {"application/merge-patch+json": described, "application/json": described},
    }
