"""What a query asks to be marked, in a text that is read or in the words that the index has."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from app.language import names
from app.language.analysis import words_in
from app.search.engine import Form, Term

MOST_HITS = 200  # a word that stands everywhere says no more the thousandth time


class _Remembered(dict[str, str | None]):
    """What is asked for of each word, as it is written: found out once."""

    def __init__(self, asks: Callable[[str, str], str | None]) -> None:
        super().__init__()
        self._asks = asks

    def __missing__(self, raw: str) -> str | None:
        answer = None
        for exact, stem in words_in(raw):
            answer = self._asks(exact, stem) or answer
        self[raw] = answer
        return answer


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
        self._seen = _Remembered(self.asks)

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

    @cached_property
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

    def asked(self, written: Iterable[str]) -> list[str | None]:
        """Return what of it each word is, as it is written; words recur, so they are remembered."""
        seen = self._seen
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
