"""Finding: what matches, whether to be content with less, and the best of it in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest
from itertools import pairwise
from typing import NamedTuple

from app.language.analysis import Word
from app.search import ranking, spelling
from app.search.engine import Found, Match, Term, Wanted, Weighed
from app.search.evidence import Evidence
from app.search.query import Query
from app.search.ranking import Corpus, Score
from app.search.reach import Reach

FEW = 10  # fewer matches than this, and some of the words will do
RANKED = 60  # so many candidates are weighed at the most
ALIKE = 30  # and so many of more that hold every word, and so are more alike,
PROMISING = 20  # of them so many for holding the words in the title, or next to each other
# Words that more releases hold than this together are too common to be looked for by themselves;
# they still weigh. The rarest word is always looked for.
COMMON = 10_000
MOST_HOLDERS = 5_000


@dataclass(frozen=True, slots=True)
class Hits:
    """What matches: the match itself, how many there are, and whether some of the words did.

    `corrected` are words that nothing holds, with those that are meant; when some of the words do,
    these are looked for in their place. What is found is ranked by `weighing`.
    """

    match: Match
    total: int
    relaxed: bool
    weighing: tuple[Word, ...]
    corpus: Corpus
    looked_for: tuple[Word, ...] = ()
    corrected: Mapping[Word, Word] = field(default_factory=dict)


class Ranked(NamedTuple):
    """A candidate in its place, with what its score is made of, and of which words."""

    found: Found
    score: Score
    words: Evidence


def find(reach: Reach, query: Query) -> Hits:
    """Return what holds every word, or when that is too little, what holds some."""
    base = replace(reach.filters, every=query.required, none=query.excluded)
    strict = base.and_also(*query.plain_terms)
    corpus = _corpus(reach, query.weighing)
    if not query.asks_something:
        return Hits(strict, 0, relaxed=False, weighing=(), corpus=corpus)
    total = reach.count(strict)
    strict = replace(strict, most=total)
    hits = Hits(strict, total, relaxed=False, weighing=query.weighing, corpus=corpus)
    if total >= FEW or query.matching == "exact":
        return hits
    corrected = spelling.corrections(reach, query.plain, corpus.frequencies)
    hits = replace(hits, corrected=corrected)
    return _relaxed(reach, query, base, hits) if query.may_relax else hits


def _relaxed(reach: Reach, query: Query, base: Match, hits: Hits) -> Hits:
    """Return what holds some of the words, if that is more."""
    weighing = tuple(hits.corrected.get(word, word) for word in query.weighing)
    corpus = _corpus(reach, weighing)
    plain = [hits.corrected.get(word, word) for word in query.plain]
    chosen = _rare_enough(plain, corpus.frequencies)
    loose = replace(base, either=tuple((term,) for term in _stems(*chosen)))
    total = reach.count(loose)
    if total <= hits.total:
        return hits
    return replace(
        hits,
        match=replace(loose, most=total),
        total=total,
        relaxed=True,
        weighing=weighing,
        corpus=corpus,
        looked_for=chosen,
    )


def best(reach: Reach, query: Query, hits: Hits) -> list[Ranked]:
    """Return the best matches, best first, of up to sixty candidates."""
    if not hits.total:
        return []
    if hits.total <= RANKED:
        return _ranked(hits, reach.candidates([Wanted(hits.match, RANKED)], RANKED))
    candidates = _loose if hits.relaxed else _strict
    return _ranked(hits, candidates(reach, query, hits))


def _ranked(hits: Hits, candidates: Sequence[Weighed]) -> list[Ranked]:
    """Return the candidates in order: the better first, and of equals the newer."""
    scores = ranking.rank(hits.weighing, candidates, hits.corpus)
    return sorted(
        (
            Ranked(one.found, score, one.words)
            for one, score in zip(candidates, scores, strict=True)
        ),
        key=lambda one: (one.score.total, one.found.listed_at, one.found.id),
        reverse=True,
    )


def _corpus(reach: Reach, words: Sequence[Word]) -> Corpus:
    state, known = reach.statistics
    unknown = list({word.stem for word in words}.difference(known))
    if unknown:
        terms = [Term("stem", (stem,)) for stem in unknown]
        known.update(zip(unknown, reach.engine.frequencies(reach.db, terms), strict=True))
    length = ranking.length(state.title_words, state.body_words) / max(state.documents, 1)
    return Corpus(state.documents, length, {word.stem: known[word.stem] for word in words})


def _rare_enough(words: Sequence[Word], frequencies: Mapping[str, int]) -> tuple[Word, ...]:
    """Return the rarest words, as many as not too many releases hold; at least one."""
    chosen: list[Word] = []
    holding = 0
    for word in sorted(words, key=lambda word: frequencies[word.stem]):
        holding += frequencies[word.stem]
        if chosen and holding > COMMON:
            break
        chosen.append(word)
    return tuple(chosen)


def _strict(reach: Reach, query: Query, hits: Hits) -> Sequence[Weighed]:
    """Return candidates among what holds every word: the most promising, and the newest."""
    # what says so holds the words: with them demanded once more it would be looked for twice
    promising = replace(hits.match, every=query.required, either=_promising(query))
    wanted = [Wanted(promising, PROMISING)] if promising.either else []
    return reach.candidates([*wanted, Wanted(hits.match, ALIKE)], ALIKE)


def _promising(query: Query) -> tuple[tuple[Term, ...], ...]:
    """Return what tells that a release is about the words: all in its title, or two together."""
    in_title = tuple(term._replace(in_title=True) for term in query.plain_terms)
    together = [
        (
            Term("neighbours", (one.stem, other.stem)),
            *(term for term in query.plain_terms if term not in _stems(one, other)),
        )
        for one, other in pairwise(query.plain)
    ]
    return (in_title, *together) if in_title else ()


def _stems(*words: Word) -> list[Term]:
    return [Term("stem", (word.stem,)) for word in words]


def _loose(reach: Reach, _query: Query, hits: Hits) -> Sequence[Weighed]:
    """Return candidates among what holds some words: those that hold the rarest and most of them.

    A word in the title counts twice. Of equals the newer, which have the greater numbers.
    """
    weights: dict[int, float] = {}
    alone = replace(hits.match, either=(), most=None)
    for word in hits.looked_for:
        weight = hits.corpus.idf(word.stem)
        for in_title in (False, True):
            term = Term("stem", (word.stem,), in_title)
            for doc in reach.docs(alone.and_also(term), MOST_HOLDERS):
                weights[doc] = weights.get(doc, 0.0) + weight
    chosen = nlargest(RANKED, weights, key=lambda doc: (weights[doc], doc))
    return reach.engine.weighed(reach.db, chosen)
