"""The verbs of a release's life, one endpoint each: `POST /releases/{id}/{verb}`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response

from app.access.guard import Writer
from app.access.scopes import Caller
from app.kit import input_errors
from app.kit.db import WriteSession
from app.kit.errors import Problem
from app.kit.http import caching, idempotency
from app.kit.http.caching import Conditions, Preconditions
from app.kit.http.idempotency import Once, OncePerKey
from app.kit.http.openapi import documented
from app.kit.http.routes import StrictRoute
from app.releases import answering, correcting, errors, lifecycle, reading
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.verbs import (
    CorrectionIn,
    KillIn,
    PublishIn,
    RejectIn,
    ScheduleIn,
    WithdrawIn,
    correction_body,
)
from app.releases.views import ReleasePicked, ReleaseWhole

router = APIRouter(prefix="/releases", tags=["life of a release"], route_class=StrictRoute)


@dataclass(frozen=True, slots=True)
class Acting:
    """A verb that somebody wants done to a release: once for each key, to the version meant."""

    request: Request
    caller: Caller
    release_id: UUID
    conditions: Conditions
    once: OncePerKey

    def __call__(self, act: Callable[[WriteSession, Caller, Release], None]) -> Response:
        """Do it in one transaction, and answer with the release as it then stands."""

        def work(db: WriteSession) -> Response:
            release = reading.get(db, Viewer.at_this_moment(self.caller), self.release_id)
            answering.check(self.request, db, self.caller, release, self.conditions)
            act(db, self.caller, release)
            return answering.saved(self.request, db, self.caller, release)

        return self.once(work)


async def _acting(
    request: Request,
    caller: Writer,
    release_id: answering.Id,
    conditions: Preconditions,
    once: Once,
) -> Acting:
    return Acting(request, caller, release_id, conditions, once)


Doing = Annotated[Acting, Depends(_acting)]
KILLED = {**answering.SAVED, "model": ReleaseWhole | ReleasePicked}


def _answers(
    *also: type[Problem], saved: dict[str, Any] = answering.SAVED
) -> dict[int | str, dict[str, Any]]:
    return documented(
        {200: saved},
        errors.ReleaseNotFound,
        errors.ReleaseKilled,
        errors.ActionImpossible,
        *also,
        *caching.REFUSALS,
    )


@router.post("/{release}/submit", responses=_answers())
def submit_release(do: Doing) -> Response:
    """Hand a draft to whoever reviews it."""
    return do(lifecycle.submit)


@router.post("/{release}/reject", responses=_answers())
def reject_release(do: Doing, asked: RejectIn) -> Response:
    """Give what is in review back to who wrote it, with the reason; its history keeps it."""
    reason = asked.reason.model_dump()
    return do(lambda db, caller, release: lifecycle.reject(db, caller, release, reason))


@router.post(
    "/{release}/schedule", responses=_answers(errors.ReviewRequired, errors.EmbargoDiffers)
)
def schedule_release(do: Doing, asked: ScheduleIn) -> Response:
    """Publish it from an instant to come: readers see it from then on, and nothing has to run."""
    return do(
        lambda db, caller, release: lifecycle.schedule(
            db, caller, release, asked.publish_at, asked.timezone
        )
    )


@router.post("/{release}/unschedule", responses=_answers())
def unschedule_release(do: Doing) -> Response:
    """Take it back before its instant: it is what it was, a draft or in review."""
    return do(lifecycle.unschedule)


@router.post("/{release}/publish", responses=_answers(errors.ReviewRequired, errors.EmbargoDiffers))
def publish_release(do: Doing, asked: Annotated[PublishIn | None, Body()] = None) -> Response:
    """Publish it: a draft at its `publish_at` or now, what is scheduled now; under its embargo."""
    force = asked is not None and asked.force
    return do(lambda db, caller, release: lifecycle.publish(db, caller, release, force=force))


@router.post(
    "/{release}/correct",
    responses=_answers(*errors.OF_WRITING),
    openapi_extra=correction_body(),
)
def correct_release(do: Doing, asked: Annotated[Any, Body()]) -> Response:
    """Correct what is published, in public: a note to readers, and the fields that change.

    `version` counts one more, `corrections` says what was put right, and editors of the other
    editions see that theirs needs a look.
    """
    written = asked if isinstance(asked, dict) else {"note": asked}
    changes = {name: value for name, value in written.items() if name != "note"}
    said = {name: value for name, value in written.items() if name == "note"}
    note = input_errors.validated(CorrectionIn, said).note.model_dump()
    return do(lambda db, caller, release: correcting.correct(db, caller, release, note, changes))


@router.post("/{release}/withdraw", responses=_answers(errors.ReplacementUnfit))
def withdraw_release(do: Doing, asked: WithdrawIn) -> Response:
    """Withdraw it: gone from lists and search, read on at its address with the notice."""
    reason = asked.reason.model_dump()
    return do(
        lambda db, caller, release: lifecycle.withdraw(
            db, caller, release, reason, asked.replacement
        )
    )


@router.post("/{release}/reinstate", responses=_answers(errors.EmbargoDiffers))
def reinstate_release(do: Doing) -> Response:
    """Undo a withdrawal."""
    return do(lifecycle.reinstate)


@router.post("/{release}/kill", responses=_answers(errors.ReplacementUnfit, saved=KILLED))
def kill_release(do: Doing, asked: KillIn) -> Response:
    """Kill it, for ever: its address answers 410 with the notice, and only admins read it.

    Also what was answered of it before is not told again: to a repeated POST, its id.
    """
    reason = asked.reason.model_dump()

    def kill(db: WriteSession, caller: Caller, release: Release) -> None:
        lifecycle.kill(db, caller, release, reason, asked.replacement)
        idempotency.blank(db, str(release.id))

    return do(kill)


@router.post("/{release}/archive", responses=_answers())
def archive_release(do: Doing) -> Response:
    """Archive it: out of lists and search, read on at its address."""
    return do(lifecycle.archive)


@router.post("/{release}/unarchive", responses=_answers(errors.EmbargoDiffers))
def unarchive_release(do: Doing) -> Response:
    """Bring it back from the archive."""
    return do(lifecycle.unarchive)
