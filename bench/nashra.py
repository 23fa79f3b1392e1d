"""Running `nashra` as an operator does: processes of its own, watched from outside."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

NASHRA = Path(sys.executable).with_name("nashra")
# A process counts as its own what its parent held when it began, so a small one starts it.
WATCHED = (
    "import resource, subprocess, sys;"
    "code = subprocess.call(sys.argv[1:]);"
    "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
    "print('used', used.ru_utime, used.ru_stime, used.ru_maxrss);"
    "sys.exit(code)"
)
USAGE = re.compile(r"used (\S+) (\S+) (\d+)")
SUMS = re.compile(r"imported (\d+), there already (\d+), refused (\d+)")


@dataclass(frozen=True)
class Imported:
    """One run of `nashra import` that came to its end: wall time, time on the processor, memory."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    imported: int
    there_already: int
    refused: int


def import_file(data: Path, archive: Path) -> Imported:
    """Import a file and measure it: wall time, and the most memory that the process held."""
    began = perf_counter()
    log = data / "import.log"
    with log.open("wb") as out:
        process = start(data, "import", str(archive), stdout=out.fileno(), watched=True)
    process.wait()
    said = log.read_text()
    sums, usage = SUMS.search(said), USAGE.search(said)
    if sums is None or usage is None:
        message = f"the import ended with {process.returncode}: {said}"
        raise RuntimeError(message)
    return Imported(
        perf_counter() - began,
        float(usage[1]) + float(usage[2]),
        int(usage[3]) / 1024,
        *map(int, sums.groups()),
    )


def import_and_kill(data: Path, archive: Path, after: int) -> int:
    """Kill -9 an import once `after` releases are kept; return how many are."""
    process = start(data, "import", str(archive), stdout=subprocess.DEVNULL)
    while process.poll() is None and count(data, "imported") < after:
        sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return count(data, "imported")


def count(data: Path, table: str, what: str = "*") -> int:
    """Return the number of rows, of a database that may not be there yet."""
    query = f"SELECT count({what}) FROM {table}"  # noqa: S608 - our own names
    try:
        with closing(sqlite3.connect(f"file:{data / 'nashra.db'}?mode=ro", uri=True)) as database:
            return int(database.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def key(data: Path, scope: str) -> str:
    """Issue a key with this scope, and return its token."""
    issue = start(data, "keys", "issue", "bench", "--scope", scope, stdout=subprocess.PIPE)
    said, _ = issue.communicate()
    return next(word for word in said.decode().split() if word.startswith("nsh_"))


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Serve the data on a free port, each answer made anew; yield the address."""
    with running(data, NASHRA_MEMORY_BYTES="0") as server:
        yield server.address


@dataclass(frozen=True)
class Running:
    """A server: where it is, and its process."""

    address: str
    process: int


@contextmanager
def running(data: Path, **settings: str) -> Iterator[Running]:
    """Serve the data on a free port, with these variables of the environment."""
    log = data / "serve.log"
    with log.open("wb") as out:
        process = start(
            data, "serve", stdout=subprocess.DEVNULL, stderr=out.fileno(), settings=settings
        )
    try:
        yield Running(f"http://127.0.0.1:{_port(log, process)}", process.pid)
    finally:
        process.terminate()
        process.wait()


def _port(log: Path, process: subprocess.Popen[bytes]) -> int:
    while process.poll() is None:
        for line in log.read_bytes().splitlines(keepends=True):
            if b'"serving"' in line and line.endswith(b"\n"):
                return int(json.loads(line)["port"])
        sleep(0.01)
    message = f"the server did not start: {log.read_text()}"
    raise RuntimeError(message)


def start(
    data: Path,
    *command: str,
    stdout: int,
    stderr: int = subprocess.DEVNULL,
    watched: bool = False,
    settings: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `nashra` on this folder of data, on a port of its own where it serves."""
    surroundings = {
        **os.environ,
        "NASHRA_DATA_DIR": str(data),
        "NASHRA_SEEDS_DIR": str(data / "no-seeds"),
        "NASHRA_PORT": "0",
        "NASHRA_QUERY_SECONDS": "60",  # a busy machine is measured as slow, not as failing
        **(settings or {}),
    }
    by = [sys.executable, "-c", WATCHED] if watched else []
    return subprocess.Popen(  # noqa: S603 - our own command
        [*by, NASHRA, *command], stdout=stdout, stderr=stderr, env=surroundings
    )
