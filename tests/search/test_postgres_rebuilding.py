"""On PostgreSQL: a rebuilt index has the tables that migrations make, under the same names."""

import pytest

from app.search import rebuilding
from tests.conftest import Server

pytestmark = pytest.mark.only("postgresql")

MADE = """
    SELECT 'column', table_name || '.' || column_name, data_type || is_nullable
    FROM information_schema.columns WHERE table_name LIKE %s
    UNION SELECT 'index', indexname, indexdef FROM pg_indexes WHERE indexname LIKE %s
    UNION SELECT 'constraint', conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conname LIKE %s
"""


def made(server: Server) -> set[tuple[str, str, str]]:
    with server.database.reading() as db:
        return set(db.driver_rows(MADE, ["search%"] * 3))


def test_a_rebuilt_index_has_the_tables_that_migrations_make(server: Server) -> None:
    server.publish(title="السجون المفتوحة")
    before = made(server)
    assert {"search_public", "search_hidden", "search_place"} < {name for _, name, _ in before}
    for _ in range(2):
        rebuilding.rebuild(server.database, lambda _done, _total: None)
        assert made(server) == before
