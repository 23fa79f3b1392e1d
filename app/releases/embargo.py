"""Embargoes of announcements: the editions of one lift together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.access.scopes import Caller, demand
from app.kit import clock
from app.kit.db import ReadSession, WriteSession
from app.kit.errors import Bilingual, InputError
from app.releases import reading
from app.releases.editions import of_announcement
from app.releases.errors import EmbargoDiffers
from app.releases.models import Release
from app.releases.schemas import ReleaseIn
from app.releases.states import ENDED, UNPUBLISHED, impossible


@dataclass(frozen=True, slots=True)
class Gate:
    """The embargo that a release had before a change, and whether the public read it then."""

    until: datetime | None
    was_open: bool


def of(release: Release, now: datetime) -> Gate:
    """Return the gate before which a release stands."""
    return Gate(release.embargoed_until, reading.is_public(release, now))


def _waits(until: datetime | None, now: datetime) -> bool:
    """Tell whether an embargo holds: one that has passed is as good as none."""
    return until is not None and until > now


def of_new_edition(release: Release, source: Release, until: datetime | None) -> datetime | None:
    """Return the embargo of what becomes an edition of `source`: as long as that waits, the same.

    `until` is what its document says; raises `EmbargoDiffers` when that is another, or when the
    source's would hide what the public reads.
    """
    now = clock.now()
    if reading.is_public(source, now) or until == source.embargoed_until:
        return until
    if not _waits(source.embargoed_until, now):
        if source.state == "published" and _waits(until, source.listed_at):
            raise _differs(source.listed_at)
        return until  # which the source takes on when it is published: `join`
    if until is None and not reading.is_public(release, now):
        return source.embargoed_until
    raise _differs(source.embargoed_until)


def of_restored(source: Release | None, until: datetime | None) -> datetime | None:
    """Return the embargo of a draft that comes back: its source's, if that waits now."""
    if source is not None and _waits(source.embargoed_until, clock.now()):
        return source.embargoed_until
    return until


def join(db: ReadSession, release: Release) -> None:
    """Let what is about to be published wait with the editions that wait under an embargo.

    Until the last of them; raises `EmbargoDiffers` when one is published that would lift before.
    """
    now = clock.now()
    waiting = [one for one in _others(db, release) if _waits(one.embargoed_until, now)]
    instants = [one.embargoed_until for one in (release, *waiting)]
    last = max((until for until in instants if _waits(until, now) and until), default=None)
    if not waiting:
        return
    if any(one.state not in UNPUBLISHED and one.embargoed_until != last for one in waiting):
        raise _differs(next(one.embargoed_until for one in waiting if one.state not in UNPUBLISHED))
    release.embargoed_until = last


def check_unmoved(release: Release, document: ReleaseIn) -> None:
    """Raise when a document moves the gates of what is published no more.

    Whether the public read it before it left is told by them, for ever.
    """
    if release.state not in ENDED:
        return
    for gate in ("publish_at", "embargoed_until"):
        said = getattr(document, gate)
        if gate in document.model_fields_set and said != getattr(release, gate):
            raise impossible(release.state, gate, pointer=f"/{gate}")


def _differs(shared: datetime | None) -> EmbargoDiffers:
    assert shared is not None  # noqa: S101 - it waits
    at = clock.rfc3339(shared)
    said = Bilingual(
        f"تُرفع نسخ الإعلان معًا، وموعدها {at}؛ غيّره في النسخة الأخرى أولًا.",
        f"Editions lift together, at {at}; change it in the other edition first.",
    )
    return EmbargoDiffers(said, errors=[InputError("embargo_differs", said, "/embargoed_until")])


def lift_together(
    db: WriteSession, caller: Caller, release: Release, before: Gate
) -> Sequence[Release]:
    """Move the embargo of those editions that shared this one's before it was moved; return them.

    What the public reads already is not taken back because a translation waits: only with an
    edition that it reads, too.
    """
    now = clock.now()
    if _is_same(release.embargoed_until, before.until, now):
        return []
    moved = [
        edition
        for edition in _others(db, release)
        if _is_same(edition.embargoed_until, before.until, now)
        and (before.was_open or not reading.is_public(edition, now))
    ]
    for edition in moved:
        demand(caller, "write" if edition.state in UNPUBLISHED else "publish")
        if reading.is_public(edition, now):
            edition.came_from = "published"  # so that it is no draft again
        edition.embargoed_until = release.embargoed_until
    return moved


def _is_same(one: datetime | None, other: datetime | None, now: datetime) -> bool:
    """Tell whether two embargoes hide the same: those that have passed hide nothing."""
    return one == other or not (_waits(one, now) or _waits(other, now))


def _others(db: ReadSession, release: Release) -> Sequence[Release]:
    """Return the editions that are or will be published: what has left keeps the gate it had."""
    if not (release.key or release.translation_of_key):
        return []  # new, and alone
    return db.scalars(
        select(Release)
        .where(of_announcement(release), Release.state.not_in(ENDED))
        .options(*reading.everything_to_show())
    )
