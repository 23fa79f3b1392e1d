"""Who sends or reads too slowly is cut off, and costs nobody else anything."""

import socket
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.civil.raw import read, request
from tests.conftest import Server

pytestmark = pytest.mark.once  # decided before a database is asked

SECONDS = 0.5
SOON = 5.0  # until a slow machine has noticed
JSON = b"Content-Type: application/json"
HALF = b"GET /releases HTTP/1.1\r\nHost: a\r\nX-A: "


@pytest.fixture
def impatient(make_server: Callable[..., Server]) -> Server:
    """Return a server that does not wait long."""
    return make_server(client_seconds=SECONDS, idle_seconds=1)


def _line(server: Server, kept: int = 0) -> socket.socket:
    """Connect; `kept`: bytes that this side's kernel takes for a client that does not read."""
    line = socket.socket()
    if kept:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, kept)
    line.settimeout(SOON)
    line.connect(("127.0.0.1", server.http.base_url.port or 0))
    return line


def _told(line: socket.socket, drip: bytes = b"") -> tuple[bytes, float]:
    """Send a byte now and then; return what came until the connection ended, and how late."""
    began, got = monotonic(), b""
    line.settimeout(0.1)
    while monotonic() - began < SOON:
        try:
            if drip:
                line.sendall(drip)
            more = line.recv(65_536)
        except TimeoutError:
            continue
        except (ConnectionResetError, BrokenPipeError):
            return got, monotonic() - began
        if not more:
            return got, monotonic() - began
        got += more
    raise AssertionError("it is still open")


def _post(server: Server, *headers: bytes) -> bytes:
    key = b"Authorization: Bearer " + server.keys["write"].encode()
    sent = request(b"POST", b"/releases", key, JSON, *headers)
    return sent.replace(b"Connection: close\r\n", b"")


@pytest.mark.parametrize("sent", [b"", b"GET /", HALF, "GET /releases/خ".encode()])
@pytest.mark.parametrize("drip", [b"", b"a"])
def test_a_head_that_does_not_end(impatient: Server, sent: bytes, drip: bytes) -> None:
    if not sent and drip:
        return
    with _line(impatient) as line:
        line.sendall(sent)
        got, seconds = _told(line, drip)
    assert got == b""
    assert seconds > SECONDS / 2


@pytest.mark.parametrize("framing", [b"Content-Length: 5000", b"Transfer-Encoding: chunked"])
@pytest.mark.parametrize("drip", [b"", b"1\r\n \r\n"])
def test_a_body_that_does_not_end(impatient: Server, framing: bytes, drip: bytes) -> None:
    sent = _post(impatient, framing, b"Accept-Language: en", b"X-Request-ID: bati")
    with capture_logs() as lines, _line(impatient) as line:
        line.sendall(sent)
        got, _ = _told(line, drip)
    assert got.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in got
    assert b'"title": "The request body did not arrive in time", "status": 408' in got
    assert b"x-request-id: bati" in got
    assert [each["status"] for each in lines if each["event"] == "request"] == [408]
    assert impatient.get("/releases", "draft").json()["total"] == 0


def test_it_is_said_in_arabic(impatient: Server) -> None:
    with _line(impatient) as line:
        line.sendall(_post(impatient, b"Content-Length: 50") + '{"title": "خبر'.encode())
        got, _ = _told(line)
    assert "لم يصل محتوى الطلب في وقته".encode() in got


def test_who_is_slow_but_goes_on_is_waited_for(impatient: Server) -> None:
    body = f'{{"title": "خبر", "body": "{"ن" * 30_000}"}}'.encode()
    began = monotonic()
    with _line(impatient) as line:
        line.sendall(_post(impatient, b"Content-Length: %d" % len(body)))
        for at in range(0, len(body), 3_000):
            line.sendall(body[at : at + 3_000])
            sleep(0.08)
        assert monotonic() - began > SECONDS * 3
        assert read(line).status == 201


def test_the_rest_of_a_body_that_was_answered_already(impatient: Server) -> None:
    sent = b"GET /health/live HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n"
    with _line(impatient) as line:
        line.sendall(sent)
        got, _ = _told(line, b"a")
    assert got.startswith(b"HTTP/1.1 200 ")
    assert got.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("drip", [b"", b"\r\n"])
def test_a_connection_on_which_nothing_is_asked(impatient: Server, drip: bytes) -> None:
    with _line(impatient) as line:
        line.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
        assert read(line).status == 200
        assert _told(line, drip)[0] == b""


def test_one_that_asks_again_and_again_is_kept(impatient: Server) -> None:
    with _line(impatient) as line:
        for _ in range(8):
            line.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
            assert read(line).status == 200
            sleep(SECONDS / 2)


def _is_idle(server: Server) -> bool:
    pools: list[Any] = [server.database.reader.pool, server.database.writer.pool]
    return not any(pool.checkedout() for pool in pools)


def test_a_large_answer_that_is_not_read_is_forgotten(impatient: Server) -> None:
    """Nor does it hold a snapshot meanwhile: it is whole before its first byte is sent."""
    for number in range(3):
        impatient.publish(slug=f"kabir-{number}", body="ن" * 900_000)
    asked = request(b"GET", b"/releases?fields=body")
    with _line(impatient, kept=4_096) as line:
        line.sendall(asked)
        assert line.recv(12) == b"HTTP/1.1 200"
        assert _is_idle(impatient)
        sleep(SECONDS * 3)
        assert _taken(line) < 5_000_000
    with _line(impatient, kept=65_536) as line:
        line.sendall(asked)
        assert _taken(line, pause=0.01) > 5_400_000  # slow, but not too slow


def _taken(line: socket.socket, pause: float = 0) -> int:
    """Return how many bytes come until the connection ends, or breaks off."""
    got = 0
    with suppress(ConnectionResetError):
        while more := len(line.recv(65_536)):
            got += more
            sleep(pause)
    return got
