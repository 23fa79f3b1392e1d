"""Who may be answered by a replica, and by which: one that shows all that was acknowledged.

A replica lags. What it must never show is what a change has hidden (an embargo moved, a release
discarded) longer than a second after the answer to that change, whichever server gave it. So each
server keeps a fence: how far the primary's WAL went at a moment that is half a second old at the
most, and not before the last commit of this very server. A host answers only if, before it takes
its snapshot, it has replayed up to there; else another does, and at last the primary.

When no primary answers there is nobody who could acknowledge a change, and readers go on: if the
primary's commits waited for a standby (`synchronous_standby_names`) and every other host answers,
one of them confirmed the last change, so that the fence is the furthest that any has received.
Otherwise the fence is the primary's last word, raised by whatever arrived since, for a minute; and
not after a commit of ours that it does not know. What remains: a network that is cut so that we
and a replica see neither the primary nor, behind it, those who still change things there. With
confirmed commits that takes two cuts at once; without, such a reader may be late by that minute.
The primary itself is believed: one that wakes from a freeze still answers whoever does not know of
its successor, until Patroni ends it. Who meets the successor drops every connection to the other.

Keys, releases and the index are read anew by each request, in its own snapshot. What a process
remembers of them is the frequencies of words, under the version of the index that it reads beside
them; the secret, which never changes; and answers to the public, under the number of the snapshot
that they were made of, be it a replica's (`public_version`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from time import monotonic

import psycopg
from psycopg.errors import QueryCanceled
from sqlalchemy import Connection

from app.kit import libpq
from app.kit.config import Settings
from app.kit.hosts import Fence, Host, Seen
from app.kit.pools import said
from app.kit.reading_again import MAY_READ_AGAIN, ReadLostError

AGE = 0.5  # seconds after which what the primary said is no fence any more
LAST_WORD = 60.0  # seconds, of a primary that is gone


class WatchedReplicas:
    """The hosts of the database, and of its replicas; each is watched until `close`."""

    def __init__(self, settings: Settings, succeeded: Callable[[], None]) -> None:
        """Begin to watch them; `succeeded` is called when another primary is met than before."""
        hosts: dict[str, Host] = {}
        self._hosts = hosts.values()
        self._lost_at = 0.0

        def watched(url: str) -> list[Host]:
            found = {repr(sorted(one.items())): one for one in libpq.each_host(url)}
            for name, address in found.items():
                if name not in hosts:
                    hosts[name] = Host(settings, address, self._note_loss)
            return [hosts[name] for name in found]

        self._members = watched(settings.database_url)
        replicas = settings.read_database_url
        self._places = watched(replicas) if replicas else self._members
        self._always = bool(replicas)
        self._turn = count()
        self._committed = 0.0
        self._succeeded = succeeded
        self._last: Seen | None = None

    @property
    def stand_in(self) -> bool:
        """Tell whether no primary answers, and readers can go on without."""
        fence = self._fence()
        return fence is not None and fence.is_last_word

    def note_commit(self) -> None:
        """Let no host answer that does not show what was committed until now."""
        self._committed = monotonic()
        for host in self._hosts:
            if host.seen is not None and host.seen.timeline is not None:
                host.look()

    def _note_loss(self) -> None:
        """Ask everybody at once where they stand: one that was there is lost."""
        self._lost_at = monotonic()
        for host in list(self._hosts):
            host.look()

    @contextmanager
    def lent(self, *, public: bool) -> Iterator[Connection | None]:
        """Lend a connection, within its transaction; None: the primary is to be asked.

        Raises `ReadLostError` when the host was lost meanwhile and the request can be run again.
        """
        host, connection = self._chosen(public=public)
        try:
            yield connection
        except Exception as error:
            # a replica's query may have taken long for reasons that the primary does not have
            if not _is_lost(error) and not (host and _is_late(error)):
                raise
            if host is not None:
                host.give_up(connection)
            if MAY_READ_AGAIN.get():
                raise ReadLostError from error
            raise
        finally:
            if host is not None and connection is not None:
                host.take_back(connection)

    def close(self) -> None:
        """Stop watching."""
        for host in self._hosts:
            host.close()

    def _chosen(self, *, public: bool) -> tuple[Host | None, Connection | None]:
        fence = self._fence()
        if fence is None or not (fence.is_last_word or (public and self._always)):
            return None, None
        first = next(self._turn)
        for place in range(len(self._places)):
            host = self._places[(first + place) % len(self._places)]
            seen = host.seen
            # the primary is spared while it is there
            if seen is None or not (fence.is_last_word or seen.timeline is None):
                continue
            connection = host.lend(self._fence)
            if connection is not None:
                return host, connection
        return None, None

    def _fence(self) -> Fence | None:
        """Return what a host must show at this moment; None: only the primary knows."""
        now = monotonic()
        members = [seen for host in self._members if (seen := host.seen) is not None]
        oldest = self._last.timeline or 0 if self._last else 0
        primaries = [(seen.timeline, seen) for seen in members if seen.timeline is not None]
        present = [(timeline, seen) for timeline, seen in primaries if timeline >= oldest]
        if not present:
            # what was confirmed before the primary was lost is seen if they were asked since then
            asked = max(now - AGE, self._lost_at, self._committed)
            standbys = [seen for seen in members if seen.timeline is None and seen.at > asked]
            return self._without_primary(now, standbys)
        timeline, seen = max(present)
        before, self._last = self._last, seen
        if before and timeline > oldest:
            self._succeeded()
        if seen.at < max(now - AGE, self._committed):
            return None
        return Fence(timeline, seen.position)

    def _without_primary(self, now: float, standbys: list[Seen]) -> Fence | None:
        last = self._last
        if last is None or last.timeline is None:
            return None
        received = [seen.position for seen in standbys]
        if last.is_confirmed and len(self._members) > 1:
            if len(standbys) < len(self._members) - 1:
                return None
            return Fence(last.timeline, max(received), is_last_word=True)
        if last.at < max(now - LAST_WORD, self._committed):
            return None
        return Fence(last.timeline, max([last.position, *received]), is_last_word=True)


def _is_lost(error: Exception) -> bool:
    """Tell whether the server, or the way to it, failed: not the question."""
    return isinstance(said(error), psycopg.OperationalError) and not _is_late(error)


def _is_late(error: Exception) -> bool:
    return isinstance(said(error), QueryCanceled)
