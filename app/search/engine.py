"""What search asks of a database: either one answers the same."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Select

from app.kit.db import WriteSession


class Engine(Protocol):
    """A full-text index over words that `language` has already analysed."""

    def put(self, db: WriteSession, key: int, title: Sequence[str], body: Sequence[str]) -> None:
        """Index a release under its key, in place of what was there."""

    def drop(self, db: WriteSession, key: int) -> None:
        """Take a release out of the index."""

    def held(self) -> Select[Any]:
        """Return the query for the keys of all releases that are indexed."""

    def matching(self, terms: Sequence[str]) -> Select[Any]:
        """Return the query for the keys of releases that hold every term."""
