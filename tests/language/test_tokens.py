"""Words and their places in the original."""

import time

import pytest
from hypothesis import given

from app.language.folding import INVISIBLES, fold, members
from app.language.tokens import Token, tokenise
from tests.language.nasty import ANY, EVERY_CODE_POINT

UNSEEN = frozenset(members(INVISIBLES))
ARTICLE = "للواء محـمود تـوفيق وزيـر الـداخـلية ، و“درون” في 2026."


def texts(tokens: list[Token]) -> list[str]:
    return [token.text for token in tokens]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ARTICLE, ["للواء", "محمود", "توفيق", "وزير", "الداخليه", "و", "درون", "في", "2026"]),
        ("وزيرُ الدّاخليّةِ", ["وزير", "الداخليه"]),
        ("ﷺ", ["صلي", "الله", "عليه", "وسلم"]),
        ("½ ﷼", ["1", "2"]),
        ("محمد_علي", ["محمد", "علي"]),
        ("ـ ـــ َ ! \u200f", []),
        ("١٤٤٦هـ", ["1446ه"]),
        ("COVID-19", ["covid", "19"]),
        ("हिन्दी", ["हिन्दी"]),
        ("cafe\u0301", ["café"]),
        ("\ud800محمد\udfff", ["محمد"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert texts(tokenise(text)) == words


@pytest.mark.parametrize(
    ("text", "slices"),
    [
        ("\u200fمحـمود\u200f،", ["محـمود"]),
        ("\ufeffوزيرُ\u00ad الـداخلية\u200d", ["وزيرُ", "الـداخلية"]),
        ("١٤٤٦هـ", ["١٤٤٦هـ"]),
        ("می\u200cشود", ["می\u200cشود"]),
        ("1\ufe0f", ["1"]),
    ],
)
def test_places_hold_marks_and_tatweel_but_no_invisibles_at_the_ends(
    text: str, slices: list[str]
) -> None:
    assert [text[token.start : token.end] for token in tokenise(text)] == slices


@given(ANY)
def test_places_are_in_the_text_and_hold_their_word(text: str) -> None:
    tokens = tokenise(text)
    assert tokens == sorted(tokens, key=lambda token: (token.start, token.end))
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        raw = text[token.start : token.end]
        assert token.text in fold(raw)
        assert UNSEEN.isdisjoint((raw[0], raw[-1]))
        assert texts(tokenise(token.text)) == [token.text]


def test_every_code_point_gives_words_only() -> None:
    for character in map(chr, EVERY_CODE_POINT):
        for token in tokenise(f"ب{character}ب"):
            assert token.text[0].isalnum(), hex(ord(character))
            assert not any(c.isspace() or c in "_⁄.()" for c in token.text), hex(ord(character))


@pytest.mark.parametrize("unit", ["ب\u200c", "\u200c", "\u064b", "ـ", "ﷺ "])
def test_long_texts_take_time_in_proportion(unit: str) -> None:
    begin = time.thread_time()
    tokenise(unit * 100_000)
    assert time.thread_time() - begin < 10
