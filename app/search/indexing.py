"""Keeping the indexes right: a release is indexed in the transaction that saved it.

The public index holds what the public may see now and nothing else, so that no hidden word is in
its vocabulary or its statistics. A release whose instant passes is moved by the first search that
notices, which compares the time with the earliest instant that is due.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from sqlalchemy import select

from app.kit import clock
from app.kit.db import Database, ReadSession, WriteSession
from app.kit.errors import Busy, StorageFull
from app.releases import presenting, reading
from app.releases.events import ReleaseDiscarded, ReleaseSaved
from app.releases.models import Release
from app.search import evidence, marks
from app.search.engine import Engine, Entry, State
from app.search.sqlite import SqliteEngine

ENGINE: Engine = SqliteEngine()
BATCH = 500


def index(db: WriteSession, event: ReleaseSaved) -> None:
    """Index what was saved."""
    release = event.release
    ENGINE.put(db, entry(release, clock.now(), is_new=release.revision == 1))


def forget(db: WriteSession, event: ReleaseDiscarded) -> None:
    """Take a discarded draft out of the index."""
    ENGINE.drop(db, event.release.key)


def entry(release: Release, now: datetime, *, is_new: bool = False) -> Entry:
    """Return a release, with what it is about, as the index takes it."""
    is_public = presenting.published_at(release, now) is not None
    waits = release.state == "published" and not is_public
    headline = "\n".join(filter(None, [release.title, release.subtitle]))
    return Entry(
        key=release.key,
        id=release.id,
        revision=release.revision,
        is_public=is_public,
        listed_at=release.listed_at,
        due_at=release.listed_at if waits else None,
        marks=marks.of(release),
        words=evidence.of(headline, release.body_text),
        is_new=is_new,
    )


@contextmanager
def settled(database: Database, now: datetime) -> Iterator[tuple[ReadSession, State]]:
    """Open a snapshot in which the public index holds all that is for the public by `now`.

    When the move cannot be made (another writer is at work, the disk is full) the search goes on
    without what is due: it is shown late, but nothing is ever shown early.
    """
    with database.reading() as db:
        state = ENGINE.state(db)
        if state.due_at is None or state.due_at > now:
            yield db, state
            return
    with suppress(Busy, StorageFull):
        settle(database, now)
    with database.reading() as db:
        yield db, ENGINE.state(db)


def settle(database: Database, now: datetime) -> int:
    """Move the releases whose instant has passed into the public index; return how many."""
    moved = 0
    while True:
        with database.writing() as db:
            keys = ENGINE.due(db, now, BATCH)
            for release in db.scalars(
                select(Release).where(Release.key.in_(keys)).options(*reading.everything_to_show())
            ):
                ENGINE.put(db, entry(release, now))
        moved += len(keys)
        if len(keys) < BATCH:
            return moved
