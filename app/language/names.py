"""Names that are written in two words and as one: «عبد الله» عبدالله, «أبو ظبي» أبوظبي."""

import re
from collections.abc import Sequence

from app.language.folding import INVISIBLES
from app.language.tokens import Token

# What stands before the second half of a name, and is written both apart from it and as one with
# it in one newspaper: «عبد الله» عبدالله, «أبو ظبي» أبوظبي, «أم درمان» أمدرمان, «بو علي» بوعلي.
# The five nouns' cases (أبا أبي) are one name with أبو. Not آل, بن, ابن, ذو: those stay apart.
_HEADS = {"عبد": "عبد", "ابو": "ابو", "ابي": "ابو", "ابا": "ابو", "ام": "ام", "بو": "بو"}
_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل")
_NOMINATIVE = {
    clitic + head: clitic + name for clitic in _PROCLITICS for head, name in _HEADS.items()
}
# Heads that are nothing else: وام is the Emirates' news agency, بابا the Pope, لام and كابي words.
SURE_HEADS = frozenset(_HEADS) | {
    clitic + head
    for clitic in _PROCLITICS
    for head in (("عبد", "ابو") if clitic.endswith(("ب", "ك")) else ("عبد", "ابو", "ابي", "ابا"))
}
POSSIBLE_HEADS = frozenset(_NOMINATIVE)
_FIRST = tuple(POSSIBLE_HEADS)
_MOST_HEADS = 2  # «أبو عبد الله»; without a bound, عبد a thousand times over would be squared

# Never over a line end or a sign; a directional mark beside the space is no sign.
_SPACES = " \t\u00a0\u2000-\u200a\u202f\u3000"
_GAP = re.compile(f"[{INVISIBLES}]*[{_SPACES}][{_SPACES}{INVISIBLES}]*")
_ARABIC = re.compile("[\u0621-\u064a]{2,}")


def end_of_name(text: str, words: Sequence[Token], head: int) -> int:
    """Return the place after the name that begins at a head; 0 when nothing follows to join."""
    last = head
    while last < len(words) - 1 and _adjacent(text, words[last], words[last + 1]):
        last += 1
        if last - head == _MOST_HEADS or words[last].text not in _HEADS:
            return last + 1
    return last + 1 if last > head else 0


def joined(parts: Sequence[Token]) -> Token:
    """Return a name as one word, every head in the nominative, so that its cases are equal."""
    heads = "".join(_NOMINATIVE[part.text] for part in parts[:-1])
    return Token(heads + parts[-1].text, parts[0].start, parts[-1].end)


def may_be_joined(word: str) -> bool:
    """Tell whether a folded word may be a name of two, or its stem: it goes on after a head."""
    return word.startswith(_FIRST) and word not in POSSIBLE_HEADS


def _adjacent(text: str, one: Token, other: Token) -> bool:
    return bool(_GAP.fullmatch(text, one.end, other.start) and _ARABIC.fullmatch(other.text))
