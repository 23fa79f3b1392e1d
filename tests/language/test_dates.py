"""Days and instants: what is read, in digits of both shapes, and what is not guessed at."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.dates import read_day, read_instant
from app.language.digits import arabic_digits
from tests.language.nasty import ALPHABET, ANY

NEARLY = st.lists(st.sampled_from([*"0123456789٢٠-:.TtZz+", *ALPHABET[:12]]), max_size=30)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("٢٠٢٦-١١-٢٤", date(2026, 11, 24)),
        ("۲۰۲۶-۱۱-۲۴", date(2026, 11, 24)),
        ("٢٠26-١1-٢4", date(2026, 11, 24)),
        ("2024-02-29", date(2024, 2, 29)),
        ("0001-01-01", date.min),
        ("9999-12-31", date.max),
    ],
)
def test_days(text: str, day: date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-31",
        "2025-02-29",
        "0000-01-01",
        "2026-1-2",
        "20261124",
        "2026-W48-2",
        "24-11-2026",
        "2026/11/24",
        "2026-11-24 ",
        "2026-11-24\n",
        "2026-11-24T00:00:00Z",
        "²⁰²⁶-11-24",
        "२०२६-११-२४",
    ],
)
def test_no_days(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-24T23:00:00+03:00", datetime(2026, 11, 24, 20, tzinfo=UTC)),
        ("٢٠٢٦-١١-٢٤T٢٣:٠٠:٠٠+٠٣:٠٠", datetime(2026, 11, 24, 20, tzinfo=UTC)),
        ("2026-11-24t20:00:00z", datetime(2026, 11, 24, 20, tzinfo=UTC)),
        ("2026-11-24T20:00:00-00:00", datetime(2026, 11, 24, 20, tzinfo=UTC)),
        ("2026-11-24T20:00:00.5Z", datetime(2026, 11, 24, 20, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-11-24T20:00:00.1234567Z", datetime(2026, 11, 24, 20, 0, 0, 123_456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime.min.replace(tzinfo=UTC)),
        ("9999-12-31T23:59:59.999999Z", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_instants(text: str, instant: datetime) -> None:
    read = read_instant(text)
    assert read == instant
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-11-24",
        "2026-11-24T23:00:00",
        "2026-11-24 23:00:00Z",
        "2026-11-24T23:00Z",
        "2026-11-24T24:00:00Z",
        "2026-11-24T23:60:00Z",
        "2026-11-24T23:00:61Z",
        "2026-11-24T23:00:00+24:00",
        "2026-11-24T23:00:00+0300",
        "2026-11-24T23:00:00.Z",
        "2026-11-24T23:00:00Asia/Bahrain",
        "2026-02-30T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "2026-11-24T23:00:00Z\n",
    ],
)
def test_no_instants(text: str) -> None:
    assert read_instant(text) is None


@given(ANY | NEARLY.map("".join))
def test_no_text_raises(text: str) -> None:
    day, instant = read_day(text), read_instant(text)
    assert day is None or instant is None


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), st.integers(-23 * 60, 23 * 60))  # noqa: DTZ001 - the bounds are of naive ones
def test_there_and_back(moment: datetime, minutes: int) -> None:
    written = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    for text in (written.isoformat(), arabic_digits(written.isoformat())):
        assert read_instant(text) == written
    assert read_day(arabic_digits(moment.date().isoformat())) == moment.date()
