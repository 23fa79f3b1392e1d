"""Counting requests with `limits`, and what a client is told of its count.

The headers are those of draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy` and `RateLimit`.
"""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from time import monotonic

from limits import RateLimitItem, parse
from limits.storage.base import Storage
from limits.strategies import FixedWindowRateLimiter

from app.kit.errors import Bilingual, RateLimited

MOST_COUNTED = 50_000  # keys and addresses; some 15 MB


class BoundedStorage(Storage):
    """Counts in this process, of so many keys and addresses at the most: the oldest is forgotten.

    The library's own has no bound, and starts a thread to look through all of it again and again.
    """

    STORAGE_SCHEME = None

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self._counts: OrderedDict[str, tuple[int, float]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What it may fail with: nothing of its own."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more; return how many there are in this window of `expiry` seconds."""
        count, ends = self._counts.get(key, (0, 0.0))
        now = monotonic()
        if ends <= now:
            self._counts.pop(key, None)  # a new window is the newest again
            count, ends = 0, now + expiry
        self._counts[key] = count + amount, ends
        if len(self._counts) > MOST_COUNTED:
            self._counts.popitem(last=False)
        return count + amount

    def get(self, key: str) -> int:
        """Return how many there are in this window."""
        count, ends = self._counts.get(key, (0, 0.0))
        return count if ends > monotonic() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, by the monotonic clock."""
        now = monotonic()
        _, ends = self._counts.get(key, (0, now))
        return max(ends, now)

    def check(self) -> bool:
        """Tell that it can count."""
        return True

    def reset(self) -> int:
        """Forget everything."""
        count = len(self._counts)
        self._counts.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget one."""
        self._counts.pop(key, None)


@dataclass(frozen=True, slots=True)
class Policy:
    """One limit, and who counts."""

    name: str
    item: RateLimitItem
    counter: FixedWindowRateLimiter
    allowed: bytes  # as `RateLimit-Policy` says it

    def hit(self, who: str) -> bool:
        """Count one more of `who`; False when it is one too many."""
        return self.counter.hit(self.item, self.name, who)

    def allows(self, who: str) -> bool:
        """Tell whether one more would be allowed."""
        return self.counter.test(self.item, self.name, who)

    def headers(self, who: str) -> list[tuple[bytes, bytes]]:
        """Return what is allowed, how much of it is left, and when there is more."""
        stats = self.counter.get_window_stats(self.item, self.name, who)
        left = f'"{self.name}";r={stats.remaining};t={_seconds_until(stats.reset_time)}'
        return [(b"ratelimit-policy", self.allowed), (b"ratelimit", left.encode())]

    def refusal(self, who: str) -> RateLimited:
        """Return the answer to one too many."""
        ends = self.counter.get_window_stats(self.item, self.name, who).reset_time
        seconds = _seconds_until(ends)
        return RateLimited(
            Bilingual(f"أعد المحاولة بعد {seconds} ثانية.", f"Try again in {seconds} seconds."),
            headers={
                "Retry-After": str(seconds),
                **{name.decode(): value.decode() for name, value in self.headers(who)},
            },
        )


def _seconds_until(ends: float) -> int:
    return max(1, ceil(ends - monotonic()))


class Counter:
    """Counts for several policies."""

    def __init__(self) -> None:
        """Begin with none."""
        self._strategy = FixedWindowRateLimiter(BoundedStorage())

    def policy(self, name: str, limit: str) -> Policy | None:
        """Return the policy that a setting names, `600/minute`; None for an empty one."""
        if not limit:
            return None
        item = parse(limit)
        allowed = f'"{name}";q={item.amount};w={item.get_expiry()}'
        return Policy(name, item, self._strategy, allowed.encode())
