"""The life of a release: one function for each thing that can happen to its state.

Which of them is possible when, and for whom, says `states`; here is what each does.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.access.scopes import PUBLIC, Caller, demand
from app.kit import clock
from app.kit.db import ReadSession, WriteSession
from app.kit.errors import Bilingual, InputError, Invalid
from app.releases import editions, embargo, history, namesakes, reading, relations, reviewing
from app.releases.errors import ReplacementUnfit
from app.releases.events import ReleaseDiscarded, ReleasesSaved
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.states import (
    ACTS,
    UNPUBLISHED,
    State,
    Verb,
    impossible,
    possible,
    state_at,
    was_public,
)

Note = dict[str, Any]
# what the save of another release did to it, and nobody has looked
BROUGHT = frozenset({"embargo", "slug"})


def submit(db: WriteSession, caller: Caller, release: Release) -> None:
    """Hand a draft to whoever reviews it."""
    begin(caller, release, "submit")
    become(db, release, "in_review")
    saved(db, caller, release, action="submit")


def reject(db: WriteSession, caller: Caller, release: Release, reason: Note) -> None:
    """Give it back to who wrote it, and say why."""
    begin(caller, release, "reject")
    become(db, release, "draft")
    saved(db, caller, release, action="reject", note=reason)


def schedule(
    db: WriteSession, caller: Caller, release: Release, publish_at: datetime, timezone: str | None
) -> None:
    """Publish it from an instant to come; nothing has to run then."""
    now = begin(caller, release, "schedule")
    reviewing.check(db, caller, release)
    check_is_to_come(publish_at, now)
    release.publish_at = publish_at
    release.timezone = timezone or release.timezone
    become(db, release, "published")
    saved(db, caller, release, action="schedule")


def unschedule(db: WriteSession, caller: Caller, release: Release) -> None:
    """Take it back before its instant: it is what it was before, a draft or in review."""
    begin(caller, release, "unschedule")
    become(db, release, release.came_from or "draft")
    release.publish_at = None
    release.version = 0
    saved(db, caller, release, action="unschedule")


def publish(db: WriteSession, caller: Caller, release: Release, *, force: bool = False) -> None:
    """Publish it: a draft at its `publish_at`, if it has one, else now; what is scheduled, now."""
    now = begin(caller, release, "publish")
    forced = reviewing.check(db, caller, release, force=force)
    if release.state not in UNPUBLISHED:
        release.publish_at = now
    become(db, release, "published")
    saved(db, caller, release, action="publish", note={"force": True} if forced else None)


def withdraw(
    db: WriteSession, caller: Caller, release: Release, reason: Note, replacement: UUID | None
) -> None:
    """Take it out of lists and search; at its address it is read on, with the notice."""
    now = begin(caller, release, "withdraw")
    _leave(db, release, "withdrawn", now, reason, replacement)
    saved(db, caller, release, action="withdraw", note=release.notice)


def reinstate(db: WriteSession, caller: Caller, release: Release) -> None:
    """Undo a withdrawal."""
    begin(caller, release, "reinstate")
    _return(db, release)
    saved(db, caller, release, action="reinstate")


def kill(
    db: WriteSession, caller: Caller, release: Release, reason: Note, replacement: UUID | None
) -> None:
    """Take it away for ever: its address answers 410 with the notice."""
    now = begin(caller, release, "kill")
    if release.came_from == "published" and release.state == "published":
        # it was public, and may be hidden until an instant to come: who read it is told even so
        release.publish_at = release.publish_at and min(release.publish_at, now)
        release.embargoed_until = release.embargoed_until and min(release.embargoed_until, now)
    _leave(db, release, "killed", now, reason, replacement)
    saved(db, caller, release, action="kill", note=release.notice)


def archive(db: WriteSession, caller: Caller, release: Release) -> None:
    """Take it out of lists and search, without a notice."""
    now = begin(caller, release, "archive")
    if reading.is_public(release, now):
        release.came_from = "published"
    release.left_at = now
    become(db, release, "archived")
    saved(db, caller, release, action="archive")


def unarchive(db: WriteSession, caller: Caller, release: Release) -> None:
    """Bring it back from the archive."""
    begin(caller, release, "unarchive")
    _return(db, release)
    saved(db, caller, release, action="unarchive")


def discard(db: WriteSession, caller: Caller, release: Release) -> None:
    """Throw a draft away; it can be restored. What was once published stays."""
    release.discarded_at = release.updated_at = begin(caller, release, "discard")
    release.revision += 1
    db.flush()
    history.record(db, caller, [release], "discard")
    db.announce(ReleaseDiscarded(release))


def begin(caller: Caller, release: Release, verb: Verb) -> datetime:
    """Raise unless the caller may do this, and the release's state allows it; return the time."""
    now = clock.now()
    demand(caller, ACTS[verb].scope)
    state = state_at(release.state, release.publish_at, now)
    if verb not in possible(state, release.came_from):
        raise impossible(state, verb, came_from=release.came_from)
    return now


