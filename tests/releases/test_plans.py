"""How SQLite finds a page of much that is alike: along the index of its order, sorting nothing.

PostgreSQL plans by what it has counted, SQLite by rules, which have to be right however much
there is.
"""

from collections.abc import Callable
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import event

from app.access.scopes import Scope
from app.releases.filters import Filters
from app.releases.listing import ORDERS
from tests.conftest import Server

pytestmark = pytest.mark.once
MANY = 40  # of so many alike it is walked
EXAMPLES: dict[str, str] = {
    "language": "ar",
    "type": "press_release",
    "topic": "traffic",
    "person": "wazir",
    "organisation": "moi",
    "place": "manama",
    "issuer": "moi",
    "keyword": "أمن",
    "since": "2020-01-01",
    "until": "2030-01-01",
    "hijri": "1448",
    "state": "published",
    "missing_translation": "en",
    "translation_of": "00000000-0000-4000-8000-000000000001",
}
ABOUT: dict[str, Any] = {
    name: [{"id": EXAMPLES[one], "name": {"ar": one}}]
    for name, one in (
        ("topics", "topic"), ("people", "person"),
        ("organisations", "organisation"), ("places", "place"),
    )
}  # fmt: skip


@pytest.fixture
def server(make_server: Callable[..., Server]) -> Server:
    """Return a server that makes each answer anew, with many releases that are alike."""
    made = make_server(memory_bytes=0)
    for _ in range(MANY):
        made.publish(issuer={"id": "moi", "name": {"ar": "الداخلية"}}, keywords=["أمن"], **ABOUT)
    return made


@pytest.fixture
def queries(server: Server) -> list[str]:
    """Return the list of what is asked of SQLite from now on."""
    said: list[str] = []
    reader = server.database.reader
    event.listen(reader, "connect", lambda one, _: one.set_trace_callback(said.append))
    reader.dispose()
    return said


@pytest.mark.parametrize("sort", ORDERS)
def test_along_an_index(server: Server, queries: list[str], sort: str) -> None:
    assert set(EXAMPLES) == set(Filters.model_fields)
    scopes: tuple[Scope | None, ...] = (None, "draft")
    for scope, (name, value) in product(scopes, (("limit", "20"), *EXAMPLES.items())):
        queries.clear()
        answer = server.get("/releases", scope, **{name: value, "sort": sort})
        assert answer.status_code == 200, answer.text
        assert answer.json()["total"] == (0 if name == "translation_of" else MANY), name
        [page] = [one for one in queries if "ORDER BY releases" in one and "LIMIT" in one]
        plan = _plan(server, page)
        assert "SCAN releases" not in plan, (name, plan)
        if answer.json()["total"]:  # a few are gathered and sorted
            assert not any("TEMP B-TREE" in step for step in plan), (name, plan)


@pytest.mark.parametrize("sort", ORDERS)
def test_a_page_further_on_begins_where_the_last_ended(
    server: Server, queries: list[str], sort: str
) -> None:
    scopes: tuple[Scope | None, ...] = (None, "draft")
    for scope, narrowed in product(scopes, ({}, {"language": "ar"}, {"type": "press_release"})):
        first = server.get("/releases", scope, limit=5, sort=sort, **narrowed)
        following = urlsplit(first.json()["links"]["next"])
        queries.clear()
        server.get(f"{following.path}?{following.query}", scope)
        [page] = [one for one in queries if "ORDER BY releases" in one and "LIMIT" in one]
        [step] = [step for step in _plan(server, page) if step.startswith("SEARCH releases")]
        assert ",id)<(?,?)" in step or ",id)>(?,?)" in step, (narrowed, step)


def _plan(server: Server, query: str) -> list[str]:
    with server.database.reading() as db:
        return [row[3] for row in db.driver_rows(f"EXPLAIN QUERY PLAN {query}")]


def test_what_editors_read_is_not_planned_anew_each_time(server: Server) -> None:
    """As SQLite does where a bound value meets the condition of a partial index."""
    with server.database.reader.connect() as connection:
        options = {row[0] for row in connection.exec_driver_sql("PRAGMA compile_options")}
    if "ENABLE_STMTVTAB" not in options:
        pytest.skip("this SQLite does not count how often it plans")
    times = 5
    asked: tuple[dict[str, str], ...] = ({}, {"language": "ar"}, {"sort": "title"}, {"q": "خبر"})
    for one, _ in product(asked, range(times)):
        path = "/releases/search" if "q" in one else "/releases"
        assert server.get(path, "draft", **one).status_code == 200
    with server.database.reader.connect() as connection:
        planned = "SELECT sql FROM sqlite_stmt WHERE run >= ? AND reprep >= ?"
        assert connection.exec_driver_sql(planned, (times, times)).all() == []
