"""From what a person typed to what a release must hold. No text is a syntax error."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.language.analysis import Word, analyse
from app.language.stopwords import without_stop_words
from app.search.engine import Term

MOST_TERMS = 32
SHORTEST_PREFIX = 2
LONGEST_PREFIX = 40
_ARTICLE = "ال"
_CONTENT = "\0"  # a word that is no stop word

# Telephones type “ ” for ", and headlines are copied with their « ».
_QUOTES = '"“”„«»'
_PART = re.compile(
    rf"""
    (?P<minus> (?<!\S)-(?=[^\s-]) )?
    (?P<title> (?:title|عنوان): (?=\S) )?
    (?: [{_QUOTES}] (?P<phrase> [^{_QUOTES}]*) [{_QUOTES}]
      | (?P<words> [^\s{_QUOTES}]+ )
      | [{_QUOTES}] )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_COMPOUND = re.compile(
    r"[^a-z0-9]*[a-z0-9]+(?:[-@./'’+&][a-z0-9]+)+[^a-z0-9]*", re.IGNORECASE | re.ASCII
)

Matching = Literal["auto", "exact"]


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, and what is looked for.

    `plain` are words of which some may do when all find too little; `required` was asked for by a
    sign (a phrase, a prefix, `title:`) and stays, and so does what is `excluded`. What is found is
    ranked by the words in `weighing`: the plain ones, and those of phrases and titles. `signs` are
    what is required, in words.
    """

    text: str
    plain: tuple[Word, ...] = ()
    weighing: tuple[Word, ...] = ()
    required: tuple[Term, ...] = ()
    signs: tuple[str, ...] = ()
    excluded: tuple[Term, ...] = ()
    matching: Matching = "auto"

    @property
    def asks_something(self) -> bool:
        """False when no release could be found: nothing was typed, or only what to leave out."""
        return bool(self.plain or self.required)

    @property
    def may_relax(self) -> bool:
        """Tell whether some of the words may do."""
        return self.matching == "auto" and len(self.plain) > 1

    @property
    def plain_terms(self) -> tuple[Term, ...]:
        """Return the plain words as terms."""
        return tuple(_terms(self.plain, self.matching))

    @property
    def shown(self) -> list[str]:
        """Return what is looked for, as answers show it."""
        return [*(word.exact for word in self.plain), *self.signs]


def read(text: str, matching: Matching = "auto") -> Query:
    """Return the query that `text` is; what is no word is passed over.

    Terms beyond the 32nd are passed over too: the first 32 have already decided.
    """
    signed: list[Word] = []
    required: list[Term] = []
    excluded: list[Term] = []
    signs: list[str] = []
    plain_text = text
    for part in _PART.finditer(text):
        words, term = _signed(part, matching)
        if term is None:
            continue
        # out of sight of the plain words, which keep their places; no name goes over a comma
        plain_text = f"{plain_text[: part.start()]}{',' * len(part[0])}{plain_text[part.end() :]}"
        if part["minus"]:
            excluded += term
        else:
            signed += words
            required += term
            signs += _shown(words, term)
    kept = tuple(dict.fromkeys(required))[:MOST_TERMS]
    plain = analyse(plain_text).words
    content = _content(plain, matching, alone=not kept)[: MOST_TERMS - len(kept)]
    weighing = {word.exact: word for word in (*content, *signed)}
    return Query(
        text,
        content,
        tuple(weighing.values())[:MOST_TERMS],
        kept,
        tuple(dict.fromkeys(signs)),
        tuple(dict.fromkeys(excluded))[:MOST_TERMS],
        matching,
    )


def _signed(part: re.Match[str], matching: Matching) -> tuple[list[Word], list[Term] | None]:
    """Return the words and terms that a part asks for by a sign; None when it has no sign."""
    phrase, written = part["phrase"], part["words"] or ""
    words = analyse(written if phrase is None else phrase).words
    if phrase is not None or _COMPOUND.fullmatch(written):
        # «COVID-19» and an address are looked for as they stand, not as words that may lie apart
        terms = [_phrase(words)] if words else []
    elif written.endswith("*") and len(words) == 1 and is_prefix(words[0].exact):
        words, terms = [], [Term("prefix", (words[0].exact[:LONGEST_PREFIX],))]
    elif part["minus"] or part["title"]:
        terms = _terms(words, matching)
    else:
        return [], None
    return words, [term._replace(in_title=bool(part["title"])) for term in terms]


def is_prefix(word: str) -> bool:
    """Tell whether a word is long enough to be continued: two letters beside the article.

    Every third word of a text begins with ال.
    """
    return len(word.removeprefix(_ARTICLE)) >= SHORTEST_PREFIX


def _phrase(words: list[Word]) -> Term:
    exact = tuple(word.exact for word in words)[:MOST_TERMS]
    return Term("phrase" if len(exact) > 1 else "exact", exact)


def _content(words: list[Word], matching: Matching, *, alone: bool) -> tuple[Word, ...]:
    """Return the distinct words that say something; all of them if `exact`.

    When none says anything it is all of them too, unless a phrase or the like already asks.
    """
    by_form = {word.exact if matching == "exact" else word.stem: word for word in reversed(words)}
    distinct = tuple(reversed(by_form.values()))
    if matching == "exact":
        return distinct
    said = [word.exact for word in distinct]
    kept = set(without_stop_words(said) if alone else without_stop_words([*said, _CONTENT]))
    return tuple(word for word in distinct if word.exact in kept)


def _terms(words: Sequence[Word], matching: Matching) -> list[Term]:
    if matching == "exact":
        return [Term("exact", (word.exact,)) for word in words]
    return [Term("stem", (word.stem,)) for word in words]


def _shown(words: Sequence[Word], terms: Sequence[Term]) -> Iterator[str]:
    """Yield terms as answers show them: by words as spelled, not by stems."""
    for place, term in enumerate(terms):
        text = words[place].exact if term.form == "stem" else " ".join(term.words)
        if term.form == "phrase":
            text = f'"{text}"'
        elif term.form == "prefix":
            text = f"{text}*"
        yield f"title:{text}" if term.in_title else text
