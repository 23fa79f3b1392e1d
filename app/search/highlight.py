"""Showing where a release says what was asked: cut from the original text, marked, HTML-escaped."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
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
    windows = {_window(place, length): place for place in reversed(places[:MOST_HITS])}
    best = sorted(windows, key=lambda one: (-_distinct(one, places, asked), one.start))
    chosen: list[range] = []
    for window in best:
        if len(chosen) < WINDOWS and all(_apart(window, other) for other in chosen):
            chosen.append(window)
    starts = words.starts()
    pieces = (_around(window, windows[window], asked, starts, length) for window in chosen)
    cut = (_cut(text, sought, piece) for piece in pieces)
    return [passage for passage in cut if passage]


def _window(place: int, words: int) -> range:
    """Return the window that shows a word with a third of its words before it."""
    first = max(0, min(place - WINDOW_WORDS // 3, words - WINDOW_WORDS))
    return range(first, min(words, first + WINDOW_WORDS))


def _distinct(window: range, places: Sequence[int], asked: Mapping[int, str]) -> int:
    """Return how many different words of the query a window shows."""
    within = places[bisect_left(places, window.start) : bisect_left(places, window.stop)]
    return len({asked[place] for place in within})


def _apart(one: range, other: range) -> bool:
    return one.stop <= other.start or other.stop <= one.start


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
    window: range, place: int, asked: Mapping[int, str], starts: Sequence[int], length: int
) -> _Piece:
    first, last = min(window.start // MILE, len(starts) - 1), ceil(window.stop / MILE)
    end = starts[last] if last < len(starts) else None
    begins, ends = first * MILE, length if end is None else last * MILE
    hits = {at - begins: asked[at] for at in sorted(asked) if begins <= at < ends}
    return _Piece(starts[first], end, ends - begins, hits, place - begins)


def _cut(text: str, sought: Sought, piece: _Piece) -> str:
    """Return the window around the place of a piece; "" when nothing there is to be marked.

    A name of two words that was made one is two in the text, so the window is counted from the hit
    that is nearest to where it should be.
    """
    said = text[piece.start : piece.end]
    words, hits = _read_near(said, sought, piece)
    if not hits:
        return ""
    starts = [start for start, _ in words]
    places = [bisect_right(starts, hit.start) - 1 for hit in hits]
    shown = _window(min(places, key=lambda at: abs(at - piece.place)), len(words))
    opens = not piece.start and not shown.start
    closes = piece.end is None and shown.stop == len(words)
    passage = _marked(
        said,
        hits,
        0 if opens else words[shown.start][0],
        len(said) if closes else words[shown.stop - 1][1],
    )
    return ("" if opens else "… ") + passage.strip() + ("" if closes else " …")


def _read_near(text: str, sought: Sought, piece: _Piece) -> tuple[list[Span], list[Hit]]:
    """Do as `_read` does; where a stretch stands for each word, the hits are where they should be.

    A stretch of two words and one of none would hide each other in the count: hits are looked at.
    """
    if not sought.is_plain or len(piece.hits) >= MOST_HITS:
        return _read(text, sought)
    found = list(spans(text))
    if len(found) != piece.words or not all(sought.asked(found[at][0] for at in piece.hits)):
        return _read(text, sought)
    words = [one.span() for one in found]
    return words, [Hit(*words[at], what) for at, what in piece.hits.items()]


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
    hits = [
        Hit(word.start, word.end, asked)
        for words in found
        for word in words
        if (asked := sought.asks(word.exact, word.stem)) is not None
    ]
    hits += _of_phrases(found.words, sought)
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    apart: list[Hit] = []
    for hit in hits:
        if not apart or hit.start >= apart[-1].end:
            apart.append(hit)
    return [(word.start, word.end) for word in found.words], apart


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
    parts, at = [], start
    for hit in hits:
        if hit.start >= at and hit.end <= end:
            parts += [
                escape(text[at : hit.start]),
                f"<mark>{escape(text[hit.start : hit.end])}</mark>",
            ]
            at = hit.end
    parts.append(escape(text[at:end]))
    return balanced("".join(parts))
