"""The endpoints of a release's history, and of going back in it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic_core import to_json

from app.access.guard import DraftReader, Writer
from app.kit.db import WriteSession
from app.kit.http import answers, caching
from app.kit.http.asked import Asked
from app.kit.http.caching import Preconditions
from app.kit.http.idempotency import Once
from app.kit.http.openapi import documented
from app.kit.http.routes import StrictRoute
from app.kit.http.session import Read
from app.releases import (
    addresses,
    answering,
    errors,
    history,
    reading,
    restoring,
    revisions,
    writing,
)
from app.releases.answering import SAVED, Id
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.revisions import DiffOut, Pages, RevisionPage, RevisionWhole
from app.releases.schemas import LAST_REVISION, RestoreIn
from app.releases.states import impossible, state_at

router = APIRouter(prefix="/releases", tags=["history"], route_class=StrictRoute)

Number = Annotated[
    int, Path(alias="revision", ge=1, le=LAST_REVISION, description="Its number", examples=[3])
]
Against = Annotated[
    int | None,
    Query(
        ge=0,
        le=LAST_REVISION,
        description="Another revision's number: the one before when absent, nothing when 0",
    ),
]
NOT_FOUND = (errors.ReleaseNotFound, errors.RevisionNotFound, errors.ReleaseKilled)


@router.get(
    "/{release}/revisions",
    responses=documented(
        {200: {"model": RevisionPage, "headers": answers.LIST_HEADERS}, 304: answers.NOT_MODIFIED},
        errors.ReleaseNotFound,
        errors.ReleaseKilled,
    ),
)
def list_revisions(
    request: Request,
    db: Read,
    caller: DraftReader,
    release_id: Id,
    asked: Annotated[Pages, Depends(Asked(Pages))],
) -> Response:
    """List every save of a release, the newest first: who, when, how, and which fields changed."""
    viewer = Viewer.at_this_moment(caller)
    release = reading.get(db, viewer, release_id)
    url = addresses.of(answering.settings_of(request).public_url, release)
    page = history.page(db, release, asked.cursor, asked.limit)
    items = [revisions.shown(row, viewer, url) for row in page.rows]
    return answers.page(request, page, items, private=True)


@router.get(
    "/{release}/revisions/{revision}",
    responses=documented(
        {
            200: {"model": RevisionWhole, "headers": answers.VALIDATORS},
            304: answers.NOT_MODIFIED,
        },
        *NOT_FOUND,
    ),
)
def get_revision(
    request: Request, db: Read, caller: DraftReader, release_id: Id, number: Number
) -> Response:
    """Read the document as it stood when it was saved; it never changes."""
    viewer = Viewer.at_this_moment(caller)
    release = reading.get(db, viewer, release_id)
    row = history.get(db, release, number)
    url = addresses.of(answering.settings_of(request).public_url, release)
    body = to_json(revisions.whole(row, viewer, url))
    return caching.answer(request, body, private=True, modified=row.saved_at)


@router.get(
    "/{release}/revisions/{revision}/diff",
    responses=documented(
        {200: {"model": DiffOut, "headers": answers.VALIDATORS}, 304: answers.NOT_MODIFIED},
        *NOT_FOUND,
    ),
)
def diff_revision(
    request: Request,
    db: Read,
    caller: DraftReader,
    release_id: Id,
    number: Number,
    against: Against = None,
) -> Response:
    """Tell which fields, and in texts which words, differ from the revision before, or another."""
    viewer = Viewer.at_this_moment(caller)
    release = reading.get(db, viewer, release_id)
    row = history.get(db, release, number)
    other = number - 1 if against is None else against
    before = history.get(db, release, other) if other else None
    url = addresses.of(answering.settings_of(request).public_url, release)
    body = to_json(revisions.difference(row, before, viewer, url))
    modified = max(row.saved_at, before.saved_at) if before else row.saved_at
    return caching.answer(request, body, private=True, modified=modified)


@router.post(
    "/{release}/restore",
    responses=documented(
        {200: SAVED},
        *NOT_FOUND,
        *errors.OF_WRITING,
        errors.ActionImpossible,
        *caching.REFUSALS,
    ),
)
def restore_release(
    request: Request,
    caller: Writer,
    release_id: Id,
    conditions: Preconditions,
    once: Once,
    asked: RestoreIn | None = None,
) -> Response:
    """Bring back a draft that was discarded; or, with a `revision`, the document as it was then.

    Going back makes a new revision. It changes neither the state nor `publish_at` nor the embargo,
    and on what is published it needs the scope publish.
    """

    def restore(db: WriteSession) -> Response:
        if asked is None:
            release = _discarded(db, Viewer.at_this_moment(caller), release_id)
            answering.check(request, db, caller, release, conditions)
            return answering.saved(request, db, caller, writing.restore(db, caller, release))
        release = reading.get(db, Viewer.at_this_moment(caller), release_id)
        answering.check(request, db, caller, release, conditions)
        restoring.go_back(db, caller, release, asked.revision)
        return answering.saved(request, db, caller, release)

    return once(restore)


def _discarded(db: WriteSession, viewer: Viewer, release_id: UUID) -> Release:
    """Return the draft that was thrown away; raise 409 for a release that was not."""
    release = reading.find_discarded(db, release_id)
    if release is None:
        here = reading.get(db, viewer, release_id)
        raise impossible(state_at(here.state, here.publish_at, viewer.now), "restore")
    return release
