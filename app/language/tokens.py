"""Words of a text, folded, each with its place in the original."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from app.language.folding import COMBINING, INVISIBLES, MARKS, fold

_CACHED_WORDS = 2**16  # some 20 MB; a month of news has fewer distinct spellings
_LONGEST_REMEMBERED = 2**16  # some 2 MB of words
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


class Columns(NamedTuple):
    """The words of a text in order, their starts and their ends: as tokens have them, unmade."""

    texts: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def tokenise(text: str) -> list[Token]:
    """Return the words of a text in order; no text raises.

    A token begins and ends with something visible. A ligature of several words (U+FDFA) gives
    several tokens at one place; what folds to nothing (a lone tatweel) gives none.
    """
    return list(map(Token, *columns(text)))


def columns(text: str) -> Columns:
    """Return the same by columns: half of a text's time went into its tokens, one by one.

    The last are remembered: whoever saves a release has its words counted, and then analysed.
    """
    return _last(text) if len(text) <= _LONGEST_REMEMBERED else _columns(text)


def _columns(text: str) -> Columns:
    found = list(spans(text))
    words = _words_of_all([one[0] for one in found])
    counts = list(map(len, words))
    if counts.count(1) < len(counts):
        found = [one for one, times in zip(found, counts, strict=True) for _ in range(times)]
    return Columns(
        tuple(chain.from_iterable(words)),
        tuple([one.start() for one in found]),
        tuple([one.end() for one in found]),
    )


_last = lru_cache(2)(_columns)


def spans(text: str) -> Iterator[re.Match[str]]:
    """Return the stretches of a text in which words are, as they are written."""
    return WORD.finditer(text.replace("_", " "))


def count(text: str) -> int:
    """Return how many words `tokenise` finds."""
    return len(columns(text).texts)


def _words_of_all(stretches: list[str]) -> list[tuple[str, ...]]:
    is_usual = max(map(len, stretches), default=0) <= _LONGEST_CACHED
    return list(map(_cached if is_usual else words_of, stretches))


def words_of(raw: str) -> tuple[str, ...]:
    """Return the words, folded, of one such stretch: mostly one, of a ligature several or none."""
    return _cached(raw) if len(raw) <= _LONGEST_CACHED else _folded_words(raw)


def _folded_words(raw: str) -> tuple[str, ...]:
    folded = fold(raw)
    # NFKC puts spaces and signs into some words: «½» is 1, U+2044, 2.
    return (folded,) if folded.isalnum() else tuple(WORD.findall(folded))


_cached = lru_cache(_CACHED_WORDS)(_folded_words)
