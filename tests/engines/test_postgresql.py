"""A PostgreSQL that is lost, frozen or in doubt: 503 and never 500, and no restart is needed."""

import os
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from time import monotonic

import pytest
from sqlalchemy import text

from app.kit.config import Settings
from app.kit.db import Database
from app.kit.errors import Busy
from tests.conftest import Server
from tests.databases import Databases

pytestmark = pytest.mark.only("postgresql")

OURS = """SELECT pid FROM pg_stat_activity
    WHERE application_name = 'nashra' AND datname = current_database()"""
CUT = OURS.replace("pid", "pg_terminate_backend(pid)")
AT_COMMIT = """
    CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {then}; RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON releases
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION at_commit()"""


def test_connections_that_were_cut_are_made_anew(server: Server, databases: Databases) -> None:
    server.publish()
    for _ in range(3):
        assert databases.run(server.settings.data_dir, CUT)
        assert server.get("/releases").status_code == 200
        server.publish()
    assert server.get("/releases").json()["total"] == 4


def test_what_is_asked_often_is_planned_once(make_server: Callable[..., Server]) -> None:
    server = make_server(memory_bytes=0)
    server.publish()
    for _ in range(8):
        assert server.get("/releases/search", q="خبر").json()["total"] == 1
    with server.database.reading() as db:
        prepared = [
            sql for (sql,) in db.driver_rows("SELECT statement FROM pg_prepared_statements")
        ]
    assert any("FROM search_state" in sql for sql in prepared)
    assert any("FROM public_summaries" in sql for sql in prepared)


def test_a_server_that_freezes_is_given_up(server: Server, databases: Databases) -> None:
    server.publish()
    frozen = [pid for (pid,) in databases.run(server.settings.data_dir, OURS)]
    began = monotonic()
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        write = server.http.post("/releases", json={"title": "خبر"}, headers=server.key("write"))
        assert write.status_code in {201, 503}
        assert server.get("/releases").status_code == 200
        assert monotonic() - began < 25
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
    server.publish()
    assert server.get("/releases").json()["total"] == 2


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # its kernel accepts, nobody answers
        url = f"postgresql://nashra@127.0.0.1:{silent.getsockname()[1]}/nashra"
        with closing(Database(Settings(database_url=url), {})) as database:
            began = monotonic()
            with pytest.raises(Busy), database.writing() as db:
                db.rows(text("SELECT 1"))
    assert monotonic() - began < 4


@pytest.mark.parametrize(
    "then",
    [
        "RAISE WARNING 'canceling wait for synchronous replication' USING ERRCODE = '01000'",
        "PERFORM pg_terminate_backend(pg_backend_pid())",
    ],
)
def test_a_commit_in_doubt_is_not_acknowledged(
    server: Server, databases: Databases, then: str
) -> None:
    databases.run(server.settings.data_dir, AT_COMMIT.format(then=then))
    answer = server.http.post("/releases", json={"title": "خبر"}, headers=server.key("write"))
    assert (answer.status_code, answer.json()["code"]) == (503, "outcome_unknown")
    assert answer.headers["retry-after"] == "1"
    databases.run(server.settings.data_dir, "DROP TRIGGER at_commit ON releases")
    server.create()
