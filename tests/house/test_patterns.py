"""Patterns match alike on every Python that we run on: none is possessive.

CPython 3.11 before 3.11.5, Debian 12's too, takes more than such a pattern matches (gh-106052).
"""

import ast
import re
from collections.abc import Iterator

from tests.house.sources import Source, sources

POSSESSIVE = re.compile(r"[+*?}]\+|\(\?>")


def possessive(source: Source) -> Iterator[str]:
    """Yield the patterns in which something is matched for good."""
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re")), args=[pattern, *_]):
                for part in ast.walk(pattern):
                    match part:
                        case ast.Constant(value=str(said)) if POSSESSIVE.search(said):
                            yield f"{source.path}:{node.lineno}: {said}"


def test_no_pattern_is_possessive() -> None:
    assert [said for source in sources("app") for said in possessive(source)] == []


def test_a_possessive_pattern_is_caught() -> None:
    for pattern in (r"\w++", "(?:a|b)*+", "a?+", "a{2}+", "(?>ab)"):
        assert list(possessive(Source("app/x.py", f"re.compile(r'{pattern}')"))) != []
    assert list(possessive(Source("app/x.py", "re.compile(rf'[{x}]++')"))) != []
    assert list(possessive(Source("app/x.py", r"re.compile(r'\+\w+')"))) == []
