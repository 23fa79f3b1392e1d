"""Stretches of time as people ask for them: since a day, until an instant, in a Hijri month."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.language import dates, hijri


@dataclass(frozen=True, slots=True)
class Period:
    """From `begin` (within) to `end` (without); None is open. Both in UTC."""

    begin: datetime | None
    end: datetime | None


def since(text: str, zone: ZoneInfo) -> Period:
    """Return what begins with a day (in `zone`) or an instant; `text` names one (`is_moment`)."""
    day = dates.read_day(text)
    return Period(_starts(day, zone) if day else dates.read_instant(text), None)


def until(text: str, zone: ZoneInfo) -> Period:
    """Return what ends with a day (whole) or an instant, itself included."""
    day = dates.read_day(text)
    if day:
        return Period(None, _after(day, zone))
    instant = dates.read_instant(text)
    try:
        return Period(None, instant + timedelta(microseconds=1) if instant else None)
    except OverflowError:  # the last microsecond of year 9999 has nothing after it
        return Period(None, None)


def hijri_period(text: str, zone: ZoneInfo) -> Period:
    """Return the Umm al-Qura year, month or day that `text` names; empty when there is none."""
    days = hijri.gregorian_days(text)
    if days is None:  # «1446-02-30» in a month of 29 days
        return Period(datetime.max.replace(tzinfo=UTC), None)
    first, last = days
    return Period(_starts(first, zone), _after(last, zone))


def is_moment(text: str) -> bool:
    """Tell whether `text` names a day or an instant."""
    return dates.read_day(text) is not None or dates.read_instant(text) is not None


def _starts(day: date, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:  # the first day of year 1, east of Greenwich
        return datetime.min.replace(tzinfo=UTC)


def _after(day: date, zone: ZoneInfo) -> datetime | None:
    return _starts(day + timedelta(days=1), zone) if day < date.max else None
