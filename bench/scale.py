"""What a large archive costs: importing it, its first and its 5,000th page, searching, a kill -9.

.venv/bin/python -m bench.scale --releases 100000
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import httpx

from bench import archive, nashra
from bench.nashra import Imported
from bench.reporting import folder_for, say

LIMIT = 20
FAR = 5_000  # the page that must cost what the first costs
STRIDE = 100
SEARCHES = {
    "search, common": "وزارة الداخلية",
    "search, rare": "بيان 77",
    "search, none": "زرافة",
}


@dataclass(frozen=True)
class Killed:
    """An import that was killed half way, and what was there when it had been run again."""

    kept: int
    again: Imported
    releases: int
    distinct: int
    indexed: int


def measured_import(folder: Path, count: int) -> tuple[Path, Path, Imported]:
    """Make the archive and import it; return the archive, the data and what that cost."""
    made, data = folder / "archive.jsonl", folder / "data"
    archive.write(made, count)
    data.mkdir()
    return made, data, nashra.import_file(data, made)


def killed_import(folder: Path, made: Path, count: int) -> Killed:
    """Import into another database, kill -9 half way, import again."""
    data = folder / "killed"
    data.mkdir()
    kept = nashra.import_and_kill(data, made, count // 2)
    again = nashra.import_file(data, made)
    return Killed(
        kept,
        again,
        nashra.count(data, "releases"),
        nashra.count(data, "releases", "DISTINCT title"),
        nashra.count(data, "search_documents"),
    )


def latencies(address: str, count: int, rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds of every question in every round; the rounds are interleaved."""
    with httpx.Client(base_url=address, timeout=60) as http:
        far = min(FAR, count // LIMIT)
        questions: dict[str, httpx.URL | str] = {
            "page 1": f"/releases?limit={LIMIT}",
            f"page {far:,}": _page(http, far),
        }
        for name, words in SEARCHES.items():
            questions[name] = str(httpx.URL("/releases/search", params={"q": words}))
        taken: dict[str, list[float]] = {name: [] for name in questions}
        for _ in range(rounds):
            for name, question in questions.items():
                began = perf_counter()
                http.get(question).raise_for_status()
                taken[name].append((perf_counter() - began) * 1000)
    return taken


def _page(http: httpx.Client, number: int) -> str:
    """Walk by `links.next` to a page, in the longest strides; return its address."""
    to_pass = (number - 1) * LIMIT
    here = "/releases"
    while to_pass:
        stride = min(STRIDE, to_pass)
        body = http.get(_with_limit(here, stride)).raise_for_status().json()
        here, to_pass = body["links"]["next"], to_pass - stride
    return _with_limit(here, LIMIT)


def _with_limit(address: str, limit: int) -> str:
    return str(httpx.URL(address).copy_set_param("limit", limit))


def main() -> None:
    """Measure, and print every figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--releases", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--folder", type=Path, help="kept; without it a temporary one")
    asked = options.parse_args()
    with folder_for(asked.folder) as folder:
        _report(folder, asked.releases, asked.rounds, say)


def _report(folder: Path, count: int, rounds: int, say: Callable[[str], None]) -> None:
    made, data, done = measured_import(folder, count)
    size, per_cpu = made.stat().st_size, done.imported / done.cpu_seconds
    say(
        f"archive            {count:,} releases, {size / 2**20:,.0f} MB, {size / count:,.0f} B each"
    )
    say(f"import             {done.seconds:,.1f} s, {done.imported / done.seconds:,.0f} releases/s")
    say(f"on the processor   {done.cpu_seconds:,.1f} s, {per_cpu:,.0f} releases/s")
    say(f"peak memory        {done.peak_mb:,.0f} MB; refused {done.refused}")
    say(f"database           {(data / 'nashra.db').stat().st_size / 2**20:,.0f} MB")
    with nashra.served(data) as address:
        taken = latencies(address, count, rounds)
    for name, each in taken.items():
        worst = sorted(each)[int(len(each) * 0.95)]
        say(f"{name:18} {median(each):,.1f} ms at the median, {worst:,.1f} ms at p95")
    first, far, *_ = (median(each) for each in taken.values())
    say(f"far ÷ first page   {far / first:.2f}")
    killed = killed_import(folder, made, count)
    again = killed.again
    say(f"killed -9          with {killed.kept:,} kept; again in {again.seconds:,.1f} s:")
    say(f"                   imported {again.imported:,}, there already {again.there_already:,}")
    say(f"                   {killed.releases:,} releases, {killed.distinct:,} distinct,")
    say(f"                   {killed.indexed:,} in the index")


if __name__ == "__main__":
    main()
