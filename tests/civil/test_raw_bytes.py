"""Any bytes get a civil answer: hundreds of hand-written requests over a real socket."""

import socket
from collections.abc import Iterator
from time import monotonic, sleep

import pytest
from structlog.testing import capture_logs

from tests.civil import addresses, bodies, framing
from tests.civil.raw import A_RELEASE, ID, JSON, KEYED, Answer, Case, exchange, request
from tests.conftest import Server

pytestmark = pytest.mark.once  # decided before a database is asked

EVERY = [*bodies.CASES, *addresses.CASES, *framing.CASES]
GROUPS = {
    "not JSON": bodies.NOT_JSON,
    "not a release": bodies.NOT_A_RELEASE,
    "not read": bodies.NOT_READ,
    "paths": addresses.PATHS,
    "queries": addresses.QUERIES,
    "cursors": addresses.CURSORS,
    "searches": addresses.SEARCHES,
    "lines": framing.LINES,
    "framing": framing.FRAMING,
    "keys": framing.KEYS,
    "headers": framing.HEADERS,
}
MEMBERS = {"type", "title", "status", "detail", "code", "request_id"}


@pytest.fixture
def stocked(server: Server) -> Server:
    """Return a server with the one release that the corpus speaks of."""
    written = {"title": "خبر من المنامة", "slug": "khabar", "state": "published"}
    put = server.http.put(f"/releases/{ID}", json=written, headers=server.key("publish"))
    assert put.status_code == 201, put.text
    return server


def _send(server: Server, sent: bytes) -> Answer:
    return exchange(server.http.base_url.port or 0, sent, server.keys["publish"])


def _complaints(case: Case, answer: Answer) -> Iterator[str]:
    """Yield what is uncivil about an answer."""
    if not answer.status:
        yield "no answer"
    elif answer.status != case.status:
        yield f"{answer.status}, not {case.status}: {answer.body[:300]!r}"
    elif answer.is_ours != (case.code is not None or answer.status < 400):
        yield f"answered by {'us' if answer.is_ours else 'the parser'}"
    elif case.code is not None:
        if answer.headers.get("content-type") != "application/problem+json":
            yield f"no problem document: {answer.headers}"
        said = answer.document()
        if set(said) - {"errors"} != MEMBERS or not all(said[name] for name in MEMBERS):
            yield f"members are missing: {said}"
        told = (said["status"], said["code"], said["type"], said["request_id"])
        id_ = answer.headers["x-request-id"]
        if told != (case.status, case.code, f"/problems/{case.code}", id_):
            yield f"told otherwise: {said}"


@pytest.mark.parametrize("group", GROUPS)
def test_any_bytes_get_a_civil_answer_and_change_nothing(stocked: Server, group: str) -> None:
    before = stocked.get("/releases", "admin", fields="id,updated_at,state,title").content
    answers = [(case, _send(stocked, case.sent)) for case in GROUPS[group]]
    found = [f"{case.name}: {what}" for case, got in answers for what in _complaints(case, got)]
    assert not found, "\n".join(found)
    assert stocked.get("/health/ready").status_code == 200
    assert stocked.get("/releases", "admin", fields="id,updated_at,state,title").content == before


def test_the_corpus_is_what_it_says() -> None:
    assert [case for group in GROUPS.values() for case in group] == EVERY
    assert len({case.name for case in EVERY}) == len({case.sent for case in EVERY}) == len(EVERY)
    keyed = sum(b"{key}" in case.sent for case in EVERY)
    assert min(keyed, len(EVERY) - keyed) >= 60


@pytest.mark.parametrize("how_much", [b"", b'{"title": "', b'{"title": "x"}'[:-1]])
def test_who_hangs_up_in_the_middle_is_no_fault_of_ours(stocked: Server, how_much: bytes) -> None:
    port = stocked.http.base_url.port or 0
    key = stocked.keys["publish"].encode()
    whole = request(
        b"POST", b"/releases", KEYED.replace(b"{key}", key), JSON, b"Content-Length: 99"
    )
    with capture_logs() as lines:
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(whole + how_much)
        deadline = monotonic() + 10
        while not lines and monotonic() < deadline:
            sleep(0.01)
    assert [(line["event"], line["status"]) for line in lines] == [("request", 0)]
    assert stocked.get(A_RELEASE.decode()).status_code == 200


def test_a_request_id_never_breaks_a_line(stocked: Server) -> None:
    sent = request(b"GET", b"/nothing", b"X-Request-ID: a\r\n\tSet-Cookie: b=c")
    answer = _send(stocked, sent)
    assert "set-cookie" not in answer.headers
    answer = _send(stocked, request(b"GET", b"/nothing", b"X-Request-ID: a;Set-Cookie"))
    assert len(answer.headers["x-request-id"]) == 32


def test_what_follows_a_refused_body_is_never_a_request(stocked: Server) -> None:
    hidden = request(b"DELETE", A_RELEASE, KEYED)
    sent = request(b"POST", b"/releases", JSON, b"Content-Length: 3000000") + b"x\r\n\r\n" + hidden
    assert _send(stocked, sent).status == 413
    assert stocked.get(A_RELEASE.decode()).status_code == 200
