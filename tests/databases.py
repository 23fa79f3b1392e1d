"""Where the databases of tests are: SQLite's in files, PostgreSQL's in a cluster of the tests' own.

Each test has databases of its own, under the name of a folder: who opens the same folder again
opens the same database.
"""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from copy import copy
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql
from sqlalchemy import Connection, text

from app.access import keys
from app.access.scopes import SCOPES, Scope
from app.kit import clock, migrations
from app.kit.config import Settings
from app.kit.db import Database

SECRET = "tests only"  # noqa: S105 - hashes keys that live as long as a test
EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # 23:00 in Manama, when tests begin
NEWEST = "ix_releases_newest"  # walked where the newest come first; all of it, elsewhere
SCHEMA = """
    SELECT CASE relkind WHEN 'i' THEN 'index' WHEN 'r' THEN 'table' ELSE relkind::text END, relname
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION SELECT 'column', format('%s.%s %s %s', attrelid::regclass, attname,
        format_type(atttypid, atttypmod), attnotnull)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0
        AND NOT attisdropped
    UNION SELECT 'constraint', conname FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION SELECT 'function', proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""


class Databases(Protocol):
    """What makes, changes and deletes the databases of tests."""

    name: str
    keys: dict[Scope, str]  # to every database that is `furnished`

    def empty(self, folder: Path) -> dict[str, Any]:
        """Return the settings of the folder's database; it may have no tables yet."""

    def migrated(self, folder: Path) -> dict[str, Any]:
        """Return the same, with this version's tables in it if it was not there."""

    def furnished(self, folder: Path) -> dict[str, Any]:
        """Return the same, with `keys` too: to issue them took longer than many a test."""

    def run(self, folder: Path, statement: str) -> list[Any]:
        """Run SQL in it behind the program's back; return the rows."""

    def tables(self, folder: Path) -> list[str]:
        """Return the names of the tables in it: none, if it is not there."""

    def schema(self, folder: Path) -> frozenset[tuple[str, str]]:
        """Return everything that migrations make in it, as (kind, name)."""

    def on_disk(self, folder: Path) -> bytes:
        """Return what a thief of the disk would read."""

    def is_open(self, folder: Path) -> bool:
        """Tell whether anybody still has it open."""

    def writing_elsewhere(self, folder: Path) -> AbstractContextManager[None]:
        """Be another process that writes into it, all the time."""

    def scans(self, connection: Connection, query: str, values: Any) -> list[str]:
        """Return the steps of a query's plan that look through all of a table."""

    def of_its_own(self) -> "Databases":
        """Return the same for another test, or for another file of tests."""

    def forget(self) -> None:
        """Delete what was made."""


