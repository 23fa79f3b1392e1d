"""Arabic alphabetical order as a plain key: comparing keys byte by byte sorts the titles.

After folding, the code points of Arabic letters stand in alphabetical order, so no collation library
is needed, and SQLite and PostgreSQL (collation "C") agree.
"""

import re

from app.language.folding import fold

LONGEST = 300
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_REST = 2


def sort_key(title: str) -> str:
    """Return the key of a title, at most 300 characters: words, single spaces, no punctuation.

    The article ال is left out of the first word only: «الأمن» stands under أ, as in an index of
    titles, while ال further on is part of how a title reads.
    """
    words = _WORD.findall(fold(title))
    if words and words[0].startswith("ال") and len(words[0]) >= len("ال") + _SHORTEST_REST:
        words[0] = words[0].removeprefix("ال")
    return " ".join(words)[:LONGEST]
