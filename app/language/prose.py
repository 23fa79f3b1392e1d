"""Running text: what it may not hold, its paragraphs, its length, and how it is shortened."""

import re
import unicodedata

from app.language.tokens import tokenise

_CONTROLS = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff"
_NOT_IN_A_LINE = r"\u0000-\u0008\u000a-\u001f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
# the same classes, as JSON Schema can say them (its strings hold no lone surrogates)
TEXT_PATTERN = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f]*$"
LINE_CLASS = r"\u0000-\u0008\u000a-\u001f\u2028\u2029\u202a-\u202e\u2066-\u2069"
LINE_PATTERN = rf"^[^{LINE_CLASS}]*$"
_FORBIDDEN = re.compile(f"[{_CONTROLS}]")
_FORBIDDEN_IN_A_LINE = re.compile(f"[{_NOT_IN_A_LINE}]")

_LINE_END = re.compile(r"\r\n?")
# Brysbaert (2019), «How many words do we read per minute?», table 6: Arabic 181
WORDS_PER_MINUTE = 180
ELLIPSIS = "…"


def forbidden(text: str, *, one_line: bool) -> tuple[int, str] | None:
    """Return position and name of the first character that no text (or no line) may hold.

    NUL, lone surrogates and C0 controls but tab and line ends anywhere; in one line also line ends
    and the bidi overrides and isolates, which make a title read as what it is not.
    """
    found = (_FORBIDDEN_IN_A_LINE if one_line else _FORBIDDEN).search(text)
    return (found.start(), f"U+{ord(found.group()):04X}") if found else None


def line_feeds(text: str) -> str:
    """Return `text` with every line end as LF."""
    return _LINE_END.sub("\n", text)


def paragraphs(text: str) -> list[str]:
    """Return the lines that hold something, without the white space around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def word_count(text: str) -> int:
    """Return the number of words."""
    return len(tokenise(text))


def reading_minutes(words: int) -> int:
    """Return the minutes that reading so many words takes, rounded up; 0 only for no words."""
    return -(-words // WORDS_PER_MINUTE)


def shorten(text: str, limit: int) -> str:
    """Return `text`, or its beginning cut at a word and ended by «…», of at most `limit` characters."""
    if len(text) <= limit:
        return text
    room = limit - len(ELLIPSIS)
    cut = text.rfind(" ", 0, room + 1)
    if cut <= 0:  # one endless word: cut it, but leave no letter without its marks
        cut = room
        while cut > 0 and unicodedata.combining(text[cut]):
            cut -= 1
    return text[:cut].rstrip(" ،,؛;:.") + ELLIPSIS
