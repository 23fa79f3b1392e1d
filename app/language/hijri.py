"""Umm al-Qura dates, out and in; the tables are hijridate's, from 1343 to 1500."""

import re
from dataclasses import dataclass
from datetime import date

from hijridate import Gregorian
from hijridate import Hijri as HijriDay

from app.language.digits import arabic_digits, ascii_digits

HIJRI_PATTERN = (
    r"^(134[3-9]|13[5-9][0-9]|14[0-9]{2}|1500)"
    r"(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|30))?)?$"
)
_WRITTEN = re.compile(HIJRI_PATTERN, re.ASCII)
MONTHS = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
    "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hijri:
    """A day: `iso` is 1446-11-03, `ar` is «٣ ذو القعدة ١٤٤٦هـ»."""

    iso: str
    ar: str


def hijri_date(day: date) -> Hijri | None:
    """Return the Hijri date of a Gregorian day, or None outside 1343–1500."""
    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        return None
    written = f"{arabic_digits(str(found.day))} {MONTHS[found.month - 1]}"
    return Hijri(found.isoformat(), f"{written} {arabic_digits(str(found.year))}هـ")


def gregorian_days(text: str) -> tuple[date, date] | None:
    """Return the first and last Gregorian day of a Hijri year, month or day, both included.

    None when `text` is none of `1446`, `1446-11`, `1446-11-03`, or names a day that its month lacks.
    """
    if not _WRITTEN.fullmatch(ascii_digits(text)):
        return None
    year, *rest = (int(part) for part in ascii_digits(text).split("-"))
    first_month = rest[0] if rest else 1
    last_month = rest[0] if rest else 12
    try:
        if len(rest) == 2:  # noqa: PLR2004 - year, month and day
            day = _gregorian(year, first_month, rest[1])
            return day, day
        length = HijriDay(year, last_month, 1).month_length()
        return _gregorian(year, first_month, 1), _gregorian(year, last_month, length)
    except (ValueError, OverflowError):
        return None


def _gregorian(year: int, month: int, day: int) -> date:
    found = HijriDay(year, month, day).to_gregorian()
    return date(found.year, found.month, found.day)
