"""How well Nashra finds what people ask, beside three baselines, in one run over the same passages.

.venv/bin/python -m bench.relevance --questions 100
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from app.kit.config import CHECKOUT
from bench import databases
from bench.relevance import engines, noise, sets
from bench.relevance.engines import Engine
from bench.relevance.metrics import DEPTH, Scores, mean, score
from bench.relevance.sets import RelevanceSet

SETS = CHECKOUT.parent / "shared" / "relevance"
NAME, FIGURE = 22, 15  # characters that a row's name and a figure take
MEAN = "mean over sets"


class Asked:
    """An engine that is asked no question twice: a noise leaves many questions as they are."""

    def __init__(self, engine: Engine) -> None:
        """Remember what the engine answers."""
        self.name = engine.name
        self._engine = engine
        self._answers: dict[str, list[str]] = {}

    def score(self, each: RelevanceSet, kind: str = noise.CLEAN) -> Scores:
        """Return the mean over the questions of a set, with a noise in them."""
        return mean(
            [score(self._answer(noise.noised(kind, q.text)), q.relevant) for q in each.questions]
        )

    def _answer(self, question: str) -> list[str]:
        if question not in self._answers:
            self._answers[question] = self._engine.search(question)
        return self._answers[question]


def main() -> None:
    """Ask every question of every engine, and print what the answers are worth."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sets", type=Path, default=SETS, help="folder of relevance sets")
    options.add_argument("--noise", action=argparse.BooleanOptionalAction, default=True)
    options.add_argument("--questions", type=int, help="ask only so many of each set")
    options.add_argument("--ours-only", action="store_true", help="without the baselines")
    databases.add_option(options)
    asked = options.parse_args()
    read = sets.read(asked.sets)
    passages = sets.passages_of(read)
    if asked.questions:
        read = [each.sampled(asked.questions) for each in read]
    began = perf_counter()
    with ExitStack() as running:
        baselines = [] if asked.ours_only else list(map(Asked, engines.baselines(passages)))
        running.enter_context(databases.opened(asked.engine))
        ours = Asked(running.enter_context(engines.ours(passages, f"ours on {asked.engine}")))
        _say(_headline(read, len(passages)))
        _report_clean(read, baselines, ours)
        if asked.noise:
            _report_noise(read, baselines, ours)
    _say(f"\n{perf_counter() - began:,.0f} s")


def _headline(read: Sequence[RelevanceSet], passages: int) -> str:
    each = "; ".join(
        f"{s.name}: {len(s.passages):,} passages, {len(s.questions):,} questions" for s in read
    )
    return f"{each}; every question among all {passages:,} passages"


def _report_clean(read: Sequence[RelevanceSet], baselines: Sequence[Asked], ours: Asked) -> None:
    """Print a table a set and one of the means; then how far ours is ahead."""
    columns = [*baselines, ours]
    by_set = {each.name: [engine.score(each) for engine in columns] for each in read}
    by_set[MEAN] = [mean(scores) for scores in zip(*by_set.values(), strict=True)]
    for name, scores in by_set.items():
        _say("\n" + _row(name, [f"MRR@{DEPTH}", f"nDCG@{DEPTH}", f"Recall@{DEPTH}"]))
        for engine, worth in zip(columns, scores, strict=True):
            _say(_row(engine.name, [f"{f:.3f}" for f in (worth.mrr, worth.ndcg, worth.recall)]))
    if baselines:
        ratio = by_set[MEAN][-1].mrr / by_set[MEAN][_lucene(baselines)].mrr
        _say(f"\n{ours.name} ÷ {engines.LUCENE_LIKE}, MRR@{DEPTH}: {ratio:.1%}")


def _report_noise(read: Sequence[RelevanceSet], baselines: Sequence[Asked], ours: Asked) -> None:
    """Print a row a noise: the mean over sets of every engine's MRR, and what ours lost."""
    columns = [*baselines, ours]
    _say(f"\nMRR@{DEPTH}, {MEAN}, with a noise in every question")
    _say(_row("noise", [*(engine.name for engine in columns), "ours - clean"]))
    clean, row = 0.0, [0.0]
    for kind in noise.NOISES:
        row = [mean([engine.score(each, kind) for each in read]).mrr for engine in columns]
        clean = row[-1] if kind == noise.CLEAN else clean
        _say(_row(kind, [*(f"{figure:.3f}" for figure in row), f"{row[-1] - clean:+.3f}"]))
    if baselines:  # the last row is the typo's
        lead = row[-1] - row[_lucene(baselines)]
        _say(f"\n{noise.TYPO}: {ours.name} - {engines.LUCENE_LIKE} = {lead:+.3f}")


def _lucene(baselines: Sequence[Asked]) -> int:
    return [engine.name for engine in baselines].index(engines.LUCENE_LIKE)


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:{NAME}}" + "".join(f"{cell:>{FIGURE}}" for cell in cells)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
