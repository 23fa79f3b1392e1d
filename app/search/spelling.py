"""«هل تقصد …»: another spelling, from the public's own vocabulary, of a word that nothing holds."""

from collections.abc import Iterator, Mapping, Sequence

from app.language.analysis import Word, analyse, stem_of
from app.language.folding import undecorated
from app.search.engine import Match, Term
from app.search.query import Query
from app.search.reach import Reach

SHORTEST = 5  # of shorter words, too many are one letter apart
LONGEST = 20
MOST_WORDS = 3
MOST_TRIED = 5  # corrections of a word, beside the other words
_ARTICLE = "ال"
_ALPHABETS = ("ءابتثجحخدذرزسشصضطظعغفقكلمنهوي", "abcdefghijklmnopqrstuvwxyz")


def corrections(
    reach: Reach, words: Sequence[Word], frequencies: Mapping[str, int]
) -> dict[Word, Word]:
    """Return a better word for each of the first three that no release holds, if there is one.

    One letter is left out, put in, changed, or changes places with the next, with the article or
    without it; of the words that this makes, it is the one that most public releases hold together
    with the others of the query. A word stays at its place in the query.
    """
    unknown = [word for word in words if not frequencies[word.stem] and not _is_hidden(reach, word)]
    others = tuple(Term("stem", (word.stem,)) for word in words if frequencies[word.stem])
    found = ((word, _better(reach, word, others)) for word in unknown[:MOST_WORDS])
    return {word: better for word, better in found if better is not None}


def suggestion(reach: Reach, query: Query, corrected: Mapping[Word, Word]) -> str | None:
    """Return what was typed with its words corrected, as the newest release spells each."""
    said = query.text
    for word in sorted(corrected, key=lambda word: word.start, reverse=True):
        spelled = _as_spelled(reach, corrected[word].exact)
        if spelled is not None:
            said = f"{said[: word.start]}{spelled}{said[word.end :]}"
    return said if said != query.text else None


def _is_hidden(reach: Reach, word: Word) -> bool:
    """Tell whether a release that only this caller sees holds a word."""
    return reach.sees_more and reach.count(Match((Term("stem", (word.stem,)),))) > 0


def _better(reach: Reach, word: Word, others: tuple[Term, ...]) -> Word | None:
    written = word.exact
    alphabet = next((letters for letters in _ALPHABETS if set(written) <= set(letters)), None)
    if alphabet is None or not SHORTEST <= len(written) <= LONGEST:
        return None
    own = frozenset(_one_letter_apart(written, alphabet))
    other_form = _with_or_without_article(written)
    near = own.union(_one_letter_apart(other_form, alphabet) if other_form else ())
    known = reach.engine.vocabulary(reach.db, sorted(near))
    if not known:
        return None
    likely = sorted(known, key=lambda one: (one not in own, -known[one], one))[:MOST_TRIED]

    def together(candidate: str) -> int:
        return reach.engine.count(reach.db, Match((*others, Term("exact", (candidate,)))))

    best = max(likely, key=together) if others and len(likely) > 1 else likely[0]
    return Word(best, stem_of(best), word.start, word.end)


def _with_or_without_article(word: str) -> str | None:
    """Return the word with the article if it has none, or without; None if that is too short."""
    if word.isascii():
        return None
    bare = word.removeprefix(_ARTICLE)
    other = bare if bare != word else _ARTICLE + word
    return other if len(other) >= SHORTEST else None


def _one_letter_apart(word: str, alphabet: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in alphabet)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in alphabet)


def _as_spelled(reach: Reach, exact: str) -> str | None:
    """Return a folded word as the newest release that holds it, and may be seen, spells it."""
    match = Match((Term("exact", (exact,)),))
    found = reach.engine.newest(reach.db, match, 1)
    texts: Sequence[str] = [
        text for pair in reach.texts([one.key for one in found]).values() for text in pair
    ]
    for text in texts:
        for word in analyse(text).every_word:
            if word.exact == exact:
                return undecorated(text[word.start : word.end])
    return None
