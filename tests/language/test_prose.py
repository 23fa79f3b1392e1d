"""Running text: what is refused, paragraphs, lengths."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language import prose
from tests.language.nasty import ANY, EVERY_CODE_POINT

TEXT = re.compile(prose.TEXT_PATTERN.removesuffix("$") + r"\Z")
LINE = re.compile(prose.LINE_PATTERN.removesuffix("$") + r"\Z")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("وزير\0", (4, "U+0000")),
        ("وز\ud800ير", (2, "U+D800")),
        ("\x1b", (0, "U+001B")),
        ("سطر\nسطر\r\n\tسطر", None),
        ("محـمودُ “درون” \u200f\u200c\x7f👨\u200d👩", None),
        ("ا\u202eب\u2066", None),
    ],
)
def test_forbidden_in_any_text(text: str, found: tuple[int, str] | None) -> None:
    assert prose.forbidden(text, one_line=False) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("عنوان\nثان", (5, "U+000A")),
        ("عنوان\r", (5, "U+000D")),
        ("ا\u202eب", (1, "U+202E")),
        ("ا\u2069", (1, "U+2069")),
        ("ا\u2028", (1, "U+2028")),
        ("\u200fوزير\tالداخلية\u061c", None),
    ],
)
def test_forbidden_in_one_line(text: str, found: tuple[int, str] | None) -> None:
    assert prose.forbidden(text, one_line=True) == found


def test_the_patterns_say_the_same_of_every_code_point() -> None:
    for character in map(chr, EVERY_CODE_POINT):
        if not "\ud800" <= character <= "\udfff":
            assert bool(TEXT.search(character)) == (
                prose.forbidden(character, one_line=False) is None
            )
            assert bool(LINE.search(character)) == (
                prose.forbidden(character, one_line=True) is None
            )


@given(ANY)
def test_the_first_place_is_named(text: str) -> None:
    for one_line in (False, True):
        found = prose.forbidden(text, one_line=one_line)
        if found:
            assert f"U+{ord(text[found[0]]):04X}" == found[1]
            assert prose.forbidden(text[: found[0]], one_line=one_line) is None


@pytest.mark.parametrize(
    ("text", "told"), [("ا\r\nب", "ا\nب"), ("ا\rب", "ا\nب"), ("ا\n\rب", "ا\n\nب"), ("ا\nب", "ا\nب")]
)
def test_line_feeds(text: str, told: str) -> None:
    assert prose.line_feeds(text) == told


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("أولى\nثانية\n\n  \nثالثة ", ["أولى", "ثانية", "ثالثة"]),
        ("أولى\r\n\u200f\r\nثانية", ["أولى", "ثانية"]),
        ("\u200fأولى", ["\u200fأولى"]),
        ("", []),
    ],
)
def test_paragraphs(text: str, parts: list[str]) -> None:
    assert prose.paragraphs(text) == parts


@given(ANY)
def test_paragraphs_of_paragraphs(text: str) -> None:
    parts = prose.paragraphs(text)
    assert prose.paragraphs("\n".join(parts)) == parts
    assert prose.word_count("\n".join(parts)) == prose.word_count(text)


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 0), (1, 1), (180, 1), (269, 1), (270, 2), (1800, 10)]
)
def test_reading_minutes(words: int, minutes: int) -> None:
    assert prose.reading_minutes(words) == minutes


def test_word_count() -> None:
    assert prose.word_count("استقبل الفريق أول ، اللواء محـمود تـوفيق 2026.") == 7


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("استقبل الفريق أول", 17, "استقبل الفريق أول"),
        ("استقبل الفريق أول", 16, "استقبل الفريق…"),
        ("استقبل الفريق أول", 14, "استقبل الفريق…"),
        ("استقبل الفريق أول", 13, "استقبل…"),
        ("استقبل، الفريق", 10, "استقبل…"),
        ("استقبل\u00a0الفريق\nأول", 12, "استقبل…"),
        ("فسيكفيكهم", 5, "فسيك…"),
        ("مُحَمَّدٌ", 6, "مُحَ…"),
        ("👨\u200d👩\u200d👧👧", 4, "…"),
        ("ب", 0, ""),
        ("بيت", 1, "…"),
        ("", 0, ""),
    ],
)
def test_shorten(text: str, limit: int, short: str) -> None:
    assert prose.shorten(text, limit) == short


@given(ANY, st.integers(0, 30))
def test_shortened_is_a_beginning_in_whole_graphemes(text: str, limit: int) -> None:
    short = prose.shorten(text, limit)
    assert len(short) <= limit
    if short != text and limit:
        kept = short.removesuffix(prose.ELLIPSIS)
        assert text.startswith(kept)
        after = text[len(kept) :]
        assert not kept or not unicodedata.combining(after[0])
