"""Pages of what was ranked: the cursor carries the best hundred, so that no page ranks again.

A list by relevance has no row to go on after: whatever is published meanwhile changes every score a
little. So the order is settled once, by the search that begins, and its cursors hold it: the first
six bytes of each release's id, and its score. What is beyond the hundred follows newest first.
"""

import base64
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.kit.http.paging import not_a_cursor
from app.search.engine import Place

BEGINNING = 6  # bytes of a random id: among a million, two alike once in 500 archives
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MOST_SCORE = 2**16 - 1
_RANKED, _NEWER, _OLDER = b"rno"
_HEAD = struct.Struct(">4sBH")
_PLACE = struct.Struct(">4sBq16s")
_ITEM = struct.Struct(">6sH")


@dataclass(frozen=True, slots=True)
class Standing:
    """One of the ranked: how its id begins, and its score in hundredths."""

    beginning: bytes
    hundredths: int

    @classmethod
    def of(cls, id_: UUID, score: float) -> "Standing":
        """Return the standing of a release."""
        return cls(id_.bytes[:BEGINNING], min(round(score * 100), MOST_SCORE))

    @property
    def score(self) -> float:
        """Return the score as answers show it."""
        return self.hundredths / 100


@dataclass(frozen=True, slots=True)
class RankedPlace:
    """Where a page of ranked releases begins: at a rank, or beyond a release past the ranked.

    `backwards`: the page ends before that. `of` is four bytes that stand for the search.
    """

    of: bytes
    standings: tuple[Standing, ...]
    rank: int = 0
    beyond: Place | None = None
    backwards: bool = False

    def at(self, rank: int, *, backwards: bool = False) -> "RankedPlace":
        """Return the place at a rank of the same order."""
        return replace(self, rank=rank, beyond=None, backwards=backwards)

    def past(self, place: Place, *, backwards: bool = False) -> "RankedPlace":
        """Return the place beyond a release that follows the ranked."""
        return replace(self, beyond=place, backwards=backwards)

    def cursor(self) -> str:
        """Return the opaque text that clients send back."""
        if self.beyond is None:
            start = _HEAD.pack(self.of, _RANKED, self.rank * 2 + self.backwards)
        else:
            micros = (self.beyond.listed_at - EPOCH) // MICROSECOND
            kind = _NEWER if self.backwards else _OLDER
            start = _PLACE.pack(self.of, kind, micros, self.beyond.id.bytes)
        items = b"".join(_ITEM.pack(one.beginning, one.hundredths) for one in self.standings)
        return base64.urlsafe_b64encode(start + items).decode().rstrip("=")


def read(cursor: str, of: bytes) -> RankedPlace:
    """Return the place that a cursor of this search names; raise `Invalid`."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        packed = base64.b64decode(padded, altchars=b"-_", validate=True)
        searched, kind, value = _HEAD.unpack_from(packed)
        if searched != of:
            raise not_a_cursor()
        if kind == _RANKED:
            standings = _standings(packed[_HEAD.size :])
            return RankedPlace(of, standings, min(value // 2, len(standings)), None, value % 2 > 0)
        _, kind, micros, id_ = _PLACE.unpack_from(packed)
        if kind not in (_NEWER, _OLDER):
            raise not_a_cursor()
        place = Place(EPOCH + micros * MICROSECOND, UUID(bytes=id_))
        standings = _standings(packed[_PLACE.size :])
        return RankedPlace(of, standings, len(standings), place, kind == _NEWER)
    except (ValueError, OverflowError, struct.error) as error:
        raise not_a_cursor() from error


def _standings(packed: bytes) -> tuple[Standing, ...]:
    return tuple(Standing(*item) for item in _ITEM.iter_unpack(packed))


def beginnings(standings: Sequence[Standing]) -> list[tuple[UUID, UUID]]:
    """Return the least and the greatest id that begins as each does."""
    rest = 16 - BEGINNING
    return [
        (UUID(bytes=one.beginning + bytes(rest)), UUID(bytes=one.beginning + b"\xff" * rest))
        for one in standings
    ]
