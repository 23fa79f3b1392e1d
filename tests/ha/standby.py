"""A primary and one replica without any cluster, whose replay can be held back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.ha.processes import HOST, end_all, free_ports, logs, own, spawn
from tests.waiting import until

BINARIES = "/usr/lib/postgresql/15/bin"
# nothing here is to survive the machine that tests: no waiting for its disk
OPTIONS = {"fsync": "off", "wal_keep_size": "1GB", "max_connections": "200"}


@dataclass
class PostgreSQL:
    """One server, in its folder."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The URL of its database `nashra`."""
        return f"postgresql://postgres@{HOST}:{self.port}/nashra"

    @property
    def data(self) -> str:
        """Where its data is."""
        return str(self.folder / "data")

    def run(self, command: str, *arguments: str) -> int:
        """Run one of PostgreSQL's programs to its end; return its exit status."""
        return spawn([f"{BINARIES}/{command}", *arguments], self.folder).wait(60)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = {**OPTIONS, "port": self.port, "unix_socket_directories": self.folder}
        chosen = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        process = spawn([f"{BINARIES}/postgres", "-D", self.data, *chosen], self.folder)

        def answers() -> bool:
            assert process.poll() is None, logs(self.folder)
            return self.run("pg_isready", "--quiet", "-h", HOST, "-p", str(self.port)) == 0

        until(answers, what="PostgreSQL answers")

    def kill(self) -> None:
        """End the server without a word."""
        end_all(self.folder)

    def ask(self, query: str, database: str = "nashra") -> Any:
        """Run a statement; return the first column of its first row, or None."""
        url = self.url.replace("/nashra", f"/{database}")
        with psycopg.connect(url, autocommit=True) as connection:
            answer = connection.execute(query.encode())
            row = answer.fetchone() if answer.description else None
        return row and row[0]


@dataclass
class Pair:
    """A primary, and a replica that shows the same as long as it is let."""

    primary: PostgreSQL
    replica: PostgreSQL

    def pause(self) -> None:
        """Let the replica stand still: it receives everything, and shows nothing of it."""
        self.replica.ask("SELECT pg_wal_replay_pause()")

        def paused() -> bool:
            # the replica obeys when something arrives
            self.primary.ask("SELECT pg_logical_emit_message(true, 'test', '')")
            return bool(self.replica.ask("SELECT pg_get_wal_replay_pause_state()") == "paused")

        until(paused, what="replay is paused")

    def resume(self) -> None:
        """Let the replica go on."""
        self.replica.ask("SELECT pg_wal_replay_resume()")

    def agree(self) -> None:
        """Wait until the replica shows everything that the primary shows now."""
        now = self.primary.ask("SELECT pg_current_wal_lsn()::text")
        shown = f"SELECT pg_last_wal_replay_lsn() >= '{now}'"
        until(lambda: self.replica.ask(shown), what="the replica has caught up")


@contextmanager
def primary_and_replica(folder: Path) -> Iterator[Pair]:
    """Start both, with an empty database `nashra`, below `folder`; end both with the block."""
    primary, replica = (
        PostgreSQL(folder / name, port)
        for name, port in zip(("primary", "replica"), free_ports(2), strict=True)
    )
    for server in (primary, replica):
        server.folder.mkdir()
        own(server.folder)
    try:
        as_told = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        assert primary.run("initdb", *as_told, "-D", primary.data) == 0, logs(folder)
        primary.start()
        primary.ask("CREATE DATABASE nashra", "postgres")
        source = ("-U", "postgres", "-h", HOST, "-p", str(primary.port))
        copied = ("--checkpoint=fast", "--no-sync", "--write-recovery-conf", "-D", replica.data)
        assert replica.run("pg_basebackup", *source, *copied) == 0, logs(folder)
        replica.start()
        pair = Pair(primary, replica)
        pair.agree()
        yield pair
    finally:
        end_all(folder)