class SqliteDatabases:
    """A file in the folder; a new one is a copy of one that was migrated once."""

    name = "sqlite"

    def __init__(self, template: Path) -> None:
        """Keep the migrated one in the folder `template`."""
        self._migrated, self._furnished = template / "nashra.db", template / "furnished.db"
        _migrate(Settings(data_dir=template))
        shutil.copy(self._migrated, self._furnished)
        self.keys = _furnish(Settings(database_url=f"sqlite:///{self._furnished}"))

    def empty(self, folder: Path) -> dict[str, Any]:
        """Return the settings of the folder's database; it may have no tables yet."""
        return {"data_dir": folder}

    def migrated(self, folder: Path) -> dict[str, Any]:
        """Return the same, with this version's tables in it if it was not there."""
        return self._copied(self._migrated, folder)

    def furnished(self, folder: Path) -> dict[str, Any]:
        """Return the same, with `keys` too."""
        return self._copied(self._furnished, folder)

    def _copied(self, template: Path, folder: Path) -> dict[str, Any]:
        folder.mkdir(exist_ok=True)
        if not (folder / "nashra.db").exists():
            shutil.copy(template, folder / "nashra.db")
        return self.empty(folder)

    def run(self, folder: Path, statement: str) -> list[Any]:
        """Run SQL in it behind the program's back; return the rows."""
        with closing(sqlite3.connect(folder / "nashra.db")) as database, database:
            return database.execute(statement).fetchall()

    def tables(self, folder: Path) -> list[str]:
        """Return the names of the tables in it: none, if it is not there."""
        return [name for kind, name in self.schema(folder) if kind == "table"]

    def schema(self, folder: Path) -> frozenset[tuple[str, str]]:
        """Return everything that migrations make in it, as (kind, name)."""
        if not (folder / "nashra.db").exists():
            return frozenset()
        rows = self.run(folder, "SELECT type, name FROM sqlite_master")
        return frozenset((kind, name) for kind, name in rows if not name.startswith("sqlite_auto"))

    def on_disk(self, folder: Path) -> bytes:
        """Return what a thief of the disk would read."""
        return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())

    def is_open(self, folder: Path) -> bool:
        """Tell whether anybody still has it open: the last who closes it folds in its log."""
        return (folder / "nashra.db-wal").exists()

    @contextmanager
    def writing_elsewhere(self, folder: Path) -> Iterator[None]:
        """Be another process that writes into it, all the time."""
        with closing(sqlite3.connect(folder / "nashra.db", isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            yield

    def scans(self, connection: Connection, query: str, values: Any) -> list[str]:
        """Return the steps of a query's plan that look through all of a table."""
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
        return [row.detail for row in plan if "SCAN" in row.detail or NEWEST in row.detail]

    def of_its_own(self) -> Databases:
        """Return itself: it remembers nothing."""
        return self

    def forget(self) -> None:
        """Leave the files: pytest deletes the folders."""


class PostgresDatabases:
    """A database for each folder, copied from one that was migrated once."""

    name = "postgresql"

    def __init__(self, address: str, worker: str) -> None:
        """Use the cluster at `address`; the names of several workers do not clash."""
        self._address = address
        self._names = (f"nashra_{worker}_{number}" for number in count())
        self._made: dict[Path, str] = {}
        self._migrated = self._create("template0")
        _migrate(Settings(database_url=f"{address}/{self._migrated}"))
        self._furnished = self._create(self._migrated)
        self.keys = _furnish(Settings(database_url=f"{address}/{self._furnished}"))

    def empty(self, folder: Path) -> dict[str, Any]:
        """Return the settings of the folder's database; it may have no tables yet."""
        return self._of(folder, "template0")

    def migrated(self, folder: Path) -> dict[str, Any]:
        """Return the same, with this version's tables in it if it was not there."""
        return self._of(folder, self._migrated)

    def furnished(self, folder: Path) -> dict[str, Any]:
        """Return the same, with `keys` too."""
        return self._of(folder, self._furnished)

    def run(self, folder: Path, statement: str) -> list[Any]:
        """Run SQL in it behind the program's back; return the rows."""
        with psycopg.connect(f"{self._address}/{self._made[folder]}") as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def tables(self, folder: Path) -> list[str]:
        """Return the names of the tables in it."""
        return [name for kind, name in self.schema(folder) if kind == "table"]

    def schema(self, folder: Path) -> frozenset[tuple[str, str]]:
        """Return everything that migrations make in it, as (kind, name)."""
        return frozenset((kind, name) for kind, name in self.run(folder, SCHEMA))

    def on_disk(self, folder: Path) -> bytes:
        """Return what a thief of the disk would read, unpacked."""
        rows = [row for name in self.tables(folder) for row in self.run(folder, f"TABLE {name}")]
        return b"".join(
            value if isinstance(value, bytes) else str(value).encode()
            for row in rows
            for value in row
        )

    def is_open(self, folder: Path) -> bool:
        """Tell whether anybody still has it open."""
        asked = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'nashra' AND datname = "
        return bool(self.run(folder, f"{asked} current_database()"))

    @contextmanager
    def writing_elsewhere(self, folder: Path) -> Iterator[None]:
        """Be another process that writes into it, all the time."""
        database = Database(Settings(**self.empty(folder)), {})
        with database.writing() as db:
            db.rows(text("SELECT 1"))
            yield
        database.close()

    def scans(self, connection: Connection, query: str, values: Any) -> list[str]:
        """Return the steps of a query's plan that look through all of a table.

        Of a table of a few rows it would always do that, if it were not asked to avoid it.
        """
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = connection.exec_driver_sql(f"EXPLAIN {query}", values)
        return [step for (step,) in plan if "Seq Scan" in step or NEWEST in step]

    def of_its_own(self) -> "PostgresDatabases":
        """Return the same for another test: it shares the template and the names."""
        other = copy(self)
        other._made = {}  # noqa: SLF001 - its own
        return other

    def forget(self) -> None:
        """Drop what was made."""
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
        self._administer(drop.format(sql.Identifier(name)) for name in self._made.values())
        self._made.clear()

    def _of(self, folder: Path, template: str) -> dict[str, Any]:
        if folder not in self._made:
            self._made[folder] = self._create(template)
        return {"data_dir": folder, "database_url": f"{self._address}/{self._made[folder]}"}

    def _create(self, template: str) -> str:
        name = next(self._names)
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._administer([create.format(sql.Identifier(name), sql.Identifier(template))])
        return name

    def _administer(self, statements: Iterable[sql.Composed]) -> None:
        with psycopg.connect(f"{self._address}/postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def _migrate(settings: Settings) -> None:
    database = Database(settings, {})
    migrations.upgrade(database.writer)
    database.close()


def _furnish(settings: Settings) -> dict[Scope, str]:
    """Make a key for each scope; return them."""
    database = Database(settings, {})
    with clock.told_by(lambda: EVENING), database.writing() as db:
        secret = SECRET.encode()
        made = {scope: keys.issue(db, secret, f"test {scope}", [scope]) for scope in SCOPES}
    database.close()
    return made
