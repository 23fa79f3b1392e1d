"""A newsroom that changes what the public may read, readers who look, and what they may be shown.

Each change has a moment at which it may be seen first (its request is sent, an embargo's instant
comes) and one from which it must be (it is acknowledged). What was read is right if something that
the release showed in the meantime is what was seen.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from threading import Event, Thread
from time import time
from typing import Any, NamedTuple

import httpx

FAR = "2126-01-01T00:00:00Z"
REASON = {"reason": {"ar": "سُحبت للتدقيق"}}
RELEASES = 6
SOON = 0.25  # seconds until an embargo that is to lift


class Shown(NamedTuple):
    """What a release shows in the list and at its own address; None: it does not exist."""

    listed: str | None
    alone: str | None


class Epoch(NamedTuple):
    """What is shown from some moment on: it may be from `begins`, it must be from `certain`."""

    shown: Any
    begins: float
    certain: float


class Look(NamedTuple):
    """What was seen of something, between two moments; `where`: listed, alone or with a key."""

    of: str
    where: str
    seen: Any
    since: float
    until: float


@dataclass
class Newsroom:
    """Changes releases by servers of one database; `late` is how late others may hear of it."""

    addresses: Sequence[str]
    admin: str
    late: float = 0.0
    seed: int = 1
    epochs: dict[str, list[Epoch]] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)
    changes: Counter[str] = field(default_factory=Counter)
    token: str = ""

    def open(self) -> None:
        """Publish some releases, and issue a key."""
        self._dice = random.Random(self.seed)  # noqa: S311 - the same each time, no secret
        self._clients = [httpx.Client(base_url=one, timeout=30) for one in self.addresses]
        self._number = 0
        for _ in range(RELEASES):
            title = self._title()
            made = self._send("POST", "/releases", {"title": title, "state": "published"})
            self.epochs[made["id"]] = [Epoch(Shown(title, title), 0, 0)]
        self._waits = dict.fromkeys(self.epochs, 0.0)
        self._state = dict.fromkeys(self.epochs, "public")
        self._titles = {id_: each[0].shown.listed for id_, each in self.epochs.items()}
        self._issue()

    def run(self, reads: int, *, readers: int = 2, judge: Callable[[], bool] = bool) -> None:
        """Change and read until so many reads are made, or `judge()` says that it is enough."""
        over = Event()
        threads = [Thread(target=self._read, args=(over, number)) for number in range(readers)]
        for thread in threads:
            thread.start()
        try:
            while len(self.looks) < reads and not judge():
                self._change()
        finally:
            over.set()
            for thread in threads:
                thread.join()
            for client in self._clients:
                client.close()

    def wrong(self) -> list[Look]:
        """Return the looks at what could not be shown then."""
        return [look for look in self.looks.copy() if not self._is_right(look)]

    def _is_right(self, look: Look) -> bool:
        epochs = self.epochs[look.of].copy()
        ends = [*(epoch.certain + self.late for epoch in epochs[1:]), float("inf")]
        return any(
            epoch.begins <= look.until
            and end >= look.since
            and (getattr(epoch.shown, look.where) if look.where != "key" else epoch.shown)
            == look.seen
            for epoch, end in zip(epochs, ends, strict=True)
        )

    def _title(self) -> str:
        self._number += 1
        return f"خبر {self._number}"

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        client = self._dice.choice(self._clients)
        headers = {"Authorization": f"Bearer {self.admin}"}
        answer = client.request(method, path, json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def _change(self) -> None:
        if self._dice.random() < 0.1:
            self._revoke()
            return
        ready = [one for one, until in self._waits.items() if until < time()]
        if not ready:
            return
        id_ = self._dice.choice(ready)
        acts = {"public": ("retitle", "hide", "soon", "withdraw"), "hidden": ("lift", "soon")}
        act = self._dice.choice(acts.get(self._state[id_], ("reinstate",)))
        self.changes[act] += 1
        getattr(self, f"_{act}")(id_)

    def _note(self, id_: str, shown: Shown, send: Callable[[], object]) -> None:
        began = time()
        # before it is sent: a reader may see it sooner than we hear that it is done
        self.epochs[id_].append(Epoch(shown, began, float("inf")))
        send()
        self.epochs[id_][-1] = Epoch(shown, began, time())

    def _retitle(self, id_: str) -> None:
        title = self._titles[id_] = self._title()
        patch = {"title": title}
        self._note(id_, Shown(title, title), lambda: self._send("PATCH", f"/releases/{id_}", patch))

    def _hide(self, id_: str, until: str = FAR) -> None:
        patch = {"embargoed_until": until}
        self._note(id_, Shown(None, None), lambda: self._send("PATCH", f"/releases/{id_}", patch))
        self._state[id_] = "hidden"

    def _soon(self, id_: str) -> None:
        instant = datetime.fromtimestamp(time() + SOON, UTC)
        self._hide(id_, instant.isoformat())
        title, at = self._titles[id_], instant.timestamp()
        self.epochs[id_].append(Epoch(Shown(title, title), at, at))
        self._state[id_], self._waits[id_] = "public", max(at, time()) + SOON / 5

    def _lift(self, id_: str) -> None:
        title, patch = self._titles[id_], {"embargoed_until": None}
        self._note(id_, Shown(title, title), lambda: self._send("PATCH", f"/releases/{id_}", patch))
        self._state[id_] = "public"

    def _withdraw(self, id_: str) -> None:
        path = f"/releases/{id_}/withdraw"
        shown = Shown(None, self._titles[id_])
        self._note(id_, shown, lambda: self._send("POST", path, REASON))
        self._state[id_] = "withdrawn"

    def _reinstate(self, id_: str) -> None:
        title, path = self._titles[id_], f"/releases/{id_}/reinstate"
        self._note(id_, Shown(title, title), lambda: self._send("POST", path))
        self._state[id_] = "public"

    def _issue(self) -> None:
        made = self._send("POST", "/keys", {"name": "قارئ", "scopes": ["embargo"]})
        self._key_id = made["id"]
        self.epochs[made["token"]] = [Epoch(200, 0, 0)]
        self.token = made["token"]

    def _revoke(self) -> None:
        self.changes["revoke"] += 1
        self._note_key(lambda: self._send("DELETE", f"/keys/{self._key_id}"))
        self._issue()

    def _note_key(self, send: Callable[[], object]) -> None:
        began, epochs = time(), self.epochs[self.token]
        epochs.append(Epoch(401, began, float("inf")))
        send()
        epochs[-1] = Epoch(401, began, time())

    def _read(self, over: Event, number: int) -> None:
        dice = random.Random(number)  # noqa: S311 - as above
        places = [one.removeprefix("http://") for one in self.addresses]
        with closing(HTTPConnection(places[number % len(places)], timeout=30)) as http:
            while not over.is_set():
                self._look(http, dice)

    def _look(self, http: HTTPConnection, dice: random.Random) -> None:
        way, token, path = dice.randrange(20), self.token, "/releases?limit=100&fields=id,title"
        if way == 0:
            status, _, since, until = _asked(http, path, token)
            self.looks.append(Look(token, "key", status, since, until))
        elif way < 8:
            _, body, since, until = _asked(http, path)
            titles = {item["id"]: item["title"] for item in body["items"]}
            self.looks += [
                Look(id_, "listed", titles.get(id_), since, until) for id_ in self._titles
            ]
        else:
            id_ = dice.choice(list(self._titles))
            status, body, since, until = _asked(http, f"/releases/{id_}?fields=id,title")
            seen = body["title"] if status == 200 else None
            self.looks.append(Look(id_, "alone", seen, since, until))


def _asked(
    http: HTTPConnection, path: str, token: str | None = None
) -> tuple[int, Any, float, float]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    since = time()
    http.request("GET", path, headers=headers)
    answer = http.getresponse()
    body = answer.read()
    return answer.status, json.loads(body), since, time()
