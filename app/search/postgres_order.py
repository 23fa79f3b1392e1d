"""Looking at the newest first: a GIN index has no order, so it is asked for stretches of numbers.

The numbers of a stretch are alike but for so many last bits, and every row of the index is marked
with the stretches that it is in, short and long. A word that nearly every release holds is then
found among the newest as fast as a rare one.
"""

from collections.abc import Iterator

STRETCHES = (10, 13, 16, 19)  # bits: at ten releases a day a week, two months, a year, ten years
FEW = 200  # rows: of more the newest stretches hardly have enough
NOT_MANY = 500  # rows: so many are put into order faster than they are looked for by stretches


def mark(bits: int, stretch: int) -> str:
    """Return what a stretch is called in a tsquery."""
    return f"'#{bits}:{stretch}'"


def stretches(
    first: int, last: int, *, at_once: bool = False, oldest_first: bool = False
) -> Iterator[tuple[list[str], int, int]]:
    """Yield marks, and the first and last number that is looked for among what has one of them.

    They follow each other from the newest to the oldest (or the other way), each longer than the
    one before, until there are no more numbers; or it is all of them, `at_once`.
    """
    for bits in () if at_once else STRETCHES:
        if first > last:
            return
        near = (first if oldest_first else last) >> bits
        two = (near, near + 1) if oldest_first else (near - 1, near)
        begin, end = max(first, two[0] << bits), min(last, ((two[1] + 1) << bits) - 1)
        yield [mark(bits, one) for one in two], begin, end
        if oldest_first:
            first = end + 1
        else:
            last = begin - 1
    if first <= last:
        yield [], first, last
