"""Building PostgreSQL's index anew: beside the one that is, until it takes its place."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select, text

from app.kit.db import ReadSession, WriteSession
from app.releases.models import Release
from app.search import postgres_tables
from app.search.postgres_writing import PostgresWriting


class PostgresBuilding(PostgresWriting):
    """How the tables of one name are made, compared with the releases, and replaced."""

    def begin(self, db: WriteSession, analyser: int) -> None:
        """Make this index, unless it is there already and filled by this version's analyser."""
        if self._is_there(db) and db.scalar(select(self._state.c.analyser)) == analyser:
            return
        for statement in (*postgres_tables.drops(self.name), *postgres_tables.tables(self.name)):
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
        for statement in (
            *postgres_tables.drops(self.name),
            *postgres_tables.renames(other, self.name),
        ):
            db.change(text(statement))
        # beyond what it ever was: what is remembered of the old index is not of the new one
        self._say(db, version=version + 1)

    def merge(self, db: WriteSession, *, begins: bool) -> bool:
        """Return that nothing is left: a GIN index is in one part, but for what `put` sorts in."""
        del db, begins
        return False

    def _is_there(self, db: ReadSession) -> bool:
        # to_regclass would say what was there before this transaction waited for its turn to write
        asked = """SELECT 1 FROM pg_tables
            WHERE tablename = :name AND schemaname = ANY (current_schemas(false))"""
        return bool(db.rows(text(asked), {"name": f"{self.name}_state"}))

    def _say(self, db: WriteSession, **values: int) -> None:
        said = ", ".join(f"{name} = :{name}" for name in values)
        db.change(text(f"UPDATE {self.name}_state SET {said}"), values)  # noqa: S608
