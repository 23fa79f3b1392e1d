"""What HTTP's parser refuses is answered as all else is; Arabic typed raw into an address works."""

import json
import re
import socket
from contextlib import suppress
from urllib.parse import quote

import pytest
from structlog.testing import capture_logs

from tests.civil.raw import JSON, Answer, exchange, get, read, request
from tests.conftest import Server

pytestmark = pytest.mark.once  # decided before a database is asked

ID = b"X-Request-ID: talab-7"
STATUS = re.compile(rb"HTTP/1.1 (\d{3}) ")
RUBBISH = b"Rubbish"  # a header without a colon


def _port(server: Server) -> int:
    return server.http.base_url.port or 0


def _send(server: Server, sent: bytes) -> Answer:
    return exchange(_port(server), sent, server.keys["admin"])


def _all_of(server: Server, *parts: bytes) -> bytes:
    """Send the parts, each as a segment of its own; return what comes until the end."""
    with socket.create_connection(("127.0.0.1", _port(server)), timeout=15) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            line.sendall(part)
        return b"".join(iter(lambda: line.recv(65_536), b""))


@pytest.mark.parametrize(
    ("language", "title"),
    [(b"ar", "تعذّرت قراءة الطلب"), (b"en", "The request cannot be read")],
)
def test_it_is_said_in_the_callers_language_under_the_callers_id(
    server: Server, language: bytes, title: str
) -> None:
    answer = _send(server, get(b"/releases", b"Accept-Language: " + language, ID, RUBBISH))
    said = answer.document()
    assert (answer.status, said["code"], said["title"]) == (400, "malformed_request", title)
    assert answer.headers["content-language"] == language.decode()
    assert said["request_id"] == answer.headers["x-request-id"] == "talab-7"
    assert answer.headers["connection"] == "close"


def test_blanks_in_an_address_are_what_is_told(server: Server) -> None:
    answer = _send(server, get("/releases?q=خبر عاجل".encode(), b"Accept-Language: en"))
    assert answer.document()["code"] == "malformed_address"
    assert "a blank is %20" in answer.document()["detail"]
    assert "المسافة %20" in _send(server, get(b"/releases?q=a b")).document()["detail"]


@pytest.mark.parametrize(
    ("sent", "method", "path"),
    [
        (get("/releases/خبر?key=1".encode(), RUBBISH), "GET", "/releases/خبر"),
        (get(b"/releases/%D8%AE?key=1", RUBBISH), "GET", "/releases/خ"),
        (request(b"FOO", b"/releases"), "FOO", "/releases"),
        (b"\x16\x03\x01\x00\xc4\r\n\r\n", "", ""),
    ],
)
def test_it_is_logged_as_other_requests_are(
    server: Server, sent: bytes, method: str, path: str
) -> None:
    with capture_logs() as lines:
        answer = _send(server, sent)
        server.get("/health/live")
    [first, _] = [line for line in lines if line["event"] == "request"]
    assert (first["method"], first["path"], first["status"]) == (method, path, 400)
    assert first["bytes"] == len(answer.body)


def test_head_has_no_body(server: Server) -> None:
    got = _all_of(server, request(b"HEAD", b"/releases", RUBBISH))
    assert got.startswith(b"HTTP/1.1 400 ")
    assert got.endswith(b"\r\n\r\n")


def test_it_is_answered_after_what_was_asked_before(server: Server) -> None:
    before = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
    hidden = b"\r\n\r\nGET /health/ready HTTP/1.1\r\n\r\n"
    for parts in ([before * 2 + RUBBISH + hidden], [before, before, RUBBISH, hidden]):
        got = _all_of(server, *parts)
        assert STATUS.findall(got) == [b"200", b"200", b"400"]
        assert json.loads(got.rpartition(b"\r\n\r\n")[2])["code"] == "malformed_request"


@pytest.mark.parametrize("rest", [b"zz\r\n", b"5\r\nxxxxxxx\r\n"])
def test_a_body_that_breaks_off_its_framing(server: Server, rest: bytes) -> None:
    key = b"Authorization: Bearer " + server.keys["write"].encode()
    headers = (key, b"Content-Type: application/json", b"Transfer-Encoding: chunked")
    with capture_logs() as lines:
        got = _all_of(server, request(b"POST", b"/releases", *headers), b"1\r\n{\r\n", rest)
    assert STATUS.findall(got) == [b"400"]
    assert json.loads(got.rpartition(b"\r\n\r\n")[2])["code"] == "malformed_body"
    assert [line["status"] for line in lines if line["event"] == "request"] == [400]


