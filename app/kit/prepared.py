"""Statements of the hot path: compiled once for each database, and run by its driver.

SQLAlchemy makes the SQL and knows the types of columns; but to send a statement through it takes
four times as long as SQLite takes to answer with twenty releases, and ten times as long as it takes
to put in a few rows, so these are sent past it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from pydantic_core import to_json
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Delete,
    Dialect,
    Insert,
    Select,
    String,
    Table,
    TextClause,
    insert,
    literal_column,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Text, TypeDecorator

Converter = Callable[[Any], Any]
Statement = Select[*tuple[Any, ...]] | Insert | Delete | TextClause


class WholeNumbers(TypeDecorator[Sequence[int]]):
    """A list of whole numbers as one value."""

    impl = Text
    cache_ok = True
    array = "bigint[]"

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        """Return what the driver is given: JSON, where the database has no arrays."""
        numbers = value or ()
        # JSON, which json.dumps takes three times as long to write
        return f"[{','.join(map(str, numbers))}]" if dialect.name == "sqlite" else list(numbers)


class Texts(TypeDecorator[Sequence[str]]):
    """A list of texts as one value."""

    impl = Text
    cache_ok = True
    array = "text[]"

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        """Return what the driver is given: JSON, where the database has no arrays."""
        texts = list(value or ())
        return to_json(texts).decode() if dialect.name == "sqlite" else texts


class Among(ColumnElement[bool]):
    """The condition that a column is one of a list of whole numbers, or texts, given by name.

    One statement for a list of any length, so that it is made once.
    """

    inherit_cache = True

    def __init__(
        self,
        column: ColumnElement[Any],
        given: str,
        kind: type[WholeNumbers | Texts] = WholeNumbers,
    ) -> None:
        """Demand that `column` is among what is `given` under this name."""
        self.column, self.array = column, kind.array
        self.given: BindParameter[Any] = BindParameter(given, type_=kind())


@compiles(Among, "sqlite")
def _in_json(among: Among, compiler: SQLCompiler, **how: Any) -> str:
    column, given = (compiler.process(part, **how) for part in (among.column, among.given))
    return f"{column} IN (SELECT value FROM json_each({given}))"  # noqa: S608 - SQLAlchemy's SQL


@compiles(Among, "postgresql")
def _in_array(among: Among, compiler: SQLCompiler, **how: Any) -> str:
    column, given = (compiler.process(part, **how) for part in (among.column, among.given))
    return f"{column} = ANY({given}::{among.array})"


def spelled(text: str) -> ColumnElement[str]:
    """Return a text that the statement itself spells out, for `!=` where an index has the same.

    SQLite asks whether such an index will do of the value that is bound, and so plans anew each
    time that one is: that takes ten times as long as the query.
    """
    return literal_column(f"'{text}'", String)


class Prepared:
    """A statement whose values are given by name: `Snapshot.prepared`, `WriteSession.send`."""

    def __init__(self, statement: Statement, columns: Sequence[str] | None = None) -> None:
        """Take the statement; it is compiled when a database is first asked.

        `columns` are those that an INSERT gives values to.
        """
        self._statement, self._columns = statement, columns
        self._made: dict[str, _Made] = {}

    def on(self, dialect: Dialect) -> "_Made":
        """Return the statement as this kind of database takes it."""
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = _Made(self._statement, dialect, self._columns)
        return made


@cache
def insertion(table: Table, columns: tuple[str, ...]) -> Prepared:
    """Return the INSERT of rows that have these columns."""
    return Prepared(insert(table), columns)


@cache
def keyed_insertion(table: Table, columns: tuple[str, ...]) -> Prepared:
    """Return the INSERT of rows that have these columns, which returns the key of each."""
    return Prepared(insert(table).returning(*table.primary_key), columns)


def _picker(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], list[Any]]:
    """Return what takes the values of these names, in this order: in C where it can be."""
    if len(names) < 2:  # noqa: PLR2004 - of one name `itemgetter` returns the value itself
        return lambda given: [given[name] for name in names]
    pick = itemgetter(*names)
    return lambda given: list(pick(given))


class _Made:
    """SQL for one kind of database, and what turns values into its own and back."""

    def __init__(
        self, statement: Statement, dialect: Dialect, columns: Sequence[str] | None
    ) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self.sql = str(compiled)
        self._known: dict[str, Any] = {}
        binders: dict[str, Converter] = {}
        for bind, name in compiled.bind_names.items():
            binder = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if not bind.required:
                self._known[name] = binder(bind.value) if binder else bind.value
            elif binder:
                binders[name] = binder
        places: Sequence[str] | None = compiled.positiontup
        self._is_named = places is None
        self._names = tuple(places or compiled.bind_names.values())
        self._pick = _picker(self._names)
        self._binders = [
            (place, binders[name]) for place, name in enumerate(self._names) if name in binders
        ]
        self._readers = [
            (place, reader)
            for place, column in enumerate(
                statement.selected_columns if isinstance(statement, Select) else ()
            )
            if (reader := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]

    def values(self, given: Mapping[str, Any]) -> Any:
        """Return the values as the driver takes them: in their places, or by name."""
        values = self._pick({**given, **self._known} if self._known else given)
        for place, binder in self._binders:
            values[place] = binder(values[place])
        return dict(zip(self._names, values, strict=True)) if self._is_named else tuple(values)

    def rows(self, found: Sequence[Any]) -> Sequence[Any]:
        """Return rows of the driver as the program sees them."""
        return [self.read(row) for row in found] if self._readers else found

    def read(self, found: Sequence[Any]) -> Sequence[Any]:
        """Return one row as the program sees it."""
        row = list(found)
        for place, reader in self._readers:
            row[place] = reader(row[place])
        return row
