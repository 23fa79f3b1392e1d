"""Building an index anew: beside the one that is, until it takes its place."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Protocol, Self

from sqlalchemy import func, or_, select, text

from app.kit import public_version
from app.kit.db import ReadSession, WriteSession
from app.releases.models import Release
from app.search.writing import Writing


class Tables(Protocol):
    """The tables of one of the databases, as statements: `fts5`, `postgres_tables`."""

    IS_THERE: str

    def tables(self, name: str) -> Iterable[str]:
        """Return the statements that make the tables of an index of this name, empty."""

    def drops(self, name: str) -> Iterable[str]:
        """Return the statements that drop an index."""

    def renames(self, old: str, new: str) -> Iterable[str]:
        """Return the statements that give an index another's name, which is free."""


class Building(Writing):
    """How the tables of one name are made, compared with the releases, and replaced."""

    TABLES: ClassVar[Tables]

    def beside(self) -> Self:
        """Return the index that is being built to take this one's place."""
        return type(self)(f"{self.name}_next")

    def begin(self, db: WriteSession, analyser: int) -> None:
        """Make this index, unless it is there already and filled by this version's analyser."""
        if self._is_there(db) and db.scalar(select(self._state.c.analyser)) == analyser:
            return
        for statement in (*self.TABLES.drops(self.name), *self.TABLES.tables(self.name)):
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

    def take_over(self, db: WriteSession) -> None:
        """Let the index beside this one take its place."""
        version = db.scalar(select(self._state.c.version)) or 0
        other = self.beside().name
        for statement in (*self.TABLES.drops(self.name), *self.TABLES.renames(other, self.name)):
            db.change(text(statement))
        # beyond what it ever was: what is remembered of the old index is not of the new one
        self._say(db, version=version + 1)
        public_version.changed(db)

    def _is_there(self, db: ReadSession) -> bool:
        return bool(db.rows(text(self.TABLES.IS_THERE), {"name": f"{self.name}_state"}))

    def _say(self, db: WriteSession, **values: int) -> None:
        said = ", ".join(f"{name} = :{name}" for name in values)
        db.change(text(f"UPDATE {self.name}_state SET {said}"), values)
