"""Pages of what was ranked: the cursor carries the best, up to sixty, so that no page ranks again.

A list by relevance has no row to go on after: whatever is published meanwhile changes every score a
little. So the order is settled once, by the search that begins, and its cursors hold it: a handle
for each release, and its score. What is beyond them follows newest first.
"""

import base64
import struct
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from uuid import UUID

from app.kit.http.paging import not_a_cursor
from app.search import handles
from app.search.engine import Place

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MOST_SCORE = 2**16 - 1
CHECK = 6  # bytes that say that we made the cursor, for this search
_BACKWARDS, _BEYOND, _WITHIN = 1, 2, 4
_RANK = struct.Struct(">BH")
_PLACE = struct.Struct(">Bq16s")
_ITEM = struct.Struct(f">{handles.BYTES}sH")


@dataclass(frozen=True, slots=True)
class Standing:
    """One of the ranked: its handle, and its score in hundredths."""

    handle: int
    hundredths: int

    @classmethod
    def of(cls, id_: UUID, score: float) -> "Standing":
        """Return the standing of a release."""
        return cls(handles.handle(id_), min(round(score * 100), MOST_SCORE))

    @property
    def score(self) -> float:
        """Return the score as answers show it."""
        return self.hundredths / 100


@dataclass(frozen=True, slots=True)
class RankedPlace:
    """Where a page of ranked releases begins: at a rank, or beyond a release past the ranked.

    `backwards`: the page ends before that; `within`: or at that very release.
    """

    standings: tuple[Standing, ...]
    rank: int = 0
    beyond: Place | None = None
    backwards: bool = False
    within: bool = False

    def at(self, rank: int, *, backwards: bool = False) -> "RankedPlace":
        """Return the place at a rank of the same order."""
        return RankedPlace(self.standings, rank, backwards=backwards)

    def past(self, place: Place, *, backwards: bool = False, within: bool = False) -> "RankedPlace":
        """Return the place beyond a release that follows the ranked, or at it."""
        return replace(self, beyond=place, backwards=backwards, within=within)

    def cursor(self, search: bytes) -> str:
        """Return the opaque text that clients send back; `search` stands for what is searched."""
        flags = self.backwards * _BACKWARDS + self.within * _WITHIN
        if self.beyond is None:
            start = _RANK.pack(flags, self.rank)
        else:
            micros = (self.beyond.listed_at - EPOCH) // MICROSECOND
            start = _PLACE.pack(flags + _BEYOND, micros, self.beyond.id.bytes)
        items = (
            _ITEM.pack(one.handle.to_bytes(handles.BYTES), one.hundredths) for one in self.standings
        )
        said = b"".join((start, *items))
        return base64.urlsafe_b64encode(_check(said, search) + said).decode().rstrip("=")


def read(cursor: str, search: bytes) -> RankedPlace:
    """Return the place that a cursor of this search names; raise `Invalid`."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        packed = base64.b64decode(padded, altchars=b"-_", validate=True)
        if packed[:CHECK] != _check(packed[CHECK:], search):
            raise not_a_cursor()
        return _unpacked(packed[CHECK:])
    except (ValueError, IndexError, OverflowError, struct.error) as error:
        raise not_a_cursor() from error


def _unpacked(said: bytes) -> RankedPlace:
    flags = said[0]
    backwards, within = bool(flags & _BACKWARDS), bool(flags & _WITHIN)
    if not flags & _BEYOND:
        _, rank = _RANK.unpack_from(said)
        return RankedPlace(_standings(said[_RANK.size :]), rank, backwards=backwards)
    _, micros, id_ = _PLACE.unpack_from(said)
    standings = _standings(said[_PLACE.size :])
    place = Place(EPOCH + micros * MICROSECOND, UUID(bytes=id_))
    return RankedPlace(standings, len(standings), place, backwards, within)


def _standings(packed: bytes) -> tuple[Standing, ...]:
    return tuple(Standing(int.from_bytes(id_), score) for id_, score in _ITEM.iter_unpack(packed))


def _check(said: bytes, search: bytes) -> bytes:
    """Return what a cursor begins with: nothing secret, but no accident makes it."""
    return blake2b(said, key=search[:64], digest_size=CHECK).digest()
