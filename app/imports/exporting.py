"""Writing every release as JSON Lines, in an order that importing can follow."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from sqlalchemy import func, select

from app.access.scopes import OPERATOR
from app.imports.records import record_of
from app.kit.db import Database, ReadSession
from app.releases import reading
from app.releases.models import Release
from app.releases.reading import Viewer

BATCH = 200


def export(database: Database, out: BinaryIO, progress: Callable[[int, int], None]) -> int:
    """Write every release that was not discarded, of one instant; return how many.

    Sources come before their translations. `progress` is told (done, of how many).
    """
    with database.reading(unhurried=True) as db:
        viewer = Viewer.at_this_moment(OPERATOR)
        total = db.scalar(
            select(func.count()).select_from(Release).where(reading.visible_to(viewer))
        )
        done = 0
        for batch in _batches(db, viewer):
            out.writelines(
                json.dumps(record_of(db, release), ensure_ascii=False).encode() + b"\n"
                for release in batch
            )
            done += len(batch)
            progress(done, total or 0)
    return done


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
