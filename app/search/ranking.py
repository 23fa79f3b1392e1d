"""The order of what is found: BM25 over our own corpus, from five kinds of evidence.

    stems        the words asked for, in any form                               (weight 1)
    exact        the same words as they were typed                              (0.3)
    grams        runs of four letters: broken plurals and typing errors         (0.5)
    neighbours   pairs of words that stand together in the query and the text   (0.4)
    whole        both words of a query of two, as much as they can be worth     (1)

The last puts what holds both words before what holds one of them in its title; for longer questions
it is measured to be a loss. Words of the title count as three. The weights are those that
design/search.md measured. The same candidates get the same scores on every database: all that is
read is `Weighed`, and how many public releases there are, how long, and how many hold each stem.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import NamedTuple

from app.language.analysis import Word
from app.search.engine import Weighed

K1, B = 1.2, 0.75
TITLE = 3
EXACT, GRAMS, NEIGHBOURS = 0.3, 0.5, 0.4
GRAM = 4
SHORT = 2  # words of a query that are meant together


@dataclass(frozen=True, slots=True)
class Corpus:
    """The public corpus: how many releases, how long on average, and how many hold a stem."""

    documents: int
    average_length: float
    frequencies: Mapping[str, int]

    def idf(self, stem: str) -> float:
        """Return how rare a stem is (Lucene's form of Robertson's idf: never negative)."""
        return _idf(self.documents, self.frequencies.get(stem, 0))


def length(title_words: int, body_words: int) -> int:
    """Return how long a release is for ranking: words of the title count as three."""
    return TITLE * title_words + body_words


class Score(NamedTuple):
    """A candidate's score, and its parts."""

    total: float
    stems: float
    exact: float
    grams: float
    neighbours: float
    whole: float


Frequencies = tuple[float, list[int]]  # idf, and how often each candidate holds it


def rank(
    words: Sequence[Word],
    candidates: Sequence[Weighed],
    corpus: Corpus,
) -> list[Score]:
    """Return the score of each candidate."""
    texts = [one.words for one in candidates]
    # between the lines are two spaces, so that no words are neighbours across them
    spelled = [one.title * TITLE + one.body for one in texts]
    stemmed = [one.title_stems * TITLE + one.body_stems for one in texts]
    idfs = [corpus.idf(word.stem) for word in words]
    stems = [
        (idf, _often(f" {word.stem} ", stemmed)) for idf, word in zip(idfs, words, strict=True)
    ]
    exact = [
        (idf, _often(f" {word.exact} ", spelled)) for idf, word in zip(idfs, words, strict=True)
    ]
    grams = [
        _among(_often(gram, spelled))
        for gram in dict.fromkeys(gram for word in words for gram in _grams(word.exact))
    ]
    pairs = [
        _among(_often(f" {one.stem} {other.stem} ", stemmed)) for one, other in pairwise(words)
    ]
    whole = sum(idfs) * (K1 + 1) if 1 < len(words) <= SHORT else 0.0
    average = max(corpus.average_length, 1.0)
    scores: list[Score] = []
    for place, one in enumerate(candidates):
        long = K1 * (1 - B + B * length(one.title_words, one.body_words) / average)
        parts = (
            _bm25(stems, place, long),
            EXACT * _bm25(exact, place, long),
            GRAMS * _bm25(grams, place, long),
            NEIGHBOURS * _bm25(pairs, place, long),
            whole if all(held[place] for _, held in stems) else 0.0,
        )
        scores.append(Score(sum(parts), *parts))
    return scores


def _bm25(terms: Sequence[Frequencies], place: int, long: float) -> float:
    """Return BM25 of some evidence; `long` is its k1 (1 - b + b · length ÷ average length)."""
    score = 0.0
    for idf, held in terms:
        often = held[place]
        if often:
            score += idf * often * (K1 + 1) / (often + long)
    return score


def _often(needle: str, texts: Sequence[str]) -> list[int]:
    return [text.count(needle) for text in texts]


def _among(held: list[int]) -> Frequencies:
    """Return evidence with its rarity among the candidates: no index is kept of it."""
    return _idf(len(held), sum(1 for often in held if often)), held


def _grams(word: str) -> Sequence[str]:
    """Return the runs of four letters of a word; a shorter word is one, with its ends."""
    if len(word) < GRAM:
        return (f" {word} ",)
    return [word[start : start + GRAM] for start in range(len(word) - GRAM + 1)]


def _idf(documents: int, holding: int) -> float:
    return log(1 + (documents - holding + 0.5) / (holding + 0.5)) if documents else 1.0
