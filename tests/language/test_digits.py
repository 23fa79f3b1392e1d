"""Digits turn into each other, and nothing else changes."""

import pytest
from hypothesis import given

from app.language.digits import arabic_digits, ascii_digits
from tests.language.nasty import ANY, EVERY_CODE_POINT


@pytest.mark.parametrize(
    ("text", "plain"),
    [("٠١٢٣٤٥٦٧٨٩", "0123456789"), ("۰۱۲۳۴۵۶۷۸۹", "0123456789"), ("عام ٢٠٢٦م", "عام 2026م")],
)
def test_to_ascii(text: str, plain: str) -> None:
    assert ascii_digits(text) == plain


def test_to_arabic() -> None:
    assert arabic_digits("3 ذو القعدة 1446") == "٣ ذو القعدة ١٤٤٦"


def test_no_other_code_point_changes() -> None:
    changed = {
        character
        for character in map(chr, EVERY_CODE_POINT)
        if ascii_digits(character) != character
    }
    assert changed == set("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")


@given(ANY)
def test_there_and_back(text: str) -> None:
    assert ascii_digits(arabic_digits(text)) == ascii_digits(text)
    assert len(ascii_digits(text)) == len(arabic_digits(text)) == len(text)
