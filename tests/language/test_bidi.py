"""A piece that is cut from a text closes what it opens, so that it turns nothing after it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.bidi import balanced
from tests.language.nasty import ANY

RLO, LRE, PDF, RLI, PDI = "\u202e", "\u202a", "\u202c", "\u2067", "\u2069"


@pytest.mark.parametrize(
    ("piece", "kept"),
    [
        ("محـمود توفيق", "محـمود توفيق"),
        (f"{RLO}محمود", f"{RLO}محمود{PDF}"),
        (f"{RLI}محمود {LRE}توفيق", f"{RLI}محمود {LRE}توفيق{PDF}{PDI}"),
        (f"محمود{PDF} توفيق{PDI}", "محمود توفيق"),
        (f"{RLI}محمود{PDI} توفيق", f"{RLI}محمود{PDI} توفيق"),
        (f"{LRE}م{PDI}ح{PDF}", f"{LRE}مح{PDF}"),
        ("", ""),
    ],
)
def test_what_is_opened_is_closed(piece: str, kept: str) -> None:
    assert balanced(piece) == kept


@given(st.lists(st.sampled_from([*"م\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])))
def test_a_balanced_piece_is_left_alone(characters: list[str]) -> None:
    once = balanced("".join(characters))
    assert balanced(once) == once
    opened = sum(once.count(control) for control in "\u202a\u202b\u202d\u202e")
    assert opened == once.count(PDF)
    assert sum(once.count(control) for control in "\u2066\u2067\u2068") == once.count(PDI)


@given(ANY)
def test_no_letter_is_lost(text: str) -> None:
    letters = [c for c in text if not "\u202a" <= c <= "\u202e" and not "\u2066" <= c <= "\u2069"]
    assert [c for c in balanced(text) if c in letters] == [
        c for c in letters if c in balanced(text)
    ]
