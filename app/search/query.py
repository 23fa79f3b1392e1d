"""From what a person typed to the words that a release must hold."""

from dataclasses import dataclass

from app.language.tokens import asked

MOST_TERMS = 64


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, and the distinct folded words of it, in order."""

    text: str
    terms: tuple[str, ...]


def read(text: str) -> Query:
    """Return the query that `text` is. No text is a syntax error: what is no word is passed over.

    Words beyond the 64th are passed over too: the first 64 have already decided.
    """
    words = dict.fromkeys(token.text for token in asked(text))
    return Query(text, tuple(words)[:MOST_TERMS])
