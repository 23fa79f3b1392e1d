"""Reading releases from JSON Lines: streamed, resumable, nothing twice and nothing lost.

A line is known by the hash of its bytes, stored in the transaction that stores its release. An
import that was killed is simply started again: what is there already is passed over.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select

from app.access.scopes import OPERATOR
from app.imports.errors import ReleaseExists
from app.imports.models import Imported
from app.imports.records import ReleaseRecord, record_of
from app.kit import clock, strict_json
from app.kit.db import Database, WriteSession
from app.kit.errors import Invalid, Problem
from app.kit.input_errors import translate
from app.releases import reading, writing
from app.releases.reading import Viewer

BATCH = 500
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, its number (from 1) and what it is known by."""

    number: int
    raw: bytes

    @property
    def hash(self) -> bytes:
        """Return what the line is known by: its bytes, without the white space around them."""
        return hashlib.sha256(self.raw.strip()).digest()


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not imported, and why."""

    number: int
    problem: Problem


@dataclass
class Report:
    """What an import did."""

    imported: int = 0
    there_already: int = 0
    refused: list[Refused] = field(default_factory=list)


Progress = Callable[[int, Report], None]


def import_lines(database: Database, lines: Iterable[bytes], progress: Progress) -> Report:
    """Import every line, a batch a transaction; `progress` is told the bytes read in each batch."""
    report = Report()
    for batch in _batches(lines):
        with database.writing() as db:
            _import_batch(db, batch, report)
            db.forget_loaded()
        progress(sum(len(line.raw) for line in batch), report)
    return report


def _batches(lines: Iterable[bytes]) -> Iterator[list[Line]]:
    numbered = (Line(number, raw) for number, raw in enumerate(lines, 1))
    while batch := list(islice(numbered, BATCH)):
        yield batch


def _import_batch(db: WriteSession, batch: Sequence[Line], report: Report) -> None:
    written = [line for line in batch if line.raw.strip()]
    known = set(
        db.scalars(
            select(Imported.content_hash).where(
                Imported.content_hash.in_([line.hash for line in written])
            )
        )
    )
    for line in written:
        if line.hash in known:
            report.there_already += 1
            continue
        try:
            with db.attempt():
                is_new = import_one(db, line.raw, line.hash)
        except Problem as problem:
            report.refused.append(Refused(line.number, problem))
            continue
        known.add(line.hash)
        report.imported += is_new
        report.there_already += not is_new


def import_one(db: WriteSession, raw: bytes, content_hash: bytes) -> bool:
    """Make the release that a line holds; False when it is there already, the same."""
    record = _read(raw)
    if record.id is not None and reading.is_taken(db, record.id):
        _check_same(db, record.id, record)
        return False
    document = record
    release = writing.draft(db, OPERATOR, document, record.id, record.created_at)
    remember(db, content_hash, release.id)
    return True


def remember(db: WriteSession, content_hash: bytes, release_id: UUID) -> None:
    """Note that this content is in the database, so that it is never imported again."""
    db.add(Imported(content_hash=content_hash, release_id=release_id, imported_at=clock.now()))
    db.flush()


def _read(raw: bytes) -> ReleaseRecord:
    try:
        return ReleaseRecord.model_validate(strict_json.read(raw.strip()))
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise Invalid(errors=translate(found)) from error


def _check_same(db: WriteSession, id_: UUID, record: ReleaseRecord) -> None:
    """Raise unless the release that has this id says what the record says."""
    release = reading.find(db, Viewer.at_this_moment(OPERATOR), id_)
    if release is None:
        raise ReleaseExists
    there = ReleaseRecord.model_validate(record_of(db, release))
    if there.model_dump(exclude={"created_at"}) != record.model_dump(exclude={"created_at"}):
        raise ReleaseExists
