"""What a list of ten results is worth: MRR, nDCG and recall, each from 0 to 1."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """The three measures, of one question or as the mean of several."""

    mrr: float
    ndcg: float
    recall: float


def score(found: Sequence[str], relevant: Collection[str]) -> Scores:
    """Return what the first ten results are worth to whoever wants the relevant ones."""
    hits = [rank for rank, id_ in enumerate(found[:DEPTH], 1) if id_ in relevant]
    best = sum(_gain(rank) for rank in range(1, min(len(relevant), DEPTH) + 1))
    return Scores(
        mrr=1 / hits[0] if hits else 0,
        ndcg=sum(map(_gain, hits)) / best,
        recall=len(hits) / len(relevant),
    )


def mean(scores: Sequence[Scores]) -> Scores:
    """Return the mean of each measure."""
    return Scores(
        fmean(each.mrr for each in scores),
        fmean(each.ndcg for each in scores),
        fmean(each.recall for each in scores),
    )


def _gain(rank: int) -> float:
    return 1 / log2(rank + 1)
