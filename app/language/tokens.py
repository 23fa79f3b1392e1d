"""Words of a text, folded, each with its place in the original, and names written in two words."""

import re
from functools import lru_cache
from typing import NamedTuple

from app.language.folding import COMBINING, INVISIBLES, MARKS, fold
from app.language.stemming import without_conjunction

# What stands before the second half of a name, and is written both apart from it and as one with
# it in one newspaper: «عبد الله» عبدالله, «أبو ظبي» أبوظبي, «أم درمان» أمدرمان, «بو علي» بوعلي.
# The five nouns' cases (أبا أبي) are one name with أبو. Not آل, بن, ابن, ذو: those stay apart.
_HEADS = {"عبد": "عبد", "ابو": "ابو", "ابي": "ابو", "ابا": "ابو", "ام": "ام", "بو": "بو"}
_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")
# A document may be found by more than was meant, so there every head counts, «وأم القيوين» too. A
# query must not lose a word: وام is the Emirates' news agency, بابا the Pope, لام and كابي words.
_INDEXED_HEADS = {
    clitic + head: clitic + name for clitic in _PROCLITICS for head, name in _HEADS.items()
}
_ASKED_HEADS = _HEADS.keys() | {
    clitic + head
    for clitic in _PROCLITICS
    for head in (("عبد", "ابو") if clitic.endswith(("ب", "ك")) else ("عبد", "ابو", "ابي", "ابا"))
}
_MOST_HEADS = 2  # «أبو عبد الله»; without a bound, عبد a thousand times over would be squared

_CACHED_WORDS = 2**15  # some 10 MB; a day's news has fewer distinct spellings
_LONGEST_CACHED = 64  # so that words a megabyte long cannot fill the memory

# Never over a line end or a sign; a directional mark beside the space is no sign.
_SPACES = " \t\u00a0\u2000-\u200a\u202f\u3000"
_GAP = re.compile(f"[{INVISIBLES}]*[{_SPACES}][{_SPACES}{INVISIBLES}]*")
_ARABIC = re.compile("[\u0621-\u064a]{2,}")


class Token(NamedTuple):
    """A word: `text` is folded; `start` and `end` are offsets in the original, half open."""

    text: str
    start: int
    end: int


# `\w` is letters, digits (tatweel and the marks' presentation forms among them) and "_", which
# `tokenise` blanks out; combining marks are not in it.
_MARKS = MARKS + COMBINING
# Most words end at ASCII or an Arabic comma: to see that first saves half of the time.
WORD = re.compile(rf"\w++(?:(?![\0-\xac،])(?:[{_MARKS}]++\w*+|[{INVISIBLES}]++[\w{_MARKS}]++))*+")


def tokenise(text: str) -> list[Token]:
    """Return the words of a text in order; no text raises.

    A token begins and ends with something visible. A ligature of several words (U+FDFA) gives
    several tokens at one place; what folds to nothing (a lone tatweel) gives none.
    """
    return [
        Token(word, found.start(), found.end())
        for found in WORD.finditer(text.replace("_", " "))
        for word in _words(found[0])
    ]


def _words(raw: str) -> tuple[str, ...]:
    return _cached(raw) if len(raw) <= _LONGEST_CACHED else _folded_words(raw)


def _folded_words(raw: str) -> tuple[str, ...]:
    folded = fold(raw)
    # NFKC puts spaces and signs into some words: «½» is 1, U+2044, 2.
    return (folded,) if folded.isalnum() else tuple(WORD.findall(folded))


_cached = lru_cache(_CACHED_WORDS)(_folded_words)


def indexed(text: str) -> list[Token]:
    """Return what a document is found by: its words, without a conjunction too, and its names.

    «أبو عبد الله» is found by ابوعبدالله and عبدالله as well as by its three words.
    """
    words = tokenise(text)
    found: list[Token] = []
    for place, word in enumerate(words):
        found.append(word)
        written = word.text
        # The first letter is asked before the function: it spares nine calls of ten.
        if written[0] == "و" and (bare := without_conjunction(written)) != written:
            found.append(Token(bare, word.start, word.end))
        if written in _INDEXED_HEADS and (end := _name_end(text, words, place)):
            found.append(_joined(words[place:end]))
    return found


def asked(text: str) -> list[Token]:
    """Return what a query asks for: words without conjunctions, names of several words as one."""
    words = tokenise(text)
    found: list[Token] = []
    place = 0
    while place < len(words):
        word = words[place]
        end = _name_end(text, words, place) if word.text in _ASKED_HEADS else 0
        bare = Token(without_conjunction(word.text), word.start, word.end)
        found.append(_joined(words[place:end]) if end else bare)
        place = end or place + 1
    return found


def _name_end(text: str, words: list[Token], head: int) -> int:
    """Return the place after the name that begins at a head; 0 when nothing follows to join."""
    last = head
    while last < len(words) - 1 and _adjacent(text, words[last], words[last + 1]):
        last += 1
        if last - head == _MOST_HEADS or words[last].text not in _HEADS:
            return last + 1
    return last + 1 if last > head else 0


def _adjacent(text: str, one: Token, other: Token) -> bool:
    return bool(_GAP.fullmatch(text, one.end, other.start) and _ARABIC.fullmatch(other.text))


def _joined(parts: list[Token]) -> Token:
    """Return a name as one word, every head in the nominative, so that its cases are equal."""
    heads = "".join(_INDEXED_HEADS[part.text] for part in parts[:-1])
    return Token(heads + parts[-1].text, parts[0].start, parts[-1].end)
