"""What may be meant while somebody types: names of what releases are about, and their titles."""

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import exists, or_, select

from app.concepts.models import Concept, ConceptName
from app.language.analysis import Word, analyse
from app.language.folding import fold
from app.releases import subjects
from app.search import highlight, marks
from app.search.engine import Term
from app.search.query import is_prefix
from app.search.reach import Reach
from app.search.schemas import SuggestionOut
from app.search.sought import Sought

_ARTICLE = "ال"
_SIGNS = "\"“”„«»'()* "
_ARABIC = re.compile("[\u0621-\u064a]")


def complete(
    reach: Reach, typed: str, limit: int, language: str | None, public_url: str
) -> list[SuggestionOut]:
    """Return up to `limit` suggestions: names, half of the room at most, then titles."""
    words = analyse(typed).words
    if not words:
        return []
    names = list(_names(reach, typed, words, limit))
    titles = list(_titles(reach, words, limit, language, public_url))
    room_for_names = max(limit - len(titles), limit // 2)
    return [*names[:room_for_names], *titles][:limit]


def _names(reach: Reach, typed: str, words: list[Word], limit: int) -> Iterator[SuggestionOut]:
    """Yield the concepts of visible releases that have a name in which a word goes on so."""
    if len(words) == 1 and not is_prefix(words[0].exact):
        return
    start = " ".join(fold(typed).strip(_SIGNS).split())
    name = ConceptName.folded
    starts = [start] if start.startswith(_ARTICLE) else [start, f"{_ARTICLE}{start}"]
    goes_on = or_(*(name.startswith(one, autoescape=True) for one in starts))
    within = or_(*(name.contains(f" {one}", autoescape=True) for one in starts))
    named = exists(select(1).where(ConceptName.concept_key == Concept.key, or_(goes_on, within)))
    first = exists(select(1).where(ConceptName.concept_key == Concept.key, goes_on))
    query = (
        select(Concept)
        .where(named, subjects.named_for(reach.viewer))
        .order_by(first.desc(), Concept.id)
        .limit(limit)
    )
    in_arabic = _ARABIC.search(typed) is not None
    sought = _sought(words)
    for concept in reach.db.scalars(query):
        ar, en = concept.name_ar, concept.name_en
        text = (ar if in_arabic else en) or ar or en or concept.id
        marked = highlight.headline(text, sought)
        yield SuggestionOut(kind=concept.kind, id=concept.id, text=text, highlight=marked, url=None)


def _titles(
    reach: Reach, words: list[Word], limit: int, language: str | None, public_url: str
) -> Iterator[SuggestionOut]:
    """Yield the newest releases whose titles hold every word, the last one as a beginning."""
    *whole, last = words
    terms = [Term("stem", (word.stem,), in_title=True) for word in whole]
    if is_prefix(last.exact):
        terms.append(Term("prefix", (last.exact,), in_title=True))
    if not terms:
        return
    match = replace(reach.filters, every=tuple(terms))
    if language:
        match = replace(match, marks=((marks.LETTERS["language"] + language,),))
    found = reach.newest(match, limit)
    texts = reach.texts([one.key for one in found])
    for one in found:
        if one.key in texts:
            title, _ = texts[one.key]
            yield SuggestionOut(
                kind="release",
                id=str(one.id),
                text=title,
                highlight=highlight.headline(title, _sought(words)),
                url=f"{public_url}/releases/{one.id}",
            )


def _sought(words: list[Word]) -> Sought:
    *whole, last = words
    return Sought((word.stem for word in whole), (), (last.exact,))
