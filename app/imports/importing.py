"""Reading releases from JSON Lines: streamed, resumable, nothing twice and nothing lost.

A line is known by the hash of its bytes, stored in the transaction that stores its release. An
import that was killed is simply started again: what is there already is passed over.
"""

import gc
import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from app.access.scopes import OPERATOR
from app.concepts import finding, writing
from app.concepts.schemas import ConceptIn
from app.imports import ahead, records
from app.imports.ahead import Foresee
from app.imports.errors import ReleaseExists
from app.imports.models import Imported
from app.imports.records import ConceptRecord, ReleaseRecord
from app.kit import audit, clock, foreseen
from app.kit.db import Database, WriteSession
from app.kit.errors import Problem
from app.releases import holders, reading
from app.releases.errors import ReleaseDiscarded
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.writing import Desk

BATCH_LINES = 500
BATCH_BYTES = 2 * 2**20  # in memory some twenty times that
BOM = b"\xef\xbb\xbf"

Maker = Callable[[WriteSession, Desk, ReleaseRecord], Release]


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


def import_lines(
    database: Database, lines: Iterable[bytes], foresee: Foresee | None = None
) -> Iterator[Report]:
    """Import every line, a batch a transaction; yield what each batch did once it is kept.

    What `foresee` asks for is worked out by a second process.
    """
    for (read, batch), results in ahead.through(_batches(lines), _raw, foresee):
        with foreseen.knowing(results):
            report = _import_batch(database, batch)
        report.read = read
        yield report


def _raw(batch: tuple[int, list[Line]]) -> list[bytes]:
    return [line.raw for line in batch[1]]


@contextmanager
def _no_collections() -> Iterator[None]:
    """Let Python's garbage collector rest: a quarter of the time.

    A batch leaves next to no garbage, and everything that waits to be saved would be looked at
    over and over.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


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
    unhurried = database.writing(unhurried=True)
    with suppress(_HalfWrittenError), _no_collections(), unhurried as db:
        return _import_all(db, batch, _together)
    with database.writing(unhurried=True) as db:
        return _import_all(db, batch, _apart)


class _HalfWrittenError(Exception):
    """A line was refused when some of it was written already."""


def _together(_db: WriteSession, desk: Desk, record: ReleaseRecord) -> Release:
    """Draft a release that is saved with the others of its batch."""
    try:
        return _drafted(desk, record)
    except Problem as problem:
        raise _HalfWrittenError from problem


def _drafted(desk: Desk, record: ReleaseRecord) -> Release:
    release = desk.draft(record, record.id, record.created_at)
    record.tell(release)
    return release


def _apart(db: WriteSession, desk: Desk, record: ReleaseRecord) -> Release:
    """Draft and save a release, or undo all of it."""
    try:
        with db.attempt():
            release = _drafted(desk, record)
            desk.save()
    except Problem:
        desk.forget_concepts()
        raise
    return release


def _import_all(db: WriteSession, batch: Sequence[Line], make: Maker) -> Report:
    report, desk, made = Report(), Desk(db, OPERATOR), dict[bytes, UUID]()
    hashes = [line.hash for line in batch]
    query = select(Imported.content_hash).where(Imported.content_hash.in_(hashes))
    known = set(db.scalars(query))
    found = {line.number: _read(line) for line in batch if line.hash not in known}
    right = [record for record in found.values() if isinstance(record, ReleaseRecord)]
    desk.expect(right)
    taken = holders.ids_taken(db, {record.id for record in right if record.id})
    del right
    for line in batch:
        if line.hash in known:
            report.there_already += 1
            continue
        record = found.pop(line.number)
        if isinstance(record, ConceptRecord):
            _import_concept(db, record, report)
            continue
        try:
            id_ = _import_one(db, desk, record, taken, make)
        except Problem as problem:
            report.refused.append(Refused(line.number, problem))
            continue
        known.add(line.hash)
        if id_ is None:
            report.there_already += 1
        else:
            made[line.hash] = id_
            taken.add(id_)
    desk.save()
    remember(db, made)
    report.imported += len(made)
    if report.imported:
        others = {"there_already": report.there_already, "refused": len(report.refused)}
        audit.by_operator(db, "import", note={"imported": report.imported, **others})
    return report


def _import_concept(db: WriteSession, record: ConceptRecord, report: Report) -> None:
    """Make the concept that a line holds; one that its id or a name finds is left as it is."""
    kind, named = record.concept.kind, ConceptIn(**record.concept.model_dump(exclude={"kind"}))
    if finding.find(db, kind, named) is None:
        writing.make(db, kind, named)
        report.imported += 1
    else:
        report.there_already += 1


def _read(line: Line) -> ReleaseRecord | ConceptRecord | Problem:
    """Return what a line holds, or what is wrong with it."""
    try:
        return records.read_line(line.raw)
    except Problem as problem:
        return problem


def _import_one(
    db: WriteSession,
    desk: Desk,
    found: ReleaseRecord | Problem,
    taken: Container[UUID],
    make: Maker,
) -> UUID | None:
    """Make the release that a line holds, return its id; None when it is there already, the same.

    `taken` are the ids that releases have.
    """
    if isinstance(found, Problem):
        raise found
    if found.id is not None and found.id in taken:
        desk.save()  # the one that has it may be of this batch
        _check_same(db, found.id, found)
        return None
    return make(db, desk, found).id


def remember(db: WriteSession, made: Mapping[bytes, UUID]) -> None:
    """Write which release came of which content (its hash), so that none is imported again."""
    now = clock.now()
    rows = [
        {"content_hash": content_hash, "release_id": id_, "imported_at": now}
        for content_hash, id_ in made.items()
    ]
    db.insert(Imported, rows)


def _check_same(db: WriteSession, id_: UUID, record: ReleaseRecord) -> None:
    """Raise unless the release that has this id says what the record says."""
    release = reading.find(db, Viewer.at_this_moment(OPERATOR), id_)
    if release is None:
        raise ReleaseDiscarded
    there = records.read(records.record_of(db, release))
    said = record.model_fields_set - {"created_at", "came_from", "numbered_from"}
    if there.model_dump(include=said) != record.model_dump(include=said):
        raise ReleaseExists
