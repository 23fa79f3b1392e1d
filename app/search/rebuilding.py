"""Building the index anew beside the one that answers, which goes on answering until it is done."""

from collections.abc import Callable, Sequence

from sqlalchemy import func, select

from app.kit import clock
from app.kit.db import Database, ReadSession, WriteSession
from app.language import analysis
from app.releases import reading
from app.releases.models import Release
from app.search.engine import Engine
from app.search.indexing import engine_of, entry, settle

BATCH = 500


def rebuild(database: Database, progress: Callable[[int, int], None]) -> int:
    """Index every release anew, a batch a transaction; return how many.

    One that was interrupted is gone on with. What is saved meanwhile is caught up with in the
    transaction in which the new index takes the old one's place. When two processes do it at once
    they share the work, and when one has finished it the other stops. `progress` is told
    (done, of how many) after each batch.
    """
    beside = engine_of(database).beside()
    with database.writing(unhurried=True) as db:
        beside.begin(db, analysis.VERSION)
    while True:
        with database.writing(unhurried=True) as db:
            last = beside.reached(db)
            if last is None:
                break
            keys = _after(db, last)
            _put(db, beside, keys)
            if not keys:
                _take_over(db, beside)
                break
            done, total = _how_far(db, keys[-1])
        progress(done, total)
    settle(database, clock.now())
    merge(database)
    database.learn()
    with database.reading() as db:
        return _how_far(db, 0)[1]


def merge(database: Database) -> None:
    """Put the index together, a piece a transaction: after many writes it is in many parts.

    A search looks for its words in each of them, which takes twice as long as in one.
    """
    begins = more = True
    while more:
        with database.writing() as db:
            more = engine_of(db).merge(db, begins=begins)
        begins = False


def _after(db: WriteSession, last: int) -> Sequence[int]:
    return db.scalars(
        select(Release.key)
        .where(Release.discarded_at.is_(None), Release.key > last)
        .order_by(Release.key)
        .limit(BATCH)
    )


def _take_over(db: WriteSession, beside: Engine) -> None:
    for key in beside.gone(db):
        beside.drop(db, key)
    while keys := beside.changed(db, BATCH):
        _put(db, beside, keys)
    engine_of(db).take_over(db)


def build_if_empty(database: Database, progress: Callable[[int, int], None]) -> bool:
    """Fill an index that nothing ever filled; return whether there was anything to do."""
    with database.reading() as db:
        if engine_of(db).state(db).analyser:
            return False
    rebuild(database, progress)
    return True


def is_outdated(db: ReadSession) -> bool:
    """Tell whether the index was filled by another version of the analyser."""
    return engine_of(db).state(db).analyser != analysis.VERSION


def lacking(db: ReadSession) -> int:
    """Return how many releases are not in the index as they now stand, or are no more but are."""
    engine = engine_of(db)
    return len(engine.changed(db, 2**31)) + len(engine.gone(db))


def _put(db: WriteSession, engine: Engine, keys: Sequence[int]) -> None:
    now = clock.now()
    releases = db.scalars(
        select(Release).where(Release.key.in_(keys)).options(*reading.everything_to_show())
    )
    engine.put(db, [entry(release, now) for release in releases])


def _how_far(db: ReadSession, last: int) -> tuple[int, int]:
    total = select(func.count()).select_from(Release).where(Release.discarded_at.is_(None))
    return db.scalar(total.where(Release.key <= last)) or 0, db.scalar(total) or 0
