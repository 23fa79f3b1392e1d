"""The life of a release: one function for each thing that can happen to its state."""

from datetime import datetime
from typing import Any

from app.access.scopes import Caller, demand
from app.kit import clock
from app.kit.db import WriteSession
from app.kit.errors import Bilingual, InputError
from app.releases import history, relations
from app.releases.errors import ActionImpossible
from app.releases.events import ReleaseDiscarded, ReleasesSaved
from app.releases.models import Release, State


def publish(db: WriteSession, caller: Caller, release: Release) -> Release:
    """Publish a draft, at its `publish_at` or now; raise when it is published already."""
    demand(caller, "publish")
    if release.state != "draft":
        raise impossible(release, "publish")
    become(release, "published")
    saved(db, caller, release, action="publish")
    return release


def discard(db: WriteSession, caller: Caller, release: Release) -> None:
    """Throw a draft away; it can be restored. What was once published stays."""
    demand(caller, "write")
    if release.state != "draft":
        raise impossible(release, "discard")
    release.discarded_at = clock.now()
    db.announce(ReleaseDiscarded(release))


def become(release: Release, state: State) -> None:
    """Set the state and what follows from it, without saving; a published one stays published."""
    if release.state == "published" and state == "draft":
        raise impossible(release, "unpublish", pointer="/state")
    if state == "published":
        release.publish_at = release.publish_at or clock.now()
        release.version = max(release.version, 1)
    release.state = state
    release.listed_at = _listed_from(release)


def _listed_from(release: Release) -> datetime:
    """Return the instant from which the public may read it; for a draft, when it was made."""
    if release.state == "draft" or release.publish_at is None:
        return release.created_at
    return max(release.publish_at, release.embargoed_until or release.publish_at)


def saved(
    db: WriteSession,
    caller: Caller,
    *releases: Release,
    action: str = "save",
    note: dict[str, Any] | None = None,
) -> None:
    """Count the save of each, keep its revision and tell who listens; see `history.record`."""
    for release in releases:
        release.revision += 1
        release.updated_at = clock.now()
    db.flush()
    relations.add(db, [release for release in releases if release.revision == 1])
    history.record(db, caller, releases, action, note)
    db.announce(ReleasesSaved(releases))


POSSIBLE: dict[State, tuple[str, ...]] = {
    "draft": ("publish", "discard"),
    "published": ("withdraw", "kill"),
}


def impossible(release: Release, action: str, pointer: str | None = None) -> ActionImpossible:
    """Return the 409 that names the state and what is possible in it."""
    can = ", ".join(POSSIBLE[release.state])
    detail = Bilingual(
        f"حالة النشرة {release.state} ولا تسمح بالإجراء {action}؛ الممكن: {can}.",
        f"The release is {release.state}, which does not allow {action}; possible: {can}.",
    )
    at = [InputError("action_impossible", detail, pointer=pointer)] if pointer else []
    return ActionImpossible(detail, errors=at)
