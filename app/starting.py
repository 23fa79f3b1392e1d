"""What a start does before it serves: migrate, make the first key, seed."""

import sys
from collections.abc import Iterator

from app.access import keys
from app.imports import seeding
from app.kit import migrations
from app.kit.config import Settings
from app.kit.db import Database
from app.kit.http import idempotency
from app.search import indexing


def prepare(settings: Settings, database: Database) -> None:
    """Bring the database to where it can be served from; doing it again changes nothing."""
    migrations.upgrade(database.writer)
    with database.writing() as db:
        token = keys.issue_first(db, keys.server_secret(settings))
        idempotency.forget_old(db, settings.idempotency_hours)
    if token:
        _show_once(token)
    seeding.seed(database, settings.seeds_dir)


def _show_once(token: str) -> None:
    """Print the first key to the terminal: never to the log, which is kept."""
    sys.stderr.write(
        f"\nمفتاح الإدارة (لن يُعرض مرة أخرى) · the admin key, shown this once:\n\n    {token}\n\n"
    )


def examine(database: Database) -> Iterator[tuple[str, bool]]:
    """Yield what was checked, and whether it is well."""
    yield "schema is this version's", migrations.is_current(database.reader)
    with database.reading(unhurried=True) as db:
        sound = db.is_sound()
        yield "database is sound", sound
        missing = indexing.missing(db)
        yield f"search index lacks {missing} releases", missing == 0
