"""How fast answers are served, as parts of what uvicorn alone does with the same bytes.

.venv/bin/python -m bench.serving --releases 10000 --rounds 5
"""

import argparse
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import sleep
from typing import Any

import httpx

from bench import archive, drawing, load, nashra
from bench.drawing import Bar
from bench.load import Served
from bench.nashra import Running
from bench.reporting import folder_for, say

SECONDS = 2
PLAIN = {"Accept-Encoding": "identity"}
OF_THE_SERVER = {"date", "connection", "transfer-encoding"}
HOT, COLD = "hot", "cold"


@dataclass(frozen=True)
class Question:
    """What is asked, and of what each answer must be at least: of the ceiling, hot and cold."""

    name: str
    path: str
    hot: float
    cold: float | None
    has_it: bool = False


def questions(http: httpx.Client) -> list[Question]:
    """Return what is measured, of the releases that are there."""
    [first] = http.get("/releases", params={"limit": 1, "fields": "id"}).json()["items"]
    one = f"/releases/{first['id']}"
    search = str(httpx.URL("/releases/search", params={"q": "وزارة الداخلية"}))
    return [
        Question("one release", one, 0.90, 0.15),
        Question("list of 20", "/releases", 0.90, 0.12),
        Question("filtered list", "/releases?language=ar", 0.90, None),
        Question("search", search, 0.90, None),
        Question("304", one, 0.80, None, has_it=True),
    ]


@contextmanager
def ceiling(folder: Path, answer: httpx.Response) -> Iterator[Running]:
    """Serve the very bytes of an answer by uvicorn alone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    headers = [pair for pair in answer.headers.multi_items() if pair[0] not in OF_THE_SERVER]
    told = {"status": answer.status_code, "headers": headers, "body": answer.text}
    file = folder / "answer.json"
    file.write_text(json.dumps(told))
    process = subprocess.Popen([sys.executable, "-m", "bench.ceiling", str(file), str(port)])  # noqa: S603 - our own command
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address)
        yield Running(address, process.pid)
    finally:
        process.terminate()
        process.wait()


def _await(address: str) -> None:
    for _ in range(200):
        try:
            httpx.get(address)
        except httpx.TransportError:
            sleep(0.05)
        else:
            return
    raise RuntimeError(address)


def compared(folder: Path, server: Running, question: Question, rounds: int) -> dict[str, float]:
    """Return the medians of ours and of the ceiling's, asked in turns, and their ratios."""
    address = server.address + question.path
    headers = dict(PLAIN)
    if question.has_it:
        headers["If-None-Match"] = httpx.get(address, headers=PLAIN).headers["etag"]
    httpx.get(address, headers=headers)  # once, and again: what is asked for twice is kept
    httpx.get(address, headers=headers)
    answer = httpx.get(address, headers=headers)
    with ceiling(folder, answer) as bare:
        load.put(bare.process, load.SERVERS)
        ours, theirs = list[Served](), list[Served]()
        for _ in range(rounds):
            ours.append(load.ask(server.process, address, headers, SECONDS))
            theirs.append(load.ask(bare.process, bare.address + "/", headers, SECONDS))
    rate, their_rate = (median(one.rate for one in each) for each in (ours, theirs))
    cpu, their_cpu = (median(one.cpu for one in each) for each in (ours, theirs))
    return {
        "rate": rate,
        "bare": their_rate,
        "by rate": rate / their_rate,
        "cpu": cpu,
        "by cpu": their_cpu / cpu,
        "bytes": len(answer.content),
    }


def main() -> None:
    """Measure, and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--releases", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--folder", type=Path, help="kept, and used again; else a temporary one")
    options.add_argument("--picture", type=Path, help="an SVG of the table")
    asked = options.parse_args()
    bars: list[Bar] = []
    with folder_for(asked.folder) as folder:
        data = folder / "data"
        if not (data / "nashra.db").exists():
            data.mkdir(exist_ok=True)
            archive.write(folder / "archive.jsonl", asked.releases)
            nashra.import_file(data, folder / "archive.jsonl")
        for kind, settings in ((HOT, {}), (COLD, {"NASHRA_MEMORY_BYTES": "0"})):
            bars += _report(kind, folder, data, settings, asked.rounds)
    if asked.picture:
        title = "answers a second over uvicorn alone with the same bytes (red: asked)"
        asked.picture.write_text(drawing.bars(title, bars))


def _report(
    kind: str, folder: Path, data: Path, settings: Mapping[str, Any], rounds: int
) -> list[Bar]:
    bars: list[Bar] = []
    say(f"{kind:22} bytes   ours/s   bare/s  ÷ bare   µs each  ÷ bare by CPU   asked")
    with ExitStack() as open_:
        server = open_.enter_context(nashra.running(data, **settings))
        http = open_.enter_context(httpx.Client(base_url=server.address, headers=PLAIN))
        asked = questions(http)
        http.get("/releases/search?q=بيان")  # so that all threads are there
        load.put(server.process, load.SERVERS)
        for question in asked:
            wanted = question.hot if kind == HOT else question.cold
            if kind == COLD and question.has_it:
                continue
            was = compared(folder, server, question, rounds)
            bars.append(Bar(f"{question.name}, {kind}", was["by rate"], wanted))
            say(
                f"  {question.name:18} {was['bytes']:7,.0f} {was['rate']:8,.0f}"
                f" {was['bare']:8,.0f} {was['by rate']:7.2f} {was['cpu']:9,.0f}"
                f" {was['by cpu']:15.2f}   {'' if wanted is None else f'{wanted:.2f}'}"
            )
        say(f"  {load.memory_mb(server.process):,.0f} MB held")
    return bars


if __name__ == "__main__":
    main()
