"""What PostgreSQL is asked: a match as a tsquery, and what is left to be looked for in the rows.

The index alone answers whether words are there, in any form; whether they stand next to each other
is looked for in the words of those rows that hold them all.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

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
    if match.some:
        parts.append(any_of(map(_held, match.some)))
    parts += [any_of(map(quoted, group)) for group in match.marks]
    parts += [f"!{_held(term)}" for term in match.none if not _is_in_order(term)]
    conditions: list[str] = []
    values: list[Any] = []
    for terms, how in _looked_for(match):
        said = [_said(term) for term in terms]
        conditions.append(f" AND {how}({' OR '.join(one for one, _ in said)})")
        values += [value for _, of in said for value in of]
    return Asked(" & ".join(parts), "".join(conditions), values)


def _looked_for(match: Match) -> Iterator[tuple[Sequence[Term], str]]:
    """Yield what the index cannot tell: terms of which one must be there, or must `NOT `."""
    yield from (([term], "") for term in match.every if _is_in_order(term))
    if any(map(_is_in_order, match.some)):
        yield match.some, ""
    yield from (([term], "NOT ") for term in match.none if _is_in_order(term))


def _is_in_order(term: Term) -> bool:
    return len(term.words) > 1


def _held(term: Term) -> str:
    """Return what the index holds of a release that has the term."""
    title = "^" if term.in_title else ""
    if term.form == "prefix":
        [start] = term.words
        return any_of(f"{quoted(f'{title}{sign}{start}')}:*" for sign in ("=", ""))
    sign = "=" if term.form in {"exact", "phrase"} else ""
    return f"({' & '.join(quoted(f'{title}{sign}{lexeme(word)}') for word in term.words)})"


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
