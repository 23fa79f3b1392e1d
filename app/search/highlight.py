"""Showing where a release says what was asked: cut from the original text, marked, HTML-escaped."""

from collections.abc import Sequence
from html import escape

from app.language.tokens import Token, indexed

WINDOW_WORDS = 30
WINDOWS = 3
LONGEST_READ = 100_000  # characters: fifteen times a long release
MOST_HITS = 200  # a word that stands everywhere says no more the thousandth time


def headline(text: str, terms: Sequence[str]) -> str:
    """Return the whole of a short text, with `<mark>` around each word that was asked for."""
    return _marked(text, _hits(indexed(text), terms), 0, len(text))


def passages(text: str, terms: Sequence[str]) -> list[str]:
    """Return up to three windows of about thirty words, those with most of the terms first."""
    text, asked = text[:LONGEST_READ], set(terms)
    words = indexed(text)
    hits = _hits(words, terms)
    if not hits:
        return []
    places = [place for place, word in enumerate(words) if word.text in asked][:MOST_HITS]
    windows = [_window(words, place) for place in places]
    windows.sort(key=lambda window: -len({words[i].text for i in window} & asked))
    chosen: list[range] = []
    for window in windows:
        if len(chosen) < WINDOWS and all(_apart(window, other) for other in chosen):
            chosen.append(window)
    return [_cut(text, words, hits, window) for window in chosen]


def _hits(words: Sequence[Token], terms: Sequence[str]) -> list[Token]:
    """Return the words to mark, none inside another: a joined name wins over its parts."""
    asked = set(terms)
    found: list[Token] = []
    for word in sorted((w for w in words if w.text in asked), key=lambda w: (w.start, -w.end)):
        if not found or word.start >= found[-1].end:
            found.append(word)
    return found


def _window(words: Sequence[Token], place: int) -> range:
    """Return the window that shows a hit with a third of its words before it."""
    first = max(0, min(place - WINDOW_WORDS // 3, len(words) - WINDOW_WORDS))
    return range(first, min(len(words), first + WINDOW_WORDS))


def _apart(one: range, other: range) -> bool:
    return one.stop <= other.start or other.stop <= one.start


def _cut(text: str, words: Sequence[Token], hits: Sequence[Token], window: range) -> str:
    start = words[window.start].start if window.start else 0
    end = words[window.stop - 1].end if window.stop < len(words) else len(text)
    before = "… " if start > 0 else ""
    after = " …" if end < len(text) else ""
    return before + _marked(text, hits, start, end).strip() + after


def _marked(text: str, hits: Sequence[Token], start: int, end: int) -> str:
    parts, at = [], start
    for hit in hits:
        if hit.start >= at and hit.end <= end:
            parts += [
                escape(text[at : hit.start]),
                f"<mark>{escape(text[hit.start : hit.end])}</mark>",
            ]
            at = hit.end
    parts.append(escape(text[at:end]))
    return "".join(parts)
