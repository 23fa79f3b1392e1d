"""Copying every row, with its primary key: what was interrupted goes on after its last row.

Not by PostgreSQL's COPY: of 20,000 releases it took a quarter off the copying, a twentieth off the
whole, most of which is the search index; not enough for a second way to write.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, Table, bindparam, insert, update

from app.kit.db import Database, ReadSession
from app.moving import tables


def copy(theirs: ReadSession, target: Database, show: Callable[[int, int], None]) -> None:
    """Copy all that is not there yet, a part a transaction; tell `show` (done, of how many).

    Each transaction looks for itself where the last one ended: nothing can be out of step.
    """
    total = tables.count(theirs)
    with target.reading(unhurried=True) as ours:
        done = tables.count(ours)
    show(done, total)
    for table in tables.moved():
        for copied in _rows(theirs, target, table):
            done += copied
            show(done, total)
        for column in tables.to_itself(table):
            _refer(theirs, target, table, column)
        with target.writing() as ours:
            ours.count_on(table)


def _rows(theirs: ReadSession, target: Database, table: Table) -> Iterator[int]:
    """Copy a table's rows, without what refers to rows that may not be there yet."""
    later: dict[str, Any] = {column.name: None for column in tables.to_itself(table)}
    while True:
        with target.writing(unhurried=True) as ours:
            beyond = tables.last_key(ours, table)
            rows = tables.rows(theirs, tables.part(table, beyond).limit(tables.BATCH))
            if not rows:
                return
            ours.change(insert(table), [row | later for row in rows])
        yield len(rows)


def _refer(theirs: ReadSession, target: Database, table: Table, column: Column[Any]) -> None:
    """Let rows refer to each other, now that all are there."""
    [key] = table.primary_key.columns
    here = update(table).where(key == bindparam("this")).values({column: bindparam("that")})
    last: tables.Key | None = None
    while True:
        part = tables.part(table, last).where(column.is_not(None)).limit(tables.BATCH)
        pairs = [
            {"this": this, "that": that}
            for this, that in theirs.rows(part.with_only_columns(key, column))
        ]
        if not pairs:
            return
        with target.writing(unhurried=True) as ours:
            ours.change(here, pairs)
        last = (pairs[-1]["this"],)
