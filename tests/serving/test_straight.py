"""What is answered without the application is what the application answers, header for header."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.conftest import Server, Time
from tests.releases.saves import patch
from tests.releases.test_summaries import EVERYTHING
from tests.serving.memory import PLAIN, remembered, told

REASON = {"ar": "خطأ", "en": "Wrong"}
HEADERS: dict[str, dict[str, str]] = {
    "plain": {},
    "gzip": {"Accept-Encoding": "gzip"},
    "in Arabic": {"Accept-Language": "ar"},
    "from another site": {"Origin": "https://news.example.bh"},
    "had, another": {"If-None-Match": '"abc"'},
    "had, any": {"If-None-Match": "*"},
    "a key that is none": {"Authorization": "Bearer nsh_x"},
}


def _act(server: Server, release: dict[str, Any], verb: str, **document: Any) -> None:
    path = f"/releases/{release['id']}/{verb}"
    answer = server.http.post(path, json=document, headers=server.key("admin"))
    assert answer.status_code == 200, answer.text


def _written(server: Server, time: Time) -> list[str]:
    """Return the addresses of releases in all that the public may meet, and of others."""
    arabic = server.publish(**EVERYTHING)
    english = server.publish(title="News", language="en", translation_of=arabic["id"])
    left = [server.publish(title=f"خبر {number}", body="ن" * 2_000) for number in range(3)]
    _act(server, left[0], "withdraw", reason=REASON)
    _act(server, left[1], "kill", reason=REASON, confirm=True)
    _act(server, left[2], "archive")
    changed = server.publish(title="زيارة", topics=["المرور"])
    patch(server, changed, title="زيارة «ثانية»")
    of_renamed = server.publish(title="مرور", topics=[{"name": {"ar": "الطرق"}}])
    topic = server.get(of_renamed["url"]).json()["topics"][0]["id"]
    renamed = server.http.patch(
        f"/concepts/{topic}", json={"name": {"ar": "النقل"}}, headers=server.key("write")
    )
    assert renamed.status_code == 200
    hidden = server.publish(title="محظور", embargoed_until="2027-01-01T00:00:00Z")
    draft = server.create(title="مسودة")
    time.passes(hours=1)
    just_now = server.publish(title="الآن")
    known = [arabic, english, *left, changed, of_renamed, hidden, draft, just_now]
    return [
        *("/releases", "/releases?", "/releases/", "/releases?limit=2", "/releases/search?q=خبر"),
        *(f"/releases/{one['id']}" for one in known),
        f"/releases/{changed['id'].upper()}",
        f"/releases/{changed['id'].replace('-', '')}",
        f"/releases/{changed['slug']}",
        f"/releases/{changed['id']}?fields=title",
        "/releases/00000000-0000-4000-8000-000000000000",
        f"/releases/{changed['id']}/",
    ]


def _told(answer: httpx.Response) -> tuple[int, str, list[tuple[bytes, bytes]]]:
    status, body, headers = told(answer)
    return status, body.decode().split('"request_id"')[0], headers


def _asked_both_ways(server: Server, method: str, path: str, **headers: str) -> httpx.Response:
    """Ask for what is made straight away and of the application: they say the same."""
    recall = server.app.state.recall
    maker = recall.maker
    straight = server.http.request(method, path, headers=headers)
    recall.maker = None
    by_application = server.http.request(method, path, headers=headers)
    recall.maker = maker
    assert _told(straight) == _told(by_application), path
    return straight


@pytest.fixture
def forgetful(make_server: Callable[..., Server]) -> Server:
    """Return a server that gives nothing from memory."""
    return make_server(memory_bytes=0)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_application_answers_the_same(forgetful: Server, time: Time, method: str) -> None:
    for path in _written(forgetful, time):
        for how, more in HEADERS.items():
            headers = PLAIN | more
            answer = _asked_both_ways(forgetful, method, path, **headers)
            has = {"If-None-Match": answer.headers.get("etag", "x")} | headers
            _asked_both_ways(forgetful, method, path, **has)
            if how != "gzip":  # the application cannot tell the tag of what it did not compress
                since = {"If-Modified-Since": answer.headers.get("last-modified", "x")} | headers
                _asked_both_ways(forgetful, method, path, **since)


def test_a_date_is_told_when_its_second_is_over(forgetful: Server, time: Time) -> None:
    release = forgetful.publish(title="الآن")
    told_at_once = _asked_both_ways(forgetful, "GET", f"/releases/{release['id']}", **PLAIN)
    time.passes(seconds=2)
    told_later = _asked_both_ways(forgetful, "GET", f"/releases/{release['id']}", **PLAIN)
    assert "last-modified" not in told_at_once.headers
    assert "last-modified" in told_later.headers


def test_two_addresses_need_no_application(forgetful: Server) -> None:
    release = forgetful.publish(title="زيارة")
    recall, is_here = forgetful.app.state.recall, forgetful.database.engine_name == "sqlite"
    for path in ("/releases", f"/releases/{release['id']}"):
        before = recall.made
        assert forgetful.http.get(path).status_code == 200
        assert recall.made - before == is_here, path


def test_where_other_sites_may_read_us_the_application_says_so(
    make_server: Callable[..., Server],
) -> None:
    server = make_server(memory_bytes=0, cors_origins=["https://news.example.bh"])
    for how in ("plain", "from another site"):
        answer = _asked_both_ways(server, "GET", "/releases", **(PLAIN | HEADERS[how]))
        assert "Origin" in answer.headers["vary"]


def test_what_is_asked_again_is_kept_until_something_changes(server: Server, time: Time) -> None:
    release = server.publish(title="زيارة")
    time.passes(seconds=2)  # its date is told, and does not come in between two answers
    path, recall = f"/releases/{release['id']}", server.app.state.recall
    remembered(server, path)
    made, given = recall.made, recall.given
    assert server.http.get(path).json()["title"] == "زيارة"
    assert (recall.made, recall.given) == (made, given + 1)
    patch(server, release, title="زيارة رسمية")
    assert server.http.get(path).json()["title"] == "زيارة رسمية"


def test_what_fails_is_answered_by_the_application(
    forgetful: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetful.publish(title="زيارة")

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(forgetful.app.state.recall.maker, "answer", fail)
    assert forgetful.http.get("/releases").json()["total"] == 1
