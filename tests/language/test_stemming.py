"""The one conjunction that is taken off: و before the article."""

import pytest
from hypothesis import given

from app.language.folding import fold
from app.language.stemming import without_conjunction
from tests.language.nasty import ANY


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("والأمن", "الامن"),
        ("والإتجار", "الاتجار"),
        ("والــبحرين", "البحرين"),
        ("والد", "والد"),
        ("والده", "والده"),
        ("والدها", "الدها"),  # the price: three letters after ال are taken for a word
        ("وزير", "وزير"),
        ("وال", "وال"),
        ("الوالي", "الوالي"),
        ("فالأمن", "فالامن"),
        ("wal", "wal"),
        ("", ""),
    ],
)
def test_without_conjunction(word: str, bare: str) -> None:
    assert without_conjunction(fold(word)) == bare


@given(ANY)
def test_only_the_first_letter_goes_and_only_once(text: str) -> None:
    word = fold(text)
    bare = without_conjunction(word)
    assert bare in {word, word[1:]}
    assert without_conjunction(bare) == bare
