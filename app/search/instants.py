"""Instants as the index keeps them: microseconds since 1970."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Return an instant as the index keeps it."""
    return (instant - EPOCH) // MICROSECOND


def instant(kept: int) -> datetime:
    """Return the instant that is kept so."""
    return EPOCH + kept * MICROSECOND
