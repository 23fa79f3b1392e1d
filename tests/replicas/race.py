"""An editor who hides and shows again, readers of two servers, and a replica that stumbles.

What is read is judged afterwards: it is forbidden if the question was asked a second after the
answer to the change that hid it, and was answered before it was to be shown again.
"""
# ruff: noqa: S311 - variety, not secrecy

import random
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import inf
from threading import Event
from time import monotonic, sleep
from typing import Literal

from tests.conftest import Server, client
from tests.replicas.pair import Replica

READERS = 8
WITHIN = 1.0
BREATH = 0.03  # seconds between two reads of one reader: the servers are in this very process
PAST, LATER = "2025-01-01T00:00:00Z", "2126-11-24T20:00:00Z"
Means = Literal["publish_at", "embargoed_until", "discard"]


@dataclass
class Hidden:
    """One time that a release was hidden: from an answer on, until it was to be shown again."""

    id: str
    means: Means
    since: float
    until: float = inf


@dataclass(frozen=True)
class Look:
    """One read: by whom and of what (None: of everything), when, and what it showed."""

    by_key: bool
    of: str | None
    asked: float
    answered: float
    ids: frozenset[str]
    status: int

    def could_show(self, one: Hidden) -> bool:
        """Tell whether it would have shown the release, were it not hidden: drafts to keys only."""
        is_draft = one.means == "discard"
        return self.of in {None, one.id} and self.by_key == is_draft


@dataclass
class Race:
    """Runs once; what happened is in `hidden` and `looks`."""

    servers: Sequence[Server]
    hidden: list[Hidden] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    pauses: int = 0
    over: Event = field(default_factory=Event)

    def run(self, changes: int, replica: Replica) -> None:
        """Hide something so many times."""
        published = [self.servers[0].publish(title=f"زيارة {n}")["id"] for n in range(40)]
        drafts = [self.servers[0].create(title=f"مسودة زيارة {n}")["id"] for n in range(20)]
        with ThreadPoolExecutor(READERS + 1) as pool:
            work = [pool.submit(self._read, number) for number in range(READERS)]
            work.append(pool.submit(self._stumble, replica))
            try:
                self._edit(changes, deque(published), deque(drafts))
            finally:
                self.over.set()
        for one in work:
            one.result()

    def judged(self) -> tuple[int, int, int]:
        """Return reads of what was hidden: forbidden ones, those within a second, and chances."""
        forbidden = soon = chances = 0
        for one in self.hidden:
            for look in self.looks:
                while_hidden = one.since < look.asked and look.answered < one.until
                if not (while_hidden and look.could_show(one)):
                    continue
                is_late = look.asked > one.since + WITHIN
                chances += is_late
                forbidden += is_late and one.id in look.ids
                soon += not is_late and one.id in look.ids
        return forbidden, soon, chances

    def _edit(self, changes: int, published: deque[str], drafts: deque[str]) -> None:
        means: Sequence[Means] = ("publish_at", "embargoed_until", "discard")
        waiting: deque[Hidden] = deque()
        for number in range(changes):
            how = means[number % 3]
            free = drafts if how == "discard" else published
            while not free or (waiting and waiting[0].since < monotonic() - 2 * WITHIN):
                sleep(max(0.0, waiting[0].since + 2 * WITHIN - monotonic()))
                again = waiting.popleft()
                again.until = monotonic()
                self._show(again)
                (drafts if again.means == "discard" else published).append(again.id)
            id_ = free.popleft()
            self._hide(id_, how)
            one = Hidden(id_, how, monotonic())
            self.hidden.append(one)
            waiting.append(one)
            sleep(random.uniform(0, 0.05))
        sleep(1.5 * WITHIN)

    def _hide(self, id_: str, means: Means) -> None:
        server, at = random.choice(self.servers), f"/releases/{id_}"
        if means == "discard":
            answer = server.http.delete(at, headers=server.key("publish"))
        else:
            answer = server.http.patch(at, json={means: LATER}, headers=server.key("publish"))
        assert answer.is_success, answer.text

    def _show(self, one: Hidden) -> None:
        server, at = random.choice(self.servers), f"/releases/{one.id}"
        key = server.key("publish")
        if one.means == "discard":
            answer = server.http.post(f"{at}/restore", headers=key)
        else:
            answer = server.http.patch(at, json={one.means: PAST}, headers=key)
        assert answer.is_success, answer.text

    def _read(self, number: int) -> None:
        """Read as the public; two of the readers have a key that sees drafts."""
        server = self.servers[number % len(self.servers)]
        by_key = number % 4 == 1
        headers = server.key("draft") if by_key else {}
        with client(server.http.base_url.port, headers=headers) as http:
            while not self.over.wait(BREATH):
                path, more, of = self._question()
                asked = monotonic()
                answer = http.get(path, params={"fields": "id", **more})
                body = answer.json()
                shown = body.get("items", [body]) if answer.is_success else []
                ids = frozenset(item["id"] for item in shown)
                self.looks.append(Look(by_key, of, asked, monotonic(), ids, answer.status_code))

    def _question(self) -> tuple[str, dict[str, str], str | None]:
        """Return what to read next, and the release that it is about if it is one."""
        if self.hidden and random.random() < 0.5:
            id_ = random.choice(self.hidden[-20:]).id
            return f"/releases/{id_}", {}, id_
        if random.random() < 0.5:
            return "/releases", {"limit": "100"}, None
        return "/releases/search", {"limit": "100", "q": "زيارة", "sort": "published_at"}, None

    def _stumble(self, replica: Replica) -> None:
        while not self.over.wait(random.uniform(0.2, 0.8)):
            replica.pause()
            self.pauses += 1
            self.over.wait(random.uniform(0.3, 1.8))
            replica.resume()
