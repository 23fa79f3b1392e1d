"""Requests as bytes on a socket: no client library stands between a test and what it sends."""

import json
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

KEY = b"{key}"  # replaced by a key that may publish
ID = "7f1d0a52-3c7e-4a53-9d0e-5b8f0e6a1c11"
A_RELEASE = f"/releases/{ID}".encode()
JSON = b"Content-Type: application/json"
KEYED = b"Authorization: Bearer " + KEY
PATIENCE = 15  # seconds


@dataclass(frozen=True)
class Case:
    """What is sent, and what the contract says to it; `code` None: not a problem of ours."""

    name: str
    sent: bytes
    status: int
    code: str | None = None


@dataclass
class Answer:
    """What came back; a status of 0 says that nothing did."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_ours(self) -> bool:
        """True when the application answered, and not the server's parser before it."""
        return "x-request-id" in self.headers

    def document(self) -> dict[str, Any]:
        """Return the body as JSON, refusing what Python would let through."""
        found = json.loads(self.body.decode("utf-8"), parse_constant=_refuse)
        assert isinstance(found, dict)
        return found


def _refuse(name: str) -> None:
    message = f"{name} is not JSON"
    raise ValueError(message)


def request(
    method: bytes, target: bytes, *headers: bytes, body: bytes = b"", length: bool = True
) -> bytes:
    """Return an HTTP/1.1 request that asks for its connection to be closed."""
    lines = [b"%b %b HTTP/1.1" % (method, target), b"Host: nashra", b"Connection: close", *headers]
    if body and length:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, b"", body])


def get(target: bytes, *headers: bytes) -> bytes:
    """Return a GET without a key, unless the headers bring one."""
    return request(b"GET", target, *headers)


def post(body: bytes, *headers: bytes, media: bytes = JSON) -> bytes:
    """Return a POST of a release, with a key that may publish it."""
    return request(b"POST", b"/releases", KEYED, media, *headers, body=body)


def patch(body: bytes, *headers: bytes) -> bytes:
    """Return a PATCH of the release that is there, with a key that may change it."""
    return request(b"PATCH", A_RELEASE, KEYED, JSON, *headers, body=body)


def exchange(port: int, sent: bytes, key: str) -> Answer:
    """Send the bytes, and read one answer or the end of the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        # refused before it was all sent: the answer is there to be read
        with suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(sent.replace(KEY, key.encode()))
        return read(line, has_body=not sent.startswith(b"HEAD "))


def read(line: socket.socket, *, has_body: bool = True) -> Answer:
    """Read one answer, or the end of the connection."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = _more(line)
        if not more:
            return Answer()
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    named = (text.partition(":") for text in lines)
    headers = {name.lower(): value.strip() for name, _, value in named}
    answer = Answer(int(status_line.split(" ")[1]), headers)
    if answer.status == 100:  # go on: the answer proper follows
        return read(line, has_body=has_body)
    due = int(headers.get("content-length", -1)) if has_body else 0
    while answer.status not in {204, 304} and (due < 0 or len(body) < due):
        more = _more(line)
        if not more:
            break
        body += more
    assert due < 0 or len(body) == due or not has_body, "the body is not as long as it says"
    answer.body = body
    return answer


def _more(line: socket.socket) -> bytes:
    try:
        return line.recv(65_536)
    except ConnectionResetError:
        return b""
