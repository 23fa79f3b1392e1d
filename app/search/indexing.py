"""Keeping the index right: a release is indexed in the transaction that saved it."""

from collections.abc import Callable

from sqlalchemy import func, select

from app.kit.db import Database, ReadSession, WriteSession
from app.language.tokens import indexed
from app.releases.events import ReleaseDiscarded, ReleaseSaved
from app.releases.models import Release
from app.search.engine import Engine
from app.search.sqlite import SqliteEngine

ENGINE: Engine = SqliteEngine()
BATCH = 500


def index(db: WriteSession, event: ReleaseSaved) -> None:
    """Index what was saved."""
    _put(db, event.release)


def forget(db: WriteSession, event: ReleaseDiscarded) -> None:
    """Take a discarded draft out of the index."""
    ENGINE.drop(db, event.release.key)


def rebuild(database: Database, progress: Callable[[int, int], None]) -> int:
    """Index every release anew, a batch a transaction; return how many. Searches go on meanwhile.

    `progress` is told (done, of how many) after each batch.
    """
    done, last = 0, 0
    while True:
        with database.writing() as db:
            total = db.scalar(select(func.count()).select_from(Release)) or 0
            batch = db.scalars(
                select(Release)
                .where(Release.discarded_at.is_(None), Release.key > last)
                .order_by(Release.key)
                .limit(BATCH)
            )
            for release in batch:
                _put(db, release)
        if not batch:
            return done
        done, last = done + len(batch), batch[-1].key
        progress(done, total)


def missing(db: ReadSession) -> int:
    """Return how many releases the index does not hold."""
    held = ENGINE.held()
    query = select(func.count()).where(Release.discarded_at.is_(None), Release.key.not_in(held))
    return db.scalar(query) or 0


def _put(db: WriteSession, release: Release) -> None:
    headline = "\n".join(filter(None, [release.title, release.subtitle]))
    ENGINE.put(
        db,
        release.key,
        [token.text for token in indexed(headline)],
        [token.text for token in indexed(release.body_text)],
    )
