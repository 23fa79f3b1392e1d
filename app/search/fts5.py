"""What FTS5 is given and asked: the row of a release, and the expression of a match.

Every word is quoted, so that nothing which is typed can be query syntax. A stem stands as it is,
a word as spelled behind `=`, a mark behind `:`.
"""

from collections.abc import Mapping
from typing import Any

from app.search import evidence
from app.search.engine import Match, Term
from app.search.marks import MARKS

# Words come analysed: the tokeniser only has to part them.
TOKENS = "ascii tokenchars '=:|_-'"
_PARTED = " | "  # between what must not be neighbours
KINDS = ("vocabulary", "public", "hidden", "documents", "words", "state")
IS_THERE = "SELECT 1 FROM sqlite_master WHERE name = :name"


def row(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the full-text row for a row of `documents`."""
    found = kept.get("whole") or evidence.unpack(kept["words"])
    return {
        "doc": kept["doc"],
        "body": _column(found.body_stems, found.body),
        "title": _column(found.title_stems, found.title),
        "marks": " ".join(kept[name] for name in MARKS if kept[name]),
    }


def _column(stems: str, exact: str) -> str:
    parts = [" =".join(part.split()) for part in exact.split(evidence.BESIDE)]
    spelled = _PARTED.join(f"={part}" if part else part for part in parts)
    return f"{stems.replace(evidence.BESIDE, _PARTED)} {spelled}"


def expression(match: Match) -> str:
    """Return the match as FTS5 reads it; it demands something."""
    groups = [_term(term) for term in match.every]
    if match.either:
        groups.append(_any_of(" AND ".join(map(_term, terms)) for terms in match.either))
    groups += [_any_of(f'"{mark}"' for mark in group) for group in match.marks]
    wanted = " AND ".join(groups)
    return f"({wanted}) NOT {_any_of(map(_term, match.none))}" if match.none else wanted


def _any_of(parts: Any) -> str:
    return f"({' OR '.join(parts)})"


def _term(term: Term) -> str:
    if term.form == "prefix":
        said = f'("={term.words[0]}" * OR "{term.words[0]}" *)'
    elif term.form in {"exact", "phrase"}:
        said = f'"{" ".join(f"={word}" for word in term.words)}"'
    else:
        said = f'"{" ".join(term.words)}"'
    return f"title : {said}" if term.in_title else said


def tables(name: str) -> tuple[str, ...]:
    """Return the statements that make the tables of an index of this name, empty."""
    words = f"fts5(body, title, marks, content = '', columnsize = 0, tokenize = \"{TOKENS}\")"
    marks = ", ".join(f"{mark} TEXT NOT NULL" for mark in MARKS)
    return (
        f"CREATE VIRTUAL TABLE {name}_public USING {words}",
        f"CREATE VIRTUAL TABLE {name}_hidden USING {words}",
        _vocabulary(name),
        f"""CREATE TABLE {name}_documents (
            doc INTEGER PRIMARY KEY,
            release_key INTEGER NOT NULL UNIQUE,
            release_id BLOB NOT NULL,
            handle INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            instant INTEGER NOT NULL,
            due INTEGER,
            title_words INTEGER NOT NULL,
            body_words INTEGER NOT NULL,
            {marks},
            UNIQUE (instant, release_id)
        )""",
        *_look_ups(name),
        f"CREATE TABLE {name}_words (doc INTEGER PRIMARY KEY, words BLOB NOT NULL)",
        f"""CREATE TABLE {name}_state (
            analyser INTEGER NOT NULL,
            documents INTEGER NOT NULL,
            title_words INTEGER NOT NULL,
            body_words INTEGER NOT NULL,
            version INTEGER NOT NULL
        )""",
        f"INSERT INTO {name}_state VALUES (0, 0, 0, 0, 0)",
    )


def _vocabulary(name: str) -> str:
    return f"CREATE VIRTUAL TABLE {name}_vocabulary USING fts5vocab({name}_public, row)"


def _look_ups(name: str) -> tuple[str, ...]:
    return (
        f"CREATE INDEX {name}_handle ON {name}_documents (handle)",
        f"CREATE INDEX {name}_due ON {name}_documents (due) WHERE due IS NOT NULL",
    )


def drops(name: str) -> tuple[str, ...]:
    """Return the statements that drop an index."""
    return tuple(f"DROP TABLE IF EXISTS {name}_{kind}" for kind in KINDS)


def renames(old: str, new: str) -> tuple[str, ...]:
    """Return the statements that give an index another's name, which is free."""
    return (
        f"DROP TABLE {old}_vocabulary",  # it knows the table that it looks into by its name
        f"DROP INDEX {old}_handle",
        f"DROP INDEX {old}_due",
        *(f"ALTER TABLE {old}_{kind} RENAME TO {new}_{kind}" for kind in KINDS[1:]),
        _vocabulary(new),
        *_look_ups(new),
    )
