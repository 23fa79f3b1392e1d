"""Since, until and Hijri months: half-open stretches, days as they are in the office's zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.periods import Period, hijri_period, is_moment, since, until
from tests.language.nasty import ANY

BAHRAIN = ZoneInfo("Asia/Bahrain")
CAIRO = ZoneInfo("Africa/Cairo")
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
INSTANT = datetime(2026, 11, 24, 20, tzinfo=UTC)
EVENING = INSTANT + timedelta(hours=1)  # midnight in Manama


@pytest.mark.parametrize(
    ("text", "begin"),
    [
        ("2026-11-25", EVENING),
        ("٢٠٢٦-١١-٢٥", EVENING),
        ("2026-11-24T23:00:00+03:00", INSTANT),
        ("٢٠٢٦-١١-٢٤T٢٠:٠٠:٠٠Z", INSTANT),
        ("0001-01-01", FIRST),
        ("9999-12-31", LAST.replace(day=30, hour=21, minute=0, second=0, microsecond=0)),
    ],
)
def test_since(text: str, begin: datetime) -> None:
    assert since(text, BAHRAIN) == Period(begin, None)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("2026-11-24", EVENING),
        ("٢٠٢٦-١١-٢٤", EVENING),
        ("2026-11-24T23:00:00+03:00", INSTANT + timedelta(microseconds=1)),
        ("9999-12-31", None),
        ("9999-12-31T23:59:59.999999Z", None),
    ],
)
def test_until(text: str, end: datetime | None) -> None:
    assert until(text, BAHRAIN) == Period(None, end)


def test_a_day_on_which_the_clocks_change_is_whole() -> None:
    # Cairo goes to summer time at midnight of 24 April 2026: the day has 23 hours
    begin, end = since("2026-04-24", CAIRO).begin, until("2026-04-24", CAIRO).end
    assert begin is not None
    assert end is not None
    assert end - begin == timedelta(hours=23)
    assert until("2026-04-23", CAIRO).end == begin


@pytest.mark.parametrize(
    ("text", "begin", "days"),
    [
        ("1448-06", "2026-11-10T21:00:00+00:00", 29),
        ("١٤٤٨-٠٦", "2026-11-10T21:00:00+00:00", 29),
        ("1448-06-14", "2026-11-23T21:00:00+00:00", 1),
        ("1448", "2026-06-15T21:00:00+00:00", 355),
    ],
)
def test_hijri(text: str, begin: str, days: int) -> None:
    found = hijri_period(text, BAHRAIN)
    assert found.begin is not None
    assert found.end is not None
    assert found.begin.isoformat() == begin
    assert found.end - found.begin == timedelta(days=days)


def test_a_hijri_day_that_its_month_lacks_is_a_stretch_without_an_instant() -> None:
    nothing = hijri_period("1448-06-30", BAHRAIN)
    assert nothing.begin == LAST
    assert nothing.end is None


@given(st.integers(1343, 1499), st.integers(1, 11))
def test_months_follow_each_other(year: int, month: int) -> None:
    one, other = (hijri_period(f"{year}-{number:02}", BAHRAIN) for number in (month, month + 1))
    assert one.end == other.begin


@given(ANY)
def test_what_is_no_moment_opens_nothing_and_raises_nothing(text: str) -> None:
    if not is_moment(text):
        assert since(text, BAHRAIN) == until(text, BAHRAIN) == Period(None, None)
