"""The chain of the audit log: anyone can follow it, and nobody changes it unnoticed."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from app.kit import audit
from app.kit.audit import Examined
from app.kit.db import Database
from tests.access.issuing import issue, revoke
from tests.access.pages import items, walked
from tests.access.test_audit import NEWS, lines
from tests.conftest import Server
from tests.databases import Databases


def examined(database: Database) -> Examined:
    """Follow the chain."""
    with database.reading() as db:
        return audit.examine(db)


def test_the_chain_can_be_followed_by_whoever_reads_the_pages(server: Server) -> None:
    server.publish(title="خبر «بعلامات» 😀")
    server.http.post("/releases", json=NEWS, headers={"X-Request-ID": "r"})
    revoke(server, issue(server, name='وكالة "الأنباء"')["id"])
    pages = walked(server, "/audit?limit=2")
    found = items(pages)
    assert len(found) == pages[-1]["total"] == found[0]["number"]
    previous = "0" * 64
    for line in reversed(found):
        content = {name: value for name, value in line.items() if name != "hash"}
        assert content["previous"] == previous
        canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        previous = hashlib.sha256(canonical.encode()).hexdigest()
        assert line["hash"] == previous
    assert examined(server.database) == Examined(len(found), previous, None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_lines SET key_name = 'غيره' WHERE number = 2",
        "DELETE FROM audit_lines WHERE number = 2",
        "DELETE FROM audit_lines",
    ],
)
def test_the_database_refuses_to_change_it(
    server: Server, databases: Databases, statement: str
) -> None:
    before = lines(server)
    with pytest.raises(Exception, match="the audit log only grows"):
        databases.run(server.settings.data_dir, statement)
    assert lines(server) == before


@pytest.mark.only("sqlite")
def test_nor_is_a_line_replaced(server: Server, databases: Databases) -> None:
    with pytest.raises(Exception, match="the audit log only grows"):
        databases.run(
            server.settings.data_dir, "REPLACE INTO audit_lines SELECT * FROM audit_lines"
        )


@pytest.mark.only("postgresql")
def test_nor_is_it_truncated(server: Server, databases: Databases) -> None:
    with pytest.raises(Exception, match="the audit log only grows"):
        databases.run(server.settings.data_dir, "TRUNCATE audit_lines")


UNGUARDED = {
    "sqlite": ["DROP TRIGGER audit_lines_UPDATE", "DROP TRIGGER audit_lines_DELETE"],
    "postgresql": ["DROP TRIGGER audit_lines_kept ON audit_lines"],
}


@pytest.mark.parametrize(
    ("statement", "whole", "broken"),
    [
        ("UPDATE audit_lines SET key_name = 'غيره' WHERE number = 3", 2, 3),
        ("UPDATE audit_lines SET status = 200 WHERE number = 4", 3, 4),
        ("UPDATE audit_lines SET note = '{}' WHERE number = 2", 1, 2),
        ("UPDATE audit_lines SET note = NULL, subject_id = NULL WHERE number = 1", 0, 1),
        ("DELETE FROM audit_lines WHERE number = 1", 0, 2),
        ("DELETE FROM audit_lines WHERE number = 3", 2, 4),
        ("UPDATE audit_lines SET number = 99 WHERE number = 5", 4, 99),
    ],
)
def test_whoever_gets_around_that_breaks_the_chain(
    server: Server, databases: Databases, statement: str, whole: int, broken: int
) -> None:
    for drop in (*UNGUARDED[databases.name], statement):
        databases.run(server.settings.data_dir, drop)
    found = examined(server.database)
    assert (found.whole, found.broken) == (whole, broken)


def test_many_writers_on_two_servers_make_one_chain(make_server: Callable[..., Server]) -> None:
    one = make_server()
    two = make_server(data_dir=one.settings.data_dir)
    count = len(lines(one))

    def write(number: int) -> httpx.Response:
        server = (one, two)[number % 2]
        key = server.key("publish") if number % 3 else {}
        return server.http.post("/releases", json={"title": f"خبر {number}"}, headers=key)

    with ThreadPoolExecutor(8) as pool:
        statuses = [answer.status_code for answer in pool.map(write, range(60))]
    assert statuses.count(201) == 40
    assert statuses.count(401) == 20
    new = lines(one)[:-count]
    assert sorted(line["status"] for line in new) == sorted(statuses)
    assert examined(two.database).broken is None
    assert examined(two.database).whole == count + 60
