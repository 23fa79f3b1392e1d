"""Folding: every spelling of a word is one, and folding again changes nothing."""

import unicodedata

import pytest
from hypothesis import given

from app.language.folding import INVISIBLES, MARKS, fold, members, undecorated
from tests.language.nasty import ANY, EVERY_CODE_POINT

SAME = [
    ("المسؤولين", "المسئولين"),
    ("وزيرُ الدّاخليّةِ", "وزير الداخلية"),
    ("وزيـر الــداخــلية", "وزير الداخليه"),
    ("ﻣﺤﻤﻮد ﺗﻮﻓﻴﻖ", "محمود توفيق"),
    ("الإجتماعي", "الاجتماعى"),
    ("می\u200cشود", "ميشود"),
    ("ال\u200fأم\ufeffن", "الامن"),
    ("کبير", "كبير"),
    ("٢٠٢٦ ۲۰۲۶", "2026 2026"),
    ("ﷲ", "الله"),
    ("محمﱠد", "محمد"),
    ("پچژڤڨ", "بجزفق"),
    ("K Ｋ", "k k"),
    ("STRASSE", "strasse"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_word_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("مسؤول", "مسءول"),
        ("أإآٱٲٳ", "اااااا"),
        ("ىیېےۍ", "ييييي"),
        ("ةۃہھەۀ", "هههههه"),
        ("كکڪگ", "كككك"),
        ("ﷺ", "صلي الله عليه وسلم"),
        ("H\u0331", "ẖ"),
        ("ـ\u200c\u064b", ""),
        ("", ""),
        ("\ud800ب", "\ud800ب"),
        ("ß", "ß"),
    ],
)
def test_folds_to(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("word", ["مسؤول", "مسئول", "أمن", "إلى", "آفاق", "ۀ", "ۂ", "ۓ"])
def test_a_hamza_typed_apart_is_the_same_letter(word: str) -> None:
    assert fold(unicodedata.normalize("NFD", word)) == fold(word)


def test_every_code_point_folds_once_and_for_all() -> None:
    dropped = frozenset(members(MARKS + INVISIBLES + "\u0640"))
    for character in map(chr, EVERY_CODE_POINT):
        folded = fold(character)
        assert fold(folded) == folded, hex(ord(character))
        assert fold(unicodedata.normalize("NFD", character)) == folded or character in dropped
        assert dropped.isdisjoint(folded)


@given(ANY)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_tatweel_and_invisibles_anywhere_change_nothing(text: str) -> None:
    for noise in "\u0640\u200c\u200f\ufeff":
        assert fold(noise.join(text)) == fold(noise.join(text).replace(noise, ""))


@pytest.mark.parametrize(
    ("text", "plain"),
    [("مُؤْتَمـــر", "مؤتمر"), ("الأمنُ", "الأمن"), ("ﻣﺆﺗﻤﺮ", "مؤتمر"), ("وزارة", "وزارة"), ("A", "A")],
)
def test_undecorated_is_as_spelled(text: str, plain: str) -> None:
    assert undecorated(text) == plain


@given(ANY)
def test_undecorated_again_changes_nothing(text: str) -> None:
    assert undecorated(undecorated(text)) == undecorated(text)
