"""Running text: what it may not hold, its paragraphs, its length, and its shorter form."""

import re

from app.language import tokens
from app.language.folding import COMBINING, INVISIBLES, MARKS

# Bodies of character classes, in what ECMA-262 and Python both read.
TEXT_CLASS = r"\u0000-\u0008\u000b\u000c\u000e-\u001f"
LINE_CLASS = r"\u0000-\u0008\u000a-\u001f\u2028-\u202e\u2066-\u2069"
# Lone surrogates are left out of the patterns: JSON that is text holds none (RFC 7493, 2.1), and
# validators built on Unicode scalar values (jsonschema-rs) refuse a pattern that names them.
TEXT_PATTERN = rf"^[^{TEXT_CLASS}]*$"
LINE_PATTERN = rf"^[^{LINE_CLASS}]*$"

_FORBIDDEN = re.compile(rf"[{TEXT_CLASS}\ud800-\udfff]")
_FORBIDDEN_IN_A_LINE = re.compile(rf"[{LINE_CLASS}\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?")
_SEEN = re.compile(rf"[^\s{INVISIBLES}]")

# Arabic is read aloud at 138 words a minute (Trauzettel-Klosinski & Dietz 2012, IReST), and silent
# reading is to reading aloud as 238 to 183 (Brysbaert 2019): 138 x 1.3.
WORDS_PER_MINUTE = 180

ELLIPSIS = "…"
_LOOSE_ENDS = " \t\u00a0،,؛;:.-–—«([{“‘"  # what a sentence does not stop at
# A grapheme isn't parted before what sits on it, nor after what joins, nor between flags' letters
# and Hangul's (UAX #29; coarser: a run of flags is one).
_SITS = re.compile(rf"[{MARKS}{INVISIBLES}{COMBINING}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
_JOINS = re.compile("[\u200d\u0600-\u0605\u06dd\u08e2]")
_PAIRED = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}|[\u1100-\u115f\ua960-\ua97f][\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff]"
    "|[\uac00-\ud7ff\u1160-\u11ff][\u1160-\u11ff\ud7b0-\ud7ff]"
)


def is_seen(text: str) -> bool:
    """Tell whether there is anything to be seen in a text."""
    return _SEEN.search(text) is not None


def forbidden(text: str, *, one_line: bool) -> tuple[int, str] | None:
    """Return place and name (`U+202E`) of the first character that no text may hold, else None.

    Places count characters from 0. Refused are NUL, lone surrogates and C0 controls other than tab
    and line ends (contract.md, 1); in one line also line ends and what turns the direction of the
    text after it, since a title stands amid other people's text.
    """
    found = (_FORBIDDEN_IN_A_LINE if one_line else _FORBIDDEN).search(text)
    return (found.start(), f"U+{ord(found[0]):04X}") if found else None


def line_feeds(text: str) -> str:
    r"""Return the text with every \r\n and lone \r as \n."""
    return _LINE_END.sub("\n", text)


def paragraphs(text: str) -> list[str]:
    """Return the lines in which something can be seen, without the white space around them."""
    # Word processors leave a lone RLM on the lines between paragraphs.
    return [line.strip() for line in text.splitlines() if is_seen(line)]


def word_count(text: str) -> int:
    """Return the number of words, as search counts them."""
    return tokens.count(text)


def reading_minutes(words: int) -> int:
    """Return the whole minutes that reading so many words takes: at least 1, but 0 for none."""
    return max(1, (words + WORDS_PER_MINUTE // 2) // WORDS_PER_MINUTE) if words > 0 else 0


def shorten(text: str, limit: int) -> str:
    """Return the text, or its beginning and «…»: at most `limit` characters, cut between words.

    A first word that is longer is cut between graphemes: marks stay with their letter.
    """
    if len(text) <= limit:
        return text
    if limit < len(ELLIPSIS):
        return ""
    room = limit - len(ELLIPSIS)
    head = text[:room]
    if not text[room].isspace():
        head = _whole_words(head) or head[: _grapheme_end(text, room)]
    return (head.rstrip().rstrip(_LOOSE_ENDS) or head.rstrip()) + ELLIPSIS


def _whole_words(head: str) -> str:
    """Return the head without a word that it may have cut, or nothing when that is all there is."""
    if head[-1:].isspace():
        return head.rstrip()
    before, *cut = head.rsplit(maxsplit=1) or [""]
    return before if cut else ""


def _grapheme_end(text: str, place: int) -> int:
    """Return the last place up to `place` at which no grapheme is parted."""
    while place > 0 and (
        _SITS.match(text, place) or _JOINS.match(text, place - 1) or _PAIRED.match(text, place - 1)
    ):
        place -= 1
    return place
