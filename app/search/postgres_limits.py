"""Words that PostgreSQL's index has no room for: very long ones, and a megabyte of different ones.

A lexeme has less than 2 KB and all of a row's less than 1 MB. So a word of more than 500 bytes is
kept as its beginning and a hash of all of it, by which it is found as well; and of a release with
more than a megabyte of different words and stems, those that come when it is full are kept as `…`:
by them it is not found, while the words around them keep their places.
"""

from collections.abc import Iterator
from hashlib import blake2b

from app.search.evidence import Evidence

LONGEST = 500  # bytes
MOST = 840_000  # bytes: the marks of all 32,768 pairs have their room beside
SHORT = 100_000  # letters: all forms of so short a text have less than a megabyte
_LEFT_OUT = "…"  # no word is a sign
_KEPT = 200  # letters of a long word


def lexeme(word: str) -> str:
    """Return a word as the index keeps it."""
    if len(word) * 4 <= LONGEST:
        return word
    written = word.encode()
    if len(written) <= LONGEST:
        return word
    return f"{word[:_KEPT]}{_LEFT_OUT}{blake2b(written, digest_size=16).hexdigest()}"


def fitting(found: Evidence) -> Evidence:
    """Return evidence whose words the index has room for."""
    lines = found[:4]
    if sum(map(len, lines)) < SHORT and all(len(word) * 4 <= LONGEST for word in _long(lines)):
        return found
    room = _Room()
    title, title_stems, body, body_stems = (
        " ".join(room.word(word, form) for word in line.split(" "))
        for line, form in zip(lines, ("^=", "^", "=", ""), strict=True)
    )
    return found._replace(title=title, title_stems=title_stems, body=body, body_stems=body_stems)


def _long(lines: tuple[str, ...]) -> Iterator[str]:
    return (max(line.split(), key=len, default="") for line in lines)


class _Room:
    """What is left of the megabyte."""

    def __init__(self) -> None:
        self._left = MOST
        self._known: set[str] = set()

    def word(self, word: str, form: str) -> str:
        """Return a word as it is kept: whole, shortened or left out."""
        kept = lexeme(word)
        if form + kept not in self._known:
            size = len(f"{form}{kept}".encode()) * (2 if "^" in form else 1)
            if size > self._left:
                return _LEFT_OUT
            self._left -= size
            self._known.add(form + kept)
        return kept
