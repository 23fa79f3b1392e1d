"""Whether the files at a path are still the SQLite database that was opened there.

A connection goes on reading a file that was deleted, replaced or emptied, and an emptied one is to
SQLite a database without rows. So before each transaction, and after each that wrote, the files are
looked at: two calls of `stat`, a few microseconds. Only when the file has changed by more than its
journal (a checkpoint did it, or a stranger) is its header read and compared with the mark.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.kit import mark
from app.kit.errors import DatabaseLost, database_lost
from app.kit.mark import Mark, MarkUnreadableError, Numbers

GONE = "ملف قاعدة البيانات غير موجود", "the database is not there"
REPLACED = "وُضع ملف آخر مكانه وهو مفتوح", "another file took its place while it was open"
NO_JOURNAL = (
    "أُخذ سجلّه (-wal) أو استُبدل وهو مفتوح",
    "its journal (-wal) was taken away or replaced while it was open",
)
OTHER = "هذه قاعدة بيانات أخرى", "it is another database than the one that was here"
OVERWRITTEN = (
    "أُفرغ أو كُتب فوقه وهو مفتوح",
    "it was emptied or overwritten while it was open",
)
OLDER = (
    "تنقصه آخر التغييرات ({shown} من {known})",
    "it lacks the last changes (it holds {shown} of {known})",
)
ODD_JOURNAL = (
    "بجانبه سجلّ (-wal) لقاعدة بيانات أخرى؛ احذف ملفي -wal و-shm أولًا",
    "the journal beside it is another database's: delete the files -wal and -shm first",
)
NO_MARK = "العلامة التي بجانبه لا تُقرأ", "the mark beside it cannot be read"
DAMAGED = "قاعدة البيانات تالفة ({said})", "it is damaged ({said})"
RESTORE = "استرجع نسخة احتياطية", "restore a backup"
RESTORE_OR_ACCEPT = (
    "استرجع نسخة احتياطية أو اقبل ما هو موجود",
    "restore a backup, or accept what is there: nashra doctor --accept",
)


Stat = os.stat_result | None  # None: not there
NEVER = (None, None)


class Watched:
    """The database at one path, for one pool of connections to it."""

    def __init__(self, path: Path) -> None:
        """Look at nothing yet."""
        self._path, self._file, self._journal = path, str(path), f"{path}-wal"
        self._mark = Mark(path)
        self.closed()

    def closed(self) -> None:
        """Forget which files they were: no connection is open any more."""
        self._seen: tuple[Stat, Stat] = NEVER
        self._opened: tuple[Stat, Stat] = NEVER
        self._known: Numbers | None = None

    def opened(self, connection: sqlite3.Connection) -> None:
        """Remember which files they are: from now on neither may be another."""
        if self._opened is NEVER:
            self._known = mark.numbers(connection)
            self._opened = _stat(self._file), _stat(self._journal)

    def kept(self, numbers: Numbers) -> None:
        """Note on the mark what has just been kept; raise when it was kept in a lost file."""
        self.look()
        self._known = numbers
        self._mark.write(numbers)

    def look(self) -> None:
        """Raise `DatabaseLost` when this is not the database that was here."""
        file, journal = _stat(self._file), _stat(self._journal)
        before, journal_before = self._seen
        if (
            file is None
            or before is None
            or file.st_mtime_ns != before.st_mtime_ns
            or file.st_size != before.st_size
            or file.st_ino != before.st_ino
            or _is_less(journal, journal_before)
        ):
            self._seen = NEVER
            if not self._is_settled(file, journal):
                return
        self._seen = file, journal

    def _is_settled(self, file: Stat, journal: Stat) -> bool:
        """Look thoroughly; False: nothing is wrong, but it has to be looked at again."""
        known = self._told() or self._known
        was, journal_was = self._opened
        if file is None:
            if known or was:
                raise self._lost(GONE)
            return True
        if was and not os.path.samestat(was, file):
            raise self._lost(REPLACED)
        if journal_was and not (journal and os.path.samestat(journal_was, journal)):
            raise self._lost(NO_JOURNAL)
        if known is None:
            return True
        if known.lost:
            raise self._lost(OVERWRITTEN)
        has_journal = bool(journal and journal.st_size)
        base = self._base(known, has_journal=has_journal)
        with self._damage_said():
            shown = mark.of_database(self._path) if has_journal else base
        if shown and shown.name != known.name:
            raise self._lost(ODD_JOURNAL)
        if shown and shown.writes < known.writes:
            raise self._lost(OLDER, shown=shown.writes, known=known.writes)
        return base is not None

    def _base(self, known: Numbers, *, has_journal: bool) -> Numbers | None:
        """Return the numbers of the file without its journal; None: they can't be told now."""
        with self._damage_said():
            try:
                base = mark.of_file(self._path)
            except sqlite3.DatabaseError as error:
                # a checkpoint tells the file its new length first, and then goes on
                if has_journal and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
                    return None
                raise
        if base.name == known.name:
            return base
        if self._opened is NEVER:
            raise self._lost(OTHER)
        # to be remembered: when the connections close, SQLite writes their journal over it
        self._mark.write(replace(known, lost=True))
        raise self._lost(OVERWRITTEN)

    def accept(self) -> None:
        """Let the mark tell of what is there now, if that is whole; raise `DatabaseLost`."""
        if not self._path.exists():
            self._mark.remove()
            return
        with self._damage_said():
            shown = mark.of_database(self._path)
            if shown.name != mark.of_file(self._path).name:
                raise self._lost(ODD_JOURNAL)
            mark.of_database(self._path, thoroughly=True)
        if shown.name:
            self._mark.write(shown)
        else:
            self._mark.remove()

    @contextmanager
    def _damage_said(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._lost(DAMAGED, said=error) from error

    def _told(self) -> Numbers | None:
        try:
            return self._mark.read()
        except MarkUnreadableError as error:
            raise self._lost(NO_MARK) from error

    def _lost(self, why: tuple[str, str], **values: object) -> DatabaseLost:
        then = RESTORE if why is DAMAGED else RESTORE_OR_ACCEPT
        ar, en = (said.format(**values) for said in why)
        said = f"{self._path}: {ar}؛ {then[0]} · {en}; {then[1]}"
        return database_lost(" ".join(said.split()))  # SQLite's own words may be several lines


def _stat(path: str) -> Stat:
    try:
        return os.stat(path)  # noqa: PTH116 - by its string: half the time, twice a transaction
    except OSError:
        return None  # also when the folder cannot be entered any more


def _is_less(journal: Stat, before: Stat) -> bool:
    """Tell whether a journal was taken away, replaced or cut short."""
    if before is None:
        return False
    return journal is None or journal.st_ino != before.st_ino or journal.st_size < before.st_size
