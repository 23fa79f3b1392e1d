"""What a start does before it serves: take the port, migrate, make the first key, seed."""

import gc
import socket
import sys
from collections.abc import Iterator
from time import monotonic, sleep

from sqlalchemy.exc import OperationalError

from app.access import keys
from app.imports import seeding
from app.kit import migrations
from app.kit.config import Settings
from app.kit.db import Database
from app.kit.errors import DatabaseLost
from app.kit.http import idempotency
from app.moving import unfinished
from app.releases import summaries
from app.search import rebuilding

PATIENCE = 5.0  # seconds that a start waits for a database that is not there
BETWEEN = 0.25
YOUNG = 5_000  # new objects, a few requests' worth, until those among them that are dead are sought


def listen(settings: Settings) -> socket.socket:
    """Return a socket that has the port; raise OSError naming it when it cannot be had.

    Before anything else, so that a second start by mistake changes nothing. Whoever connects while
    the start goes on is kept waiting, not turned away.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise OSError(error.errno, error.strerror, f"{settings.host}:{settings.port}") from error
    return listening


def prepare(settings: Settings, database: Database) -> None:
    """Bring the database to where it can be served from; doing it again changes nothing."""
    _await(database)
    bring_up(settings, database)
    seeding.seed(database, settings.seeds_dir)


def settle() -> None:
    """Let the garbage collector leave alone what is there when serving begins: it stays.

    To look through the program each time takes a tenth of a search, and a third of the slowest.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


def _await(database: Database) -> None:
    """Give a database that starts at the same time, or changes its primary, some seconds."""
    until = monotonic() + PATIENCE
    while True:
        try:
            migrations.is_there(database.reader)
        except OperationalError:
            if monotonic() >= until:
                raise
            sleep(BETWEEN)
        else:
            return


def bring_up(settings: Settings, database: Database) -> None:
    """Bring the database to this version's schema, with an admin key, and leave its texts alone.

    An archive is imported into a database that was not seeded: it brings the seed with it.
    """
    unfinished.refuse_to_open(database)
    migrations.upgrade(database.writer)
    secret = keys.server_secret(settings, database)
    with database.writing(unhurried=True) as db:
        token = keys.issue_first(db, secret)
        idempotency.forget_old(db, settings.idempotency_hours)
    if token:
        _show_once(token)
    summaries.finish_all(database, _show_finishing)
    if rebuilding.build_if_empty(database, _show_building):
        return
    with database.reading() as db:
        if rebuilding.is_outdated(db):
            sys.stderr.write(_OUTDATED)


def _show_once(token: str) -> None:
    """Print the first key to the terminal: never to the log, which is kept."""
    sys.stderr.write(
        f"\nمفتاح الإدارة (لن يُعرض مرة أخرى) · the admin key, shown this once:\n\n    {token}\n\n"
    )


def _show_finishing(done: int, total: int) -> None:
    sys.stderr.write(f"summaries: {done} / {total}\n")


def _show_building(done: int, total: int) -> None:
    sys.stderr.write(f"search index: {done} / {total}\n")


_OUTDATED = """
فهرس البحث من إصدار سابق وما زال يجيب؛ لتجديده · the search index is of another version; it goes on
answering until you run: nashra reindex

"""


def examine(database: Database) -> Iterator[tuple[str, bool]]:
    """Yield what was checked, and whether it is well; what rests on a failed check is left out."""
    there = migrations.is_there(database.reader)
    yield "database is there", there
    try:
        current = there and migrations.is_current(database.reader)
    except DatabaseLost as lost:
        yield lost.why, False
        return
    if there:
        yield "schema is this version's", current
    if not current:
        return
    if unfinished.source_of(database) is not None:
        yield "the move into this database is finished", False
    with database.reading(unhurried=True) as db:
        yield "database is sound", db.is_sound()
        lacking = rebuilding.lacking(db)
        yield f"search index lacks {lacking} releases", lacking == 0
        yield "search index is this version's", not rebuilding.is_outdated(db)
