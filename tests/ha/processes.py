"""Processes of the servers under test: how they are started, found, frozen and always ended."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import randrange

from tests.waiting import until

HOST = "127.0.0.1"
_started: "list[subprocess.Popen[bytes]]" = []  # those whose end nobody has asked for yet


def free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on and that no outgoing connection is ever given.

    A port of the ephemeral range could be taken while its machine is down, even by a client that
    tries to reach it: on loopback such a client may connect to itself.
    """
    found: set[int] = set()
    while len(found) < count:
        port = randrange(20_000, 32_000)  # noqa: S311 - not a secret
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)):
                found.add(port)
    return list(found)


def server_user() -> str | None:
    """Return whom servers are started as: PostgreSQL refuses to be root."""
    return "postgres" if os.geteuid() == 0 else None


def own(folder: Path) -> None:
    """Give a folder to whom servers are started as."""
    if user := server_user():
        record = pwd.getpwnam(user)
        os.chown(folder, record.pw_uid, record.pw_gid)


def working_in(folder: Path) -> Iterator[int]:
    """Yield the processes whose working directory is `folder` or below it.

    PostgreSQL and Patroni leave every process group and parent that could name them together;
    none leaves its folder.
    """
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                state = (process / "stat").read_text().rpartition(")")[2].split()[0]
                where = (process / "cwd").readlink()
            except OSError:
                continue  # it has ended
            if state != "Z" and where.is_relative_to(folder):
                yield int(process.name)


def signal_all(folder: Path, number: signal.Signals) -> None:
    """Send a signal to every process that works in `folder`, and to those forked meanwhile."""
    done: set[int] = set()
    while remaining := set(working_in(folder)) - done:
        for pid in remaining:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        done |= remaining


def end_all(folder: Path) -> None:
    """Kill every process that works in `folder`, frozen ones too."""

    def ended() -> bool:
        signal_all(folder, signal.SIGKILL)
        return not any(working_in(folder))

    until(ended, what="every process has ended")
    _started[:] = [process for process in _started if process.poll() is None]


def spawn(
    command: list[str], folder: Path, settings: Mapping[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    """Start a server that works in `folder`, with nothing else of this environment in its own."""
    # not everybody's PATH has the folder of servers
    program = shutil.which(command[0], path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, f"{command[0]} is not installed: make test-ha installs it, as root"
    user = server_user()
    with (folder / f"{Path(program).name}.log").open("ab") as log:
        process = subprocess.Popen(
            [program, *command[1:]],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **(settings or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            start_new_session=True,
        )
    _started.append(process)
    return process


def logs(folder: Path) -> str:
    """Return the ends of what the servers of a folder said."""
    return "".join(f"--- {path}\n{path.read_text()[-3000:]}\n" for path in folder.rglob("*.log"))
