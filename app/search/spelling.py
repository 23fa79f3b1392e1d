"""«هل تقصد …»: another spelling, from the public's own vocabulary, of a word that nothing holds."""

from collections.abc import Iterator, Sequence

from app.language.analysis import analyse
from app.language.folding import undecorated
from app.search.engine import Match, Term
from app.search.finding import FEW, Hits
from app.search.query import Query
from app.search.reach import Reach

SHORTEST = 4  # of shorter words, too many are one letter apart
LONGEST = 20
MOST_WORDS = 3
_ALPHABETS = ("ءابتثجحخدذرزسشصضطظعغفقكلمنهوي", "abcdefghijklmnopqrstuvwxyz")


def suggestion(reach: Reach, query: Query, hits: Hits) -> str | None:
    """Return what was typed with its unknown words corrected, or None when nothing is better.

    A word is corrected by one letter (left out, put in, changed, or changed places with the next)
    into the one that most public releases hold, and shown as the newest of them spells it.
    """
    if query.matching == "exact" or (hits.total >= FEW and not hits.relaxed):
        return None
    unknown = [word for word in query.plain if not hits.corpus.frequencies[word.stem]]
    corrected = query.text
    for word in sorted(unknown[:MOST_WORDS], key=lambda word: word.start, reverse=True):
        better = _better(reach, word.exact)
        if better:
            corrected = f"{corrected[: word.start]}{better}{corrected[word.end :]}"
    return corrected if corrected != query.text else None


def _better(reach: Reach, word: str) -> str | None:
    alphabet = next((letters for letters in _ALPHABETS if set(word) <= set(letters)), None)
    if alphabet is None or not SHORTEST <= len(word) <= LONGEST:
        return None
    near = list(dict.fromkeys(_one_letter_apart(word, alphabet)))
    known = reach.engine.vocabulary(reach.db, near)
    if not known:
        return None
    best = max(known, key=lambda candidate: (known[candidate], candidate))
    return _as_spelled(reach, best)


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
        for words in analyse(text):
            for word in words:
                if word.exact == exact:
                    return undecorated(text[word.start : word.end])
    return None
