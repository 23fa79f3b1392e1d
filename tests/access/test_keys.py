"""Keys: who is turned away and how, and that a key is written down nowhere."""

import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Literal

import httpx
import pytest
import structlog

from app.access import guard, keys
from app.kit import clock
from app.kit import logging as our_logging
from app.releases import summaries
from tests.access.strangers import seen
from tests.conftest import Server, Time
from tests.databases import SECRET, Databases
from tests.waiting import until

BARE = 'Bearer realm="nashra"'
INVALID = f'{BARE}, error="invalid_token"'
Headers = list[tuple[str, str]]


def send(server: Server, method: str, path: str, headers: Headers) -> httpx.Response:
    """Send a request with these headers, and a release when it writes."""
    body = {"title": "خبر"} if method == "POST" else None
    return server.http.request(method, path, headers=headers, json=body)


@contextmanager
def logged(monkeypatch: pytest.MonkeyPatch, form: Literal["json", "text"]) -> Iterator[io.StringIO]:
    """Log as `nashra serve` does, into a text; then as before."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", io.StringIO())
        written = sys.stderr
        assert isinstance(written, io.StringIO)
        our_logging.configure(form)
        yield written
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_writing_without_a_key_is_refused_with_a_challenge(server: Server) -> None:
    answer = send(server, "POST", "/releases", [])
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == BARE
    assert answer.json()["code"] == "key_required"
    assert server.get("/releases", "draft").json()["total"] == 0


def test_a_key_that_is_none_of_ours_is_refused_everywhere(server: Server) -> None:
    good = server.keys["write"]
    wrong: list[tuple[Headers, str]] = [
        ([("Authorization", "Bearer nsh_غلط".encode().decode("latin-1"))], BARE),
        ([("Authorization", "Bearer nsh_wrong")], INVALID),
        ([("Authorization", f"Bearer {good}x")], INVALID),
        ([("Authorization", f"Bearer {good[:-1]}")], INVALID),
        ([("Authorization", f"Bearer {good.upper()}")], INVALID),
        ([("Authorization", "Bearer")], INVALID),
        ([("Authorization", "")], BARE),
        ([("Authorization", good)], BARE),
        ([("Authorization", "Basic bnNoOm5zaA==")], BARE),
        ([("Authorization", f"Basic {good}")], BARE),
        ([("Authorization", f"Bearer {good}"), ("Authorization", f"Bearer {good}")], BARE),
        ([("Authorization", f"Bearer {good}"), ("Authorization", "Basic eDp5")], BARE),
    ]
    for headers, challenge in wrong:
        raw = [(name, value.encode("latin-1")) for name, value in headers]
        for method, path in (
            ("GET", "/releases"),
            ("GET", "/releases/search?q=x"),
            ("GET", "/releases/لا-يوجد"),
            ("POST", "/releases"),
        ):
            body = {"title": "خبر"} if method == "POST" else None
            answer = server.http.request(method, path, headers=raw, json=body)  # type: ignore[arg-type]  # bytes, as they go out
            assert answer.status_code == 401, (headers, path)
            assert answer.headers["www-authenticate"] == challenge, headers
            assert answer.json()["code"] == "key_unknown"
            assert answer.headers["cache-control"] == "no-store"
    assert server.get("/releases", "draft").json()["total"] == 0


def test_the_scheme_is_read_in_any_case_as_the_standard_says(server: Server) -> None:
    for scheme in ("bearer", "BEARER", "Bearer "):
        headers = [("Authorization", f"{scheme} {server.keys['draft']}")]
        assert send(server, "GET", "/releases?state=draft", headers).status_code == 200


def test_wrong_revoked_and_expired_keys_get_one_and_the_same_answer(
    time: Time, server: Server
) -> None:
    with server.database.writing() as db:
        soon = time.now + timedelta(hours=1)
        expiring = keys.issue(db, SECRET.encode(), "مؤقت", ["draft"], expires_at=soon)
        revoked = keys.issue(db, SECRET.encode(), "مسحوب", ["draft"])
    bearers = {
        name: [("Authorization", f"Bearer {token}"), ("X-Request-ID", "one")]
        for name, token in {"e": expiring, "r": revoked, "w": "nsh_wrong"}.items()
    }
    asked = "/releases?state=draft"
    assert send(server, "GET", asked, bearers["e"]).status_code == 200
    assert send(server, "GET", asked, bearers["r"]).status_code == 200
    with server.database.writing() as db:
        held = next(key for key in keys.listing(db) if key.name == "مسحوب")
        assert keys.revoke(db, held.id)
    assert send(server, "GET", asked, bearers["r"]).status_code == 401
    time.passes(minutes=59, seconds=59.999)
    assert send(server, "GET", asked, bearers["e"]).status_code == 200
    time.passes(seconds=0.001)
    answers = [seen(send(server, "GET", asked, bearer)) for bearer in bearers.values()]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].status == 401


def test_a_key_without_the_scope_is_told_which_one_it_lacks(server: Server) -> None:
    for scope in ("embargo", "draft"):
        answer = server.http.post("/releases", json={"title": "خبر"}, headers=server.key(scope))
        assert answer.status_code == 403
        challenge = f'{BARE}, error="insufficient_scope", scope="write"'
        assert answer.headers["www-authenticate"] == challenge
        assert answer.json()["code"] == "scope_missing"
        assert "write" in answer.json()["detail"]


def test_only_hashes_of_keys_are_on_the_disk(server: Server, databases: Databases) -> None:
    for scope in server.keys:
        headers = {**server.key(scope), "Idempotency-Key": f"once-{scope}"}
        server.http.post("/releases", json={"title": f"خبر {scope}"}, headers=headers)
    held = databases.on_disk(server.settings.data_dir)
    assert "خبر admin".encode() in held
    for token in server.keys.values():
        assert len(token) > 40
        assert token.removeprefix(keys.PREFIX).encode() not in held
    with server.database.reading() as db:
        stored = {key.hashed for key in keys.listing(db)}
    assert stored == {keys.hashed(token, SECRET.encode()) for token in server.keys.values()}


@pytest.mark.parametrize("form", ["json", "text"])
def test_no_key_is_in_any_line_of_the_log(
    server: Server, monkeypatch: pytest.MonkeyPatch, form: Literal["json", "text"]
) -> None:
    tokens = [*server.keys.values(), "nsh_unknown-0123456789"]
    with logged(monkeypatch, form) as log:
        for token in tokens:
            headers = {"Authorization": f"Bearer {token}"}
            server.http.get("/releases", headers=headers)
            server.http.post("/releases", json={"title": "خبر"}, headers=headers)
            server.http.post("/releases", content=b"{", headers=headers)
            server.http.get("/releases", headers={"Authorization": f"Basic {token}"})
        with monkeypatch.context() as broken:
            broken.setattr(summaries, "of", None)  # a fault, with its whole traceback
            for token in server.keys.values():
                headers = {"Authorization": f"Bearer {token}"}
                assert server.http.get("/releases", headers=headers).status_code == 500
    text = log.getvalue()
    assert text.count("/releases") >= 4 * len(tokens)
    assert "Traceback" in text
    for token in tokens:
        assert token.removeprefix(keys.PREFIX) not in text


def test_a_caller_is_named_in_the_log_by_the_id_of_the_key(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with logged(monkeypatch, "json") as log:
        server.get("/releases", "draft")
        with server.database.reading() as db:
            held = next(key for key in keys.listing(db) if key.name == "test draft")
        # the line is written once the answer is out, so perhaps after the client has read it
        until(lambda: f'"key": "{held.id}"' in log.getvalue())
    assert held.created_at <= clock.now()


def test_where_the_database_is_at_hand_no_thread_is_waited_for_to_know_a_key(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = list[str]()
    elsewhere = guard._look_up  # noqa: SLF001 - no answer tells on which thread it was

    def counted(*asked: Any) -> keys.Sent:
        looked.append("on a thread")
        return elsewhere(*asked)

    monkeypatch.setattr(guard, "_look_up", counted)
    assert server.get("/releases", "draft").status_code == 200
    is_at_hand = server.database.engine_name == "sqlite"
    assert looked == ([] if is_at_hand else ["on a thread"])
    # what is known of a key that opens nothing is said there, on both
    assert (
        server.http.get("/releases", headers={"Authorization": "Bearer nsh_x"}).status_code == 401
    )
    assert looked[-1:] == ["on a thread"]
