"""`nashra` as a person runs it: a process of its own, on a data directory of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from tests.cli.forking import Forked
from tests.databases import Databases

NASHRA = Path(sys.executable).with_name("nashra")
PATIENCE = 60
NEEDING_A_DATABASE = ["serve", "migrate", "doctor"]  # the three ways in which it is opened


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """Return the one line of an error: nothing else, and no traceback."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        assert self.code == 1
        return lines[0]


def surroundings(settings: dict[str, str]) -> dict[str, str]:
    """Return the environment with these settings, and none of whoever runs the tests."""
    return {name: value for name, value in os.environ.items() if "NASHRA" not in name} | settings


def ended(command: Sequence[str | Path], settings: dict[str, str]) -> Said:
    """Run a command with these settings, to its end."""
    if command[0] == NASHRA:
        with TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            code = Forked(command[1:], surroundings(settings), out, err).wait(PATIENCE * 2)
            return Said(code, out.read_text(), err.read_text())
    done = subprocess.run(
        command,
        env=surroundings(settings),
        capture_output=True,
        check=False,
        timeout=PATIENCE * 2,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


@contextmanager
def serving(settings: dict[str, str], log: Path) -> Iterator["Serving"]:
    """Start `nashra serve` with these settings, on a free port; do not wait for it."""
    free_port = {"NASHRA_PORT": "0", **settings}
    process = Forked(["serve"], surroundings(free_port), Path(os.devnull), log)
    try:
        yield Serving(process, log)
    finally:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Installation:
    """A data directory, the databases that its own is one of, and the settings."""

    data: Path
    databases: Databases
    settings: dict[str, str]

    @property
    def tables(self) -> list[str]:
        """The tables of its database: none, if it was never started."""
        return self.databases.tables(self.data)

    def change(self, statement: str) -> None:
        """Change its database behind its back."""
        self.databases.run(self.data, statement)

    def run(self, *command: str | Path, by: Sequence[str] = (), **settings: str) -> Said:
        """Run a command to its end; `by`: what it is to be run by."""
        return ended([*by, NASHRA, *command], self._own(settings))

    def serving(self, number: int = 1, **settings: str) -> AbstractContextManager["Serving"]:
        """Serve on a free port; killed when the block ends, unless it was stopped before.

        Several that serve at once have a `number` each.
        """
        log = self.data.with_name(f"{self.data.name}.{number}.log")
        return serving(self._own(settings), log)

    def serving_unheard(self, **settings: str) -> AbstractContextManager["Serving"]:
        """Serve, with a full disk for what it logs."""
        return serving(self._own(settings), Path("/dev/full"))

    def _own(self, settings: dict[str, str]) -> dict[str, str]:
        where = self.databases.empty(self.data)
        own = {f"NASHRA_{name}".upper(): str(value) for name, value in where.items()}
        return {**own, **self.settings, **settings}


@dataclass(frozen=True)
class Serving:
    """A running `nashra serve`, and the file that its standard error goes to."""

    process: Forked | subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        """Wait until it serves; return where."""
        began = monotonic()
        while monotonic() - began < PATIENCE:
            for line in self.log.read_text().splitlines():
                if '"serving"' in line and line.endswith("}"):
                    return f"http://127.0.0.1:{json.loads(line)['port']}"
            assert self.process.poll() is None, self.log.read_text()
            sleep(0.02)
        raise AssertionError(self.log.read_text())

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; return its exit status."""
        self.process.send_signal(by)
        return self.process.wait(PATIENCE)
