"""BM25 with Lucene's idf, in memory: terms joined by OR, title and text one field."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from math import log

K1 = 1.2
B = 0.75


class Bm25:
    """An index of documents; what does not depend on the query is computed when it is made."""

    def __init__(
        self, documents: Iterable[tuple[str, str]], analyse: Callable[[str], list[str]]
    ) -> None:
        """Index (id, text) pairs by the terms that `analyse` finds."""
        self._analyse = analyse
        self._ids: list[str] = []
        counted: list[Counter[str]] = []
        for id_, text in documents:
            self._ids.append(id_)
            counted.append(Counter(analyse(text)))
        self._postings = _weights(counted)

    def search(self, query: str, limit: int) -> list[str]:
        """Return the ids of the best documents; equals in the order in which they were given."""
        scores: defaultdict[int, float] = defaultdict(float)
        for term, times in Counter(self._analyse(query)).items():
            for document, weight in self._postings.get(term, ()):
                scores[document] += times * weight
        best = sorted(scores, key=lambda document: (-scores[document], document))[:limit]
        return [self._ids[document] for document in best]


def _weights(counted: list[Counter[str]]) -> dict[str, list[tuple[int, float]]]:
    """Return for every term the documents that hold it, each with the term's part of its score."""
    lengths = [count.total() for count in counted]
    average = sum(lengths) / len(lengths)
    frequencies = Counter(term for count in counted for term in count)
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for document, count in enumerate(counted):
        norm = K1 * (1 - B + B * lengths[document] / average)
        for term, times in count.items():
            holds = frequencies[term]
            idf = log(1 + (len(counted) - holds + 0.5) / (holds + 0.5))
            postings[term].append((document, idf * times / (times + norm)))
    return dict(postings)
