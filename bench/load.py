"""Load on a server of this machine, and what it cost: answers a second, and processor time each.

The load is wrk's (Debian's package of that name), on the last processor; servers have the first.
"""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 16
SERVERS, LOAD = 0, (os.cpu_count() or 1) - 1
_DONE = re.compile(r"(\d+) requests in")
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_BAD = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Served:
    """Answers a second, and microseconds of the server's processor for each."""

    rate: float
    cpu: float


def put(process: int, processor: int) -> None:
    """Let a process, with the threads that it has, run on one processor only."""
    for thread in Path(f"/proc/{process}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {processor})


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(process: int) -> float:
    """Return the memory that a process holds now."""
    [said] = re.findall(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(said) / 1024


def ask(process: int, address: str, headers: Mapping[str, str], seconds: float) -> Served:
    """Ask a server the same for some seconds, on several connections."""
    named = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    before = cpu_seconds(process)
    said = _wrk("-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *named, address)
    spent = cpu_seconds(process) - before
    [done], [rate] = _DONE.findall(said), _RATE.findall(said)
    if _BAD.search(said) or not int(done):
        raise RuntimeError(said)
    return Served(float(rate), spent / int(done) * 1e6)


def _wrk(*arguments: str) -> str:
    command: Sequence[str] = ("taskset", "-c", str(LOAD), "wrk", *arguments)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own command
