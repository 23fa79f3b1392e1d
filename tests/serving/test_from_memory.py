"""What was answered is answered again from memory: the very same, and only while it holds."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Server, Time
from tests.serving.memory import PLAIN, given, is_forgotten, remembered, told
from tests.waiting import until

pytestmark = (
    pytest.mark.once
)  # no database decides what a connection sends; when it holds, one does

PATHS = [
    *("/releases/visit", "/releases", "/releases?topic=security&fields=title"),
    *("/releases/search?q=زياره&facets=topic", "/releases/suggestions?q=زيا"),
    *("/concepts", "/concepts/security"),
]


@pytest.mark.parametrize("path", PATHS)
def test_it_is_the_same_from_memory(server: Server, news: dict[str, Any], path: str) -> None:
    assert news["slug"] == "visit"
    answer = remembered(server, path)
    assert answer.status_code == 200
    head = server.http.head(path)
    assert (head.content, head.headers["content-length"]) == (b"", answer.headers["content-length"])


@pytest.mark.parametrize("path", PATHS)
def test_who_has_it_is_told_so(
    server: Server, news: dict[str, Any], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    assert news["slug"] == "visit"
    for coding in ("identity", "gzip"):
        tag = remembered(server, path, **{"Accept-Encoding": coding}).headers["etag"]
        for written in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            headers = {"Accept-Encoding": coding, "If-None-Match": written}
            answer = server.http.get(path, headers=headers)
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == tag
            assert {"cache-control", "vary"} <= set(answer.headers)
            assert not {"content-length", "content-type", "content-encoding"} & set(answer.headers)
        with monkeypatch.context() as forgetful:
            forgetful.setattr(server.app.state.recall.memory, "number", lambda: None)
            having = {"Accept-Encoding": coding, "If-None-Match": tag}
            made = server.http.get(path, headers=having)
        assert told(made) == told(server.http.get(path, headers=having))
        other = {"Accept-Encoding": coding, "If-None-Match": '"other"'}
        assert server.http.get(path, headers=other).status_code == 200


def test_a_date_is_known_again(server: Server, news: dict[str, Any]) -> None:
    at = f"/releases/{news['id']}"
    stamp = remembered(server, at).headers["last-modified"]
    assert server.http.get(at, headers={"If-Modified-Since": stamp}).status_code == 304
    earlier = {"If-Modified-Since": "Mon, 23 Nov 2026 00:00:00 GMT"}
    assert server.http.get(at, headers=earlier).status_code == 200


def test_every_answer_has_an_id_of_its_own(server: Server, news: dict[str, Any]) -> None:
    at = f"/releases/{news['id']}"
    remembered(server, at)
    ids = {server.http.get(at).headers["x-request-id"] for _ in range(5)}
    assert len(ids) == 5
    assert server.http.get(at, headers={"X-Request-ID": "of-mine"}).headers["x-request-id"] == (
        "of-mine"
    )
    for insane in ("a b", "nsh_0123456789abcdef", "x" * 65):
        answer = server.http.get(at, headers={"X-Request-ID": insane})
        assert answer.headers["x-request-id"] != insane


def test_a_query_is_the_same_however_it_is_encoded(server: Server, news: dict[str, Any]) -> None:
    assert news["slug"] == "visit"
    lower = "%d8%b2%d9%8a%d8%a7%d8%b1%d8%a9+%d8%b1%d8%b3%d9%85%d9%8a%d8%a9"
    upper = lower.upper().replace("+", "%20")
    remembered(server, f"/releases/search?q={lower}")
    assert not is_forgotten(server, f"/releases/search?q={upper}")
    assert is_forgotten(server, "/releases/search?q=%d8%b2%d9%8a%d8%a7%d8%b1%d8%a9")


def test_a_key_is_never_answered_from_memory_nor_kept(server: Server, news: dict[str, Any]) -> None:
    server.create(title="مسودة")
    for path in ("/releases", f"/releases/{news['id']}", "/releases/search?q=زيارة"):
        public = remembered(server, path).content
        before = given(server)
        for _ in range(4):
            assert server.http.get(path, headers=server.key("draft")).content != b""
            wrong = server.http.get(path, headers={"Authorization": "Bearer nsh_wrong"})
            assert wrong.status_code == 401
        assert given(server) == before
        assert server.http.get(path).content == public
    assert server.get("/releases", "draft").json()["total"] == 2
    assert server.get("/releases").json()["total"] == 1


def test_editions_at_one_slug_are_told_apart_by_language(server: Server, time: Time) -> None:
    source = server.publish(title="زيارة", slug="visit")
    server.publish(title="Visit", slug="visit", language="en", translation_of=source["id"])
    time.passes(minutes=1)
    for _ in range(4):
        for language, title in (("ar", "زيارة"), ("en-GB", "Visit"), ("fr", "زيارة")):
            answer = server.http.get("/releases/visit", headers={"Accept-Language": language})
            assert answer.json()["title"] == title
    before = given(server)
    for language in ("ar", "en-GB"):
        server.http.get("/releases/visit", headers={"Accept-Language": language})
    until(lambda: given(server) >= before)


def test_other_sites_are_let_in_as_before(make_server: Callable[..., Server]) -> None:
    server = make_server(cors_origins=["https://news.example.bh"])
    server.publish(title="زيارة")
    for _ in range(4):
        for origin, allowed in (
            ("https://news.example.bh", "https://news.example.bh"),
            ("https://evil.example", None),
            (None, None),
        ):
            headers = {"Origin": origin} if origin else {}
            answer = server.http.get("/releases", headers=headers)
            assert answer.headers.get("access-control-allow-origin") == allowed


def test_readers_are_counted_as_before(make_server: Callable[..., Server]) -> None:
    server = make_server(rate_limit_reads="5/minute")
    statuses = [server.http.get("/releases").status_code for _ in range(7)]
    assert statuses == [200] * 5 + [429] * 2


def test_it_can_be_turned_off(make_server: Callable[..., Server]) -> None:
    server = make_server(memory_bytes=0)
    server.publish(title="زيارة")
    assert {server.http.get("/releases").status_code for _ in range(4)} == {200}
    assert server.app.state.recall.given == 0


@pytest.mark.parametrize("path", PATHS)
def test_what_is_asked_for_once_is_not_kept(
    server: Server, news: dict[str, Any], path: str
) -> None:
    assert news["slug"] == "visit"
    memory = server.app.state.recall.memory
    until(lambda: memory.number() is not None)
    for turn in range(2):
        assert server.http.get(path, headers=PLAIN).status_code == 200
        assert (memory.size == 0) is (turn == 0)


def test_it_holds_no_more_than_it_may(make_server: Callable[..., Server]) -> None:
    server = make_server(memory_bytes=100_000)
    server.publish(title="زيارة", body="قال الوزير. " * 50)
    memory = server.app.state.recall.memory
    for turn in range(3):
        for number in range(1, 60):
            server.http.get(f"/releases?limit={number}", headers=PLAIN)
            assert memory.size <= 100_000
        assert (memory.size == 0) is (turn == 0)  # what is asked once is not kept
    server.publish(title="خبر طويل", slug="long", body="قال الوزير. " * 2000)
    for _ in range(4):
        assert server.http.get("/releases/long", headers=PLAIN).status_code == 200
        assert memory.size <= 100_000


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1\r\nConnection: close", b"HTTP/1.0", b"HTTP/1.0\r\nConnection: keep-alive"]
)
def test_a_connection_ends_when_its_client_says_so(
    server: Server, news: dict[str, Any], head: bytes
) -> None:
    at = f"/releases/{news['id']}"
    body = remembered(server, at, **PLAIN).content
    with socket.create_connection(("127.0.0.1", server.http.base_url.port), timeout=5) as line:
        line.sendall(b"GET %b %b\r\nHost: x\r\n\r\n" % (at.encode(), head))
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(body)


def test_what_is_asked_in_one_go_is_answered_in_turn(server: Server, news: dict[str, Any]) -> None:
    at, more = f"/releases/{news['id']}", "/releases?fields=title"
    one, other = (remembered(server, path, **PLAIN).content for path in (at, more))
    paths = [at, more, "/releases/none", more, at, at]
    with socket.create_connection(("127.0.0.1", server.http.base_url.port), timeout=5) as line:
        asked = "".join(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n" for path in paths[:-1])
        asked += f"GET {paths[-1]} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        line.sendall(asked.encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    heads = [part for part in answer.split(b"HTTP/1.1 ") if part]
    assert [part[:3] for part in heads] == [b"200", b"200", b"404", b"200", b"200", b"200"]
    bodies = [part.partition(b"\r\n\r\n")[2] for part in heads]
    assert [bodies[0], bodies[1], *bodies[3:]] == [one, other, other, one, one]
