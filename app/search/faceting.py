"""Counting what is found by language, type, year and by what it is about."""

from collections import Counter
from collections.abc import Sequence

from app.search import labels
from app.search.engine import Facet
from app.search.finding import Hits
from app.search.marks import LETTERS
from app.search.reach import Reach
from app.search.schemas import FacetValue

MOST_VALUES = 100


def count(reach: Reach, hits: Hits, facets: Sequence[Facet]) -> dict[Facet, list[FacetValue]]:
    """Return the values of each facet among all that was found, the commonest first.

    Counts are exact; of more than a hundred values the commonest hundred are given.
    """
    return {facet: _values(reach, hits, facet) for facet in dict.fromkeys(facets)}


def _values(reach: Reach, hits: Hits, facet: Facet) -> list[FacetValue]:
    if not hits.total:
        return []
    letter = LETTERS[facet]
    counted = Counter(reach.marks(hits.match, facet))
    commonest = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MOST_VALUES]
    named = labels.of(reach.db, facet, [mark.removeprefix(letter) for mark, _ in commonest])
    values = [
        FacetValue(value=value, label=label, count=often)
        for mark, often in commonest
        for value, label in [named[mark.removeprefix(letter)]]
    ]
    # concepts are counted by keys, which tell in what order they were made: equals go by value
    return sorted(values, key=lambda one: (-one.count, one.value))
