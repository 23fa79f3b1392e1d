"""Words, and where they stand in the original, so that highlights can mark what was written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from app.language.folding import DROPPED, INVISIBLES, PRESENTATION_MARKS, fold
from app.language.stemming import without_conjunction

_INSIDE = re.escape(DROPPED + PRESENTATION_MARKS)
# one character class, four times as fast as an alternative; the underscore in \w parts words later
_WORD = re.compile(rf"[\w{_INSIDE}]+")
_PART = re.compile(r"[^\W_]+")
_SPACES = re.compile(r"[ \u00a0]+")

# First halves of names that are written both apart and together: «عبد الله» and «عبدالله»
HEADS = frozenset({"عبد", "ابو", "ابي", "ابا", "ام", "بو"})


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word and the half-open span of the original text that it stands for."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=65_536)
def _folded(raw: str) -> tuple[str, ...]:
    """Return the words that a raw word folds to: nearly always one, «ﷺ» becomes several."""
    return tuple(_PART.findall(fold(raw)))


def tokenise(text: str) -> list[Token]:
    """Return the words of `text` in order; a span holds tatweel and marks, not outer invisibles."""
    found: list[Token] = []
    for match in _WORD.finditer(text):
        raw = match.group()
        words = _folded(raw)
        if not words:
            continue
        start, end = match.span()
        if not raw.isalnum():  # invisibles at the edges are not part of what a reader sees
            start += len(raw) - len(raw.lstrip(INVISIBLES))
            end -= len(raw) - len(raw.rstrip(INVISIBLES))
        found.extend(Token(word, start, end) for word in words)
    return found


def indexed(text: str) -> list[Token]:
    """Return what a document is found by.

    Its words; each also without a conjunction written onto it; and its compound names joined.
    """
    found: list[Token] = []
    for token, joined in _with_compounds(text):
        found.append(token)
        bare = without_conjunction(token.text)
        if bare != token.text:
            found.append(Token(bare, token.start, token.end))
        if joined:
            found.append(joined)
    return found


def asked(text: str) -> list[Token]:
    """Return what a query asks for: words without conjunctions, and compound names only joined."""
    found: list[Token] = []
    skip = False
    for token, joined in _with_compounds(text):
        if skip:
            skip = False
        elif joined:
            found.append(joined)
            skip = True
        else:
            found.append(Token(without_conjunction(token.text), token.start, token.end))
    return found


def _with_compounds(text: str) -> Iterator[tuple[Token, Token | None]]:
    """Yield each word, with the compound that it begins, if it does."""
    words = tokenise(text)
    for token, following in zip_longest(words, words[1:]):
        joined = None
        if (
            following is not None
            and token.text in HEADS
            and _SPACES.fullmatch(text, token.end, following.start)
        ):
            joined = Token(token.text + following.text, token.start, following.end)
        yield token, joined
