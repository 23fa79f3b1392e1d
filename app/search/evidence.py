"""A release's analysed words in one compact column: what ranking looks at, and the index was given.

Four lines: the title's words as spelled, their stems, the body's words, their stems. Every line of
words begins and ends with a space, so that counting " word " counts words (two of one next to each
other are one), and counting " one other " counts neighbours; what else finds the text follows
beyond a wider gap.
"""

import zlib
from typing import NamedTuple

from app.language.analysis import Analysis, analyse

BESIDE = "   "  # wider than between neighbours
_ARABIC, _ANY = b"a", b"u"  # one byte a letter for folded Arabic, which makes it a third smaller


class Evidence(NamedTuple):
    """The words of a title and of a body: as spelled (folded), and by their stems."""

    title: str
    title_stems: str
    body: str
    body_stems: str


class Packed(NamedTuple):
    """The evidence as it is stored, and how many words there are."""

    data: bytes
    title_words: int
    body_words: int


def of(title: str, body: str) -> Packed:
    """Analyse a release's headline and body."""
    headline, text = analyse(title), analyse(body)
    lines = [*_lines(headline), *_lines(text)]
    return Packed(_pack("\n".join(lines)), len(headline.words), len(text.words))


def unpack(data: bytes) -> Evidence:
    """Return what was packed."""
    packed = zlib.decompress(data[1:]).decode("cp1256" if data[:1] == _ARABIC else "utf-8")
    return Evidence(*packed.split("\n"))


def _pack(text: str) -> bytes:
    try:
        return _ARABIC + zlib.compress(text.encode("cp1256"))
    except UnicodeEncodeError:
        return _ANY + zlib.compress(text.encode("utf-8"))


def _lines(found: Analysis) -> tuple[str, str]:
    words, beside = found
    return (
        _line([word.exact for word in words], [word.exact for word in beside]),
        _line([word.stem for word in words], [word.stem for word in beside]),
    )


def _line(words: list[str], beside: list[str]) -> str:
    line = f" {' '.join(words)} " if words else ""
    return f"{line}{BESIDE}{' '.join(beside)} " if beside else line
