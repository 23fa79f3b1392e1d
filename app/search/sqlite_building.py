"""Building SQLite's index anew: beside the one that is, until it takes its place."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select, text

from app.kit.db import ReadSession, WriteSession
from app.releases.models import Release
from app.search import fts5
from app.search.sqlite_writing import SqliteWriting

MERGED_PAGES = 1_000  # a fifth of a second, for which other writers wait
FEW_SEGMENTS = 4  # which FTS5 leaves by itself


class SqliteBuilding(SqliteWriting):
    """How the tables of one name are made, compared with the releases, and replaced."""

    def begin(self, db: WriteSession, analyser: int) -> None:
        """Make this index, unless it is there already and filled by this version's analyser."""
        if self._is_there(db) and db.scalar(select(self._state.c.analyser)) == analyser:
            return
        for statement in (*fts5.drops(self.name), *fts5.tables(self.name)):
            db.change(text(statement))
        self._say(db, analyser=analyser)

    def reached(self, db: ReadSession) -> int | None:
        """Return the last key that this index holds, or 0; None when there is no such index."""
        if not self._is_there(db):
            return None
        return db.scalar(select(func.max(self._documents.c.release_key))) or 0

    def changed(self, db: ReadSession, limit: int) -> Sequence[int]:
        """Return the keys of releases that are not in this index as they now stand."""
        c = self._documents.c
        return db.scalars(
            select(Release.key)
            .outerjoin(self._documents, c.release_key == Release.key)
            .where(
                Release.discarded_at.is_(None),
                or_(c.revision.is_(None), c.revision != Release.revision),
            )
            .order_by(Release.key)
            .limit(limit)
        )

    def gone(self, db: ReadSession) -> Sequence[int]:
        """Return the keys that this index holds of releases that are no more."""
        key = self._documents.c.release_key
        kept = select(Release.key).where(Release.discarded_at.is_(None))
        return db.scalars(select(key).where(key.not_in(kept)))

    def replaced_by(self, db: WriteSession, other: str) -> None:
        """Let the index of another name take the place of this one."""
        version = db.scalar(select(self._state.c.version)) or 0
        for statement in (*fts5.drops(self.name), *fts5.renames(other, self.name)):
            db.change(text(statement))
        # beyond what it ever was: what is remembered of the old index is not of the new one
        self._say(db, version=version + 1)

    def merge(self, db: WriteSession, *, begins: bool) -> bool:
        """Merge a piece more of what writes have scattered; return whether more is left.

        FTS5 begins to make one segment of all when it is given a negative number of pages.
        """
        pages = -MERGED_PAGES if begins else MERGED_PAGES
        more = [
            self._merged(db, f"{self.name}_{kind}", pages)
            for kind in ("public", "hidden")
            if not begins or self._segments(db, f"{self.name}_{kind}") > FEW_SEGMENTS
        ]
        return any(more)

    @staticmethod
    def _merged(db: WriteSession, index: str, pages: int) -> bool:
        """Merge so many pages; return whether there was anything to do."""
        [(before,)] = db.driver_rows("SELECT total_changes()")
        said = f"INSERT INTO {index} ({index}, rank) VALUES ('merge', :pages)"  # noqa: S608
        db.change(text(said), {"pages": pages})
        [(after,)] = db.driver_rows("SELECT total_changes()")
        return int(after) - int(before) > 1  # the command itself is one, as FTS5's manual says

    @staticmethod
    def _segments(db: WriteSession, index: str) -> int:
        [(found,)] = db.driver_rows(f"SELECT count(DISTINCT segid) FROM {index}_idx")  # noqa: S608
        return int(found)

    def _is_there(self, db: ReadSession) -> bool:
        name = {"name": f"{self.name}_state"}
        return bool(db.rows(text("SELECT 1 FROM sqlite_master WHERE name = :name"), name))

    def _say(self, db: WriteSession, **values: int) -> None:
        said = ", ".join(f"{name} = :{name}" for name in values)
        db.change(text(f"UPDATE {self.name}_state SET {said}"), values)  # noqa: S608
