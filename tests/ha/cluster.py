"""Three machines that keep one PostgreSQL up between them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg.conninfo import make_conninfo

from tests.ha.machines import PASSWORD, Machine
from tests.ha.processes import HOST, end_all, free_ports, logs
from tests.waiting import until

NAMES = ("muharraq", "manama", "riffa")
TTL = 8
View = dict[str, dict[str, Any]]  # the members by name, as Patroni tells


@dataclass
class Cluster:
    """The machines, and how they are reached."""

    machines: list[Machine]

    @property
    def url(self) -> str:
        """The database's URL: every machine is named, whichever writes is found."""
        return (
            f"postgresql://nashra:{PASSWORD}@{self._hosts()}/nashra"
            "?target_session_attrs=read-write&connect_timeout=2"
        )

    @property
    def read_url(self) -> str:
        """The URL of those who only read: a replica, the primary where there is none."""
        return self.url.replace("read-write", "prefer-standby")

    def _hosts(self) -> str:
        return ",".join(f"{HOST}:{machine.port}" for machine in self.machines)

    def primary(self) -> Machine:
        """Return the machine that writes, in a cluster that is whole."""
        leader = _holder(self.views()[0], "leader")
        return next(machine for machine in self.machines if machine.name == leader)

    def views(self) -> list[View]:
        """Return what each machine that answers knows of all of them."""
        views = []
        for machine in self.machines:
            with suppress(httpx.HTTPError, ValueError, KeyError):
                members = httpx.get(f"{machine.rest}/cluster", timeout=1).json()["members"]
                views.append({member["name"]: member for member in members})
        return views

    def is_whole(self) -> bool:
        """Say whether all agree that one writes, one follows synchronously and one follows.

        All: a machine that was frozen still answers for a moment that nothing has changed.
        """
        views = self.views()
        leaders = {_holder(view, "leader") for view in views}
        return len(views) == len(self.machines) and len(leaders) == 1 and all(map(_whole, views))

    def wait_until_whole(self, seconds: float = 60) -> float:
        """Wait until `is_whole`; return how long it took."""
        try:
            return until(self.is_whole, seconds, "three machines in agreement")
        except AssertionError as error:
            said = "".join(logs(machine.folder) for machine in self.machines)
            raise AssertionError(f"{self.views()}\n{said}") from error

    def switch_over(self) -> None:
        """Ask the primary to give its office to the synchronous replica."""
        primary = self.primary()
        heir = _holder(self.views()[0], "sync_standby")
        asked = {"leader": primary.name, "candidate": heir}
        answer = httpx.post(f"{primary.rest}/switchover", json=asked, timeout=30)
        assert answer.status_code == 200, answer.text

    def connect(self, user: str = "nashra", database: str = "nashra") -> "psycopg.Connection[Any]":
        """Connect to whichever machine writes, with nothing kept open by a transaction."""
        return psycopg.connect(make_conninfo(self.url, user=user, dbname=database), autocommit=True)


def _holder(view: View, role: str) -> str | None:
    return next((name for name, member in view.items() if member["role"] == role), None)


def _whole(view: View) -> bool:
    members = view.values()
    return (
        sorted(member["role"] for member in members) == ["leader", "replica", "sync_standby"]
        and len({member.get("timeline") for member in members}) == 1
        and all(member["state"] in {"running", "streaming"} for member in members)
    )


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Start a cluster with an empty database `nashra` in `folder`; end it with the block."""
    cluster = Cluster(_machines(folder))
    try:
        for machine in cluster.machines:
            machine.start()
        cluster.wait_until_whole()
        with cluster.connect("postgres", "postgres") as connection:
            connection.execute(f"CREATE ROLE nashra LOGIN PASSWORD '{PASSWORD}'")
            connection.execute("CREATE DATABASE nashra OWNER nashra")
        yield cluster
    finally:
        end_all(folder)


def _machines(folder: Path) -> list[Machine]:
    kinds = ("port", "rest_port", "etcd_port", "peer_port")
    numbers = iter(free_ports(len(NAMES) * len(kinds)))
    ports = {name: {kind: str(next(numbers)) for kind in kinds} for name in NAMES}
    shared = {
        "host": HOST,
        "network": f"{HOST}/32",
        "password": PASSWORD,
        "etcd_hosts": ",".join(f"{HOST}:{ports[name]['etcd_port']}" for name in NAMES),
        "etcd_peers": ",".join(
            f"{name}=http://{HOST}:{ports[name]['peer_port']}" for name in NAMES
        ),
        # the watchdog would restart the machine that the tests run on
        "watchdog": "off",
    }
    return [
        Machine(
            name,
            folder / name,
            {**shared, **ports[name], "name": name, "folder": str(folder / name)},
        )
        for name in NAMES
    ]
