"""What a move to PostgreSQL costs: seconds, memory, and a kill -9 half way.

.venv/bin/python -m bench.moving --releases 20000
"""

import argparse
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from time import perf_counter, sleep

import psycopg

from bench import archive, nashra
from bench.reporting import folder_for, say
from tests.cluster import Cluster

DONE = re.compile(r"moved and verified")


def start(source: str, target: str) -> subprocess.Popen[bytes]:
    """Begin a move, watched for its use of memory and of the processor."""
    command: list[str | Path] = [nashra.NASHRA, "move", "--from", source, "--to", target]
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", nashra.WATCHED, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def measured(name: str, source: str, target: str) -> None:
    """Move to the end; print what that cost."""
    began = perf_counter()
    out, _ = start(source, target).communicate()
    said = out.decode()
    usage = nashra.USAGE.search(said)
    if usage is None or DONE.search(said) is None:
        raise RuntimeError(said)
    seconds, used, peak = perf_counter() - began, sum(map(float, usage.group(1, 2))), int(usage[3])
    say(f"{name:20} {seconds:,.1f} s, {used:,.1f} s on the processor, {peak / 1024:,.0f} MB")


def killed(source: str, target: str, count: int) -> None:
    """Kill -9 a move once half of the releases are there."""
    process = start(source, target)
    kept = 0
    while process.poll() is None and kept < count // 2:
        sleep(0.05)
        kept = rows(target)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    say(f"killed -9            with {rows(target):,} releases there; again:")


def rows(target: str) -> int:
    """Return how many releases are there by now."""
    with psycopg.connect(target) as connection:
        if connection.execute("SELECT to_regclass('releases')").fetchone() == (None,):
            return 0
        [(count,)] = connection.execute("SELECT count(*) FROM releases").fetchall()
        return int(count)


def main() -> None:
    """Measure, and print every figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--releases", type=int, default=20_000)
    options.add_argument("--folder", type=Path, help="kept; without it a temporary one")
    asked = options.parse_args()
    with folder_for(asked.folder) as folder:
        data = folder / "data"
        if not data.exists():
            data.mkdir()
            archive.write(folder / "archive.jsonl", asked.releases)
            nashra.import_file(data, folder / "archive.jsonl")
        cluster = Cluster()
        try:
            _report(f"sqlite:///{data.resolve()}/nashra.db", cluster, folder, asked.releases)
        finally:
            cluster.stop()


def _report(source: str, cluster: Cluster, folder: Path, count: int) -> None:
    with psycopg.connect(f"{cluster.address}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE whole")
        connection.execute("CREATE DATABASE killed")
    measured("to PostgreSQL", source, f"{cluster.address}/whole")
    back = folder / "back"
    measured("back to SQLite", f"{cluster.address}/whole", f"sqlite:///{back.resolve()}/nashra.db")
    killed(source, f"{cluster.address}/killed", count)
    measured("", source, f"{cluster.address}/killed")


if __name__ == "__main__":
    main()
