"""Editors who write and a public that reads, through every API server, whatever happens."""

import random
import uuid
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count, cycle, pairwise
from threading import Event
from time import monotonic, sleep
from typing import Any, Literal, Self

import httpx

WRITERS = 4
READERS = 3
PATIENCE = 5.0  # seconds that a client waits for an answer before it asks another server
PAUSE = 0.02  # between two requests of one client: the cluster shares two processors with them
AGREEMENT = 1.0  # seconds after which all servers show the same
GIVE_UP = 45.0  # nothing may take longer, whatever fails
FOR_NOW = {502, 503, 504}  # not now: the API says only 503, the proxy the others
BODY = "صدر عن وزارة الداخلية اليوم ما يلي، والله ولي التوفيق. " * 12


@dataclass(frozen=True)
class Kept:
    """What a server promised, and when."""

    id: str
    at: float


@dataclass(frozen=True)
class Asked:
    """One request: when it was answered, and with which status or failure."""

    at: float
    what: Literal["write", "read"]
    said: int | str


class Load(AbstractContextManager["Load"]):
    """Runs while its block does."""

    def __init__(self, addresses: list[str], key: str) -> None:
        """Speak to these servers; `key` may publish."""
        self.acknowledged: dict[str, Kept] = {}  # by title
        self.missing: list[str] = []  # acknowledged before the question, and answered with 404
        self.asked: list[Asked] = []
        self.faults: list[httpx.Response] = []
        self._addresses, self._key = addresses, key
        self._stopping, self._dropping = Event(), Event()
        self._threads = ThreadPoolExecutor(WRITERS + READERS)

    def __enter__(self) -> Self:
        """Begin."""
        self._running = [self._threads.submit(self._write, number) for number in range(WRITERS)]
        self._running += [self._threads.submit(self._read) for _ in range(READERS)]
        return self

    def __exit__(self, error: object, *_: object) -> None:
        """Let everyone finish what he is at; after an error, drop it."""
        self._stopping.set()
        if error:
            self._dropping.set()
        self._threads.shutdown()
        for thread in self._running:
            thread.result()

    def gap(self, what: Literal["write", "read"], since: float, until: float) -> float:
        """Return the longest time in which no request of this kind succeeded."""
        good = {"write": 201, "read": 200}[what]
        times = [
            asked.at
            for asked in self.asked.copy()
            if asked.what == what and asked.said == good and since <= asked.at <= until
        ]
        instants = [since, *sorted(times), until]
        return max(after - before for before, after in pairwise(instants))

    def failures(
        self, what: Literal["write", "read"], since: float, until: float
    ) -> Counter[int | str]:
        """Count what was said other than success."""
        return Counter(
            asked.said
            for asked in self.asked.copy()
            if asked.what == what and since <= asked.at <= until and asked.said not in {200, 201}
        )

    def _write(self, writer: int) -> None:
        with httpx.Client(timeout=PATIENCE, headers=self._headers()) as http:
            for number in count():
                if self._stopping.wait(PAUSE):
                    return
                title = f"خبر {number} من المحرر {writer}"
                self._publish(
                    http, title, cycle(random.sample(self._addresses, len(self._addresses)))
                )

    def _publish(self, http: httpx.Client, title: str, addresses: Iterable[str]) -> None:
        """Send one release until it is acknowledged: the same key, now to one server, now another.

        The outcome of a request without an answer is unknown; the key makes asking again safe.
        """
        began = monotonic()
        again = {"Idempotency-Key": uuid.uuid4().hex}
        document = {"title": title, "body": BODY, "state": "published"}
        for address in addresses:
            answer = self._ask(
                "write", http, "POST", f"{address}/releases", json=document, headers=again
            )
            if answer is not None and answer.status_code == 201:
                self.acknowledged[title] = Kept(answer.json()["id"], monotonic())
                return
            if self._dropping.is_set():
                return
            assert monotonic() - began < GIVE_UP, f"{title} was never acknowledged: {answer}"
            sleep(PAUSE * 5)

    def _read(self) -> None:
        with httpx.Client(timeout=PATIENCE) as http:
            for address in cycle(self._addresses):
                if self._stopping.wait(PAUSE):
                    return
                path = random.choice([*self._settled()[-20:], "?limit=5"])  # noqa: S311 - no secret
                answer = self._ask("read", http, "GET", f"{address}/releases{path}")
                if answer is not None and answer.status_code == 404:
                    self.missing.append(path)

    def _settled(self) -> list[str]:
        """Return the paths of what every server has to show by now."""
        until = monotonic() - AGREEMENT
        return [f"/{kept.id}" for kept in self.acknowledged.copy().values() if kept.at < until]

    def _ask(
        self, what: Literal["write", "read"], http: httpx.Client, *request: str, **more: Any
    ) -> httpx.Response | None:
        try:
            answer = http.request(*request, **more)
        except httpx.TransportError as error:
            self.asked.append(Asked(monotonic(), what, type(error).__name__))
            return None
        self.asked.append(Asked(monotonic(), what, answer.status_code))
        if not _is_civil(answer):
            self.faults.append(answer)
        return answer

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"}


def _is_civil(answer: httpx.Response) -> bool:
    """Say whether this is what was asked for, or an honest "not now"."""
    if answer.status_code in {409, 503} and "X-Request-Id" in answer.headers:
        # 409: the first request with this key still hangs, at a primary that is no more
        return "Retry-After" in answer.headers
    return answer.status_code in {200, 201, 404, *FOR_NOW}
