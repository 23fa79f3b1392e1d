"""Dates of the Umm al-Qura calendar, there and back, for the years that its tables cover."""

import re
from dataclasses import dataclass
from datetime import date

import hijridate

from app.language.digits import arabic_digits, ascii_digits

# Years 1343 to 1500: what hijridate holds of the printed tables. Day 30 of a month of 29 passes
# here and not `gregorian_days`; which months those are follows no rule.
HIJRI_PATTERN = (
    r"^(?:134[3-9]|13[5-9][0-9]|14[0-9]{2}|1500)"
    r"(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|30))?)?$"
)
_DATE = re.compile(
    r"(?P<year>134[3-9]|13[5-9][0-9]|14[0-9]{2}|1500)"
    r"(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12][0-9]|30))?)?"
)

# The names of CLDR's Arabic locale; «ربيع الآخر», as the calendar's own publisher prints it.
_MONTHS = (
    "محرم",
    "صفر",
    "ربيع الأول",
    "ربيع الآخر",
    "جمادى الأولى",
    "جمادى الآخرة",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو القعدة",
    "ذو الحجة",
)
_LAST_MONTH = len(_MONTHS)


@dataclass(frozen=True, slots=True)
class Hijri:
    """One day: `iso` is `1446-11-03`, `ar` is «٣ ذو القعدة ١٤٤٦هـ»."""

    iso: str
    ar: str


def hijri_date(day: date) -> Hijri | None:
    """Return the Hijri date of a Gregorian day, or None outside 1 August 1924 - 16 November 2077.

    The civil day, from midnight to midnight: the evening that begins a religious day is not told.
    """
    try:
        found = hijridate.Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return None
    written = arabic_digits(f"{found.day} {_MONTHS[found.month - 1]} {found.year}هـ")
    return Hijri(found.isoformat(), written)


def gregorian_days(text: str) -> tuple[date, date] | None:
    """Return the first and last Gregorian day of a Hijri year, month or day, else None.

    `1446`, `1446-11` and `1446-11-03` are read, in ASCII or Arabic digits.
    """
    found = _DATE.fullmatch(ascii_digits(text))
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None:
        return None
    last_month = month or _LAST_MONTH
    try:
        first = hijridate.Hijri(year, month or 1, day or 1)
        last_day = day or hijridate.Hijri(year, last_month, 1).month_length()
        last = hijridate.Hijri(year, last_month, last_day)
    except ValueError:
        return None
    return _gregorian(first), _gregorian(last)


def _gregorian(day: hijridate.Hijri) -> date:
    return date(*day.to_gregorian().datetuple())
