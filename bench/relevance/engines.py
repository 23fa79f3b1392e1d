"""The engines that are compared, each answering a question with the ids of ten passages."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from urllib.parse import quote

import httpx

from bench import nashra
from bench.relevance import lucene, snowball
from bench.relevance.bm25 import Bm25
from bench.relevance.metrics import DEPTH
from bench.relevance.sets import Passage

LUCENE_LIKE = "Lucene-like"  # the baseline to beat
LONGEST_QUESTION = 1_000  # characters that `q` takes
FIRST_HOUR = datetime(2020, 1, 1, tzinfo=UTC)


class Engine(Protocol):
    """Something that finds passages."""

    @property
    def name(self) -> str:
        """What its column is called."""

    def search(self, question: str) -> list[str]:
        """Return the ids of up to ten passages, best first."""


class RawFts5:
    """SQLite's FTS5 with `unicode61` as it comes: every word quoted, any may match, its bm25."""

    name = "raw FTS5"

    def __init__(self, passages: Sequence[Passage]) -> None:
        """Index the passages in memory."""
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE passages USING fts5 (id UNINDEXED, title, text)"
        )
        self._database.executemany(
            "INSERT INTO passages VALUES (?, ?, ?)", ((p.id, p.title, p.text) for p in passages)
        )

    def search(self, question: str) -> list[str]:
        """Return the ids of up to ten passages, best first."""
        any_word = " OR ".join('"{}"'.format(w.replace('"', '""')) for w in question.split())
        found = self._database.execute(
            "SELECT id FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?",
            (any_word, DEPTH),
        )
        return [id_ for (id_,) in found]


class Analysed:
    """BM25 over what an analyser makes of title and text."""

    def __init__(
        self, name: str, passages: Sequence[Passage], analyse: Callable[[str], list[str]]
    ) -> None:
        """Index the passages in memory."""
        self.name = name
        self._index = Bm25(((p.id, f"{p.title}\n{p.text}") for p in passages), analyse)

    def search(self, question: str) -> list[str]:
        """Return the ids of up to ten passages, best first."""
        return self._index.search(question, DEPTH)


class Nashra:
    """The product, over HTTP."""

    def __init__(self, name: str, http: httpx.Client) -> None:
        """Ask the server that the client is for."""
        self.name = name
        self._http = http

    def search(self, question: str) -> list[str]:
        """Return the ids of up to ten passages; raise when the answer is not 200."""
        asked = quote(question[:LONGEST_QUESTION], safe="")
        answer = self._http.get(f"/releases/search?q={asked}&limit={DEPTH}&fields=reference")
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(f"{answer.status_code} for {question!r}: {answer.text}")
        return [item["reference"] for item in answer.json()["items"]]


def baselines(passages: Sequence[Passage]) -> list[Engine]:
    """Return what Nashra is compared with."""
    return [
        RawFts5(passages),
        Analysed(LUCENE_LIKE, passages, lucene.analyse),
        Analysed("Snowball", passages, snowball.analyse),
    ]


@contextmanager
def ours(passages: Sequence[Passage], name: str) -> Iterator[Engine]:
    """Import the passages as releases into a database of their own, and serve it meanwhile."""
    with TemporaryDirectory(prefix="nashra-relevance-") as folder:
        data = Path(folder)
        archive = data / "passages.jsonl"
        archive.write_text("".join(map(_line, range(len(passages)), passages)), encoding="utf-8")
        done = nashra.import_file(data, archive)
        if done.imported != len(passages):
            raise RuntimeError((data / "import.log").read_text())
        with nashra.served(data) as address, httpx.Client(base_url=address, timeout=60) as http:
            yield Nashra(name, http)


def _line(number: int, passage: Passage) -> str:
    release = {
        "reference": passage.id,
        "state": "published",
        "language": "ar",
        "publish_at": (FIRST_HOUR + timedelta(hours=number)).isoformat(),
        "title": passage.title,
        "body": passage.text,
    }
    return json.dumps(release, ensure_ascii=False) + "\n"
