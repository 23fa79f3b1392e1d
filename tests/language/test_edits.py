"""Word by word: the parts join back to both texts, and are what a person sees."""

from collections.abc import Callable
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language import edits
from tests.language.nasty import ANY, PHRASES

SIGNS = {"equal": "", "delete": "-", "insert": "+"}
# what a person makes of a text: another paragraph here, one less there
PARAGRAPHS = st.lists(PHRASES, max_size=6).map("\n".join)
PAIRS = st.one_of(st.tuples(ANY, ANY), st.tuples(PARAGRAPHS, PARAGRAPHS))


def shown(before: str, after: str) -> str:
    """Return the parts as one line: `[-deleted][+inserted]`."""
    return "".join(
        f"[{SIGNS[op]}{text}]" if op != "equal" else text for op, text in edits.parts(before, after)
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("نص", "نص", "نص"),
        ("", "نص جديد", "[+نص جديد]"),
        ("نص قديم", "", "[-نص قديم]"),
        ("", "", ""),
        ("قال الوزير اليوم", "قال معالي الوزير", "قال [+معالي ]الوزير[- اليوم]"),
        # as written: tatweel, tashkeel and hamza are what somebody typed, or took away
        ("محـمود", "محمود", "[-محـمود][+محمود]"),
        ("إنّ الأمن", "إنَّ الامن", "[-إنّ الأمن][+إنَّ الامن]"),
        ("والأمن", "والأمان", "[-والأمن][+والأمان]"),
        # signs are no part of the word beside them
        ("الأمن «مستتب»", "الأمن «مستقر»", "الأمن «[-مستتب][+مستقر]»"),
        ("قال الوزير.", "قال الوزير:", "قال الوزير[-.][+:]"),
        # space is text
        ("باب  المندب", "باب المندب", "باب[-  ][+ ]المندب"),
        # one change, not one of each word: only a space stands between
        ("زار الوزير المنامة أمس", "زار وفد الرفاع أمس", "زار [-الوزير المنامة][+وفد الرفاع] أمس"),
        # a paragraph more is not every paragraph after it anew
        ("أول\n\nثان", "أول\n\nجديد\n\nثان", "أول\n\n[+جديد\n\n]ثان"),
        ("أول باب\nثان باب\n", "أول كتاب\nثان كتاب\n", "أول [-باب][+كتاب]\nثان [-باب][+كتاب]\n"),
        ("واحد. اثنان.", "واحد.\n\nاثنان.", "واحد.[- ][+\n\n]اثنان."),
        # what is one sign to the eye stays whole
        ("علم 🇧🇭 👩\u200d💻", "علم 🇧🇷 👩\u200d🔬", "علم [-🇧🇭 👩\u200d💻][+🇧🇷 👩\u200d🔬]"),
        ("<p>نص</p>", '<p dir="rtl">نص</p>', '<p[->][+ dir="rtl">]نص</p>'),
    ],
)
def test_what_a_person_sees(before: str, after: str, said: str) -> None:
    assert shown(before, after) == said


@given(PAIRS)
def test_the_parts_join_back_to_both_texts(pair: tuple[str, str]) -> None:
    before, after = pair
    parts = edits.parts(before, after)
    assert "".join(part.text for part in parts if part.op != "insert") == before
    assert "".join(part.text for part in parts if part.op != "delete") == after


@given(PAIRS)
def test_parts_are_whole_and_in_order(pair: tuple[str, str]) -> None:
    parts = edits.parts(*pair)
    assert all(part.text for part in parts)
    for one, next_ in pairwise(parts):
        assert one.op != next_.op
        assert (one.op, next_.op) != ("insert", "delete")
    if pair[0] == pair[1]:
        assert [part.op for part in parts] in ([], ["equal"])


@given(PAIRS, st.integers(0, 3))
def test_they_join_back_too_when_the_texts_are_cut(pair: tuple[str, str], pairs: int) -> None:
    """Texts too long for comparing every word with every word, at a scale that can be tried."""
    before, after = pair
    whole, edits.MOST_PAIRS = edits.MOST_PAIRS, pairs
    try:
        parts = edits.parts(before, after)
    finally:
        edits.MOST_PAIRS = whole
    assert "".join(part.text for part in parts if part.op != "insert") == before
    assert "".join(part.text for part in parts if part.op != "delete") == after


def test_a_word_in_a_paragraph_of_a_megabyte_is_found() -> None:
    before = " ".join(f"كلمة{number} في" for number in range(40_000))
    after = before.replace("كلمة20000 ", "غيرها ").replace("كلمة30000 ", "أخرى ")
    changed = [part for part in edits.parts(before, after) if part.op != "equal"]
    assert [part.text for part in changed] == ["كلمة20000", "غيرها", "كلمة30000", "أخرى"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (lambda n: f"ا ب {n} ", lambda n: f"ج ا {n + 1} "),
        (lambda n: "ا ب " if n % 2 else "ا\n", lambda n: "ا ج " if n % 3 else "ا\n"),
        (lambda _: "\n", lambda n: "\n" if n % 2 else " "),
        (lambda n: f"{n} ", lambda n: f"{20_000 - n} "),
    ],
    ids=["shifted", "few words", "line ends", "backwards"],
)
def test_no_two_texts_take_long(before: Callable[[int], str], after: Callable[[int], str]) -> None:
    texts = ["".join(map(made, range(20_000))) for made in (before, after)]
    started = process_time()
    edits.parts(*texts)
    assert process_time() - started < 4
