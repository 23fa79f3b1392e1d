"""What was withdrawn, killed or archived is in no list and no search that does not ask for it."""

from typing import Any

import pytest

from app.access.scopes import Scope
from tests.conftest import Server

REASON = {"ar": "خطأ", "en": "Wrong"}
LEFT = {"withdrawn": "withdraw", "archived": "archive", "killed": "kill"}
HERE = {"مسودة", "قيد المراجعة", "مجدول", "منشور"}


def _act(server: Server, release: dict[str, Any], verb: str, **document: Any) -> None:
    path = f"/releases/{release['id']}/{verb}"
    answer = server.http.post(path, json=document, headers=server.key("admin"))
    assert answer.status_code == 200, answer.text


@pytest.fixture
def stocked(server: Server) -> Server:
    """Return a server with a release in each state, all about the same."""
    about = {"topics": [{"name": {"ar": "المرور"}}], "body": "زيارة الوزير"}
    server.create(title="مسودة", **about)
    _act(server, server.create(title="قيد المراجعة", **about), "submit")
    server.publish(title="مجدول", publish_at="2027-01-01T00:00:00Z", **about)
    server.publish(title="منشور", **about)
    _act(server, server.publish(title="withdrawn", **about), "withdraw", reason=REASON)
    _act(server, server.publish(title="archived", **about), "archive")
    killed = server.publish(title="killed", **about)
    _act(server, killed, "kill", reason=REASON, confirm=True)
    return server


def _titles(server: Server, path: str, scope: Scope | None, **asked: Any) -> set[str]:
    given = {name: value for name, value in asked.items() if value is not None}
    page = server.get(path, scope, fields="title", **given).json()
    titles = {item["title"] for item in page["items"]}
    assert page["total"] == len(titles)
    return titles


LISTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/releases", {}),
    ("/releases", {"sort": "title"}),
    ("/releases", {"topic": "المرور"}),
    ("/releases", {"since": "2020-01-01", "language": "ar"}),
    ("/releases/search", {"q": "زيارة"}),
    ("/releases/search", {"q": "زيارة", "sort": "-published_at", "topic": "المرور"}),
)


@pytest.mark.parametrize("scope", ["draft", "write", "publish", "admin"])
def test_a_list_that_does_not_ask_for_them(stocked: Server, scope: Scope) -> None:
    for path, asked in LISTS:
        here = HERE - {"مسودة", "قيد المراجعة"} if "since" in asked else HERE
        assert _titles(stocked, path, scope, **asked) == here, (path, asked)


@pytest.mark.parametrize("scope", ["draft", "admin"])
def test_who_asks_for_them_finds_what_they_may_see(stocked: Server, scope: Scope) -> None:
    for path, q in (("/releases", None), ("/releases/search", "زيارة")):
        for state in LEFT:
            found = _titles(stocked, path, scope, state=state, q=q)
            assert found == ({state} if state != "killed" or scope == "admin" else set())
        both = _titles(stocked, path, scope, state=["draft", "withdrawn"], q=q)
        assert both == {"مسودة", "withdrawn"}


def test_facets_and_pages_are_of_the_same(stocked: Server) -> None:
    asked = {"q": "زيارة", "facets": "topic", "limit": 2}
    page = stocked.get("/releases/search", "draft", **asked).json()
    [topic] = page["facets"]["topic"]
    assert (page["total"], topic["count"]) == (len(HERE), len(HERE))
    seen, link = list[str](), "/releases?limit=1&fields=title"
    while link:
        page = stocked.get(link, "draft").json()
        assert page["total"] == len(HERE)
        seen += [item["title"] for item in page["items"]]
        link = page["links"]["next"]
    assert set(seen) == HERE
    assert len(seen) == len(HERE)


def test_what_comes_back_is_listed_again(stocked: Server) -> None:
    page = stocked.get("/releases", "draft", state="withdrawn").json()
    _act(stocked, page["items"][0], "reinstate")
    assert _titles(stocked, "/releases", "draft") == HERE | {"withdrawn"}
