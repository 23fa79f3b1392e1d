"""What surrounds every request, outermost first; plain ASGI, because each layer is on the hot path.

RequestLog    an id, one line in the log, and a civil answer to whatever went wrong below
RateLimits    `rate_limits`: too many requests are turned away
RefusedWrites `auditing`: a line of the audit log for each write that is refused below
Limits        addresses, headers and bodies that are too large
Verbs         HEAD wherever there is GET, OPTIONS wherever there is anything
"""

import re
import time
import uuid
from typing import Any
from urllib.parse import unquote_to_bytes

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit import errors
from app.kit.errors import Bilingual, Problem
from app.kit.http import allowed, problems
from app.kit.logging import without_keys

LONGEST_ADDRESS = 16_384  # the longest query of Arabic, percent-encoded, and its cursor
LARGEST_HEADERS = 32_768
REFUSED = "refused"  # in `state`: the problem with what kit.http.connection could not read
SANE_ID = re.compile(rb"(?!nsh_)[A-Za-z0-9._-]{1,64}")  # nor a key: ids are logged
log = structlog.get_logger("nashra.http")


class RequestLog:
    """Gives the request its id, logs one line about it, and never lets an exception out."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = _request_id(scope)
        scope["request_id"] = request_id
        line: dict[str, Any] = {"status": 0, "bytes": 0}

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"x-request-id", request_id.encode()))
                line["status"] = message["status"]
            else:
                line["bytes"] += len(message.get("body", b""))
            await send(message)

        method = scope["method"]
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_id)
            except Problem as problem:
                await _answer(problem, scope, receive, send_with_id)
            except ClientDisconnect:
                pass  # hung up in the middle of the body: no fault, and nobody is left to answer
            except Exception as error:  # the edge: whatever it was, the caller gets a civil answer
                if line["status"]:
                    raise
                response = problems.fault(error, scope["headers"], request_id)
                await response(scope, receive, send_with_id)
            log.info(
                "request",
                method=method,
                path=without_keys(scope["path"]),
                key=scope.get("key_id"),
                ms=round((time.perf_counter() - began) * 1000, 2),
                **line,
            )


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and SANE_ID.fullmatch(value):
            return str(value.decode())
    return uuid.uuid4().hex


async def _answer(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    language = problems.language_of(scope["headers"])
    await problems.write(problem, language, scope["request_id"])(scope, receive, send)


class Limits:
    """Refuses what is absurdly large before anything is made of it."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        """Wrap `app`; larger bodies than `max_body_bytes` are 413."""
        self.app, self.max_body_bytes = app, max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        if REFUSED in state:
            raise state[REFUSED]
        _check_address(scope)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEADERS:
            raise errors.HeadersTooLarge
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value) > self.max_body_bytes:
                raise self._too_large()
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            if REFUSED in state:
                raise state[REFUSED]
            received += len(message.get("body", b""))
            if received > self.max_body_bytes:
                raise self._too_large()
            return message

        await self.app(scope, receive_within_limit, send)

    def _too_large(self) -> errors.TooLarge:
        return errors.TooLarge(
            Bilingual(
                f"أكبر حجم مقبول هو {self.max_body_bytes} بايت.",
                f"The largest body is {self.max_body_bytes} bytes.",
            ),
            # what is left of the body would be read as the next request
            headers={"Connection": "close"},
        )


def _check_address(scope: Scope) -> None:
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    if len(raw) + len(scope["query_string"]) > LONGEST_ADDRESS:
        raise errors.AddressTooLong
    try:
        unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError as error:
        raise errors.MalformedAddress(
            Bilingual("المسار ليس UTF-8 سليمًا.", "The path is not valid UTF-8.")
        ) from error


class Verbs:
    """Gives every address that takes GET a HEAD, and every address an OPTIONS."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self._head(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "OPTIONS":
            await self._options(scope, send)
        else:
            await self.app(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {"type": "http.response.body", "body": b"", "more_body": False}
            await send(message)

        # in a copy, because the server itself looks at the method to know that no body follows
        asked = {**scope, "method": "GET"}
        try:
            await self.app(asked, receive, send_without_body)
        finally:
            scope["key_id"] = asked.get("key_id")  # the log wants to know who it was

    async def _options(self, scope: Scope, send: Send) -> None:
        methods = allowed.methods_of(scope["app"], scope["path"])
        if not methods:
            raise errors.PathNotFound
        headers = [(b"allow", methods.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
