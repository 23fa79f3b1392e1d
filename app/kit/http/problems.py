"""The one table that gives each kind of problem its status, and the one writer of RFC 9457."""

import json
import uuid
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.kit import errors, input_errors
from app.kit.errors import Bilingual, Problem
from app.kit.http import allowed

STATUS: dict[type[Problem], int] = {
    errors.Malformed: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.MethodNotAllowed: 405,
    errors.Late: 408,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.PreconditionFailed: 412,
    errors.TooLarge: 413,
    errors.AddressTooLong: 414,
    errors.UnsupportedMedia: 415,
    errors.Invalid: 422,
    errors.PreconditionRequired: 428,
    errors.RateLimited: 429,
    errors.HeadersTooLarge: 431,
    errors.Fault: 500,
    errors.Busy: 503,
    errors.StorageFull: 507,
}

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger("nashra.http")


def status_of(kind: type[Problem]) -> int:
    """Return the status of the nearest ancestor in the table."""
    return next(STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS)


def language_of(request_headers: Iterator[tuple[bytes, bytes]] | list[Any]) -> str:
    """Return `ar` or `en`, whichever `Accept-Language` puts first; Arabic when it says neither."""
    for name, value in request_headers:
        if name.lower() == b"accept-language":
            return preferred(value.decode("latin-1"), ["ar", "en"]) or "ar"
    return "ar"


def preferred(accept_language: str, offered: list[str]) -> str | None:
    """Return the offered language that `Accept-Language` weighs highest (RFC 9110, 12.5.4).

    The closest range decides over a language: `en-GB` before `en`, `en` before `*`; and `en-US`
    takes `en-GB` where there is nothing closer. A weight of 0 refuses.
    """
    ranges = [_range(part) for part in accept_language.split(",")]
    best, chosen = (0.0, 0, 0), None
    for language in offered:
        covering = [
            (_closeness(tag, language.lower()), weight, -order)
            for order, (tag, weight) in enumerate(ranges)
        ]
        closeness, weight, order = max(covering)
        if closeness and weight and (weight, closeness, order) > best:
            best, chosen = (weight, closeness, order), language
    return chosen


def _range(part: str) -> tuple[str, float]:
    tag, _, parameters = part.partition(";")
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return tag.strip().lower(), 1.0
    try:
        return tag.strip().lower(), min(max(float(value), 0.0), 1.0)
    except ValueError:
        return tag.strip().lower(), 0.0


def _closeness(wanted: str, offered: str) -> int:
    """Return 0 for no match, more the closer the range comes to the language."""
    if wanted == offered:
        return 4
    if offered.startswith(f"{wanted}-"):
        return 3
    if wanted.split("-", maxsplit=1)[0] == offered.split("-", maxsplit=1)[0]:
        return 2
    return 1 if wanted == "*" else 0


def write(problem: Problem, language: str, request_id: str) -> Response:
    """Return the problem document in the reader's language."""
    document: dict[str, Any] = {
        "type": f"/problems/{problem.code}",
        "title": _in(problem.title, language),
        "status": status_of(type(problem)),
        "detail": _detail(problem, language),
        "code": problem.code,
        "request_id": request_id,
        **problem.members,
    }
    if problem.errors:
        document["errors"] = [_place(error, language) for error in problem.errors]
    return Response(
        json.dumps(document, ensure_ascii=False).encode(),
        status_code=document["status"],
        media_type=MEDIA_TYPE,
        headers={
            "Content-Language": language,
            "Cache-Control": "no-store",
            "Vary": "Accept-Language, Authorization",
            **problem.headers,
        },
    )


def _detail(problem: Problem, language: str) -> str:
    """Return what is said of this case; of wrong input, where the first wrong place is."""
    if problem.detail is None and problem.errors:
        first = problem.errors[0]
        return f"{first.parameter or first.pointer}: {_in(first.detail, language)}"
    return _in(problem.detail or problem.title, language)


def _place(error: errors.InputError, language: str) -> dict[str, str]:
    at = {"parameter": error.parameter} if error.parameter else {"pointer": error.pointer or ""}
    return {**at, "code": error.code, "detail": _in(error.detail, language)}


def _in(said: Bilingual, language: str) -> str:
    return said.en if language == "en" else said.ar


def answer(request: Request, problem: Problem) -> Response:
    """Return the problem document for this request, and leave word of it for the audit log."""
    request.scope["problem"] = problem.code
    request_id = request_id_of(request)
    for lost in (problem, problem.__cause__):
        if isinstance(lost, errors.DatabaseLost):  # the caller must not know of files
            log.error("database_lost", request_id=request_id, why=lost.why)
    return write(problem, language_of(request.scope["headers"]), request_id)


def request_id_of(request: Request) -> str:
    """Return the id that the outermost layer gave the request."""
    return str(request.scope.get("request_id") or uuid.uuid4())


def install(app: FastAPI) -> None:
    """Let every exception that reaches the edge become a problem document."""

    @app.exception_handler(Problem)
    async def _known(request: Request, problem: Problem) -> Response:
        return answer(request, problem)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        field = getattr(request.scope.get("route"), "body_field", None)
        body = field.field_info.annotation if field else None
        return answer(request, errors.Invalid(errors=input_errors.translate(error.errors(), body)))

    @app.exception_handler(HTTPException)
    async def _framework(request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return answer(
                request,
                errors.MethodNotAllowed(headers={"Allow": allowed.methods(request)}),
            )
        if error.status_code == HTTPStatus.NOT_FOUND:
            return answer(request, errors.PathNotFound())
        return answer(request, errors.MalformedBody())


def fault(error: Exception, scope_headers: list[Any], request_id: str) -> Response:
    """Log the exception, whole, and return what the caller may know of it."""
    log.error("fault", request_id=request_id, exc_info=error)
    return write(errors.Fault(), language_of(scope_headers), request_id)
