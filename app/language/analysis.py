"""What a text is found by: its words, as they are spelled and by their stems, and their places."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.language import names
from app.language.stemming import stem
from app.language.tokens import Columns, Token, columns, words_of

# Counted up whenever a text may give other words than before: an index that another version filled
# is then noticed at start, and `nashra reindex` builds it anew.
VERSION = 2

_CACHED_STEMS = 2**16
_LONGEST_CACHED = 64
_stem_of = lru_cache(_CACHED_STEMS)(stem)


class Word(NamedTuple):
    """A word: `exact` is folded, `stem` is what its forms share; offsets in the original."""

    exact: str
    stem: str
    start: int
    end: int


class Analysis(NamedTuple):
    """A text's words in order, a name of two as one; `beside` them what else finds the text.

    The words stand in columns, what is indexed needs them so; `words` makes them one by one.
    """

    exact: Sequence[str]
    stems: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    beside: list[Word]

    @property
    def words(self) -> list[Word]:
        """The words in order."""
        return list(map(Word, self.exact, self.stems, self.starts, self.ends))

    @property
    def every_word(self) -> list[Word]:
        """The words in order, then those beside."""
        return [*self.words, *self.beside]


def analyse(text: str) -> Analysis:
    """Return the words of a text; no text raises.

    «أبو عبد الله» is one word, ابوعبدالله, and is found by عبدالله and by its three words beside.
    """
    found = columns(text)
    beside: list[Token] = []
    if not names.POSSIBLE_HEADS.isdisjoint(found.texts):
        words, beside = _with_names(text, list(map(Token, *found)))
        found = Columns(*zip(*words, strict=True))
    return Analysis(found.texts, _stems_of(found.texts), *found[1:], list(map(_word, beside)))


def _with_names(text: str, tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """Return the words in order, a name of two as one, and those beside them."""
    words: list[Token] = []
    beside: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        end = 0
        if token.text in names.POSSIBLE_HEADS:
            end = names.end_of_name(text, tokens, place)
        if not end:
            words.append(token)
            place += 1
        elif token.text in names.SURE_HEADS:
            words.append(names.joined(tokens[place:end]))
            beside += _within(tokens[place:end])
            place = end
        else:  # وام, بابا: the words stay words, and the name that it may be finds them too
            words.append(token)
            beside.append(names.joined(tokens[place:end]))
            place += 1
    return words, beside


def _within(parts: list[Token]) -> Iterable[Token]:
    """Yield what a name is found by beside itself: its words, and the name that ends it."""
    yield from parts
    if len(parts) > 2:  # noqa: PLR2004 - a head before a name that has one
        yield names.joined(parts[1:])


def words_in(raw: str) -> tuple[tuple[str, str], ...]:
    """Return each word, as spelled and its stem, of a stretch that `tokens.spans` finds."""
    return _read(raw) if len(raw) <= _LONGEST_CACHED else _pairs(raw)


def _pairs(raw: str) -> tuple[tuple[str, str], ...]:
    return tuple((word, stem_of(word)) for word in words_of(raw))


_read = lru_cache(_CACHED_STEMS)(_pairs)


def stem_of(word: str) -> str:
    """Return the stem of a folded word, remembered."""
    return _stem_of(word) if len(word) <= _LONGEST_CACHED else stem(word)


def _stems_of(words: Sequence[str]) -> list[str]:
    is_usual = max(map(len, words), default=0) <= _LONGEST_CACHED
    return list(map(_stem_of if is_usual else stem_of, words))


def _word(token: Token) -> Word:
    return Word(token.text, stem_of(token.text), token.start, token.end)
