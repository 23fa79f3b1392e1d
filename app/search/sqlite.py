"""The index in SQLite: an FTS5 table of analysed words, `rowid` = the release's key."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, column, select, table, text

from app.kit.db import WriteSession

INDEX = table("search_index", column("rowid"))
_PUT = text("INSERT OR REPLACE INTO search_index (rowid, title, body) VALUES (:key, :title, :body)")


class SqliteEngine:
    """FTS5; every word is quoted, so that nothing which is typed can be query syntax."""

    def put(self, db: WriteSession, key: int, title: Sequence[str], body: Sequence[str]) -> None:
        """Index a release under its key, in place of what was there."""
        db.change(_PUT, {"key": key, "title": " ".join(title), "body": " ".join(body)})

    def drop(self, db: WriteSession, key: int) -> None:
        """Take a release out of the index."""
        db.change(text("DELETE FROM search_index WHERE rowid = :key"), {"key": key})

    def held(self) -> Select[Any]:
        """Return the query for the keys of all releases that are indexed."""
        return select(INDEX.c.rowid).select_from(INDEX)

    def matching(self, terms: Sequence[str]) -> Select[Any]:
        """Return the query for the keys of releases that hold every term."""
        every = " ".join(f'"{term}"' for term in terms)
        return (
            select(INDEX.c.rowid)
            .select_from(INDEX)
            .where(text("search_index MATCH :every").bindparams(every=every))
        )
