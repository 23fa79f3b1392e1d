"""Showing where a release says what was asked: cut from the original text, marked, HTML-escaped."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from math import ceil
from typing import Any, NamedTuple

from app.language.analysis import Word, analyse
from app.language.bidi import balanced
from app.language.tokens import spans
from app.search.evidence import MILE, Evidence
from app.search.sought import MOST_HITS, Sought

WINDOW_WORDS = 30
WINDOWS = 3
Span = tuple[int, int]
_TO_ESCAPE = re.compile("[&<>\"']")


class Hit(NamedTuple):
    """A stretch of the original text, half open, and what of the query it is."""

    start: int
    end: int
    asked: str


def of(title: str, body: str, sought: Sought, words: Evidence) -> dict[str, Any]:
    """Return what an answer shows of a release that was found; `words` are its own."""
    in_title = sought.places(words.title, words.title_stems)
    return {
        "title": headline(title, sought) if in_title else _marked(title, [], 0, len(title)),
        "body": passages(body, sought, words),
    }


def headline(text: str, sought: Sought) -> str:
    """Return the whole of a short text, with `<mark>` around each word that was asked for."""
    return _marked(text, _read(text, sought)[1], 0, len(text))


def passages(text: str, sought: Sought, words: Evidence) -> list[str]:
    """Return up to three windows of about thirty words, those with most of the terms first.

    `words` are the text's as it was analysed: they tell which windows, and near what milestone each
    of these begins, so that little of the text is read again.
    """
    told = sought.places(words.body, words.body_stems)
    if not told:
        return []
    length = words.length
    asked = {at if at < length else words.beside_of(at): what for at, what in told.items()}
    places = sorted(asked)
    windows = {_first(place, length): place for place in reversed(places[:MOST_HITS])}
    chosen: list[int] = []
    for first in _best(windows, places, asked):
        if len(chosen) < WINDOWS and all(abs(first - other) >= WINDOW_WORDS for other in chosen):
            chosen.append(first)
    starts = words.starts()
    pieces = (_around(first, windows[first], asked, starts, length) for first in chosen)
    cut = (_cut(text, sought, piece) for piece in pieces)
    return [passage for passage in cut if passage]


def _first(place: int, words: int) -> int:
    """Return where the window begins that shows a word with a third of its words before it."""
    return max(0, min(place - WINDOW_WORDS // 3, words - WINDOW_WORDS))


def _best(windows: Iterable[int], places: Sequence[int], asked: Mapping[int, str]) -> list[int]:
    """Return where windows begin: first those that show the most different words of the query."""
    in_order = sorted(windows)
    if len(set(asked.values())) == 1:
        return in_order
    shown = {}
    for first in in_order:
        begin = bisect_left(places, first)
        end = bisect_left(places, first + WINDOW_WORDS, begin)
        shown[first] = len({asked[place] for place in places[begin:end]})
    return sorted(in_order, key=lambda first: -shown[first])


class _Piece(NamedTuple):
    """A stretch of the text, from a milestone before a window to one after it, half open.

    `hits`: where in it the words are that are asked for, by what the index was given; `words`: how
    many there are; `place`: that of the hit which the window is around.
    """

    start: int
    end: int | None
    words: int
    hits: Mapping[int, str]
    place: int


def _around(
    begin: int, place: int, asked: Mapping[int, str], starts: Sequence[int], length: int
) -> _Piece:
    stop = min(begin + WINDOW_WORDS, length)
    first, last = min(begin // MILE, len(starts) - 1), ceil(stop / MILE)
    end = starts[last] if last < len(starts) else None
    begins, ends = first * MILE, length if end is None else last * MILE
    hits = {at - begins: asked[at] for at in sorted(asked) if begins <= at < ends}
    return _Piece(starts[first], end, ends - begins, hits, place - begins)


def _cut(text: str, sought: Sought, piece: _Piece) -> str:
    """Return the window around the place of a piece; "" when nothing there is to be marked."""
    said = text[piece.start : piece.end]
    read = _read_near(said, sought, piece) or _read_afresh(said, sought, piece)
    if not read.hits:
        return ""
    first = _first(read.place, read.words)
    stop = min(first + WINDOW_WORDS, read.words)
    opens = not piece.start and not first
    closes = piece.end is None and stop == read.words
    begin = 0 if opens else read.span(first)[0]
    end = len(said) if closes else read.span(stop - 1)[1]
    passage = _marked(said, read.hits, begin, end).strip()
    return f"{'' if opens else '… '}{passage}{'' if closes else ' …'}"


class _Reading(NamedTuple):
    """A stretch that was read: how many words, the `span` of each, what to mark, and the `place`.

    That is which word of it the window is around.
    """

    words: int
    span: Callable[[int], Span]
    hits: Sequence[Hit]
    place: int


def _read_near(text: str, sought: Sought, piece: _Piece) -> _Reading | None:
    """Return the hits where they should be, if a stretch stands for each word; else None.

    A stretch of two words and one of none would hide each other in the count: hits are looked at.
    """
    if not sought.is_plain or len(piece.hits) >= MOST_HITS:
        return None
    found = list(spans(text))
    if len(found) != piece.words or not all(sought.asked(found[at][0] for at in piece.hits)):
        return None
    hits = [Hit(*found[at].span(), what) for at, what in piece.hits.items()]
    return _Reading(len(found), lambda at: found[at].span(), hits, piece.place)


def _read_afresh(text: str, sought: Sought, piece: _Piece) -> _Reading:
    """Return the hits wherever they are.

    A name of two words that was made one is two in the text, so the window is counted from the hit
    that is nearest to where it should be.
    """
    words, hits = _read(text, sought)
    starts = [start for start, _ in words]
    places = [bisect_right(starts, hit.start) - 1 for hit in hits]
    place = min(places, key=lambda at: abs(at - piece.place), default=0)
    return _Reading(len(words), words.__getitem__, hits, place)


def _read(text: str, sought: Sought) -> tuple[list[Span], list[Hit]]:
    """Return where the words of a text are, and what to mark, none inside another."""
    if not sought.is_plain:
        return _read_whole(text, sought)
    found = list(spans(text))
    asked = sought.asked(one[0] for one in found)
    words = [one.span() for one in found]
    return words, [Hit(*words[at], what) for at, what in enumerate(asked) if what is not None]


def _read_whole(text: str, sought: Sought) -> tuple[list[Span], list[Hit]]:
    """Do as `_read` does where words decide together: a joined name wins over its parts."""
    found = analyse(text)
    words = found.words
    hits = [
        Hit(word.start, word.end, asked)
        for word in (*words, *found.beside)
        if (asked := sought.asks(word.exact, word.stem)) is not None
    ]
    hits += _of_phrases(words, sought)
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    apart: list[Hit] = []
    for hit in hits:
        if not apart or hit.start >= apart[-1].end:
            apart.append(hit)
    return list(zip(found.starts, found.ends, strict=True)), apart


def _of_phrases(words: Sequence[Word], sought: Sought) -> Iterator[Hit]:
    """Yield the words of each phrase where they stand together."""
    for phrase in sought.phrases:
        for place, word in enumerate(words):
            if word.exact != phrase[0]:
                continue
            there = words[place : place + len(phrase)]
            if tuple(one.exact for one in there) == phrase:
                yield from (Hit(one.start, one.end, phrase[0]) for one in there)


def _marked(text: str, hits: Sequence[Hit], start: int, end: int) -> str:
    # most texts have nothing to escape, which is seen faster in the whole than in each part
    escaped = escape if _TO_ESCAPE.search(text, start, end) else str
    parts, at = [], start
    for hit in hits:
        if hit.start >= at and hit.end <= end:
            word = escaped(text[hit.start : hit.end])
            parts.append(f"{escaped(text[at : hit.start])}<mark>{word}</mark>")
            at = hit.end
    parts.append(escaped(text[at:end]))
    return balanced("".join(parts))
