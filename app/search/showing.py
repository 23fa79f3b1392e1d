"""Releases that were found, as answers show them: with their score and where they say it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from app.releases import summaries
from app.search import finding, highlight
from app.search.answering import Row
from app.search.engine import Term
from app.search.evidence import Evidence
from app.search.finding import Hits
from app.search.query import Query
from app.search.ranking import Score
from app.search.reach import Reach
from app.search.sought import Sought

_TEXTS = ("title", "body_text")


def items(
    reach: Reach,
    query: Query,
    hits: Hits,
    rows: Sequence[Row],
    fields: set[str],
    public_url: str,
    explained: Mapping[int, dict[str, float]] | None = None,
) -> list[bytes]:
    """Return, as JSON, the releases of a page that the caller may see, in its order.

    Where scores are to be `explained` each has its explanation, under its key.
    """
    keys = [row.key for row in rows]
    words = _words(reach, rows)
    scores = {row.key: row.score for row in rows}
    meant = (Term("stem", (word.stem,)) for word in hits.corrected.values())
    sought = Sought.by([*query.plain_terms, *query.required, *meant])
    found: list[bytes] = []
    for key, json, row in summaries.of(
        reach.db, reach.viewer, keys, fields, public_url, also=_TEXTS
    ):
        score = scores[key]
        beside: dict[str, Any] = {
            "score": score,
            "highlights": highlight.of(row.title, row.body_text, sought, words[key]),
        }
        if explained is not None:
            beside["explanation"] = None if score is None else explained.get(key)
        found.append(b"%b,%b" % (json[:-1], to_json(beside)[1:]))
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
