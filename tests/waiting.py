"""Wait for what comes by itself: never longer than needed, never without an end."""

from collections.abc import Callable
from time import monotonic, sleep


def until(is_so: Callable[[], object], seconds: float = 60, what: str = "it") -> float:
    """Wait until `is_so()`; return the seconds that it took, fail after so many."""
    began = monotonic()
    while not is_so():
        assert monotonic() - began < seconds, f"after {seconds} s still not: {what}"
        sleep(0.02)
    return monotonic() - began
