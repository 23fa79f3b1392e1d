"""The tables that move, and how they are read: in the order of their primary keys, by parts.

Both databases order them alike: texts by their code points, ids and hashes by their bytes.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, func, literal, select, tuple_

from app.access.models import ServerSecret
from app.kit.db import ReadSession
from app.kit.public_version import PublicVersion
from app.kit.timelines import Timeline
from app.releases.models import PublicSummary, ReleaseCounts
from app.wiring import every_table

BATCH = 1_000  # rows: of releases some 20 MB

Key = tuple[Any, ...]
_ITS_OWN = {one.__tablename__ for one in (PublicSummary, PublicVersion, ReleaseCounts, Timeline)}


def of_a_catalogue() -> list[Table]:
    """Return the tables of whoever keeps a catalogue, each after those that it refers to.

    Not the timelines of the primary: they tell of its own cluster, and would be lies in another.
    Nor what a database counts, or is made of the rest when it starts.
    """
    return [table for table in every_table().sorted_tables if table.name not in _ITS_OWN]


def moved() -> list[Table]:
    """Return the tables that move.

    Not the server's secret: it is in a table on one database, and in a file beside the other.
    """
    return [table for table in of_a_catalogue() if table.name != ServerSecret.__tablename__]


def to_itself(table: Table) -> list[Column[Any]]:
    """Return the columns that refer to rows of their own table, maybe to later ones."""
    return sorted(
        {key.parent for key in table.foreign_keys if key.column.table is table},
        key=lambda column: column.name,
    )


def part(table: Table, beyond: Key | None, up_to: Key | None = None) -> Select[Any]:
    """Return the query for the rows that follow a key, not beyond another."""
    query = select(table).order_by(*table.primary_key)
    if beyond is not None:
        query = query.where(_key(table) > _place(table, beyond))
    if up_to is not None:
        query = query.where(_key(table) <= _place(table, up_to))
    return query


def last_key(db: ReadSession, table: Table) -> Key | None:
    """Return the greatest primary key that is there."""
    key = table.primary_key.columns
    rows = db.rows(select(*key).order_by(*(column.desc() for column in key)).limit(1))
    return tuple(rows[0]) if rows else None


def key_of(table: Table, row: dict[str, Any]) -> Key:
    """Return the primary key of a row."""
    return tuple(row[column.name] for column in table.primary_key)


def count(db: ReadSession) -> int:
    """Return how many rows there are in all tables that move."""
    return sum(db.scalar(select(func.count()).select_from(table)) or 0 for table in moved())


def rows(db: ReadSession, query: Select[Any]) -> list[dict[str, Any]]:
    """Return rows under the names of their columns."""
    return [row._asdict() for row in db.rows(query)]


def _key(table: Table) -> ColumnElement[Any]:
    return tuple_(*table.primary_key)


def _place(table: Table, key: Sequence[Any]) -> ColumnElement[Any]:
    columns = table.primary_key.columns
    return tuple_(*(literal(of, each.type) for of, each in zip(key, columns, strict=True)))
