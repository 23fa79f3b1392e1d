"""`Idempotency-Key`: a POST whose answer was lost is sent again and does nothing twice.

The record is a row of the same transaction as what the POST did, so both are there or neither.
Only answers that did something are kept: what was refused changed nothing, and may be tried again.

An answer that holds a secret (a new key) is kept sealed: with a pad as long as the body, drawn by
SHAKE-256 from the caller's own key and 16 random bytes. Only their hash of the first is
stored, so that neither the database nor the server's secret, which may be in it, open the record;
whoever asks again brings what does.
"""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from pydantic_core import from_json, to_json
from sqlalchemy import JSON, LargeBinary, String, and_, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.kit import clock
from app.kit.config import Settings
from app.kit.db import Table, WriteSession
from app.kit.errors import Bilingual, Conflict, Invalid
from app.kit.http import auditing, bearer
from app.kit.http.session import writing
from app.kit.types import Instant

SALT = 16  # bytes
Slot = tuple[str, str, str, str]  # caller, method, path, key
KEPT_HEADERS = ("content-type", "location", "etag", "cache-control", "vary")


class IdempotencyRecord(Table):
    """The first answer to a POST, under (caller, method, path, key)."""

    __tablename__ = "idempotency_records"

    caller: Mapped[str] = mapped_column(String(64), primary_key=True)
    method: Mapped[str] = mapped_column(String(10), primary_key=True)
    path: Mapped[str] = mapped_column(String(500), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int]
    headers: Mapped[dict[str, Any]] = mapped_column(JSON)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant, index=True)


class IdempotencyKeyReused(Invalid):
    """The key was used before, for another request."""

    code = "idempotency_key_reused"
    title = Bilingual(
        "استُعمل Idempotency-Key من قبل لطلب آخر",
        "This Idempotency-Key was used for another request",
    )


class IdempotencyKeyInUse(Conflict):
    """The first request with this key is still running."""

    code = "idempotency_key_in_use"
    title = Bilingual(
        "الطلب الأول بهذا المفتاح لم ينته بعد", "The first request with this key is still running"
    )


class Running:
    """The keys of the requests that this process is working on."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._slots: set[Slot] = set()

    def enter(self, slot: Slot) -> bool:
        """Take the slot; False when another request holds it."""
        with self._lock:
            if slot in self._slots:
                return False
            self._slots.add(slot)
            return True

    def leave(self, slot: Slot) -> None:
        """Give the slot back."""
        with self._lock:
            self._slots.discard(slot)


KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="Send the same value again to repeat a POST whose answer was lost",
    ),
]


class OncePerKey:
    """Does the work of a POST in a transaction, or answers what it answered the first time."""

    def __init__(self, request: Request, key: str | None) -> None:
        """Take the request, and the key that it came with."""
        self._request, self._key = request, key
        settings: Settings = request.app.state.settings
        self._since = clock.now() - timedelta(hours=settings.idempotency_hours)

    def __call__(
        self, work: Callable[[WriteSession], Response], *, secret: bool = False
    ) -> Response:
        """Return `work`'s answer, or the first answer to the same request.

        `secret`: nobody may read the body where it is kept.
        """
        # all of it on the endpoint's own thread: as dependencies they would each wait for another
        if self._key is None:
            return self._in_transaction(work)
        with self._slot(self._key) as slot:  # until after the transaction's end
            return self._in_transaction(
                lambda db: self._first_or_again(db, slot, work, secret=secret)
            )

    def _in_transaction(self, work: Callable[[WriteSession], Response]) -> Response:
        with writing(self._request) as db:
            response = work(db)
            auditing.answered(self._request, response)
        return response

    @contextmanager
    def _slot(self, key: str) -> Iterator[Slot]:
        """Hold (caller, method, path, key), so that nobody else does the same meanwhile."""
        caller = hashlib.sha256(bearer.credentials(self._request.scope["headers"])).hexdigest()
        slot = (caller, self._request.method, self._request.url.path, key)
        running: Running = self._request.app.state.running
        if not running.enter(slot):
            raise IdempotencyKeyInUse(headers={"Retry-After": "1"})
        try:
            yield slot
        finally:
            running.leave(slot)

    def _first_or_again(
        self,
        db: WriteSession,
        slot: Slot,
        work: Callable[[WriteSession], Response],
        *,
        secret: bool,
    ) -> Response:
        caller, method, path, key = slot
        raw_body: bytes = getattr(self._request, "raw_body", b"")
        hashed = hashlib.sha256(self._request.scope["query_string"] + b"\0" + raw_body).digest()
        record = db.scalar(
            select(IdempotencyRecord).where(
                IdempotencyRecord.caller == caller,
                IdempotencyRecord.method == method,
                IdempotencyRecord.path == path,
                IdempotencyRecord.key == key,
            )
        )
        if record is not None and record.created_at < self._since:
            db.change(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < self._since))
            record = None
        if record is None:
            response = work(db)
            body = bytes(response.body)
            db.add(_record(slot, hashed, response, self._sealed(body) if secret else body))
            return response
        if record.request_hash != hashed:
            raise IdempotencyKeyReused
        auditing.replayed(self._request)
        body = self._opened(record.body) if secret else record.body
        return Response(body, status_code=record.status, headers=record.headers)

    def _sealed(self, body: bytes) -> bytes:
        salt = secrets.token_bytes(SALT)
        return salt + self._padded(salt, body)

    def _opened(self, sealed: bytes) -> bytes:
        return self._padded(sealed[:SALT], sealed[SALT:])

    def _padded(self, salt: bytes, body: bytes) -> bytes:
        own = bearer.credentials(self._request.scope["headers"])
        pad = hashlib.shake_256(salt + own).digest(len(body))
        return bytes(one ^ other for one, other in zip(body, pad, strict=True))


def _record(slot: Slot, hashed: bytes, response: Response, body: bytes) -> IdempotencyRecord:
    caller, method, path, key = slot
    return IdempotencyRecord(
        caller=caller,
        method=method,
        path=path,
        key=key,
        request_hash=hashed,
        status=response.status_code,
        headers={k: v for k, v in response.headers.items() if k in KEPT_HEADERS},
        body=body,
        created_at=clock.now(),
    )


async def _once(request: Request, key: KeyHeader = None) -> OncePerKey:
    return OncePerKey(request, key)


Once = Annotated[OncePerKey, Depends(_once)]


def blank(db: WriteSession, id_: str) -> None:
    """Leave of every kept answer that shows what has this id, or names it, only its own id.

    The POST is remembered, so that nothing is done twice; what it answered is not.
    """
    kept = IdempotencyRecord
    key = (kept.caller, kept.method, kept.path, kept.key)
    for *of, body in db.rows(select(*key, kept.body)):
        if id_.encode() in body:
            here = and_(*(column == value for column, value in zip(key, of, strict=True)))
            left = to_json({"id": from_json(body)["id"]})
            db.change(update(kept).where(here).values(body=left))


def forget_old(db: WriteSession, hours: int) -> int:
    """Delete records older than `hours`; return how many."""
    until = clock.now() - timedelta(hours=hours)
    return db.change(delete(IdempotencyRecord).where(IdempotencyRecord.created_at < until)).rowcount
