"""One state of the database, as far as queries that were prepared look at it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect

from app.kit.prepared import Prepared

Read = Callable[[Sequence[Any]], Sequence[Any]]


class Snapshot(ABC):
    """Everything that is read of it is of the same instant.

    `counted` is what was counted in the same database before; None: that is not kept.
    """

    counted: dict[Any, Any] | None

    @property
    @abstractmethod
    def dialect(self) -> Dialect:
        """The kind of database that this is of."""

    @abstractmethod
    def driver_rows(self, sql: str, values: Any = ()) -> list[Any]:
        """Return the rows of SQL in the database's own words, past SQLAlchemy: a tenth of its time.

        `values` fill the places that its driver marks: with `?` in SQLite, `%s` in PostgreSQL.
        """

    def prepared(self, query: Prepared, values: Mapping[str, Any]) -> Sequence[Any]:
        """Return the rows of a query that was prepared, past SQLAlchemy."""
        made = query.on(self.dialect)
        return made.rows(self.driver_rows(made.sql, made.values(values)))

    def unread(self, query: Prepared, values: Mapping[str, Any]) -> tuple[list[Any], Read]:
        """Return the same rows as the driver has them, and what reads one of them."""
        made = query.on(self.dialect)
        return self.driver_rows(made.sql, made.values(values)), made.read
