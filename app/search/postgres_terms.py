"""What PostgreSQL is asked: a match as a tsquery, and what is left to be looked for in the rows.

The index alone answers whether words are there, in any form; whether they stand next to each other
is looked for in the words of those rows that hold them all, and a mark of each pair.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Any, NamedTuple

from app.language.analysis import stem_of
from app.search.engine import Match, Term
from app.search.postgres_limits import lexeme


class Asked(NamedTuple):
    """A match as SQL: what the index is asked, and what is looked for in the words of a row."""

    query: str
    conditions: str
    values: list[Any]


def asked(match: Match) -> Asked:
    """Return the match as SQL; it demands something."""
    parts = [_held(term) for term in match.every]
    if match.either:
        parts.append(any_of(f"({' & '.join(map(_held, terms))})" for terms in match.either))
    parts += [any_of(map(quoted, group)) for group in match.marks]
    parts += [f"!{_held(term)}" for term in match.none if not _is_in_order(term)]
    conditions: list[str] = []
    values: list[Any] = []
    for alternatives, how in _looked_for(match):
        said = [[_said(term) for term in terms] for terms in alternatives]
        either = " OR ".join(f"({' AND '.join(f'({one})' for one, _ in of)})" for of in said)
        conditions.append(f" AND {how}({either})")
        values += [value for terms in said for _, of in terms for value in of]
    return Asked(" & ".join(parts), "".join(conditions), values)


def _looked_for(match: Match) -> Iterator[tuple[Sequence[Sequence[Term]], str]]:
    """Yield what the index cannot tell: all terms of one of these must be there, or must `NOT `."""
    yield from (([(term,)], "") for term in match.every if _is_in_order(term))
    if any(_is_in_order(term) for terms in match.either for term in terms):
        yield match.either, ""
    yield from (([(term,)], "NOT ") for term in match.none if _is_in_order(term))


def _is_in_order(term: Term) -> bool:
    return len(term.words) > 1


def _held(term: Term) -> str:
    """Return what the index holds of a release that has the term."""
    title = "^" if term.in_title else ""
    if term.form == "prefix":
        [start] = term.words
        return any_of(f"{quoted(f'{title}{sign}{start}')}:*" for sign in ("=", ""))
    sign = "=" if term.form in {"exact", "phrase"} else ""
    words = (f"{title}{sign}{lexeme(word)}" for word in term.words)
    return f"({' & '.join(map(quoted, (*words, *_pairs(term))))})"


def _pairs(term: Term) -> Iterator[str]:
    """Yield the mark of each pair of words that must stand together, as `search_terms` makes it."""
    stems = map(stem_of, term.words) if term.form == "phrase" else term.words
    for one, other in pairwise(map(lexeme, stems)):
        hashed = sha256(f"{one} {other}".encode()).hexdigest()[:4]
        yield f"+{int(hashed, 16) >> 1}"


def _said(term: Term) -> tuple[str, list[str]]:
    """Return the condition that a row says the term, and its values."""
    said = " ".join(map(lexeme, term.words))
    forms: tuple[int, ...] = (0, 1)
    text = f" {said}"
    if term.form != "prefix":
        forms = (0,) if term.form in {"exact", "phrase"} else (1,)
        text += " "
    lines = [first + form for first in ((1,) if term.in_title else (1, 3)) for form in forms]
    in_line = "strpos(split_part(words, chr(10), {}), %s) > 0"
    return " OR ".join(in_line.format(line) for line in lines), [text] * len(lines)


def quoted(term: str) -> str:
    """Return an operand of a tsquery: quoted, so that nothing which is typed can be syntax."""
    doubled = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def any_of(parts: Iterable[str]) -> str:
    """Return the part of a tsquery that one of `parts` fulfils."""
    return f"({' | '.join(parts)})"
