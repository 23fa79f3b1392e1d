"""A whole move, from what is refused to the end: copy, index, compare, and only then be served."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import inspect, select

from app.access import keys
from app.access.models import ApiKey
from app.kit import config, migrations
from app.kit.config import Settings
from app.kit.db import Database, ReadSession
from app.moving import comparing, copying, tables, unfinished
from app.moving.errors import MoveRefusedError
from app.search import rebuilding

Show = Callable[[str, int, int], None]


@dataclass(frozen=True)
class End:
    """One end of a move: a database, and the settings that it is opened by."""

    settings: Settings
    database: Database


def move(source: End, target: End, show: Show) -> Iterator[str]:
    """Move everything; yield what is not as it should be in the end, or nothing.

    All is read from one snapshot of the source, and nothing is written there. When something is
    yielded the mark of an unfinished move stays, and no server opens the target.
    `show` is told (stage, done, of how many).
    """
    _check_source(source)
    with source.database.reading(unhurried=True) as theirs:
        fingerprint = unfinished.fingerprint(theirs)
        secret = _secret(source, theirs)
        _make_ready(source, target, fingerprint, secret)
        if secret is not None:
            keys.keep_secret(target.settings, target.database, secret)
        copying.copy(theirs, target.database, partial(show, "rows"))
        rebuilding.build_if_empty(target.database, partial(show, "search index"))
        wrong = 0
        for difference in _compare(theirs, target, secret, partial(show, "compared")):
            wrong += 1
            yield difference
    with source.database.reading(unhurried=True) as theirs:
        if unfinished.fingerprint(theirs) != fingerprint:
            wrong += 1
            yield (
                "كُتب في المصدر أثناء النقل؛ أوقف خادمه وأفرغ الهدف وانقل من جديد ·"
                " the source was written to meanwhile; stop its server, empty the target, and move"
                " again"
            )
    if not wrong:
        with target.database.writing() as ours:
            unfinished.end(ours)


def _check_source(source: End) -> None:
    reader = source.database.reader
    if not migrations.is_there(reader):
        raise MoveRefusedError("لا قاعدة بيانات في المصدر · there is no database at the source")
    if not migrations.is_current(reader):
        raise MoveRefusedError(
            "مخطط المصدر من إصدار آخر؛ شغّل nashra migrate عليه أولًا ·"
            " the source is at another version's schema; run nashra migrate on it first"
        )
    unfinished.refuse_to_open(source.database)


def _secret(source: End, theirs: ReadSession) -> str | None:
    """Return what hashes the source's keys; None when the setting does, or there are no keys."""
    if source.settings.secret:
        return None
    for settings in (source.settings, config.load()):
        found = keys.kept_secret(settings, source.database)
        if found is not None:
            return found
    if theirs.rows(select(ApiKey.id).limit(1)):
        raise MoveRefusedError(
            "لم يوجد سر المفاتيح قرب المصدر؛ عيّن NASHRA_DATA_DIR أو NASHRA_SECRET ·"
            " the secret of its keys is not beside the source; set NASHRA_DATA_DIR or NASHRA_SECRET"
        )
    return None


def _make_ready(source: End, target: End, fingerprint: str, secret: str | None) -> None:
    """Bring an empty target to this version's schema and mark it; one that was begun is ready."""
    if source.settings.database_url == target.settings.database_url:
        raise MoveRefusedError("المصدر هو الهدف · the source is the target")
    begun = unfinished.source_of(target.database)
    if begun is None:
        _check_empty(target, secret)
        migrations.upgrade(target.database.writer)
        with target.database.writing() as ours:
            held = tables.count(ours)  # with which it has the lock: nobody comes in between
            if unfinished.source_of(target.database) is not None:
                raise MoveRefusedError(
                    "بدأ نقل آخر إلى الهدف في اللحظة نفسها، ويجري الآن ·"
                    " another move into the target began at the same moment, and goes on"
                )
            if held:
                raise _not_empty("rows")
            unfinished.begin(ours, fingerprint)
    elif begun != fingerprint:
        raise MoveRefusedError(
            "في الهدف نقل لم يكتمل من مصدر آخر، أو كُتب في المصدر بعده؛ أفرغ الهدف ·"
            " the target holds an unfinished move of another source, or this one was written to"
            " since; empty the target"
        )


def _check_empty(target: End, secret: str | None) -> None:
    """Raise when anything of ours is there already, whichever version's."""
    here = inspect(target.database.reader).get_table_names()
    with target.database.reading() as ours:
        for table in tables.of_a_catalogue():
            if table.name in here and ours.rows(select(*table.primary_key).limit(1)):
                raise _not_empty(table.name)
    if secret is None or target.database.is_shared:
        return  # there it is one of the tables
    if keys.kept_secret(target.settings, target.database) not in {None, secret}:
        raise _not_empty("secret")


def _not_empty(held: str) -> MoveRefusedError:
    return MoveRefusedError(
        f"الهدف ليس فارغًا، فيه {held} · the target is not empty: it holds {held}"
    )


def _compare(
    theirs: ReadSession, target: End, secret: str | None, show: Callable[[int, int], None]
) -> Iterator[str]:
    with target.database.reading(unhurried=True) as ours:
        yield from comparing.differences(theirs, ours, show)
        if lacking := rebuilding.lacking(ours):
            yield f"search index lacks {lacking} releases"
    if secret not in {None, keys.kept_secret(target.settings, target.database)}:
        yield "the secret of the keys: other"
