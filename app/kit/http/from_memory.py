"""Answers the public from memory, in front of everything else, and keeps what is asked for again.

Plain ASGI. A connection looks into the memory itself before it makes a request for the application
(`kit.http.connection`), so that what comes here is mostly not there yet.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit import clock, public_version
from app.kit.db import ReadSession
from app.kit.http.caching import HOLDS_UNTIL
from app.kit.http.layers import REFUSED
from app.kit.http.memory import Answer
from app.kit.http.recall import Recall, Wanted, what_it_has
from app.kit.witness import WITNESS

CONDITIONS = frozenset({b"if-none-match", b"if-modified-since"})
OK, NOT_MODIFIED = 200, 304


class FromMemory:
    """Gives again what was given before, while it holds."""

    def __init__(
        self,
        app: ASGIApp,
        recall: Recall,
        next_change: Callable[[ReadSession, datetime], datetime | None],
    ) -> None:
        """Wrap `app`; `next_change` is the instant at which what the public sees changes by itself.

        It is asked in each snapshot that an answer is made of.
        """
        self.app, self._recall, self._next_change = app, recall, next_change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        wanted = self._wanted(scope)
        if wanted is None:
            await self.app(scope, receive, send)
            return
        found = self._recall.find(wanted)
        if found is not None:
            of_request = [(b"x-request-id", found.request_id)]
            await _give(found.answer, found.tag, of_request, scope["method"], send)
        elif scope["method"] != "GET" or self._recall.memory.number() is None:
            await self.app(scope, receive, send)
        elif self._recall.memory.was_asked(wanted.key):
            await self._ask(wanted, scope, receive, send)
        else:
            self._recall.memory.note_asked(wanted.key)
            await self.app(scope, receive, send)

    def _wanted(self, scope: Scope) -> Wanted | None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return None
        if REFUSED in scope.get("state", ()):
            return None
        path = scope.get("raw_path") or scope["path"].encode()
        return self._recall.wanted(path, scope["query_string"], scope["headers"])

    async def _ask(self, wanted: Wanted, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and keep what may be given again."""
        # the whole answer is wanted, by us: whether the caller has it is told afterwards
        whole = [pair for pair in scope["headers"] if pair[0] not in CONDITIONS]
        asked = {**scope, "headers": whole}
        witness = Provenance(self._next_change)
        heard = _Heard()
        watching = WITNESS.set(witness)
        try:
            await self.app(asked, receive, heard.send)
        finally:
            WITNESS.reset(watching)
        witness.hear(asked.get(HOLDS_UNTIL))
        answer = heard.answer(witness)
        if answer is None:
            await heard.pass_on(send)
            return
        varies = b"accept-language" in dict(answer.headers).get(b"vary", b"").lower()
        self._recall.memory.keep(wanted.by_language if varies else wanted.key, answer)
        tag = what_it_has(answer, wanted.said)
        await _give(answer, tag, heard.of_request, "GET", send)


async def _give(
    answer: Answer, tag: bytes, of_request: list[tuple[bytes, bytes]], method: str, send: Send
) -> None:
    """Send an answer, or 304 to one who has it."""
    headers = answer.not_modified(tag) if tag else answer.headers
    await send(
        {
            "type": "http.response.start",
            "status": NOT_MODIFIED if tag else OK,
            "headers": [*headers, *of_request],
        }
    )
    body = b"" if tag or method == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})


class Provenance:
    """Notes of what state of the database an answer was made, and until when it holds."""

    def __init__(self, next_change: Callable[[ReadSession, datetime], datetime | None]) -> None:
        """Begin now."""
        self._next_change = next_change
        self.since = clock.now()
        self.numbers: set[int] = set()
        self.until: datetime | None = None
        self.is_spoilt = False

    def look(self, db: ReadSession) -> None:
        """Look into a snapshot that the answer is made of."""
        self.numbers.add(public_version.number(db))
        self.hear(self._next_change(db, self.since))

    def spoil(self) -> None:
        """Hear that the answer is not to be kept."""
        self.is_spoilt = True

    def hear(self, until: datetime | None) -> None:
        """Hear of an instant at which the answer would be another."""
        if until is not None:
            self.until = until if self.until is None else min(until, self.until)


class _Heard:
    """What the application sends, held until all of it is here: answers are finished at once."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    async def send(self, message: Message) -> None:
        """Hear a part."""
        self._messages.append(message)

    async def pass_on(self, send: Send) -> None:
        """Send all that was heard."""
        for message in self._messages:
            await send(message)

    @property
    def of_request(self) -> list[tuple[bytes, bytes]]:
        """Those of the headers that are of this one request."""
        return [pair for pair in self._messages[0]["headers"] if pair[0] == b"x-request-id"]

    def answer(self, witness: Provenance) -> Answer | None:
        """Return what may be given again; None: not this."""
        if not self._messages or self._messages[0]["status"] != OK:
            return None
        headers = self._messages[0]["headers"]
        named: dict[bytes, Any] = dict(headers)
        is_public = named.get(b"cache-control", b"").startswith(b"public")
        if not is_public or b"etag" not in named:
            return None
        if witness.is_spoilt or len(witness.numbers) != 1:
            return None
        return Answer(
            [pair for pair in headers if pair[0] != b"x-request-id"],
            b"".join(message.get("body", b"") for message in self._messages[1:]),
            witness.numbers.pop(),
            witness.since,
            witness.until,
        )
