"""Text as Snowball's Arabic stemmer reads it, its words freed of tatweel, marks and invisibles.

And of presentation forms: the stemmer resolves them, but only after it has looked for an article.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]

from bench.relevance.words import INVISIBLES, MARKS, words

_DECORATION = re.compile(f"[ـ{MARKS}{INVISIBLES}]+")
_STEMMER = snowballstemmer.stemmer("arabic")


def analyse(text: str) -> list[str]:
    """Return the terms of a text in order."""
    return [term for word in words(text) if (term := _term(word))]


@lru_cache(None)
def _term(word: str) -> str:
    bare = _DECORATION.sub("", unicodedata.normalize("NFKC", word.lower()))
    return str(_STEMMER.stemWord(bare))
