"""In which order releases have the slugs that several of them want: as the public reads them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from app.kit import clock
from app.kit.db import ReadSession
from app.kit.prepared import Among, Prepared, Texts
from app.releases.models import Release
from app.releases.slugs import first_free, numbered
from app.releases.states import ENDED, State, was_public

NEVER = datetime.max.replace(tzinfo=UTC)
AT_ONCE = 8  # numbers that are looked up together
APART = AT_ONCE - 1  # so many free ones, and there are no more namesakes: those fill every gap

Family = tuple[str, str]  # a slug without its number, and the language


class Holder(NamedTuple):
    """Who has a slug, of whom what tells when the public comes to read it."""

    key: int
    slug: str
    language: str
    numbered_from: str | None
    state: State
    came_from: State | None
    listed_at: datetime
    left_at: datetime | None


_HOLDERS = Prepared(
    select(*(Release.__table__.c[name] for name in Holder._fields)).where(
        Among(Release.__table__.c.slug, "slugs", Texts), Release.__table__.c.discarded_at.is_(None)
    )
)


class Order:
    """Who has which slug once families are put in order.

    `given`: the slugs of those that were placed, by key, each with what it is numbered from.
    """

    def __init__(self, db: ReadSession, movable: set[int]) -> None:
        """Know nothing yet; `movable` are the keys whose slug the public does not know yet."""
        self._db, self._movable, self._now = db, movable, clock.now()
        self._holders: dict[Family, Holder | None] = {}  # by slug and language
        self.given: dict[int, tuple[str, str]] = {}

    def settle(self, family: Family) -> None:
        """Let those of a family that open at a known instant have its slugs in that order."""
        _, language = family
        opening = [one for one in self._members(family) if self._opens(one) < NEVER]
        for member in opening:
            self._holders[member.slug, language] = None
        for member in sorted(opening, key=self._opens):  # who opens alike stays in order
            self._place(member)

    def _place(self, member: Holder) -> None:
        """Give a release the first slug of its family that is free; who had it gets another."""
        family = stem, language = family_of(member)
        number = self._first(family)
        while not self._is_free(self._at(family, number), member):
            number += 1
        robbed, slug = self._at(family, number), numbered(stem, number)
        self.given[member.key] = slug, stem
        self._holders[slug, language] = member._replace(slug=slug, numbered_from=stem)
        if robbed is not None:
            self._place(robbed)

    def _members(self, family: Family) -> Iterator[Holder]:
        """Find those of a family that may get another slug."""
        number, free = self._first(family), 0
        while free < APART:
            holder = self._at(family, number)
            free = free + 1 if holder is None else 0
            if holder is not None and family_of(holder) == family and not self._stays(holder):
                yield holder
            number += 1

    def _first(self, family: Family) -> int:
        return first_free(lambda number: self._stays(self._at(family, number)))

    def _at(self, family: Family, number: int) -> Holder | None:
        """Return who has the slug with this number."""
        stem, language = family
        here = (numbered(stem, number), language)
        if here not in self._holders:
            slugs = [numbered(stem, number + more) for more in range(AT_ONCE)]
            rows = (Holder(*row) for row in self._db.prepared(_HOLDERS, {"slugs": slugs}))
            found = {(one.slug, one.language): one for one in rows}
            for slug in slugs:  # what is known has been put in order already
                self._holders.setdefault((slug, language), found.get((slug, language)))
        return self._holders[here]

    def _is_free(self, holder: Holder | None, member: Holder) -> bool:
        """Tell whether a slug is a member's for the taking: nobody's, or of who opens later."""
        return holder is None or not (
            self._stays(holder) or self._opens(holder) <= self._opens(member)
        )

    def _stays(self, holder: Holder | None) -> bool:
        return (
            holder is not None and holder.key not in self._movable and was_read(holder, self._now)
        )

    def _opens(self, holder: Holder) -> datetime:
        """Return the instant at which the public comes to read it; the past is all alike."""
        if holder.state == "published" or was_read(holder, self._now):
            return max(holder.listed_at, self._now)
        return NEVER


def family_of(one: Release | Holder) -> Family:
    """Return whose number its slug has, or would have."""
    return one.numbered_from or one.slug, one.language


def was_read(one: Any, now: datetime) -> bool:
    """Tell whether the public may have read it, or may now: then it knows the address."""
    is_open = one.state == "published" and one.listed_at <= now
    return is_open or one.came_from == "published" or (one.state in ENDED and was_public(one))
