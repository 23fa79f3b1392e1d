"""What searching a large archive costs: every figure over HTTP, uncached, one process.

.venv/bin/python -m bench.searching --releases 100000
"""

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from socket import socket
from urllib.parse import urlencode

from app.language.tokens import tokenise
from bench import archive, asking, databases, nashra
from bench.relevance import sets
from bench.reporting import folder_for, say

SETS = Path(__file__).resolve().parents[2] / "shared" / "relevance"
SEARCH = "/releases/search"
PASSES = 3
COMMONEST = 60  # words of which every sixth query is made
COMMON_EACH = 6
FACETS = "language,topic,type"
ZOO = ['"', "(", "*", "-", "AND", "NEAR/2", "{", "^", "م" * 1000, "في " * 333, "الم*", '"في من"']


def questions(texts: Sequence[str], count: int, seed: int = 3) -> list[str]:
    """Return queries of one to five words: neighbours in a text, and some of the commonest."""
    dice = random.Random(seed)  # noqa: S311 - the same questions each time, no secret
    spoken = [[token.text for token in tokenise(text)] for text in texts]
    common = [w for w, _ in Counter(w for words in spoken for w in words).most_common(COMMONEST)]
    asked: list[str] = []
    while len(asked) < count:
        wanted = dice.randint(1, 5)
        if len(asked) % COMMON_EACH == 0:
            asked.append(" ".join(dice.sample(common, min(wanted, 3))))
            continue
        words = dice.choice(spoken)
        start = dice.randrange(max(len(words) - wanted, 1))
        asked.append(" ".join(words[start : start + wanted]))
    return asked


def latencies(
    connection: socket, path: str, asked: Sequence[str], **also: str
) -> list[tuple[float, str]]:
    """Return the milliseconds of each query, in the order in which they were asked."""
    taken = []
    for query in asked:
        target = f"{path}?{urlencode({'q': query, **also})}"
        taken.append((asking.ask(connection, target).milliseconds, query))
    return taken


def main() -> None:
    """Measure, and print every figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--releases", type=int, default=100_000)
    options.add_argument("--queries", type=int, default=1_000)
    options.add_argument("--sets", type=Path, default=SETS)
    options.add_argument("--folder", type=Path, help="kept, and used again; else a temporary one")
    databases.add_option(options)
    asked = options.parse_args()
    texts = [f"{p.title}. {p.text}" for each in sets.read(asked.sets) for p in each.passages]
    with folder_for(asked.folder) as folder, databases.opened(asked.engine):
        _report(folder, asked.releases, texts, asked.queries)


def _report(folder: Path, count: int, texts: Sequence[str], queries: int) -> None:
    data = folder / "data"
    if not databases.is_filled(data):
        data.mkdir(exist_ok=True)
        archive.write(folder / "archive.jsonl", count, texts=texts)
        done = nashra.import_file(data, folder / "archive.jsonl")
        say(f"import       {count / done.seconds:,.0f} releases/s")
        say(f"             {done.cpu_seconds / count * 1000:.2f} ms of CPU each")
        say(f"             peak {done.peak_mb:,.0f} MB, refused {done.refused}")
    index, text = databases.index_size(data)
    say(f"index        {index / 2**20:,.0f} MB, {index / text:.2f} x the text")
    asked = questions(texts, queries)
    typing = [query[: max(len(query) * 2 // 3, 3)] for query in asked]
    with nashra.served(data) as address, asking.connected(address) as connection:
        # a server that was asked other questions before, and keeps no answer
        latencies(connection, SEARCH, questions(texts, queries, seed=4))
        asked_each = {
            "search": (SEARCH, asked, {}),
            "ten a page": (SEARCH, asked, {"limit": "10"}),
            "three facets": (SEARCH, asked, {"facets": FACETS}),
            "newest first": (SEARCH, asked, {"sort": "-published_at"}),
            "exact": (SEARCH, asked, {"match": "exact"}),
            "suggestions": ("/releases/suggestions", typing, {}),
            "odd queries": (SEARCH, ZOO, {}),
        }
        passes: dict[str, list[list[tuple[float, str]]]] = {name: [] for name in asked_each}
        for _ in range(PASSES):
            for name, (path, queries_, also) in asked_each.items():
                passes[name].append(latencies(connection, path, queries_, **also))
        for name, of_one in passes.items():
            _tell(name, of_one)


def _tell(name: str, passes: Sequence[Sequence[tuple[float, str]]]) -> None:
    """Print what the queries took at their best, and the median of each pass.

    Neighbours make these machines slower by half for minutes; the best of several passes is the
    program's own.
    """
    taken = sorted(min(each) for each in zip(*passes, strict=True))
    p50, p90, p99 = (taken[int((len(taken) - 1) * q)][0] for q in (0.5, 0.9, 0.99))
    slowest, query = taken[-1]
    each = ", ".join(f"{one[len(one) // 2][0]:.1f}" for one in map(sorted, passes))
    say(f"{name:12} p50 {p50:.1f} ms, p90 {p90:.1f}, p99 {p99:.1f}, max {slowest:.1f}")
    say(f"             slowest: «{query[:60]}»; p50 of each pass: {each}")


if __name__ == "__main__":
    main()
