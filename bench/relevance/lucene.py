"""Text as Lucene's `ArabicAnalyzer` reads it, by the rules that its documentation publishes.

Words of UAX #29, lower case, ASCII digits, stop words out, then normalised, then stemmed.
"""

import unicodedata
from functools import lru_cache

from app.language.folding import fold
from app.language.stopwords import STOP_WORDS
from bench.relevance.words import words

# The list that Lucene ships holds prepositions, pronouns, conjunctions and forms of كان, and few
# words that ask. Ours stands for it, without those, so that the analysers are what is compared.
_ASKING = {"متي", "اين", "كيف", "كم", "هل", "لماذا", "ماذا", "بماذا", "اي", "باي", "لاي", "ايه"}
_STOP_WORDS = frozenset(word for word in STOP_WORDS - _ASKING if not word.isascii())
_NORMAL = str.maketrans("أإآىة", "ااايه", "ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")
_PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")
_LEFT = 2  # letters that must remain
_LEFT_OF_WAW = 3


def analyse(text: str) -> list[str]:
    """Return the terms of a text in order."""
    return [term for word in words(text) if (term := _term(word))]


@lru_cache(None)
def _term(word: str) -> str:
    lower = "".join(map(_ascii_digit, word.lower()))
    return "" if fold(lower) in _STOP_WORDS else stem(normalise(lower))


def _ascii_digit(character: str) -> str:
    return str(unicodedata.digit(character)) if character.isdecimal() else character


def normalise(word: str) -> str:
    """Return a word without tatweel and harakat, with one alef, one ya, and ه for ة."""
    return word.translate(_NORMAL)


def stem(word: str) -> str:
    """Return a normalised word without the first prefix and, in turn, the suffixes that it has."""
    for prefix in _PREFIXES:
        left = _LEFT_OF_WAW if len(prefix) == 1 else _LEFT
        if word.startswith(prefix) and len(word) >= len(prefix) + left:
            word = word.removeprefix(prefix)
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + _LEFT:
            word = word.removesuffix(suffix)
    return word
