"""A primary and a replica, whose replay can be held back, and databases that are on all hosts."""

import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.cluster import Cluster
from tests.databases import PostgresDatabases
from tests.waiting import until


class Replica(Cluster):
    """A standby that can be told to stand still."""

    def __init__(self, primary: Cluster) -> None:
        """Follow `primary`."""
        super().__init__(primary)
        self._primary = primary

    def pause(self) -> None:
        """Stand still: everything arrives, and nothing of it is shown."""
        self.ask("SELECT pg_wal_replay_pause()")

        def paused() -> bool:
            # it obeys when something arrives
            self._primary.ask("SELECT pg_logical_emit_message(true, 'test', '')")
            return bool(self.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")

        until(paused)

    def resume(self) -> None:
        """Go on."""
        self.ask("SELECT pg_wal_replay_resume()")

    def freeze(self) -> None:
        """Say nothing to anybody, while the kernel still takes what is sent."""
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on speaking."""
        self.send(signal.SIGCONT)

    def agree(self) -> None:
        """Wait until everything is shown that the primary shows now."""
        self._reach("pg_last_wal_replay_lsn()")

    def receive(self) -> None:
        """Wait until everything is here that the primary shows now, be it shown or not."""
        self._reach("greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())")

    def _reach(self, position: str) -> None:
        now = self._primary.ask("SELECT pg_current_wal_flush_lsn()::text")
        until(lambda: self.ask(f"SELECT {position} >= '{now}'"))


class SpreadDatabases(PostgresDatabases):
    """Databases of a primary; servers are told of these `hosts`, and of these `replicas`."""

    def __init__(self, primary: Cluster, *replicas: Cluster) -> None:
        """Make them on `primary`; they are on the others a moment later."""
        super().__init__(primary.address, "spread")
        self.hosts, self.replicas = [primary], list(replicas)

    def furnished(self, folder: Path) -> dict[str, Any]:
        """Return the settings of the folder's database, on all of them."""
        said = super().furnished(folder)
        name = said["database_url"].rpartition("/")[2]
        said["database_url"] = _url(self.hosts, name)
        if self.replicas:
            said["read_database_url"] = _url(self.replicas, name)
        return said


def _url(hosts: Sequence[Cluster], name: str) -> str:
    others = "".join(f",127.0.0.1:{host.port}" for host in hosts[1:])
    return f"{hosts[0].address}{others}/{name}"
