"""Embargoes of announcements: the editions of one lift together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.access.scopes import Caller, demand
from app.kit import clock
from app.kit.db import ReadSession, WriteSession
from app.kit.errors import Bilingual, InputError
from app.kit.http.answers import rfc3339
from app.releases import reading
from app.releases.editions import of_announcement
from app.releases.errors import EmbargoDiffers
from app.releases.models import Release
from app.releases.states import UNPUBLISHED


@dataclass(frozen=True, slots=True)
class Gate:
    """The embargo that a release had before a change, and whether the public read it then."""

    until: datetime | None
    was_open: bool


def of(release: Release, now: datetime) -> Gate:
    """Return the gate before which a release stands."""
    return Gate(release.embargoed_until, reading.is_public(release, now))


def of_new_edition(source: Release, until: datetime | None) -> datetime | None:
    """Return the embargo of what becomes an edition of `source`: as long as that waits, the same.

    `until` is what its document says; raises `EmbargoDiffers` when that is another.
    """
    now = clock.now()
    if reading.is_public(source, now) or until == source.embargoed_until:
        return until
    if until is None:
        return source.embargoed_until
    if source.embargoed_until is None or source.embargoed_until <= now:
        return until  # which the source takes on when it is published: `joined`
    shared = rfc3339(source.embargoed_until)
    said = Bilingual(
        f"تُرفع نسخ الإعلان معًا، وموعدها {shared}؛ غيّره في الأصل أولًا.",
        f"Editions lift together, at {shared}; change it in the source first.",
    )
    raise EmbargoDiffers(said, errors=[InputError("embargo_differs", said, "/embargoed_until")])


def join(db: ReadSession, release: Release) -> None:
    """Let what is about to be published wait with the editions that wait under an embargo."""
    now = clock.now()
    if release.embargoed_until is not None and release.embargoed_until > now:
        return
    waiting = [
        edition.embargoed_until
        for edition in _others(db, release)
        if edition.embargoed_until is not None and edition.embargoed_until > now
    ]
    if waiting:
        release.embargoed_until = max(waiting)


def lift_together(
    db: WriteSession, caller: Caller, release: Release, before: Gate
) -> Sequence[Release]:
    """Move the embargo of those editions that shared this one's before it was moved; return them.

    What the public reads already is not taken back because a translation waits: only with an
    edition that it reads, too.
    """
    if release.embargoed_until == before.until:
        return []
    now = clock.now()
    moved = [
        edition
        for edition in _others(db, release)
        if edition.embargoed_until == before.until
        and (before.was_open or not reading.is_public(edition, now))
    ]
    for edition in moved:
        demand(caller, "write" if edition.state in UNPUBLISHED else "publish")
        edition.embargoed_until = release.embargoed_until
    return moved


def _others(db: ReadSession, release: Release) -> Sequence[Release]:
    if not (release.key or release.translation_of_key):
        return []  # new, and alone
    return db.scalars(
        select(Release)
        .where(of_announcement(release), Release.state != "killed")
        .options(*reading.everything_to_show())
    )