@pytest.mark.parametrize(
    ("raw", "encoded"),
    [
        ("/releases/خبر-من-المنامة", f"/releases/{quote('خبر-من-المنامة')}"),
        (
            "/releases/search?q=المنامة&fields=slug",
            f"/releases/search?q={quote('المنامة')}&fields=slug",
        ),
        ("/releases/search?q=«😀»", f"/releases/search?q={quote('«😀»')}"),
        ("/releases?topic=%D8%A3مر", f"/releases?topic={quote('أمر')}"),
    ],
)
def test_arabic_typed_raw_is_what_it_is_percent_encoded(
    server: Server, raw: str, encoded: str
) -> None:
    server.publish()
    expected = _send(server, get(encoded.encode()))
    assert expected.status == 200
    for sent in ([get(raw.encode())], [bytes([byte]) for byte in get(raw.encode())]):
        got = _all_of(server, *sent)
        assert got.startswith(b"HTTP/1.1 200 ")
        assert got.rpartition(b"\r\n\r\n")[2] == expected.body


def test_arabic_is_typed_raw_on_a_connection_that_is_kept(server: Server) -> None:
    server.publish()
    raw = "GET /releases/خبر-من-المنامة HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    body = '{"title": "أول"}'.encode()
    made = request(b"POST", b"/releases", b"Content-Type: application/json", body=body)
    whole = [
        raw,
        made.replace(b"Connection: close\r\n", b""),
        raw,
        get("/releases?لغة=ar".encode()),
    ]
    with socket.create_connection(("127.0.0.1", _port(server)), timeout=15) as line:
        statuses = []
        for part in whole:
            line.sendall(part)
            statuses.append(read(line).status)
    assert statuses == [200, 401, 200, 422]


BODY = '{"title": "خبر من المنامة"}'.encode()
UPGRADE = (
    b"Connection: Upgrade, HTTP2-Settings",
    b"Upgrade: h2c",
    b"HTTP2-Settings: AAEAAEAAAAIAAAAB",
)


def _keyed(server: Server, *headers: bytes) -> bytes:
    key = b"Authorization: Bearer " + server.keys["write"].encode()
    return request(b"POST", b"/releases", key, JSON, *headers)


def test_who_asks_for_http_2_is_answered_in_http_1(server: Server) -> None:
    """Java's client asks for it with its first request, whatever that is."""
    head = _keyed(server, *UPGRADE, b"Content-Length: %d" % len(BODY))
    for parts in ([head + BODY], [head, BODY]):
        assert STATUS.findall(_all_of(server, *parts)) == [b"201"]


@pytest.mark.parametrize("split", [0, 5, 9])
def test_no_body_is_ever_taken_for_a_request(server: Server, split: int) -> None:
    hidden = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
    head = _keyed(server, *UPGRADE, b"Content-Length: %d" % len(hidden))
    at = head.index(b"Upgrade: h2c") + split
    got = _all_of(server, head[:at], head[at:], hidden)
    assert len(STATUS.findall(got)) == 1
    assert b"ok" not in got.rpartition(b"\r\n\r\n")[2]


def test_what_follows_a_body_is_no_header(server: Server) -> None:
    key = b"Authorization: Bearer " + server.keys["write"].encode()
    chunked = request(b"POST", b"/releases", JSON, b"Transfer-Encoding: chunked")
    rest = b"%x\r\n%b\r\n0\r\n%b\r\n\r\n" % (len(BODY), BODY, key)
    assert STATUS.findall(_all_of(server, chunked, rest)) == [b"401"]


@pytest.mark.parametrize("endless", [b"X-A: b\r\n" * 1_000, b"a" * 10_000])
@pytest.mark.parametrize("before", [b"", b"2\r\n{}\r\n0\r\n", b"2;"])
def test_headers_that_never_end_are_not_kept(server: Server, before: bytes, endless: bytes) -> None:
    head = _keyed(server, b"Transfer-Encoding: chunked") if before else b"GET / HTTP/1.1\r\n"
    if before == b"2;" and b"\n" in endless:
        return
    with socket.create_connection(("127.0.0.1", _port(server)), timeout=15) as line:
        line.sendall(head + before)
        with suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(1_000):
                line.sendall(endless)
        answer = read(line)
    assert (answer.status, answer.document()["code"]) == (431, "headers_too_large")
