"""How long an answer in memory holds: until a change of what the public sees, or an instant."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.search import rebuilding
from tests.conftest import Server, Time
from tests.serving.memory import is_forgotten, remembered, told
from tests.waiting import until

LATER = "2026-11-24T21:00:00Z"
Change = Callable[[Server, dict[str, Any]], httpx.Response]


def _verb(name: str, **body: Any) -> Change:
    def act(server: Server, made: dict[str, Any]) -> httpx.Response:
        at = f"/releases/{made['id']}/{name}"
        return server.http.post(at, json=body or None, headers=server.key("admin"))

    return act


def _patch(path: str, **body: Any) -> Change:
    def act(server: Server, made: dict[str, Any]) -> httpx.Response:
        return server.http.patch(path.format(**made), json=body, headers=server.key("admin"))

    return act


NOTICE = {"reason": {"ar": "سُحبت", "en": "Withdrawn"}}
CHANGES: dict[str, Change] = {
    "another is published": lambda server, _: server.http.post(
        "/releases", json={"title": "زيارة أخرى", "state": "published"}, headers=server.key("admin")
    ),
    "its title": _patch("/releases/{id}", title="زيارة خاصة"),
    "put under embargo": _patch("/releases/{id}", embargoed_until=LATER),
    "withdrawn": _verb("withdraw", **NOTICE),
    "killed": _verb("kill", **NOTICE, confirm=True),
    "archived": _verb("archive"),
    "a name of its topic": _patch("/concepts/security", name={"ar": "الأمن العام"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_by_the_next_request(
    server: Server, news: dict[str, Any], change: str
) -> None:
    paths = ("/releases", "/releases/search?q=زيارة&facets=topic", f"/releases/{news['id']}")
    before = {path: told(remembered(server, path)) for path in paths}
    answer = CHANGES[change](server, news)
    assert answer.status_code in {200, 201}, answer.text
    same_id = {"X-Request-ID": "of-the-test"}  # problems tell it in their bodies
    after = {path: told(server.http.get(path, headers=same_id)) for path in paths}
    assert after["/releases"] != before["/releases"]
    for path in paths:
        assert told(server.http.get(path, headers=same_id)) == after[path], path
    alone = change == "another is published"
    assert (after[paths[2]] == before[paths[2]]) is alone


def test_what_the_public_never_sees_leaves_the_memory_alone(
    server: Server, news: dict[str, Any]
) -> None:
    remembered(server, "/releases")
    draft = server.create(title="مسودة", topics=[{"name": {"ar": "المرور"}}])
    at = f"/releases/{draft['id']}"
    for _ in range(3):
        server.http.patch(at, json={"title": "مسودة أخرى"}, headers=server.key("write"))
        assert server.http.post("/releases", json={"title": "بلا مفتاح"}).status_code == 401
    server.http.post(f"{at}/submit", headers=server.key("write"))
    server.http.delete(at, headers=server.key("write"))
    until(lambda: not is_forgotten(server, "/releases"))
    assert server.get("/releases").json()["total"] == 1
    assert news["slug"] == "visit"


def test_an_embargo_lifts_at_its_instant_without_a_write(server: Server, time: Time) -> None:
    made = server.publish(title="زيارة", embargoed_until=LATER)
    list_, at = "/releases", f"/releases/{made['id']}"
    assert remembered(server, list_).json()["total"] == 0
    time.passes(minutes=59, seconds=59.999999)
    assert server.get(list_).json()["total"] == 0
    assert server.get(at).status_code == 404
    time.passes(microseconds=1)
    assert server.get(list_).json()["total"] == 1
    assert server.get(at).status_code == 200
    assert remembered(server, list_).json()["total"] == 1
    time.passes(seconds=-1)  # a clock that is put right
    assert server.get(list_).json()["total"] == 0
    assert server.get(at).status_code == 404


def test_an_index_that_was_built_anew_answers_for_itself(
    server: Server, news: dict[str, Any]
) -> None:
    remembered(server, "/releases/search?q=زيارة")
    rebuilding.rebuild(server.database, lambda _done, _total: None)
    assert is_forgotten(server, "/releases/search?q=زيارة")
    assert news["slug"] == "visit"


def test_the_counts_are_those_of_the_rows(server: Server, time: Time) -> None:
    made = [server.create(title=f"خبر {n}") for n in range(4)]
    server.publish(title="زيارة", embargoed_until=LATER)
    server.publish(title="زيارة", publish_at=LATER)
    for verb in ("publish", "withdraw", "reinstate", "withdraw", "kill"):
        body = {"withdraw": NOTICE, "kill": {**NOTICE, "confirm": True}}.get(verb)
        at = f"/releases/{made[0]['id']}/{verb}"
        done = server.http.post(at, json=body, headers=server.key("publish"))
        assert done.status_code == 200, done.text
    server.http.delete(f"/releases/{made[1]['id']}", headers=server.key("write"))
    server.http.post(f"/releases/{made[2]['id']}/publish", headers=server.key("publish"))
    server.publish(title="خطاب", type="speech", embargoed_until=LATER)
    server.publish(title="A visit", language="en")
    server.create(title="A draft", language="en", type="speech")
    moved = {"language": "fr", "type": "statement"}
    at = f"/releases/{made[2]['id']}"
    assert server.http.patch(at, json=moved, headers=server.key("publish")).status_code == 200
    asked: list[dict[str, Any]] = [
        {},
        *({"language": one} for one in ("ar", "en", "fr", "de", ["ar", "fr"])),
        *({"type": one} for one in ("speech", "statement", ["press_release", "speech"])),
        {"language": ["en", "ar"], "type": "speech"},
    ]
    for hour in range(2):
        for scope in (None, "embargo", "draft", "admin"):
            for filters in asked:
                every = server.get("/releases", scope, limit=100, **filters).json()
                assert every["total"] == len(every["items"]), (scope, hour, filters)
        time.passes(hours=1)


def test_the_total_of_what_is_narrowed_is_counted_anew_when_it_may_differ(
    server: Server, time: Time
) -> None:
    def totals() -> list[int]:
        paths = ("/releases?language=ar", "/releases?topic=security", "/releases?type=speech")
        return [server.get(path).json()["total"] for path in paths]

    assert totals() == [0, 0, 0]
    made = server.publish(title="زيارة", topics=[{"id": "security", "name": {"ar": "الأمن"}}])
    assert totals() == totals() == [1, 1, 0]
    server.publish(title="كلمة", type="speech", embargoed_until=LATER)
    assert totals() == totals() == [1, 1, 0]
    time.passes(hours=1)
    assert totals() == totals() == [2, 1, 1]
    time.passes(hours=-1)
    assert totals() == [1, 1, 0]
    at = f"/releases/{made['id']}/withdraw"
    server.http.post(at, json=NOTICE, headers=server.key("publish"))
    assert totals() == totals() == [0, 0, 0]
