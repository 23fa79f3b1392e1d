"""Writing every release as JSON Lines, in an order that importing can follow, and what is left."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from sqlalchemy import func, select

from app.access.scopes import OPERATOR
from app.concepts.models import Concept
from app.imports.records import record_of, record_of_concept
from app.kit.db import Database, ReadSession
from app.releases import reading, subjects
from app.releases.models import Release
from app.releases.reading import Viewer

BATCH = 200


def export(database: Database, out: BinaryIO, progress: Callable[[int, int], None]) -> int:
    """Write every release that was not discarded, of one instant; return how many lines.

    Sources come before their translations. Concepts come with the releases that name them; those
    that none names get a line each, at the end. `progress` is told (done, of how many).
    """
    with database.reading(unhurried=True) as db:
        viewer = Viewer.at_this_moment(OPERATOR)
        releases = db.scalar(
            select(func.count()).select_from(Release).where(reading.visible_to(viewer))
        )
        unnamed = db.scalars(
            select(Concept).where(~subjects.named_for(viewer)).order_by(Concept.key)
        )
        done, total = 0, (releases or 0) + len(unnamed)
        for batch in _batches(db, viewer):
            out.writelines(_line(record_of(db, release)) for release in batch)
            done += len(batch)
            progress(done, total)
        if unnamed:
            out.writelines(_line(record_of_concept(concept)) for concept in unnamed)
            progress(total, total)
    return total


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def _batches(db: ReadSession, viewer: Viewer) -> Iterator[Sequence[Release]]:
    """Yield every release, whole, a batch at a time: sources, then their translations."""
    source = Release.translation_of_key
    for part in (source.is_(None), source.is_not(None)):
        last = 0
        while batch := db.scalars(
            reading.select_visible(viewer)
            .where(part, Release.key > last)
            .order_by(Release.key)
            .limit(BATCH)
            .options(*reading.everything_to_show())
        ):
            yield batch
            last = batch[-1].key