def become(db: ReadSession, release: Release, state: State) -> None:
    """Set the state and what follows from it, without saving."""
    if state not in UNPUBLISHED:
        if release.state in UNPUBLISHED:
            release.came_from = release.state
            embargo.join(db, release)
        release.publish_at = release.publish_at or clock.now()
        release.version = max(release.version, 1)
    release.state = state
    release.listed_at = _listed_from(release)


def check_is_to_come(publish_at: datetime, now: datetime) -> None:
    """Raise unless the instant of publication lies in the future."""
    if publish_at <= now:
        said = Bilingual("الموعد المطلوب قد مضى.", "That instant has passed already.")
        raise Invalid(errors=[InputError("not_in_the_future", said, pointer="/publish_at")])


def _listed_from(release: Release) -> datetime:
    """Return the instant from which the public may read it; for a draft, when it was made."""
    if release.state in UNPUBLISHED or release.publish_at is None:
        return release.created_at
    return max(release.publish_at, release.embargoed_until or release.publish_at)


def _leave(
    db: WriteSession,
    release: Release,
    state: State,
    now: datetime,
    reason: Note,
    replacement: UUID | None,
) -> None:
    if replacement is not None:
        _check_replacement(db, release, replacement, now)
    release.notice = {
        "state": state,
        "at": clock.rfc3339(now),
        "reason": reason,
        "replacement": str(replacement) if replacement else None,
    }
    if reading.is_public(release, now):
        release.came_from = "published"
    # what was withdrawn before the public read it is not shown to it when it is killed
    release.left_at = release.left_at or now
    become(db, release, state)
    editions.mark_others(db, release)


def _return(db: ReadSession, release: Release) -> None:
    if not was_public(release):
        embargo.join(db, release)
    release.left_at = release.notice = None
    become(db, release, "published")


def _check_replacement(db: WriteSession, release: Release, id_: UUID, now: datetime) -> None:
    """Raise unless the public may read the replacement: a notice tells of nothing hidden."""
    visible = reading.select_visible(Viewer(PUBLIC, now)).where(Release.id == id_)
    found = db.scalar(visible)
    if found is None or found.key == release.key:
        said = Bilingual(
            "البديل نشرة أخرى منشورة للعموم.", "The replacement is another, public release."
        )
        raise ReplacementUnfit(
            said, errors=[InputError("replacement_unfit", said, pointer="/replacement")]
        )


def saved(
    db: WriteSession,
    caller: Caller,
    *releases: Release,
    action: str = "save",
    note: Note | None = None,
) -> Sequence[Release]:
    """Count the save of each, keep its revision and tell who listens.

    Returns the others that were saved with them, because a slug of theirs became another's.
    """
    for release in releases:
        release.revision += 1
        release.updated_at = clock.now()
        if action not in BROUGHT:
            release.needs_review = False
    new = [release for release in releases if release.revision == 1]
    turned = list(namesakes.turned(releases))
    db.bring(new)
    db.flush()
    others = namesakes.settle(db, turned, releases) if turned else []
    for release in releases:
        namesakes.stand(release)
    relations.add(db, new)
    history.record(db, caller, releases, action, note)
    db.announce(ReleasesSaved(releases))
    if others:
        saved(db, caller, *others, action="slug")
    return others
