"""A server in a process of its own, under a crowd of slow clients, and under bodies of 300 MB."""

import json
import re
import socket
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path
from time import perf_counter

import httpx
import pytest

from tests.civil.crowd import Crowd
from tests.civil.raw import JSON, read, request
from tests.cli.running import Installation, Serving
from tests.conftest import SEEDS
from tests.databases import Databases

pytestmark = [pytest.mark.only("sqlite"), pytest.mark.once]  # nothing of it reaches a database

CUT_OFF = 15.0  # seconds within which each slow client is gone
QUICK = 0.05  # seconds that 99 of 100 good requests stay below
CALM = 60  # times that all is read before the crowd comes
GOOD = ("/releases", "/releases/bahrain-egypt", "/releases/search?q=اللجنة الأمنيه")
HUGE = 300 * 2**20
LITTLE = 20 * 2**20


@pytest.fixture
def serving(databases: Databases, tmp_path: Path) -> Iterator[Serving]:
    """Return a server with the seed article, and every other setting as it is by default."""
    installation = Installation(tmp_path / "data", databases, {"NASHRA_SEEDS_DIR": str(SEEDS)})
    with installation.serving() as serving:
        yield serving


class Readers:
    """Whoever reads as people do, one request after the other, and how long each took."""

    def __init__(self, address: str) -> None:
        """Read from this server."""
        self._http = httpx.Client(base_url=address)
        self.close = self._http.close
        self._took: list[float] = []

    def read(self) -> None:
        """Read what people read."""
        for address in GOOD:
            began = perf_counter()
            assert self._http.get(address).status_code == 200
            self._took.append(perf_counter() - began)

    def slowest_of_hundred(self) -> float:
        """Return what all but one in a hundred stayed below, and begin anew."""
        ordered = sorted(self._took)
        self._took.clear()
        assert len(ordered) > 100
        return ordered[len(ordered) * 99 // 100]


def test_a_crowd_of_slow_clients_is_cut_off_and_nobody_notices(serving: Serving) -> None:
    port = httpx.URL(serving.address).port or 0
    post = request(b"POST", b"/releases", JSON, b"Content-Length: 5000") + b'{"title": "'
    with closing(Readers(serving.address)) as readers, closing(Crowd(port)) as crowd:
        for _ in range(CALM):
            readers.read()
        alone = readers.slowest_of_hundred()
        half_open = [
            *crowd.join(200, b"GET /releases HTTP/1.1\r\nHost: a\r\nX-A: "),
            *crowd.join(100, b"GET /releases HTTP/1.1\r\nHost: a\r\nX-A: ", b"a"),
            *crowd.join(100, b"GET /releases HTTP/1.1\r\n", b"a: b\r\n"),
        ]
        bodies = [*crowd.join(50, post), *crowd.join(50, post, "خ".encode())]
        crowd.while_it_lasts(readers.read, CUT_OFF)
        meanwhile = readers.slowest_of_hundred()
    lasted = [client.lasted or 99 for client in crowd.clients]
    sys.stdout.write(
        f"{len(half_open)} half-open, {len(bodies)} slow bodies: gone after {max(lasted):.1f} s;"
        f" good requests {meanwhile * 1000:.1f} ms at p99, {alone * 1000:.1f} without them\n"
    )
    assert [one for one in lasted if one > CUT_OFF] == []
    assert {client.got for client in half_open} == {b""}
    for client in bodies:
        head, _, body = client.got.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 408 ")
        assert json.loads(body)["detail"] == "لم يصل محتوى الطلب في وقته"
    # or, where others keep the machine busy, not much longer than without the crowd
    assert meanwhile < max(QUICK, 2 * alone), f"{meanwhile:.3f} s, alone {alone:.3f} s"


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_huge_body_is_refused_before_it_is_here(serving: Serving, framing: str) -> None:
    port = httpx.URL(serving.address).port or 0
    httpx.post(f"{serving.address}/releases", json={"title": "خبر"})
    before = _peak(serving)
    part = b" " * 2**20
    if framing == "length":
        begin, parts = request(b"POST", b"/releases", JSON, b"Content-Length: %d" % HUGE), part
    else:
        begin = request(b"POST", b"/releases", JSON, b"Transfer-Encoding: chunked")
        parts = b"%x\r\n%b\r\n" % (len(part), part)
    with socket.create_connection(("127.0.0.1", port), timeout=15) as line:
        # refused before it was all sent: the answer is there to be read
        with suppress(BrokenPipeError, ConnectionResetError):
            for sent in chain([begin], [parts] * (HUGE // len(part))):
                line.sendall(sent)
        answer = read(line)
    assert (answer.status, answer.document()["code"]) == (413, "body_too_large")
    grown = _peak(serving) - before
    sys.stdout.write(f"300 MB by {framing}: 413, {grown / 2**20:.1f} MB more\n")
    assert grown < LITTLE


def _peak(serving: Serving) -> int:
    """Return the most memory that the server ever had, in bytes."""
    status = Path(f"/proc/{serving.process.pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024
