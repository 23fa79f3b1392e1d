"""Releases that were found, as answers show them: with their score and where they say it."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.releases import presenting
from app.search import finding, highlight
from app.search.answering import Row
from app.search.engine import Term
from app.search.evidence import Evidence
from app.search.finding import Hits
from app.search.query import Query
from app.search.ranking import Score
from app.search.reach import Reach
from app.search.sought import Sought

_TEXTS = {"title", "body_text"}


def items(
    reach: Reach,
    query: Query,
    hits: Hits,
    rows: Sequence[Row],
    fields: set[str],
    public_url: str,
) -> dict[int, dict[str, Any]]:
    """Return, under their keys, the releases of a page that the caller may see, in its order."""
    keys = [row.key for row in rows]
    words = _words(reach, rows)
    scores = {row.key: row.score for row in rows}
    meant = (Term("stem", (word.stem,)) for word in hits.corrected.values())
    sought = Sought.by([*query.plain_terms, *query.required, *meant])
    found: dict[int, dict[str, Any]] = {}
    for key, release in presenting.summaries(
        reach.db, reach.viewer, keys, fields | _TEXTS, public_url
    ):
        highlights = highlight.of(release["title"], release["body_text"], sought, words[key])
        for text in _TEXTS - fields:
            del release[text]
        found[key] = {**release, "score": scores[key], "highlights": highlights}
    return found


def _words(reach: Reach, rows: Sequence[Row]) -> dict[int, Evidence]:
    """Return the words of each release, as it was analysed for the index."""
    words = {row.key: row.words for row in rows if row.words}
    unknown = [row.doc for row in rows if not row.words]
    for one in reach.engine.weighed(reach.db, unknown) if unknown else ():
        words[one.found.key] = one.words
    return words


def explanations(
    reach: Reach, query: Query, hits: Hits, keys: Sequence[int]
) -> Mapping[int, dict[str, float]]:
    """Return, under their keys, what the scores of ranked releases are the sums of.

    They are weighed once more among the best: a page further on has not seen the others.
    """
    best = finding.best(reach, query, hits)
    return {one.found.key: _parts(one.score) for one in best if one.found.key in keys}


def _parts(score: Score) -> dict[str, float]:
    parts = score._asdict()
    del parts["total"]
    return {name: round(part, 2) for name, part in parts.items()}
