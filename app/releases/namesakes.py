"""Namesakes: of releases that want one slug, the one that the public reads first has it.

The others' are numbered in the order in which they open. Were it the order in which they were
made, «زيارة-2» without «زيارة» would tell the public of something hidden. What opens at no known
instant, a draft, gives way to what does; what the public has read keeps its address.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import event, select

from app.kit import clock
from app.kit.db import ReadSession, WriteSession
from app.releases import reading
from app.releases.models import Release
from app.releases.slug_order import Family, Order, family_of, was_read
from app.releases.states import UNPUBLISHED, State

_STOOD = "_stood"


class Standing(NamedTuple):
    """What a release was when it was loaded, or last saved."""

    slug: str
    family: Family
    state: State
    listed_at: datetime
    was_read: bool  # by the public


class Turned(NamedTuple):
    """A release of which a save changed the slug, or when the public comes to read it."""

    release: Release
    keeps_slug: bool  # the public knows it by that
    left: Family | None  # whose slug it has no more


@event.listens_for(Release, "load")
def _loaded(release: Release, _context: Any) -> None:
    stand(release)


def stand(release: Release) -> None:
    """Note what a release is now; its next save is compared with that."""
    release.__dict__[_STOOD] = Standing(
        release.slug,
        family_of(release),
        release.state,
        release.listed_at,
        was_read(release, clock.now()),
    )


def turned(releases: Iterable[Release]) -> Iterator[Turned]:
    """Find those among saved releases whose namesakes have to be put in order."""
    for release in releases:
        stood: Standing | None = release.__dict__.get(_STOOD)
        if stood is None:  # it is new; a slug that was free was nobody's
            if release.numbered_from is not None and release.state not in UNPUBLISHED:
                yield Turned(release, keeps_slug=False, left=None)
        elif not {stood.state, release.state} <= UNPUBLISHED:
            moved = (stood.slug, stood.family) != (release.slug, family_of(release))
            if moved or (stood.state, stood.listed_at) != (release.state, release.listed_at):
                left = stood.family if moved else None
                yield Turned(release, stood.was_read and not moved, left)


def settle(db: WriteSession, turned: Sequence[Turned], saved: Sequence[Release]) -> list[Release]:
    """Give namesakes of what `turned`, and was flushed, the slugs that are theirs by now.

    Returns those that got another and are not among the `saved`: they are to be saved, too.
    """
    order = Order(db, {one.release.key for one in turned if not one.keeps_slug})
    for one in turned:
        order.settle(family_of(one.release))
        if one.left is not None:
            order.settle(one.left)
    known = {release.key: release for release in saved}
    moved = [
        release
        for release in _placed(db, set(order.given), known)
        if release.slug != order.given[release.key][0]
    ]
    if len(moved) > 1:  # they change places, and the database lets no two have one slug
        for release in moved:
            release.slug = str(release.id)
        db.flush()
    for release in moved:
        release.slug, stem = order.given[release.key]
        release.numbered_from = None if release.slug == stem else stem
        stand(release)
    db.flush()
    return [release for release in moved if release.key not in known]


def _placed(db: ReadSession, keys: set[int], known: Mapping[int, Release]) -> Sequence[Release]:
    others = keys - known.keys()
    if not others:
        return [known[key] for key in keys]
    query = select(Release).where(Release.key.in_(others)).options(*reading.everything_to_show())
    return [*(known[key] for key in keys & known.keys()), *db.scalars(query)]
