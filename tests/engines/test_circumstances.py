"""What stands in a database's way is answered as that, on both; nothing of it is a fault."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.kit.errors import Busy
from tests.conftest import Server
from tests.databases import Databases

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n)"
    " SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


def test_another_who_writes_is_waited_for_and_then_it_is_said(
    server: Server, databases: Databases
) -> None:
    with databases.writing_elsewhere(server.settings.data_dir):
        refused = server.http.post("/releases", json={"title": "خبر"}, headers=server.key("write"))
        assert (refused.status_code, refused.json()["code"]) == (503, "busy")
        assert refused.headers["retry-after"] == "1"
        assert server.get("/releases", "draft").json()["total"] == 0
    server.create()
    assert server.get("/releases", "draft").json()["total"] == 1


def test_a_read_that_takes_too_long_is_ended(make_server: Callable[..., Server]) -> None:
    server = make_server(query_seconds=0.2)
    endless = text(ENDLESS[server.database.engine_name])
    with pytest.raises(Busy), server.database.reading() as db:
        db.rows(endless)
    assert server.get("/releases").status_code == 200


def test_a_reader_cannot_write(server: Server) -> None:
    with server.database.reader.begin() as connection, pytest.raises(DBAPIError, match=r"(?i)read"):
        connection.execute(text("DELETE FROM releases"))


def test_a_read_is_of_one_instant(server: Server) -> None:
    counted = text("SELECT count(*) FROM releases")
    with server.database.reading() as db:
        assert db.rows(counted) == [(0,)]
        server.create()
        assert db.rows(counted) == [(0,)]
    with server.database.reading() as db:
        assert db.rows(counted) == [(1,)]


def test_a_table_that_is_gone_makes_no_empty_catalogue(
    server: Server, databases: Databases
) -> None:
    server.publish()
    databases.run(server.settings.data_dir, "ALTER TABLE releases RENAME TO gone")
    for path in ("/releases", "/releases/search?q=خبر"):
        answer = server.get(path)
        assert (answer.status_code, answer.json()["code"]) == (503, "database_lost")
        assert "gone" not in answer.text
    databases.run(server.settings.data_dir, "ALTER TABLE gone RENAME TO releases")
    assert server.get("/releases").json()["total"] == 1


def test_ready_follows_the_database(server: Server, databases: Databases) -> None:
    assert server.get("/health/ready").status_code == 200
    databases.run(server.settings.data_dir, "UPDATE alembic_version SET version_num = '0001'")
    answer = server.get("/health/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
