"""Numbers in the order of publication, with gaps: the newest are found from the end of an index.

SQLite's full-text index is read in the order of its row numbers, and stores the distance from one
to the next: numbers that follow time give newest first for nothing, small ones a small index. So a
number is a moment, counted in steps of 512 seconds from year 1, when that is free and in order, and
else a free one between its neighbours.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

STEP = timedelta(seconds=512)
BEGINNING = datetime.min.replace(tzinfo=UTC)
NO_NUMBER = 2**62  # beyond every number
SPREAD = 8  # free numbers left beside each release when neighbours have to make room


def between(below: int, above: int | None, instant: datetime) -> int | None:
    """Return a free number after `below` and before `above` (None: none is); None if there is none.

    `below` is 0 when nothing is older.
    """
    wanted = 1 + (instant - BEGINNING) // STEP
    if above is None:
        return max(wanted, below + 1)
    if below < wanted < above:
        return wanted
    middle = (below + above) // 2
    return middle if middle > below else None


def spread(below: int, above: int | None, count: int) -> Sequence[int] | None:
    """Return `count` numbers between two, evenly; None when they would leave no gaps."""
    if above is None:
        return range(below + SPREAD, below + SPREAD * count + 1, SPREAD)
    step = (above - below) // (count + 1)
    if step < 2:  # noqa: PLR2004 - at least one free number in each gap
        return None
    return range(below + step, below + step * count + 1, step)
