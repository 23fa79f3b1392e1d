"""Showing where a release says what was asked: cut from the original text, marked, HTML-escaped."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from app.language.analysis import Analysis, Word, analyse
from app.language.bidi import balanced
from app.search.engine import Form, Term

WINDOW_WORDS = 30
WINDOWS = 3
LONGEST_READ = 100_000  # characters: fifteen times a long release
MOST_HITS = 200  # a word that stands everywhere says no more the thousandth time


@dataclass(frozen=True, slots=True)
class Sought:
    """What is marked: words by their stems or as spelled, beginnings of words, and phrases."""

    stems: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def by(cls, terms: Sequence[Term]) -> "Sought":
        """Return what these terms ask to be marked."""
        by_form: dict[Form, list[tuple[str, ...]]] = {}
        for term in terms:
            by_form.setdefault(term.form, []).append(term.words)
        return cls(
            frozenset(word for [word] in by_form.get("stem", [])),
            frozenset(word for [word] in by_form.get("exact", [])),
            tuple(word for [word] in by_form.get("prefix", [])),
            tuple(by_form.get("phrase", [])),
        )

    def asks(self, word: Word) -> str | None:
        """Return what of it a word is, or None."""
        if word.stem in self.stems:
            return word.stem
        if word.exact in self.exact:
            return word.exact
        for prefix in self.prefixes:
            if word.exact.startswith(prefix) or word.stem.startswith(prefix):
                return prefix
        return None


class Hit(NamedTuple):
    """A stretch of the original text, half open, and what of the query it is."""

    start: int
    end: int
    asked: str


def headline(text: str, sought: Sought) -> str:
    """Return the whole of a short text, with `<mark>` around each word that was asked for."""
    return _marked(text, _hits(analyse(text), sought), 0, len(text))


def passages(text: str, sought: Sought) -> list[str]:
    """Return up to three windows of about thirty words, those with most of the terms first."""
    text = text[:LONGEST_READ]
    found = analyse(text)
    hits = _hits(found, sought)
    if not hits:
        return []
    starts = [word.start for word in found.words]
    places = [bisect_right(starts, hit.start) - 1 for hit in hits]
    windows = [_window(place, len(starts)) for place in dict.fromkeys(places[:MOST_HITS])]
    windows.sort(key=lambda window: -_distinct(window, places, hits))
    chosen: list[range] = []
    for window in windows:
        if len(chosen) < WINDOWS and all(_apart(window, other) for other in chosen):
            chosen.append(window)
    return [_cut(text, found.words, hits, window) for window in chosen]


def _hits(found: Analysis, sought: Sought) -> list[Hit]:
    """Return what to mark, none inside another: a joined name wins over its parts."""
    hits = [
        Hit(word.start, word.end, asked)
        for words in found
        for word in words
        if (asked := sought.asks(word)) is not None
    ]
    if sought.phrases:
        hits += _of_phrases(found.words, sought)
    if found.beside or sought.phrases:
        hits.sort(key=lambda hit: (hit.start, -hit.end))
    apart: list[Hit] = []
    for hit in hits:
        if not apart or hit.start >= apart[-1].end:
            apart.append(hit)
    return apart


def _of_phrases(words: Sequence[Word], sought: Sought) -> Iterator[Hit]:
    """Yield the words of each phrase where they stand together."""
    for phrase in sought.phrases:
        for place, word in enumerate(words):
            if word.exact != phrase[0]:
                continue
            there = words[place : place + len(phrase)]
            if tuple(one.exact for one in there) == phrase:
                yield from (Hit(one.start, one.end, one.exact) for one in there)


def _window(place: int, words: int) -> range:
    """Return the window that shows a hit with a third of its words before it."""
    first = max(0, min(place - WINDOW_WORDS // 3, words - WINDOW_WORDS))
    return range(first, min(words, first + WINDOW_WORDS))


def _distinct(window: range, places: Sequence[int], hits: Sequence[Hit]) -> int:
    """Return how many different words of the query a window shows."""
    within = hits[bisect_left(places, window.start) : bisect_left(places, window.stop)]
    return len({hit.asked for hit in within})


def _apart(one: range, other: range) -> bool:
    return one.stop <= other.start or other.stop <= one.start


def _cut(text: str, words: Sequence[Word], hits: Sequence[Hit], window: range) -> str:
    start = words[window.start].start if window.start else 0
    end = words[window.stop - 1].end if window.stop < len(words) else len(text)
    before = "… " if start > 0 else ""
    after = " …" if end < len(text) else ""
    return before + _marked(text, hits, start, end).strip() + after


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
