"""Comparing two databases row by row: every row that differs is named."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Table

from app.kit.db import ReadSession
from app.moving import tables

Row = dict[str, Any]


def differences(
    theirs: ReadSession, ours: ReadSession, show: Callable[[int, int], None]
) -> Iterator[str]:
    """Yield what differs from the source, in every table; tell `show` (rows, of how many)."""
    done, total = 0, tables.count(theirs)
    show(done, total)
    for table in tables.moved():
        for here, there in _parts(theirs, ours, table):
            yield from _between(table, here, there)
            done += len(here)
            show(done, total)


def _parts(
    theirs: ReadSession, ours: ReadSession, table: Table
) -> Iterator[tuple[dict[tables.Key, Row], dict[tables.Key, Row]]]:
    """Yield the rows of both between the same two keys, until there are no more of either."""
    last: tables.Key | None = None
    while True:
        here = _by_key(theirs, table, last, None, tables.BATCH)
        end = next(reversed(here)) if len(here) == tables.BATCH else None
        yield here, _by_key(ours, table, last, end, None)
        if end is None:
            return
        last = end


def _by_key(
    db: ReadSession,
    table: Table,
    beyond: tables.Key | None,
    up_to: tables.Key | None,
    limit: int | None,
) -> dict[tables.Key, Row]:
    part = tables.part(table, beyond, up_to).limit(limit)
    return {tables.key_of(table, row): row for row in tables.rows(db, part)}


def _between(
    table: Table, here: Mapping[tables.Key, Row], there: Mapping[tables.Key, Row]
) -> Iterator[str]:
    for key in dict.fromkeys([*here, *there]):
        name = f"{table.name} {_shown(key)}"
        if key not in there:
            yield f"{name}: is not in the target"
        elif key not in here:
            yield f"{name}: is not in the source"
        elif unlike := [of for of in here[key] if _exact(here[key][of]) != _exact(there[key][of])]:
            yield f"{name}: other {', '.join(unlike)}"


def _exact(value: Any) -> Any:
    """Return JSON as it is written: the order of its members is part of what a client reads."""
    return json.dumps(value) if isinstance(value, dict | list) else value


def _shown(key: tables.Key) -> str:
    return "/".join(one.hex() if isinstance(one, bytes) else str(one) for one in key)
