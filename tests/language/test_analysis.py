"""What a text is found by: words and their stems, and names written in two words and as one."""

import time

import pytest
from hypothesis import given

from app.language.analysis import Word, analyse
from app.language.folding import fold
from app.language.tokens import tokenise
from tests.language.nasty import ANY, EVERY_CODE_POINT


def exact(text: str) -> list[str]:
    return [word.exact for word in analyse(text).words]


def findable(text: str) -> set[str]:
    return {word.exact for word in analyse(text).every_word}


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
def test_names_are_one_word_however_they_are_written(apart: str, together: str) -> None:
    assert exact(apart) == exact(together)


def test_a_name_is_found_by_its_words_too() -> None:
    found = analyse("عبد الله")
    assert found.words == [Word("عبدالله", "عبدالل", 0, 8)]
    assert found.beside == [Word("عبد", "عبد", 0, 3), Word("الله", "الل", 4, 8)]
    assert findable("أبو عبد الله") == {"ابوعبدالله", "عبدالله", "ابو", "عبد", "الله"}


@pytest.mark.parametrize(
    "text",
    [
        *("عبد، الله", "عبد\nالله", "عبد\u2028الله", "عبد. الله", "عبد - الله", "عبد ـ الله"),
        *("آل خليفة", "أم 5", "أبو x", "عبد", "بن علي", "ذو القعدة"),
    ],
)
def test_no_name_over_signs_and_line_ends(text: str) -> None:
    assert exact(text) == [token.text for token in tokenise(text)]
    assert analyse(text).beside == []


@pytest.mark.parametrize("text", ["بابا الفاتيكان", "وام الإماراتية", "لام التعريف"])
def test_words_that_only_look_like_heads_stay_words(text: str) -> None:
    assert exact(text) == [token.text for token in tokenise(text)]
    assert len(analyse(text).beside) == 1


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("وزارةُ الــداخـلية", ["زار", "داخل"]),
        ("والإتجار بالأشخاص", ["اتجار", "اشخاص"]),
        ("Ministers meeting G20", ["minist", "meet", "g20"]),
        ("COVID-19 في 2026", ["covid", "19", "في", "2026"]),
        ("press@moi.gov.bh", ["press", "moi", "gov", "bh"]),
        ("١٤٤٦ ۲۰۲۶", ["1446", "2026"]),
    ],
)
def test_stems_of_a_text(text: str, stems: list[str]) -> None:
    assert [word.stem for word in analyse(text).words] == stems


@given(ANY)
def test_every_word_has_a_stem_and_a_place(text: str) -> None:
    found = analyse(text)
    for word in found.every_word:
        assert word.exact
        assert word.stem
        assert 0 <= word.start < word.end <= len(text)
    assert list(found.starts) == sorted(found.starts)


@given(ANY)
def test_no_word_is_lost(text: str) -> None:
    assert {token.text for token in tokenise(text)} <= findable(text)


@given(ANY)
def test_the_folded_text_is_found_by_the_same(text: str) -> None:
    assert set(exact(fold(text))) <= findable(text) | {token.text for token in tokenise(fold(text))}


def test_every_code_point_is_survived() -> None:
    for character in map(chr, EVERY_CODE_POINT):
        for word in analyse(f"مصر{character}مصر").words:
            assert word.stem, hex(ord(character))
        assert "lonely" in findable(f"lonely {character} word"), hex(ord(character))


@pytest.mark.parametrize("unit", ["عبد ", "أبو عبد ", "ابو ", "محـمود "])
def test_long_texts_take_time_in_proportion(unit: str) -> None:
    begin = time.thread_time()
    analyse(unit * 100_000)
    assert time.thread_time() - begin < 10
