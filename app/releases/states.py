"""The states of a release, the verbs that change them, and which is possible when: nowhere else.

    draft ⇄ in_review → scheduled → published ⇄ withdrawn | archived → killed

`scheduled` is not stored: it is what is published from an instant that has not come. So no job has
to run for it to be published.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from app.access.scopes import Scope
from app.kit.errors import Bilingual, InputError
from app.releases.errors import ActionImpossible

State = Literal[
    "draft", "in_review", "scheduled", "published", "withdrawn", "killed", "archived"
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)
# of these the public never read a word, or none yet
UNPUBLISHED: frozenset[State] = frozenset({"draft", "in_review"})
# these were published once, and are no more in lists and search
ENDED: frozenset[State] = frozenset({"withdrawn", "killed", "archived"})

# the fields that decide who may read it, and when
GATES = ("state", "publish_at", "embargoed_until")
# fields of a document that a correction of its words does not change
NOT_WORDS = (*GATES, "translation_of", "language")

Verb = Literal[
    "submit", "reject", "schedule", "unschedule", "publish", "correct",
    "withdraw", "reinstate", "kill", "archive", "unarchive", "discard",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """What a verb does: from which states, to which, and the scope that its key needs."""

    states: frozenset[State]
    becomes: State | None
    scope: Scope


ACTS: dict[Verb, Act] = {
    "submit": Act(frozenset({"draft"}), "in_review", "write"),
    "reject": Act(frozenset({"in_review"}), "draft", "write"),
    "schedule": Act(frozenset({"draft", "in_review"}), "scheduled", "publish"),
    # back to what it was before: a draft, or in review
    "unschedule": Act(frozenset({"scheduled"}), "draft", "publish"),
    "publish": Act(frozenset({"draft", "in_review", "scheduled"}), "published", "publish"),
    "correct": Act(frozenset({"published"}), "published", "publish"),
    "withdraw": Act(frozenset({"published"}), "withdrawn", "publish"),
    "reinstate": Act(frozenset({"withdrawn"}), "published", "publish"),
    "kill": Act(frozenset({"published", "withdrawn", "archived"}), "killed", "publish"),
    "archive": Act(frozenset({"published"}), "archived", "publish"),
    "unarchive": Act(frozenset({"archived"}), "published", "publish"),
    "discard": Act(frozenset({"draft", "in_review"}), None, "write"),
}


def state_at(stored: State, publish_at: datetime | None, now: datetime) -> State:
    """Return the state that a release is in at this instant, of what is stored."""
    if stored == "published" and publish_at is not None and publish_at > now:
        return "scheduled"
    return stored


def possible(state: State, came_from: State | None = None) -> tuple[Verb, ...]:
    """Return what can be done with a release in this state.

    What is scheduled once more, and `came_from` being published, is no draft that nobody read: it
    is not taken back, and it can be killed.
    """
    verbs = [verb for verb, act in ACTS.items() if state in act.states]
    if state == "scheduled" and came_from == "published":
        verbs = [*(verb for verb in verbs if verb != "unschedule"), "kill"]
    return tuple(verbs)


def was_public(release: Any) -> bool:
    """Tell whether what is no more published was public before that: else it never will be."""
    return release.left_at is not None and release.listed_at <= release.left_at


def impossible(
    state: State, action: str, pointer: str | None = None, came_from: State | None = None
) -> ActionImpossible:
    """Return the 409 that names the state and what is possible in it."""
    can = ", ".join(possible(state, came_from)) or "—"
    detail = Bilingual(
        f"حالة النشرة {state} ولا تسمح بالإجراء {action}؛ الممكن: {can}.",
        f"The release is {state}, which does not allow {action}; possible: {can}.",
    )
    at = [InputError("action_impossible", detail, pointer=pointer)] if pointer else []
    return ActionImpossible(detail, errors=at)
