"""Which database is measured: SQLite in a folder, or a PostgreSQL that is started for it."""

import os
import sqlite3
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.cluster import Cluster

URL = "NASHRA_DATABASE_URL"  # one that is set is used, and kept


def add_option(options: ArgumentParser) -> None:
    """Let it be said which one."""
    options.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")


@contextmanager
def opened(engine: str) -> Iterator[None]:
    """Let every `nashra` that is started inside the block open that kind of database."""
    if engine == "sqlite" or URL in os.environ:
        yield
        return
    cluster = Cluster()
    os.environ[URL] = f"{cluster.address}/postgres"
    try:
        yield
    finally:
        del os.environ[URL]
        cluster.stop()


def is_filled(data: Path) -> bool:
    """Tell whether an earlier run has filled the database."""
    if URL not in os.environ:
        return (data / "nashra.db").exists()
    with psycopg.connect(os.environ[URL]) as connection:
        return bool(connection.execute("SELECT to_regclass('releases')").fetchone() != (None,))


def index_size(data: Path) -> tuple[int, int]:
    """Return the bytes of the search index, and of the titles and bodies that are in it."""
    if URL in os.environ:
        with psycopg.connect(os.environ[URL]) as server:
            return _one(
                server.execute(
                    "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
                    r" WHERE relkind = 'r' AND relname LIKE 'search\_%'"
                ).fetchone()
            ), _one(
                server.execute(
                    "SELECT sum(octet_length(title) + octet_length(body)) FROM releases"
                ).fetchone()
            )
    with closing(sqlite3.connect(f"file:{data / 'nashra.db'}?mode=ro", uri=True)) as file:
        return _one(
            file.execute(
                r"SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%search\_%' ESCAPE '\'"
            ).fetchone()
        ), _one(
            file.execute(
                "SELECT sum(length(CAST(title AS BLOB)) + length(CAST(body AS BLOB))) FROM releases"
            ).fetchone()
        )


def _one(row: Any) -> int:
    [size] = row
    return int(size)
