"""Words and their places in the original, and names written in two words."""

import time

import pytest
from hypothesis import given

from app.language.folding import INVISIBLES, fold, members
from app.language.tokens import Token, asked, indexed, tokenise
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


@pytest.mark.parametrize(
    ("apart", "together"),
    [
        ("عبد الله", "عبدالله"),
        ("عبد\u00a0الرحمن", "عبدالرحمن"),
        ("عبدُ \u200fاللهِ", "عبدالله"),
        ("أبو ظبي", "ابوظبي"),
        ("أبي ظبي", "أبوظبي"),
        ("أم درمان", "أمدرمان"),
        ("بو علي", "بوعلي"),
        ("وعبد الله", "وعبدالله"),
        ("لأبو ظبي", "لأبوظبي"),
        ("أبو عبد الله", "أبوعبدالله"),
        ("أبو عبد الله", "أبو عبدالله"),
        ("راشد بن عبد الله آل خليفة", "راشد بن عبدالله آل خليفة"),
    ],
)
def test_names_find_each_other_both_ways(apart: str, together: str) -> None:
    assert set(texts(asked(apart))) <= set(texts(indexed(together)))
    assert set(texts(asked(together))) <= set(texts(indexed(apart)))


def test_a_document_keeps_its_single_words() -> None:
    assert indexed("عبد الله") == [
        Token("عبد", 0, 3),
        Token("عبدالله", 0, 8),
        Token("الله", 4, 8),
    ]
    assert asked("عبد الله") == [Token("عبدالله", 0, 8)]


@pytest.mark.parametrize(
    "text",
    [
        *("عبد، الله", "عبد\nالله", "عبد\u2028الله", "عبد. الله", "عبد - الله", "عبد ـ الله"),
        *("آل خليفة", "أم 5", "أبو x", "عبد", "بن علي", "ذو القعدة"),
    ],
)
def test_no_name_over_signs_and_line_ends(text: str) -> None:
    assert indexed(text) == asked(text) == tokenise(text)


def test_a_conjunction_before_the_article_is_no_part_of_the_word() -> None:
    assert texts(indexed("والإتجار")) == ["والاتجار", "الاتجار"]
    assert texts(asked("والإتجار ووالي")) == ["الاتجار", "ووالي"]


@pytest.mark.parametrize("text", ["بابا الفاتيكان", "وام الإماراتية", "لام التعريف"])
def test_a_query_keeps_words_that_only_look_like_heads(text: str) -> None:
    assert asked(text) == tokenise(text)


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


@given(ANY)
def test_what_is_asked_of_a_text_is_found_in_it(text: str) -> None:
    found = indexed(text)
    assert set(asked(text)) <= set(found)
    assert set(tokenise(text)) <= set(found)
    assert all(0 <= token.start < token.end <= len(text) for token in found)


def test_every_code_point_gives_words_only() -> None:
    for character in map(chr, EVERY_CODE_POINT):
        for token in tokenise(f"ب{character}ب"):
            assert token.text[0].isalnum(), hex(ord(character))
            assert not any(c.isspace() or c in "_⁄.()" for c in token.text), hex(ord(character))


@pytest.mark.parametrize("unit", ["عبد ", "أبو عبد ", "ب\u200c", "\u200c", "\u064b", "ـ", "ﷺ "])
def test_long_texts_take_time_in_proportion(unit: str) -> None:
    begin = time.perf_counter()
    indexed(unit * 100_000)
    assert time.perf_counter() - begin < 10
