"""How many requests a key or an address may send in a while; the rest is turned away, unread.

Several servers count each for themselves. Whoever brings a key
that was good a moment ago is counted by that key, everybody else by their address: those with a key
and those without one apart, so that neither wrong keys nor readers, from the same office or behind
the same proxy, lock out those who have a right one.
"""

import hashlib
from collections import OrderedDict

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.config import Settings
from app.kit.errors import Problem, RateLimited
from app.kit.http import bearer, problems
from app.kit.http.addresses import client_address, neighbourhood
from app.kit.http.auditing import WRITES
from app.kit.http.counting import Counter

READS = frozenset({"GET", "HEAD"})
MOST_KNOWN = 10_000  # keys
UNAUTHENTICATED, REFUSED, FAILED = 401, 400, 500


class RateLimits:
    """Turns away who sends too much, before anything is read of it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Wrap `app`."""
        self.app = app
        counter = Counter()
        self._reads = counter.policy("reads", settings.rate_limit_reads)
        self._writes = counter.policy("writes", settings.rate_limit_writes)
        self._failed = counter.policy("failed-keys", settings.rate_limit_failed_keys)
        self._known: OrderedDict[bytes, None] = OrderedDict()  # hashes of keys that were good

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        key = _key(scope) if scope["type"] == "http" else None
        method = scope.get("method")
        policy = self._writes if method in WRITES else self._reads if method in READS else None
        may_fail = key is not None or method in WRITES
        if policy is None and not may_fail:
            await self.app(scope, receive, send)
            return
        address = neighbourhood(client_address(scope))
        is_known = key is not None and key in self._known
        who = address
        if key is not None:
            # a key that is not known yet is counted beside those who have none: they may be many
            who = key.hex() if is_known else f"{address} with a key"
        failed = self._failed if may_fail and not is_known else None
        if failed and not failed.allows(address):
            await _refuse(failed.refusal(address), scope, receive, send)
            return
        if policy and not policy.hit(who):
            await _refuse(policy.refusal(who), scope, receive, send)
            return

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._learn(key, scope, message["status"])
                left = policy.headers(who) if policy else []
                if self._count_failure(scope, message["status"], key, address):
                    left = self._failed.headers(address) if self._failed else left
                message["headers"].extend(left)
            await send(message)

        try:
            await self.app(scope, receive, send_counted)
        except Problem as problem:
            self._count_failure(scope, problems.status_of(type(problem)), key, address)
            raise

    def _learn(self, key: bytes | None, scope: Scope, status: int) -> None:
        """Remember a key that was good just now, and forget one that is so no more."""
        if key is None:
            return
        if scope.get("key_id"):
            self._known[key] = None
            self._known.move_to_end(key)
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        elif status == UNAUTHENTICATED:
            self._known.pop(key, None)

    def _count_failure(self, scope: Scope, status: int, key: bytes | None, address: str) -> bool:
        """Count a wrong key, or a write that is refused to somebody without a good one."""
        if self._failed is None or scope.get("key_id") or (key and key in self._known):
            return False
        is_wrong_key = key is not None and status == UNAUTHENTICATED
        is_refused = scope["method"] in WRITES and REFUSED <= status < FAILED
        if is_wrong_key or is_refused:
            self._failed.hit(address)
            return True
        return False


def _key(scope: Scope) -> bytes | None:
    """Return what stands for the key that was sent: a hash, so that none is kept in memory."""
    sent = bearer.credentials(scope["headers"])
    return hashlib.blake2b(sent, digest_size=16).digest() if sent else None


async def _refuse(problem: RateLimited, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer here, not by raising: the layers outside have headers to add."""
    language = problems.language_of(scope["headers"])
    await problems.write(problem, language, scope["request_id"])(scope, receive, send)
