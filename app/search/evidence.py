"""A release's analysed words in one compact column: what ranking looks at, and the index was given.

Six lines: the title's words as spelled, their stems, the body's words, their stems. Every line of
words begins and ends with a space, so that counting " word " counts words (two of one next to each
other are one), and counting " one other " counts neighbours; what else finds the text follows
beyond a wider gap. Then two lines of numbers, which lead highlights back from the body's words to
the text that they were read from.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from isal import isal_zlib

from app.kit.foreseen import foreseeable
from app.language.analysis import Analysis, analyse

BESIDE = "   "  # wider than between neighbours
MILE = 16  # words: of every sixteenth it is kept where it begins
_LEVEL = 3  # the highest: a thirtieth larger than zlib's own, in an eighth of its time
_ARABIC, _ANY = b"a", b"u"  # one byte a letter for folded Arabic, which makes it a third smaller


class Evidence(NamedTuple):
    """The words of a title and of a body: as spelled (folded), and by their stems.

    `milestones`: how many characters from one sixteenth word of the body to the next, in its text.
    `beside`: of each word beside the body's, the place of the word that it stands beside.
    """

    title: str
    title_stems: str
    body: str
    body_stems: str
    milestones: str = ""  # an index that version 1 filled has no ways back
    beside: str = ""

    @property
    def length(self) -> int:
        """Return how many words the body has, without those beside."""
        end = self.body.find(BESIDE)
        return self.body.count(" ", 0, end) if end >= 0 else max(self.body.count(" ") - 1, 0)

    def starts(self) -> list[int]:
        """Return where in its text every sixteenth word of the body begins; the first at 0."""
        return [0, *accumulate(map(int, self.milestones.split()))]

    def beside_of(self, at: int) -> int:
        """Return the place of the word that what is `at` behind the body's words stands beside."""
        return int(self.beside.split()[at - self.length - len(BESIDE)]) if self.beside else 0


class Packed(NamedTuple):
    """The evidence as it is stored, and before it was packed; and how many words there are."""

    data: bytes
    whole: Evidence
    title_words: int
    body_words: int


@foreseeable
def of(title: str, body: str) -> Packed:
    """Analyse a release's headline and body."""
    headline, text = analyse(title), analyse(body)
    whole = Evidence(*_lines(headline), *_lines(text), *_ways_back(text))
    return Packed(_pack("\n".join(whole)), whole, len(headline.exact), len(text.exact))


def unpack(data: bytes) -> Evidence:
    """Return what was packed."""
    packed = isal_zlib.decompress(data[1:]).decode("cp1256" if data[:1] == _ARABIC else "utf-8")
    return Evidence(*packed.split("\n"))


def _pack(text: str) -> bytes:
    try:
        return _ARABIC + isal_zlib.compress(text.encode("cp1256"), _LEVEL)
    except UnicodeEncodeError:
        return _ANY + isal_zlib.compress(text.encode("utf-8"), _LEVEL)


def _lines(found: Analysis) -> tuple[str, str]:
    return (
        _line(found.exact, [word.exact for word in found.beside]),
        _line(found.stems, [word.stem for word in found.beside]),
    )


def _ways_back(found: Analysis) -> tuple[str, str]:
    milestones = pairwise([0, *found.starts[MILE::MILE]])
    beside = [bisect_right(found.starts, word.start) - 1 for word in found.beside]
    return (
        " ".join(str(end - begin) for begin, end in milestones),
        " ".join(map(str, beside)),
    )


def _line(words: Sequence[str], beside: Sequence[str]) -> str:
    line = f" {' '.join(words)} " if words else ""
    return f"{line}{BESIDE}{' '.join(beside)} " if beside else line
