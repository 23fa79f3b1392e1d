"""The plainest client, since it is not what is measured: Python's own takes 0.8 ms for 70 KB."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection, socket
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlsplit

CHUNK = 2**20  # bytes
LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)")


class Answered(NamedTuple):
    """An answer, and how long it took to come."""

    body: bytes
    milliseconds: float


@contextmanager
def connected(address: str) -> Iterator[socket]:
    """Open a connection that is kept."""
    at = urlsplit(address)
    with closing(create_connection((at.hostname or "", at.port or 0), timeout=60)) as connection:
        connection.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        yield connection


def ask(connection: socket, target: str) -> Answered:
    """GET a path, with its query; raise for anything but 200."""
    request = f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    return _sent(connection, request, HTTPStatus.OK)


def post(connection: socket, target: str, token: str, document: bytes) -> Answered:
    """POST JSON with a key; raise for anything but 201."""
    head = (
        f"POST {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(document)}\r\n\r\n"
    )
    return _sent(connection, head.encode() + document, HTTPStatus.CREATED)


def _sent(connection: socket, request: bytes, wanted: HTTPStatus) -> Answered:
    began = perf_counter()
    connection.sendall(request)
    status, body = _answer(connection)
    taken = (perf_counter() - began) * 1000
    if status != wanted:
        raise RuntimeError(body.decode())
    return Answered(body, taken)


def _answer(connection: socket) -> tuple[int, bytes]:
    """Return status and body of the next answer."""
    head, _, body = connection.recv(CHUNK).partition(b"\r\n\r\n")
    said = LENGTH.search(head)
    if said is None:
        raise RuntimeError(head)
    parts, missing = [body], int(said[1]) - len(body)
    while missing > 0:
        parts.append(connection.recv(CHUNK))
        missing -= len(parts[-1])
    return int(head.split()[1]), b"".join(parts)
