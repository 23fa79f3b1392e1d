"""Showing where a release says what was asked: cut from the original text, marked, HTML-escaped."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from app.language import names
from app.language.analysis import Word, analyse, words_in
from app.language.bidi import balanced
from app.language.tokens import spans, words_of
from app.search.engine import Form, Term
from app.search.evidence import BESIDE

WINDOW_WORDS = 30
WINDOWS = 3
LONGEST_READ = 100_000  # characters: fifteen times a long release
Span = tuple[int, int]
Analysed = tuple[str, str]
MOST_HITS = 200  # a word that stands everywhere says no more the thousandth time


class Sought:
    """What is marked: words by their stems or as spelled, beginnings of words, and phrases."""

    def __init__(
        self,
        stems: Iterable[str] = (),
        exact: Iterable[str] = (),
        prefixes: Iterable[str] = (),
        phrases: Iterable[tuple[str, ...]] = (),
    ) -> None:
        """Mark these, in any text."""
        self._stems, self._exact = frozenset(stems), frozenset(exact)
        self._prefixes, self.phrases = tuple(prefixes), tuple(phrases)
        self._seen: dict[str, str | None] = {}

    @classmethod
    def by(cls, terms: Sequence[Term]) -> "Sought":
        """Return what these terms ask to be marked."""
        by_form: dict[Form, list[tuple[str, ...]]] = {}
        for term in terms:
            by_form.setdefault(term.form, []).append(term.words)
        return cls(
            (word for [word] in by_form.get("stem", [])),
            (word for [word] in by_form.get("exact", [])),
            (word for [word] in by_form.get("prefix", [])),
            by_form.get("phrase", []),
        )

    @property
    def is_plain(self) -> bool:
        """True when each word of a text decides for itself: no phrase, no name of two words."""
        words = (*self._stems, *self._exact, *self._prefixes)
        return not self.phrases and not any(map(names.may_be_joined, words))

    def asks(self, exact: str, stem: str) -> str | None:
        """Return what of it a word is, or None."""
        if stem in self._stems:
            return stem
        if exact in self._exact:
            return exact
        for prefix in self._prefixes:
            if exact.startswith(prefix) or stem.startswith(prefix):
                return prefix
        return None

    def asked(self, written: Sequence[str]) -> Sequence[str | None]:
        """Return what of it each word is, as it is written; words recur, so they are remembered."""
        seen, stems = self._seen, self._stems
        others = bool(self._exact or self._prefixes)
        for raw in set(written).difference(seen):
            seen[raw] = None
            for exact, stem in words_in(raw):
                if stem in stems:  # asked here, because it is asked of every word
                    seen[raw] = stem
                elif others:
                    seen[raw] = seen[raw] or self.asks(exact, stem)
        return [seen[raw] for raw in written]

    def places(self, exact: str, stems: str) -> dict[int, str]:
        """Return the places of words that are asked for, in lines that `evidence` unpacked."""
        found: dict[int, str] = {}
        for line, needle, asked, words in self._needles(exact, stems):
            place, last, at = 0, 0, line.find(needle)
            while at >= 0 and len(found) < MOST_HITS:
                place, last = place + line.count(" ", last, at), at
                for offset in range(words):
                    found[place + offset] = asked
                at = line.find(needle, at + 1)
        return found

    def _needles(self, exact: str, stems: str) -> Iterator[tuple[str, str, str, int]]:
        for stem in self._stems:
            yield stems, f" {stem} ", stem, 1
        for word in self._exact:
            yield exact, f" {word} ", word, 1
        for prefix in self._prefixes:
            yield exact, f" {prefix}", prefix, 1
            yield stems, f" {prefix}", prefix, 1
        for phrase in self.phrases:
            yield exact, f" {' '.join(phrase)} ", phrase[0], len(phrase)


class Hit(NamedTuple):
    """A stretch of the original text, half open, and what of the query it is."""

    start: int
    end: int
    asked: str


def headline(text: str, sought: Sought) -> str:
    """Return the whole of a short text, with `<mark>` around each word that was asked for."""
    return _marked(text, _read(text, sought)[1], 0, len(text))


def passages(text: str, sought: Sought, body: Analysed | None = None) -> list[str]:
    """Return up to three windows of about thirty words, those with most of the terms first.

    `body` is the text as it was analysed (spelled, stems): with it nothing is analysed again.
    """
    aligned = _read_aligned(text, sought, *body) if body else None
    text = text[:LONGEST_READ]
    words, hits = aligned or _read(text, sought)
    if not hits:
        return []
    starts = [start for start, _ in words]
    places = [bisect_right(starts, hit.start) - 1 for hit in hits]
    windows = [_window(place, len(words)) for place in dict.fromkeys(places[:MOST_HITS])]
    windows.sort(key=lambda window: -_distinct(window, places, hits))
    chosen: list[range] = []
    for window in windows:
        if len(chosen) < WINDOWS and all(_apart(window, other) for other in chosen):
            chosen.append(window)
    return [_cut(text, words, hits, window) for window in chosen]


def _read_aligned(
    text: str, sought: Sought, exact: str, stems: str
) -> tuple[list[Span], list[Hit]] | None:
    """Do as `_read` does with words that were analysed; None unless one stands for each stretch.

    They do not where a name of two words was made one.
    """
    if BESIDE in exact or len(text) > LONGEST_READ:
        return None
    places = sought.places(exact, stems)
    if not places:
        return [], []
    found, spelled = list(spans(text)), exact.split()
    if len(found) != len(spelled):
        return None
    # a stretch of two words and one of none would hide each other in the count
    if any(words_of(found[place][0]) != (spelled[place],) for place in places):
        return None
    words = [one.span() for one in found]
    return words, [Hit(*words[place], places[place]) for place in sorted(places)]


def _read(text: str, sought: Sought) -> tuple[list[Span], list[Hit]]:
    """Return where the words of a text are, and what to mark, none inside another."""
    if not sought.is_plain:
        return _read_whole(text, sought)
    found = list(spans(text))
    asked = sought.asked([one[0] for one in found])
    hits = [
        Hit(*one.span(), what) for one, what in zip(found, asked, strict=True) if what is not None
    ]
    return [one.span() for one in found] if hits else [], hits


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


def _cut(text: str, words: Sequence[Span], hits: Sequence[Hit], window: range) -> str:
    start = words[window.start][0] if window.start else 0
    end = words[window.stop - 1][1] if window.stop < len(words) else len(text)
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
