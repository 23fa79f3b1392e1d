"""Keeping the indexes right: a release is indexed in the transaction that saved it.

The public index holds what the public may see now and nothing else, so that no hidden word is in
its vocabulary or its statistics. A release whose instant passes is moved by the first search that
notices, which compares the time with the earliest instant that is due.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app.kit import clock, witness
from app.kit.db import Database, ReadSession, WriteSession
from app.kit.errors import Problem
from app.releases import reading, slugs, titles
from app.releases.events import ReleaseDiscarded, ReleasesSaved
from app.releases.models import Release
from app.releases.rendering import render
from app.releases.schemas import ReleaseIn
from app.search import evidence, marks
from app.search.engine import Engine, Entry, State, Statistics
from app.search.postgres import PostgresEngine
from app.search.sqlite import SqliteEngine

ENGINES: dict[str, Engine] = {"sqlite": SqliteEngine(), "postgresql": PostgresEngine()}
BATCH = 500
MOST_KNOWN = 50_000  # stems: some 5 MB

PATIENCE = timedelta(seconds=1)  # after a move that failed, before the next is tried

_NOT_BEFORE: WeakKeyDictionary[Database, datetime] = WeakKeyDictionary()
_COUNTED: WeakKeyDictionary[Database, Statistics] = WeakKeyDictionary()


def engine_of(db: ReadSession | Database) -> Engine:
    """Return the index in the words of the database that it is kept in."""
    return ENGINES[db.engine_name]


def index(db: WriteSession, event: ReleasesSaved) -> None:
    """Index what was saved."""
    now = clock.now()
    engine_of(db).put(db, [entry(one, now, is_new=one.revision == 1) for one in event.releases])


def forget(db: WriteSession, event: ReleaseDiscarded) -> None:
    """Take a discarded draft out of the index."""
    engine_of(db).drop(db, event.release.key)


def entry(release: Release, now: datetime, *, is_new: bool = False) -> Entry:
    """Return a release, with what it is about, as the index takes it."""
    is_public = reading.is_public(release, now)
    waits = release.state == "published" and not is_public
    return Entry(
        key=release.key,
        id=release.id,
        revision=release.revision,
        is_public=is_public,
        listed_at=release.listed_at,
        due_at=release.listed_at if waits else None,
        marks=marks.of(release),
        words=evidence.of(_headline(release), release.body_text),
        is_new=is_new,
    )


def foresee(document: ReleaseIn) -> None:
    """Work out, without a database, what saving a release will ask for (`foreseen`)."""
    slugs.plain(document)
    titles.order_of(document.title)
    rendered = render(document.body, document.body_format, document.language)
    evidence.of(_headline(document), rendered.text)


def _headline(of: Release | ReleaseIn) -> str:
    return "\n".join(filter(None, [of.title, of.subtitle, of.reference]))


@contextmanager
def settled(
    database: Database, now: datetime, *, public: bool = False
) -> Iterator[tuple[ReadSession, Statistics]]:
    """Open a snapshot in which the public index holds all that is for the public by `now`.

    For the `public` it may be a replica's, which shows the move only after the primary has made
    it: the search that moves something is answered by the primary.

    When the move cannot be made (another writer is at work, the disk is full or cannot be written)
    the search goes on without what is due: it is shown late, but nothing is ever shown early.
    """
    with database.reading(public=public) as db:
        state = engine_of(db).state(db)
        if state.due_at is None or state.due_at > now:
            yield db, _statistics(database, state)
            return
    if now >= _NOT_BEFORE.get(database, now):
        try:
            settle(database, now)
        except (Problem, DatabaseError):
            _NOT_BEFORE[database] = now + PATIENCE
    with database.reading() as db:
        state = engine_of(db).state(db)
        if state.due_at is not None and state.due_at <= now:
            witness.spoil()
        yield db, _statistics(database, state)


def _statistics(database: Database, state: State) -> Statistics:
    """Return the state with what was counted in it before, by any request of this process."""
    known = _COUNTED.get(database)
    if known is None or known.state.version != state.version or len(known.frequencies) > MOST_KNOWN:
        known = _COUNTED[database] = Statistics(state, {})
    return Statistics(state, known.frequencies)


def settle(database: Database, now: datetime) -> int:
    """Move the releases whose instant has passed into the public index; return how many."""
    moved, engine = 0, engine_of(database)
    while True:
        with database.writing() as db:
            keys = engine.due(db, now, BATCH)
            due = db.scalars(
                select(Release).where(Release.key.in_(keys)).options(*reading.everything_to_show())
            )
            engine.put(db, [entry(release, now) for release in due])
        moved += len(keys)
        if len(keys) < BATCH:
            return moved
