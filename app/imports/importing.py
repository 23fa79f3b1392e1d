"""Reading releases from JSON Lines: streamed, resumable, nothing twice and nothing lost.

A line is known by the hash of its bytes, stored in the transaction that stores its release. An
import that was killed is simply started again: what is there already is passed over.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from app.access.scopes import OPERATOR
from app.concepts.finding import Finder
from app.imports import records
from app.imports.errors import ReleaseExists
from app.imports.models import Imported
from app.imports.records import ReleaseRecord
from app.kit import clock, strict_json
from app.kit.db import Database, WriteSession
from app.kit.errors import Problem
from app.releases import reading, writing
from app.releases.errors import ReleaseDiscarded
from app.releases.models import Release
from app.releases.reading import Viewer

BATCH_LINES = 500
BATCH_BYTES = 8 * 2**20
BOM = b"\xef\xbb\xbf"

Around = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, without the white space around it, and its number (from 1)."""

    number: int
    raw: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not imported, and why."""

    number: int
    problem: Problem


@dataclass
class Report:
    """What was done with the lines of one batch; `read` is their length in bytes."""

    read: int = 0
    imported: int = 0
    there_already: int = 0
    refused: list[Refused] = field(default_factory=list)


def import_lines(database: Database, lines: Iterable[bytes]) -> Iterator[Report]:
    """Import every line, a batch a transaction; yield what each batch did once it is kept."""
    for read, batch in _batches(lines):
        report = _import_batch(database, batch)
        report.read = read
        yield report


def _batches(lines: Iterable[bytes]) -> Iterator[tuple[int, list[Line]]]:
    """Yield the lines that hold something, many at a time, and how many bytes were read."""
    read, batch = 0, list[Line]()
    for number, written in enumerate(lines, 1):
        read += len(written)
        raw = (written.removeprefix(BOM) if number == 1 else written).strip()
        if raw:
            batch.append(Line(number, raw, hashlib.sha256(raw).digest()))
        if len(batch) == BATCH_LINES or read >= BATCH_BYTES:
            yield read, batch
            read, batch = 0, []
    yield read, batch


def _import_batch(database: Database, batch: Sequence[Line]) -> Report:
    """Import the lines in one transaction; those that are refused leave nothing behind.

    Most of what is wrong with a line is seen before anything is written. When one fails after
    that, the batch is done again with a savepoint around each line: not from the first, because
    FTS5 writes out all that it has gathered at every savepoint.
    """
    try:
        with database.writing() as db:
            return _import_all(db, batch, _whole_or_not)
    except _HalfWrittenError:
        with database.writing() as db:
            return _import_all(db, batch, db.attempt)


class _HalfWrittenError(Exception):
    """A line was refused when some of it was written already."""


@contextmanager
def _whole_or_not() -> Iterator[None]:
    try:
        yield
    except Problem as problem:
        raise _HalfWrittenError from problem


def _import_all(db: WriteSession, batch: Sequence[Line], around: Around) -> Report:
    report, finder, made = Report(), Finder(db), list[Imported]()
    hashes = [line.hash for line in batch]
    query = select(Imported.content_hash).where(Imported.content_hash.in_(hashes))
    known = set(db.scalars(query))
    for line in batch:
        if line.hash in known:
            report.there_already += 1
            continue
        try:
            release = _make(db, line, finder, around)
        except Problem as problem:
            report.refused.append(Refused(line.number, problem))
            finder = Finder(db)  # it may have made concepts that were undone
            continue
        known.add(line.hash)
        if release is None:
            report.there_already += 1
        else:
            report.imported += 1
            made.append(known_by(line.hash, release))
    for row in made:  # all at once: a tenth of the time of one by one
        db.add(row)
    return report


def _make(db: WriteSession, line: Line, finder: Finder, around: Around) -> Release | None:
    """Make the release that a line holds; None when it is there already, the same."""
    record = records.read(strict_json.read(line.raw))
    if record.id is not None and reading.is_taken(db, record.id):
        _check_same(db, record.id, record)
        return None
    with around():
        return writing.draft(db, OPERATOR, record, record.id, record.created_at, finder)


def known_by(content_hash: bytes, release: Release) -> Imported:
    """Return the row that says that this content is there, so that it is not imported again."""
    return Imported(content_hash=content_hash, release_id=release.id, imported_at=clock.now())


def _check_same(db: WriteSession, id_: UUID, record: ReleaseRecord) -> None:
    """Raise unless the release that has this id says what the record says."""
    release = reading.find(db, Viewer.at_this_moment(OPERATOR), id_)
    if release is None:
        raise ReleaseDiscarded
    there = records.read(records.record_of(db, release))
    said = record.model_fields_set - {"created_at"}
    if there.model_dump(include=said) != record.model_dump(include=said):
        raise ReleaseExists
