"""Dates and instants as people type them: RFC 3339, Arabic-Indic digits accepted."""

import re
from datetime import UTC, date, datetime

from app.language.digits import ascii_digits

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[Tt](?P<time>\d{2}:\d{2}:\d{2})(?P<part>\.\d+)?"
    r"(?P<offset>[Zz]|[+-]\d{2}:\d{2})",
    re.ASCII,
)


def read_day(text: str) -> date | None:
    """Return the day that `2026-11-24` (or «٢٠٢٦-١١-٢٤») names, or None."""
    written = ascii_digits(text)
    if not _DAY.fullmatch(written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def read_instant(text: str) -> datetime | None:
    """Return the instant in UTC, to the microsecond, or None.

    Without an offset there is no instant: an embargo is not a thing to guess at. A leap second
    (:60) is read as the end of the second before it; instants outside years 1 to 9999 are None.
    """
    found = _INSTANT.fullmatch(ascii_digits(text))
    if not found:
        return None
    time, micros = found["time"], (found["part"] or ".0")[1:7].ljust(6, "0")
    if time.endswith(":60"):
        time, micros = f"{time[:-2]}59", "999999"
    offset = "+00:00" if found["offset"] in "Zz" else found["offset"]
    try:
        return datetime.fromisoformat(f"{found['day']}T{time}.{micros}{offset}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
