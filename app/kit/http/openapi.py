"""OpenAPI 3.1 as the contract promises it: every status, header and problem of every operation."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, Field
from pydantic_core import to_json

from app.kit import errors
from app.kit.errors import Problem
from app.kit.http import caching
from app.kit.http.idempotency import IdempotencyKeyInUse, IdempotencyKeyReused
from app.kit.http.problems import MEDIA_TYPE, status_of
from app.kit.http.routes import StrictRoute

ANYWHERE: tuple[type[Problem], ...] = (
    errors.MalformedRequest,
    errors.MalformedAddress,
    errors.AddressTooLong,
    errors.Invalid,
    errors.RateLimited,
    errors.HeadersTooLarge,
    errors.Fault,
    errors.Busy,
    errors.DatabaseLost,
)
WITH_BODY: tuple[type[Problem], ...] = (
    errors.MalformedBody,
    errors.Late,
    errors.TooLarge,
    errors.UnsupportedMedia,
)
DESCRIPTION = """نشرة: خادم البيانات الصحفية، بالعربية أولًا.

Nashra serves press releases, Arabic first. Text is stored and returned exactly as received.
Errors are RFC 9457 problem documents in Arabic or English, by `Accept-Language`.
`HEAD` works wherever `GET` does."""

router = APIRouter(tags=["description"], route_class=StrictRoute)


class InputErrorOut(BaseModel):
    """One wrong place in the input: in the body (`pointer`) or a parameter."""

    pointer: str | None = Field(None, description="JSON Pointer (RFC 6901)", examples=["/title"])
    parameter: str | None = Field(None, examples=["limit"])
    code: str = Field(examples=["too_long"])
    detail: str = Field(examples=["أقصى طول هو 300 حرفًا."])


class ProblemOut(BaseModel):
    """A problem document (RFC 9457)."""

    type: str = Field(examples=["/problems/invalid_input"])
    title: str = Field(examples=["في الطلب قيم غير صالحة"])
    status: int = Field(examples=[422])
    detail: str
    code: str = Field(description="Stable: decide on this", examples=["invalid_input"])
    request_id: str
    errors: list[InputErrorOut] | None = Field(None, description="Only for input errors")


def documented(
    answers: dict[int | str, dict[str, Any]], *problems: type[Problem]
) -> dict[int | str, dict[str, Any]]:
    """Return a route's `responses`: its answers, and the problems that are its own."""
    found = {**answers}
    for kind in problems:
        _add(found, kind)
    return found


def _add(responses: dict[Any, dict[str, Any]], kind: type[Problem], *, key: type = int) -> None:
    status = status_of(kind)
    entry = responses.setdefault(key(status), {"description": kind.title.en})
    media = entry.setdefault("content", {}).setdefault(
        MEDIA_TYPE, {"schema": {"$ref": "#/components/schemas/ProblemOut"}, "examples": {}}
    )
    media["examples"][kind.code] = {
        "value": {
            "type": f"/problems/{kind.code}",
            "title": kind.title.ar,
            "status": status,
            "detail": kind.title.ar,
            "code": kind.code,
            "request_id": "0d9f7a52b0c14f0f9a3d2f6b8f1c5e7a",
        }
    }


@dataclass(frozen=True)
class KeyProblems:
    """What operations answer to keys: those that need one, and those that may do without."""

    needed: Sequence[type[Problem]]
    optional: Sequence[type[Problem]]
    demand: type  # what a route depends on that needs one
    look: Callable[..., Any]  # and one that may do without


