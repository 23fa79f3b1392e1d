"""A second pair of eyes: where the office demands it, nobody publishes what they wrote."""

from datetime import datetime

from sqlalchemy import select

from app.access.scopes import Caller, demand
from app.kit.db import ReadSession
from app.kit.errors import Bilingual
from app.releases.errors import ReviewRequired
from app.releases.models import Release, Revision
from app.releases.states import UNPUBLISHED, state_at

WRITING = ("save", "restore", "correct")  # what changes a release's words


def check(db: ReadSession, caller: Caller, release: Release, *, force: bool = False) -> bool:
    """Raise unless this caller may publish this release; tell whether it had to be forced.

    An admin may `force` it: at 23:00 there is not always a second person.
    """
    if caller.publishes_alone:
        return False
    if force:
        demand(caller, "admin")
        return True
    if release.state == "draft":
        raise submit_first()
    if _wrote(db, caller, release):
        raise ReviewRequired(
            Bilingual(
                "المراجعة إلزامية: لا ينشر النشرة من كتبها.",
                "Review is compulsory: who wrote a release does not publish it.",
            )
        )
    return False


def submit_first() -> ReviewRequired:
    """Return the refusal of what nobody else has read yet."""
    return ReviewRequired(
        Bilingual(
            "المراجعة إلزامية: قدّمها أولًا بالإجراء submit ليراجعها شخص آخر.",
            "Review is compulsory: submit it first, for another person to read.",
        )
    )


def unread() -> ReviewRequired:
    """Return the refusal of words that go to the public, now or at an instant, and nobody read."""
    return ReviewRequired(
        Bilingual(
            "المراجعة إلزامية: غيّر النص وهو مسودة أو قيد المراجعة، ثم يُنشر بإجراء مستقل.",
            "Review is compulsory: change the text of a draft, or in review; to publish it is an"
            " act of its own. What is scheduled is taken back first, by unschedule.",
        )
    )


def waits_unread(release: Release, now: datetime) -> bool:
    """Tell whether a release goes to the public yet: what went there once was read then."""
    waits = state_at(release.state, release.publish_at, now) in {*UNPUBLISHED, "scheduled"}
    return waits and release.came_from != "published"


def _wrote(db: ReadSession, caller: Caller, release: Release) -> bool:
    saves = select(Revision.number).where(
        Revision.release_key == release.key,
        Revision.saved_by == caller.key_id,
        Revision.action.in_(WRITING),
    )
    return db.scalar(saves.limit(1)) is not None
