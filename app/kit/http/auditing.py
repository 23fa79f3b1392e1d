"""Where writes of HTTP get their line of the audit log: one place, so that no endpoint forgets it.

A write that is acknowledged: in its own transaction, when the endpoint has returned. One that is
refused (4xx): before its answer is sent, in a transaction of its own; when that cannot be, or not
at once, the answer goes out all the same. What the rate limits turn away (429) has no line, and
what was the server's own failure (5xx) neither: that is in the log.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from anyio import CapacityLimiter, move_on_after, to_thread
from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit import audit
from app.kit.audit import Entry
from app.kit.db import Database, ReadSession, WriteSession
from app.kit.errors import Problem
from app.kit.http.addresses import client_address
from app.kit.http.problems import status_of
from app.kit.ids import parse_id
from app.kit.logging import without_keys

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LIMITED = 429
FAILED = 500
PATIENCE = 1.0  # seconds that a refusal waits for its line
LONGEST_PATH = 500
_UNSTORABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
log = structlog.get_logger("nashra.audit")

Holder = tuple[UUID, str]
# Who sent a request, also when it was refused before anybody had asked: (id, name) of the key
Whose = Callable[[ReadSession, Scope], Holder | None]


def answered(request: Request, response: Response) -> None:
    """Leave word of what the endpoint returned, for the line that is written at the end."""
    request.scope["answered"] = response


def replayed(request: Request) -> None:
    """Say that the answer is an earlier one's, sent again: it has its line already."""
    request.scope["replayed"] = True


def note(request: Request, **facts: Any) -> None:
    """Put facts into the note of the line; no secret, and nothing of a body's text."""
    request.scope["noted"] = {**request.scope.get("noted", {}), **facts}


def acknowledge(request: Request, db: WriteSession) -> None:
    """Write the line of a write that is about to be kept."""
    if request.scope.get("replayed"):
        return
    response: Response = request.scope["answered"]
    entry = _entry(request.scope, response.status_code)._replace(note=request.scope.get("noted"))
    if entry.subject_kind is None and "location" in response.headers:
        kind, id_ = _made(request.scope, response.headers["location"])
        entry = entry._replace(subject_kind=kind, subject_id=id_)
    audit.append(db, entry)


def _entry(scope: Scope, status: int, problem: str | None = None) -> Entry:
    route, key_id = scope.get("route"), scope.get("key_id")
    kind, id_ = next(iter((scope.get("path_params") or {}).items()), (None, None))
    return Entry(
        action=route.name if route and scope["method"] in route.methods else None,
        key_id=UUID(key_id) if key_id else None,
        key_name=scope.get("key_name"),
        subject_kind=kind,
        subject_id=None if id_ is None else _id(str(id_)),
        method=scope["method"],
        path=_plain(scope["path"])[:LONGEST_PATH],
        request_id=scope["request_id"],
        address=client_address(scope),
        status=status,
        problem=problem,
    )


def _made(scope: Scope, location: str) -> tuple[str, str]:
    """Return what a POST made: /releases makes a release, and says where it is."""
    collection = scope["path"].strip("/").partition("/")[0]
    return collection.removesuffix("s"), _id(location.rpartition("/")[2])


def _id(text: str) -> str:
    known = parse_id(text)
    return str(known) if known else _plain(text)[:100]


def _plain(text: str) -> str:
    """Return text as both databases take it, without a key that somebody wrote into it."""
    return without_keys(_UNSTORABLE.sub("\ufffd", text))


class RefusedWrites:
    """Writes the line of each write that is refused, whoever refuses it."""

    def __init__(self, app: ASGIApp, whose: Whose) -> None:
        """Wrap `app`."""
        self.app, self._whose = app, whose
        self._one_by_one = CapacityLimiter(1)  # they queue here, not where requests are worked on

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] not in WRITES:
            await self.app(scope, receive, send)
            return

        async def send_after_its_line(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._write(scope, message["status"], scope.get("problem"))
            await send(message)

        try:
            await self.app(scope, receive, send_after_its_line)
        except Problem as problem:
            await self._write(scope, status_of(type(problem)), problem.code)
            raise

    async def _write(self, scope: Scope, status: int, problem: str | None) -> None:
        if not audit.REFUSED <= status < FAILED or status == LIMITED:
            return
        work = partial(self._append, scope, status, problem)
        with move_on_after(PATIENCE) as waiting:
            await to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._one_by_one)
        if waiting.cancelled_caught:
            log.warning("a refusal was answered before its line was written", status=status)

    def _append(self, scope: Scope, status: int, problem: str | None) -> None:
        try:
            entry = _entry(scope, status, problem)
            database: Database = scope["app"].state.database
            with database.writing() as db:
                if entry.key_id is None and (holder := self._whose(db, scope)):
                    entry = entry._replace(key_id=holder[0], key_name=holder[1])
                audit.append(db, entry)
        except Exception as error:  # noqa: BLE001 - the caller is answered whatever becomes of it
            log.warning("a refused write has no line", status=status, error=type(error).__name__)
