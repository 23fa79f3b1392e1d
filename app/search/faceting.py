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
    if not hits.total or not facets:
        return {facet: [] for facet in facets}
    marks = reach.marks(hits.match, facets)
    return {facet: _values(reach, facet, of) for facet, of in zip(facets, marks, strict=True)}


def _values(reach: Reach, facet: Facet, marks: Sequence[str]) -> list[FacetValue]:
    letter = LETTERS[facet]
    counted = Counter({mark.removeprefix(letter): n for mark, n in Counter(marks).items()})
    if len(counted) > MOST_VALUES:
        least = sorted(counted.values())[-MOST_VALUES]
        counted = Counter({value: often for value, often in counted.items() if often >= least})
    # what the index has of a concept is its key, which tells when it was made: the order is by id
    named = labels.of(reach.db, facet, list(counted))
    values = [
        FacetValue(value=value, label=label, count=counted[key])
        for key, (value, label) in named.items()
    ]
    return sorted(values, key=lambda one: (-one.count, one.value))[:MOST_VALUES]
