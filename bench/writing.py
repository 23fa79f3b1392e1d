"""What writing costs, and what a server holds: with everything on, durable, one request at a time.

.venv/bin/python -m bench.writing --releases 10000
"""

import argparse
import itertools
import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from urllib.parse import urlsplit

from bench import archive, asking, load, nashra
from bench.reporting import folder_for, say

ROUNDS, EACH = 5, 60
IMPORTED, BETWEEN = 3_000, 0.005  # releases, while somebody reads; seconds between what they read
BEHIND = "x" * 3_000  # what a bare insert writes: as much as a release


def main() -> None:
    """Measure, and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--releases", type=int, default=10_000, help="that are there already")
    options.add_argument("--folder", type=Path, help="kept, and used again; else a temporary one")
    asked = options.parse_args()
    with folder_for(asked.folder) as folder:
        data = folder / "data"
        if not (data / "nashra.db").exists():
            data.mkdir(exist_ok=True)
            archive.write(folder / "archive.jsonl", asked.releases)
            done = nashra.import_file(data, folder / "archive.jsonl")
            say(f"import           {done.imported / done.seconds:8,.0f} releases/s   asked 1,000")
        _report(folder, data)


def _report(folder: Path, data: Path) -> None:
    token = nashra.key(data, "publish")
    started = median(_started(data) for _ in range(ROUNDS))
    say(f"start            {started:8.2f} s to the first answer   asked 1.0")
    with nashra.running(data) as server:
        with asking.connected(server.address) as connection:
            asking.ask(connection, "/releases")
        say(f"idle             {load.memory_mb(server.process):8,.0f} MB   asked 120")
        ours, bare = list[float](), list[float]()
        documents = archive.releases(ROUNDS * EACH, seed=9)
        with closing(_bare(folder / "bare.db")) as database:
            for _ in range(ROUNDS):
                some = list(itertools.islice(documents, EACH))
                ours.append(_posted(server.address, token, some))
                bare.append(_inserted(database))
        rate, their_rate = median(ours), median(bare)
        say(
            f"POST             {rate:8,.0f} a second, {rate / their_rate:.2f} of {their_rate:,.0f}"
            " bare durable inserts   asked 150, or 0.50"
        )
        _report_import(folder, data, server.address)
        say(f"after them       {load.memory_mb(server.process):8,.0f} MB   asked 300")


def _started(data: Path) -> float:
    """Start a server and stop it; return the seconds until its first answer."""
    began = perf_counter()
    with nashra.running(data) as server, asking.connected(server.address) as connection:
        asking.ask(connection, "/releases")
        return perf_counter() - began


def _report_import(folder: Path, data: Path, address: str) -> None:
    """Print what readers wait while more releases are imported into what they read."""
    archive.write(folder / "more.jsonl", IMPORTED, seed=11)
    with asking.connected(address) as connection:
        paths = [
            "/releases",
            json.loads(asking.ask(connection, "/releases").body)["items"][0]["url"],
        ]
        paths[1] = urlsplit(paths[1]).path
        taken = list[float]()
        with nashra.start(
            data, "import", str(folder / "more.jsonl"), stdout=subprocess.DEVNULL
        ) as importing:
            while importing.poll() is None:
                taken += [asking.ask(connection, path).milliseconds for path in paths]
                sleep(BETWEEN)
    taken.sort()
    p50, p99 = (taken[int((len(taken) - 1) * part)] for part in (0.5, 0.99))
    say(
        f"during an import {p99:8,.1f} ms at p99 of {len(taken):,} reads, {p50:.1f} at the median"
        "   asked 20"
    )


def _posted(address: str, token: str, documents: list[dict[str, object]]) -> float:
    """Publish releases one after the other; return how many a second."""
    bodies = [
        json.dumps({name: one[name] for name in one.keys() - archive.OF_IMPORTS}).encode()
        for one in documents
    ]
    with asking.connected(address) as connection:
        began = perf_counter()
        for body in bodies:
            asking.post(connection, "/releases", token, body)
        return len(bodies) / (perf_counter() - began)


def _bare(file: Path) -> sqlite3.Connection:
    file.unlink(missing_ok=True)
    database = sqlite3.connect(file, isolation_level=None)
    for said in ("journal_mode = WAL", "synchronous = FULL"):
        database.execute(f"PRAGMA {said}")
    database.execute("CREATE TABLE releases (key INTEGER PRIMARY KEY, document TEXT)")
    return database


def _inserted(database: sqlite3.Connection) -> float:
    """Insert rows one after the other, each durable; return how many a second."""
    began = perf_counter()
    for _ in range(EACH):
        database.execute("INSERT INTO releases (document) VALUES (?)", (BEHIND,))
    return EACH / (perf_counter() - began)


if __name__ == "__main__":
    main()
