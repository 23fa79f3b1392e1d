"""Words of a text, folded, each with its place in the original."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from app.language.folding import COMBINING, INVISIBLES, MARKS, fold

_CACHED_WORDS = 2**16  # some 20 MB; a month of news has fewer distinct spellings
_LONGEST_CACHED = 64  # so that words a megabyte long cannot fill the memory


class Token(NamedTuple):
    """A word: `text` is folded; `start` and `end` are offsets in the original, half open."""

    text: str
    start: int
    end: int


# `\w` is letters, digits (tatweel and the marks' presentation forms among them) and "_", which
# `tokenise` blanks out; combining marks are not in it.
_MARKS = MARKS + COMBINING
# Most words end at ASCII or an Arabic comma: to see that first saves half of the time. Nothing is
# possessive (`++`): CPython 3.11 before 3.11.5, Debian 12's too, takes more than it matches then.
WORD = re.compile(rf"\w+(?:(?![\0-\xac،])[\w{_MARKS}{INVISIBLES}]*[\w{_MARKS}])?")


def tokenise(text: str) -> list[Token]:
    """Return the words of a text in order; no text raises.

    A token begins and ends with something visible. A ligature of several words (U+FDFA) gives
    several tokens at one place; what folds to nothing (a lone tatweel) gives none.
    """
    return [
        Token(word, found.start(), found.end())
        for found in spans(text)
        for word in words_of(found[0])
    ]


def spans(text: str) -> Iterator[re.Match[str]]:
    """Return the stretches of a text in which words are, as they are written."""
    return WORD.finditer(text.replace("_", " "))


def count(text: str) -> int:
    """Return how many words `tokenise` finds."""
    return sum(len(words_of(raw)) for raw in WORD.findall(text.replace("_", " ")))


def words_of(raw: str) -> tuple[str, ...]:
    """Return the words, folded, of one such stretch: mostly one, of a ligature several or none."""
    return _cached(raw) if len(raw) <= _LONGEST_CACHED else _folded_words(raw)


def _folded_words(raw: str) -> tuple[str, ...]:
    folded = fold(raw)
    # NFKC puts spaces and signs into some words: «½» is 1, U+2044, 2.
    return (folded,) if folded.isalnum() else tuple(WORD.findall(folded))


_cached = lru_cache(_CACHED_WORDS)(_folded_words)
