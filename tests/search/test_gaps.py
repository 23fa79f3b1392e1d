"""Numbers between numbers: at the moment of publication where that is free, else in the gap."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.search import ordinals

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)
INSTANTS = [
    FIRST,
    FIRST + timedelta(microseconds=1),
    *(
        NOON + timedelta(microseconds=micros)
        for micros in (-64_000_001, -1, 0, 1, 999_999, 64_000_000)
    ),
    LAST - timedelta(hours=1),
    LAST,
]


def test_a_number_is_a_moment_where_that_is_free() -> None:
    assert ordinals.between(0, None, FIRST) == 1
    wanted = ordinals.between(0, None, NOON)
    assert wanted is not None
    assert ordinals.between(0, None, NOON + ordinals.STEP) == wanted + 1
    assert ordinals.between(wanted, None, NOON) == wanted + 1  # the same moment: after it
    assert ordinals.between(wanted, wanted + 2, NOON) == wanted + 1
    assert ordinals.between(wanted, wanted + 1, NOON) is None
    assert ordinals.between(0, 1, FIRST) is None
    assert (ordinals.between(0, None, LAST) or 0) < 2**33


@given(st.integers(0, 50), st.one_of(st.none(), st.integers(1, 50)), st.sampled_from(INSTANTS))
def test_a_number_stands_between_its_neighbours(
    below: int, gap: int | None, instant: datetime
) -> None:
    above = None if gap is None else below + gap
    found = ordinals.between(below, above, instant)
    if found is None:
        assert gap == 1
    else:
        assert below < found
        assert above is None or found < above


@given(st.integers(0, 1000), st.one_of(st.none(), st.integers(1, 300)), st.integers(1, 40))
def test_what_is_spread_has_gaps_on_every_side(below: int, gap: int | None, count: int) -> None:
    above = None if gap is None else below + gap
    found = ordinals.spread(below, above, count)
    if found is None:
        assert gap is not None
        assert gap < 2 * (count + 1)
        return
    assert len(found) == count
    edges = [below, *found, *([] if above is None else [above])]
    assert all(other - one > 1 for one, other in pairwise(edges))
