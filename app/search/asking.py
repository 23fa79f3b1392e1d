"""What either index is asked in the same words."""

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.kit.db import ReadSession
from app.search.engine import Match, State
from app.search.instants import instant, micros
from app.search.writing import STATE, Writing


class Asking(Writing):
    """Its own SQL, past SQLAlchemy, where every search asks: to make it would cost too much.

    What is put into SQL is names of tables and bound values only.
    """

    @abstractmethod
    def _matching(self, db: ReadSession, match: Match) -> tuple[str, list[Any]]:
        """Return `FROM … WHERE …` for public releases that match, and its values."""

    def state(self, db: ReadSession) -> State:
        """Return what is said of the public index as a whole."""
        n, counted = self.name, ", ".join(STATE)
        # `due IS NOT NULL` is said, or SQLite doesn't look into the index on it
        [row] = db.driver_rows(
            f"SELECT {counted},"
            f" coalesce((SELECT max(doc) FROM {n}_documents WHERE doc > 0), 0),"
            f" (SELECT instant FROM {n}_documents WHERE doc > 0 ORDER BY doc DESC LIMIT 1),"
            f" (SELECT min(due) FROM {n}_documents WHERE due IS NOT NULL) FROM {n}_state"
        )
        *said, newest, due = row
        return State(*said, *(None if at is None else instant(at) for at in (newest, due)))

    def due(self, db: ReadSession, now: datetime, limit: int) -> Sequence[int]:
        """Return the keys of releases that are for the public by now, and not in its index."""
        c = self._documents.c
        by_now = select(c.release_key).where(c.due <= micros(now)).order_by(c.due).limit(limit)
        return db.scalars(by_now)

    def count(self, db: ReadSession, match: Match) -> int:
        """Return how many public releases match."""
        where, values = self._matching(db, match)
        [(found,)] = db.driver_rows(f"SELECT count(*) {where}", values)
        return int(found)
