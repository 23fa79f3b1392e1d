"""The audit log: one line for each change and each refused write, bound to the line before it.

A line's hash is SHA-256 over the line as `GET /audit` shows it, without `hash` itself, written as
canonical JSON (RFC 8785); it holds the hash of the line before (`previous`; 64 zeros in the first).
No key goes into it, so whoever keeps a copy of a page can check it. What is changed, taken out or
put in later breaks the chain; what was cut off its end is missed by whoever noted the last hash.
The tables' triggers refuse UPDATE and DELETE on both databases.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, String, Text, Uuid, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit import clock
from app.kit.db import ReadSession, Table, WriteSession
from app.kit.prepared import Prepared
from app.kit.types import Instant

OPERATOR = "operator"  # who works at the server's own terminal, without a key
FIRST = bytes(32)
REFUSED = 400  # statuses from here on
REFUSALS = text(f"status >= {REFUSED}")
BATCH = 1_000


class AuditLine(Table):
    """One line; nothing of it is ever changed."""

    __tablename__ = "audit_lines"
    __table_args__ = (
        Index(None, "at"),
        Index(None, "key_id", "number"),
        Index(None, "action", "number"),
        Index(None, "subject_id", "number"),
        # PostgreSQL's too, as its migration says: to name it here would load its dialect
        Index("ix_audit_lines_refused", "number", sqlite_where=REFUSALS),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    key_id: Mapped[UUID | None] = mapped_column(Uuid)
    key_name: Mapped[str | None] = mapped_column(String(200))
    action: Mapped[str | None] = mapped_column(String(100))
    subject_kind: Mapped[str | None] = mapped_column(String(50))
    subject_id: Mapped[str | None] = mapped_column(String(100))
    method: Mapped[str | None] = mapped_column(String(10))
    path: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(50))
    status: Mapped[int | None]
    problem: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


_NEWEST = Prepared(
    select(AuditLine.number, AuditLine.hash).order_by(AuditLine.number.desc()).limit(1)
)


class Entry(NamedTuple):
    """What a line says: who did what to what, and from which request; no body, and no secret."""

    action: str | None
    key_id: UUID | None = None
    key_name: str | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    method: str | None = None
    path: str | None = None
    request_id: str | None = None
    address: str | None = None
    status: int | None = None
    problem: str | None = None
    note: dict[str, Any] | None = None


def append(db: WriteSession, entry: Entry) -> None:
    """Write the next line, as a part of this transaction: kept with it, lost with it.

    Whoever writes is alone, on both databases: no two lines follow the same one.
    """
    [(number, previous)] = db.prepared(_NEWEST, {}) or [(0, FIRST)]
    line = {"number": number + 1, "at": clock.now(), **entry._asdict(), "previous": previous}
    db.insert(AuditLine, [{**line, "hash": _hash(line)}])


def by_operator(
    db: WriteSession,
    action: str,
    subject: tuple[str, UUID] | None = None,
    note: dict[str, Any] | None = None,
) -> None:
    """Write the line of what was done at the server's own terminal."""
    kind, id_ = (subject[0], str(subject[1])) if subject else (None, None)
    done = Entry(action, None, OPERATOR, subject_kind=kind, subject_id=id_, note=note)
    append(db, done)


def shown(line: dict[str, Any]) -> dict[str, Any]:
    """Return a line, given by its columns, as `GET /audit` shows it."""
    return {**_content(line), "hash": line["hash"].hex()}


def _content(line: dict[str, Any]) -> dict[str, Any]:
    kind, status, key_id = line["subject_kind"], line["status"], line["key_id"]
    holder = {"id": None if key_id is None else str(key_id), "name": line["key_name"]}
    return {
        "number": line["number"],
        "at": clock.rfc3339(line["at"]),
        "key": None if line["key_name"] is None else holder,
        "action": line["action"],
        "subject": None if kind is None else {"kind": kind, "id": line["subject_id"]},
        "outcome": "done" if status is None or status < REFUSED else "refused",
        "method": line["method"],
        "path": line["path"],
        "request_id": line["request_id"],
        "address": line["address"],
        "status": status,
        "problem": line["problem"],
        "note": line["note"],
        "previous": line["previous"].hex(),
    }


def _hash(line: dict[str, Any]) -> bytes:
    content = json.dumps(_content(line), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).digest()


def every_line(db: ReadSession) -> Iterator[dict[str, Any]]:
    """Yield every line by its columns, oldest first."""
    last = 0
    while rows := db.rows(
        select(AuditLine.__table__)
        .where(AuditLine.number > last)
        .order_by(AuditLine.number)
        .limit(BATCH)
    ):
        for row in rows:
            yield row._asdict()
        last = rows[-1].number


@dataclass(frozen=True, slots=True)
class Examined:
    """How many lines hold together, the hash of the last of them, and the first that does not."""

    whole: int
    last: str
    broken: int | None


def examine(db: ReadSession) -> Examined:
    """Follow the chain from its first line to its end, or to where it is broken."""
    number, previous = 0, FIRST
    for line in every_line(db):
        follows = line["number"] == number + 1 and line["previous"] == previous
        if not follows or line["hash"] != _hash(line):
            return Examined(number, previous.hex(), line["number"])
        number, previous = line["number"], line["hash"]
    return Examined(number, previous.hex(), None)