def install(app: FastAPI, keys: KeyProblems) -> None:
    """Let `app` describe itself completely; FastAPI's own description is where it begins."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            for route in app.routes:
                if isinstance(route, StrictRoute):
                    route.describe()
            app.openapi_schema = _complete(
                get_openapi(
                    title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes
                ),
                _calls_of_all(app),
                keys,
            )
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]  # the hook that FastAPI documents


def calls_of(dependant: Dependant | None) -> Iterator[Any]:
    """Yield everything that is called for a route before its own function is."""
    for inner in dependant.dependencies if dependant else ():
        yield inner.call
        yield from calls_of(inner)


def _calls_of_all(app: FastAPI) -> dict[str, list[Any]]:
    """Return what is called for each operation before its own function is."""
    return {
        str(route.name): list(calls_of(getattr(route, "dependant", None)))
        for route in iter_route_contexts(app.routes)
    }


def _complete(
    document: dict[str, Any], calls: Mapping[str, Sequence[Any]], keys: KeyProblems
) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    whole = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(whole.pop("$defs"))
    schemas["ProblemOut"] = whole
    document["components"]["headers"] = _RATE_LIMIT
    document["components"]["securitySchemes"] = {"key": _KEY}
    for item in document["paths"].values():
        for method, operation in item.items():
            _complete_operation(method, operation, calls[operation["operationId"]], keys)
    return document


def _complete_operation(
    method: str, operation: dict[str, Any], calls: Sequence[Any], keys: KeyProblems
) -> None:
    """Add what holds for every operation of its sort, in place."""
    responses = operation["responses"]
    if "application/json" in responses.get("422", {}).get("content", {}):
        del responses["422"]  # FastAPI's own shape, which we never send
    mine = [*ANYWHERE, *(WITH_BODY if "requestBody" in operation else ())]
    if any(isinstance(call, keys.demand) for call in calls):
        operation["security"] = [{"key": []}]
        mine += keys.needed
    elif keys.look in calls:
        operation["security"] = [{}, {"key": []}]  # the public needs no key
        mine += keys.optional
    if method != "get":
        mine.append(errors.StorageFull)
    parameters = operation.setdefault("parameters", [])
    if any(parameter["name"] == "Idempotency-Key" for parameter in parameters):
        mine += [IdempotencyKeyInUse, IdempotencyKeyReused]
    for kind in mine:
        _add(responses, kind, key=str)
    if method == "get" and "304" in responses:
        parameters.extend(_CONDITIONS_OF_READS)
    if caching.conditions in calls:
        parameters.extend(_CONDITIONS_OF_WRITES)
    _complete_headers(responses, writes=method != "get")


def _complete_headers(responses: dict[str, Any], *, writes: bool) -> None:
    for status, response in responses.items():
        headers = response.setdefault("headers", {})
        headers["X-Request-ID"] = _REQUEST_ID
        if status == "429":
            headers["Retry-After"] = _RETRY_AFTER
        if status == "429" or writes:
            headers |= {name: {"$ref": f"#/components/headers/{name}"} for name in _RATE_LIMIT}


_REQUEST_ID = {
    "description": "Names this request in our logs; yours, if you sent a sane one",
    "schema": {"type": "string"},
}
_RETRY_AFTER = {"description": "Seconds", "schema": {"type": "integer", "minimum": 1}}
_RATE_LIMIT = {
    name: {"description": meaning, "schema": {"type": "string"}}
    for name, meaning in (
        ("RateLimit-Policy", "What is allowed (`q`) in how many seconds (`w`)"),
        ("RateLimit", "What is left of it (`r`), and in how many seconds there is more (`t`)"),
    )
}
_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key: `Authorization: Bearer nsh_…`",
}


def _header(name: str, meaning: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": meaning,
        "schema": {"type": "string"},
    }


_CONDITIONS_OF_READS = [
    _header("If-None-Match", "The ETag that you have: 304 when it is still right"),
    _header("If-Modified-Since", "The Last-Modified that you have"),
]
_CONDITIONS_OF_WRITES = [
    _header("If-Match", "The ETag of the version read"),
    _header("If-None-Match", "`*`: only if absent"),
]


@router.get("/openapi.json", include_in_schema=False)
async def get_openapi_document(request: Request) -> Response:
    """Serve the description of this API."""
    return caching.answer(request, to_json(request.app.openapi()), private=False, vary="Accept")
