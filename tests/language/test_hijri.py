"""Umm al-Qura dates, there and back."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.digits import arabic_digits
from app.language.hijri import HIJRI_PATTERN, Hijri, gregorian_days, hijri_date
from tests.language.nasty import ANY

PATTERN = re.compile(HIJRI_PATTERN.removesuffix("$") + r"\Z")
FIRST, LAST = date(1924, 8, 1), date(2077, 11, 16)
NEARLY = st.lists(
    st.sampled_from([*"0123459-", "1446", "-11", "-30", "-02", "١٤٤٦", "\n"]), max_size=5
)


@pytest.mark.parametrize(
    ("day", "iso", "ar"),
    [
        (date(2025, 5, 1), "1446-11-03", "٣ ذو القعدة ١٤٤٦هـ"),
        (date(2025, 3, 1), "1446-09-01", "١ رمضان ١٤٤٦هـ"),
        (date(2024, 7, 7), "1446-01-01", "١ محرم ١٤٤٦هـ"),
        (FIRST, "1343-01-01", "١ محرم ١٣٤٣هـ"),
        (LAST, "1500-12-30", "٣٠ ذو الحجة ١٥٠٠هـ"),
    ],
)
def test_out(day: date, iso: str, ar: str) -> None:
    assert hijri_date(day) == Hijri(iso, ar)


@pytest.mark.parametrize("day", [date.min, FIRST - timedelta(1), LAST + timedelta(1), date.max])
def test_outside_the_tables(day: date) -> None:
    assert hijri_date(day) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1446", date(2024, 7, 7), date(2025, 6, 25)),
        ("١٤٤٦-١١", date(2025, 4, 29), date(2025, 5, 27)),
        ("۱۴۴۶-۱۱-۰۳", date(2025, 5, 1), date(2025, 5, 1)),
        ("1500", date(2076, 11, 27), LAST),
    ],
)
def test_in(text: str, first: date, last: date) -> None:
    assert gregorian_days(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1342",
        "1501",
        "1446-13",
        "1446-00",
        "1446-1",
        "1446-11-30",
        "1446-11-31",
        "1446\n",
        "١٤٤٦هـ",
    ],
)
def test_no_such_day(text: str) -> None:
    assert gregorian_days(text) is None


@given(st.dates(FIRST, LAST))
def test_there_and_back(day: date) -> None:
    found = hijri_date(day)
    assert found
    assert gregorian_days(found.iso) == gregorian_days(arabic_digits(found.iso)) == (day, day)


@given(st.integers(1343, 1500))
def test_months_tile_their_year(year: int) -> None:
    months = [gregorian_days(f"{year}-{month:02}") for month in range(1, 13)]
    ends = [month for month in months if month]
    assert gregorian_days(str(year)) == (ends[0][0], ends[11][1])
    for (_, last), (first, _) in pairwise(ends):
        assert first - last == timedelta(1)


@given(ANY | NEARLY.map("".join))
def test_the_pattern_accepts_what_is_a_date(text: str) -> None:
    fits = bool(PATTERN.search(text))
    if gregorian_days(text) is None:
        assert not fits or text.endswith("-30")
    else:
        assert fits or not text.isascii()
