"""Which words were deleted and which inserted between two texts, compared as they are written.

Paragraphs are compared first, then the words of those that changed. The longest common subsequence
is rapidfuzz's: the longest there is, where difflib's is a guess whose worst case is cubic. It costs
words times words, so what is too long for it is cut at words that both texts have once, as patience
diff does; what cannot be cut so is one change. Every pair of texts has its answer, in bounded time.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from app.language.tokens import WORD

Op = Literal["equal", "delete", "insert"]
# Plain tuples inside: there are hundreds of thousands of them in a text of a megabyte.
_Match = tuple[int, int, int]  # where in one text and in the other, and how many tokens
_Block = tuple[bool, int, int, int, int]  # the same or not; from and to in one text and the other

MOST_PAIRS = 200_000_000  # a bit each while they are compared: 25 MB
_PARAGRAPH = re.compile(r"[^\n]*\n|[^\n]+")
# a word as search parts them; space; or signs, with what sits on them and joins them (emoji)
_TOKEN = re.compile(rf"{WORD.pattern}|\s+|[^\w\s]+")


class Part(NamedTuple):
    """A stretch of text that both have, or that only the first, or only the second has."""

    op: Op
    text: str


def parts(before: str, after: str) -> list[Part]:
    """Return what makes one text of the other; what is deleted stands before what is inserted.

    All but the inserted parts join to `before`, all but the deleted ones to `after`.
    """
    return [
        Part(op, "".join(text for _, text in run))
        for op, run in groupby(_found(before, after), itemgetter(0))
    ]


def _found(before: str, after: str) -> Iterator[tuple[Op, str]]:
    """Yield the parts; words and paragraphs next to each other that are the same are two."""
    old, new = _PARAGRAPH.findall(before), _PARAGRAPH.findall(after)
    for block in _blocks(old, new):
        same, here, here_end, there, there_end = block
        if same:
            yield from _parts([block], old, new)
            continue
        was = _TOKEN.findall("".join(old[here:here_end]))
        is_now = _TOKEN.findall("".join(new[there:there_end]))
        yield from _parts(_whole_words(_blocks(was, is_now), was), was, is_now)


def _parts(
    blocks: Iterable[_Block], old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[Op, str]]:
    for same, here, here_end, there, there_end in blocks:
        if same:
            yield "equal", "".join(old[here:here_end])
            continue
        if here < here_end:
            yield "delete", "".join(old[here:here_end])
        if there < there_end:
            yield "insert", "".join(new[there:there_end])


def _whole_words(blocks: Iterable[_Block], old: Sequence[str]) -> list[_Block]:
    """Make one change of two between which no word and no line end stands."""
    found: list[_Block] = []
    for block in blocks:
        same, _, here_end, _, there_end = block
        if not same and len(found) > 1 and _is_between_words(found[-1], old):
            del found[-1]
            _, here, _, there, _ = found.pop()
            found.append((False, here, here_end, there, there_end))
        else:
            found.append(block)
    return found


def _is_between_words(block: _Block, old: Sequence[str]) -> bool:
    _, here, end, _, _ = block
    return not any(WORD.match(token) or "\n" in token for token in old[here:end])


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[_Block]:
    """Yield what is the same and what is not, in turn, from the beginning of both to their ends."""
    numbers = {token: number for number, token in enumerate(dict.fromkeys([*old, *new]))}
    x, y = list(map(numbers.__getitem__, old)), list(map(numbers.__getitem__, new))
    here = there = 0  # where the present run of matches began, and how far it goes
    here_end = there_end = 0
    for at, at_there, length in (*_matches(x, y), (len(x), len(y), 0)):
        if at != here_end or at_there != there_end:
            if here < here_end:
                yield True, here, here_end, there, there_end
            yield False, here_end, at, there_end, at_there
            here, there = at, at_there
        here_end, there_end = at + length, at_there + length
    if here < here_end:
        yield True, here, here_end, there, there_end


def _matches(x: Sequence[int], y: Sequence[int]) -> Iterator[_Match]:
    """Yield, in order, where the two are the same."""
    shorter = min(len(x), len(y))
    start = next((n for n in range(shorter) if x[n] != y[n]), shorter)
    left = shorter - start
    end = next((n for n in range(left) if x[-1 - n] != y[-1 - n]), left)
    here = there = start
    here_end, there_end = len(x) - end, len(y) - end
    yield 0, 0, start
    for cut, cut_there in _cuts(x[here:here_end], y[there:there_end]):
        at, at_there = start + cut, start + cut_there
        yield from _longest(x[here:at], y[there:at_there], here, there)
        yield at, at_there, 1
        here, there = at + 1, at_there + 1
    yield from _longest(x[here:here_end], y[there:there_end], here, there)
    yield here_end, there_end, end


def _longest(x: Sequence[int], y: Sequence[int], here: int, there: int) -> Iterator[_Match]:
    """Yield the longest common subsequence of two parts, that begin so; nothing if too long."""
    if not 0 < len(x) * len(y) <= MOST_PAIRS:
        return
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415 - 10 ms, with the first diff

    for op in LCSseq.opcodes(x, y):
        if op.tag == "equal":
            yield here + op.src_start, there + op.dest_start, op.src_end - op.src_start


def _cuts(x: Sequence[int], y: Sequence[int]) -> list[tuple[int, int]]:
    """Return where to cut what is too long: most of what both have just once, in one order."""
    if len(x) * len(y) <= MOST_PAIRS:
        return []
    in_x, in_y = Counter(x), Counter(y)
    places = {token: place for place, token in enumerate(y) if in_y[token] == 1}
    pairs = [
        (place, places[token])
        for place, token in enumerate(x)
        if in_x[token] == 1 and token in places
    ]
    return [pairs[index] for index in _rising([there for _, there in pairs])]


def _rising(values: Sequence[int]) -> list[int]:
    """Return the indices of the longest rising subsequence (by patience sorting)."""
    tops: list[int] = []  # the least value that ends one of each length, and its index
    indices: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        length = bisect_left(tops, value)
        before.append(indices[length - 1] if length else -1)
        tops[length : length + 1] = [value]
        indices[length : length + 1] = [index]
    found: list[int] = []
    at = indices[-1] if indices else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]
