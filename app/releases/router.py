"""The endpoints of `/releases`."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response
from pydantic import Field

from app.access.guard import Anyone, Writer
from app.kit import input_errors
from app.kit.config import Settings
from app.kit.db import WriteSession
from app.kit.errors import PreconditionFailed
from app.kit.http import answers, caching, problems
from app.kit.http.asked import Asked
from app.kit.http.caching import Preconditions
from app.kit.http.idempotency import Once
from app.kit.http.openapi import documented
from app.kit.http.routes import StrictRoute
from app.kit.http.session import Write
from app.kit.http.session import reading as reading_of
from app.kit.ids import parse_id
from app.language.fields import LANGUAGE
from app.releases import (
    addresses,
    answering,
    documents,
    errors,
    filters,
    history,
    lifecycle,
    listing,
    picking,
    presenting,
    reading,
    summaries,
    writing,
)
from app.releases.answering import SAVED, Id, settings_of
from app.releases.listing import Listing
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.schemas import ReleaseIn, ReleasePatch
from app.releases.versions import Whole
from app.releases.views import FieldNames, ReleasePage, ReleasePicked, ReleaseWhole

router = APIRouter(prefix="/releases", tags=["releases"], route_class=StrictRoute)

Address = Annotated[
    str,
    Path(
        alias="release",
        description="An id or slug, also with blanks, capitals, tatweel or tashkeel",
        examples=["bahrain-egypt"],
    ),
]
Fields = Annotated[
    list[FieldNames],
    Query(max_length=50, description="Only these fields", examples=[["title,published_at"]]),
]
Language = Annotated[
    Annotated[str, Field(max_length=20), LANGUAGE] | None,
    Query(description="Which edition, when editions share a slug"),
]


@router.get(
    "",
    responses=documented(
        {200: {"model": ReleasePage, "headers": answers.LIST_HEADERS}, 304: answers.NOT_MODIFIED},
        *filters.REFUSALS,
    ),
)
def list_releases(
    request: Request, caller: Anyone, asked: Annotated[Listing, Depends(Asked(Listing))]
) -> Response:
    """List releases, newest first, a page at a time.

    Without a key: what is published and under no embargo. With a key: also what it may see.
    """
    viewer, settings = Viewer.at_this_moment(caller), settings_of(request)
    fields = picking.fields_for(viewer, asked.fields, whole=False)
    with reading_of(request) as db:
        page = listing.page(db, viewer, asked, settings.timezone)
        keys = [row.key for row in page.rows]
        shown = summaries.of(db, viewer, keys, fields, settings.public_url)
    items = [item.json for item in shown]
    return answers.page(request, page, items, private=not caller.is_public)


@router.post(
    "",
    status_code=201,
    responses=documented({201: SAVED}, *errors.OF_WRITING, PreconditionFailed),
)
def create_release(
    request: Request,
    caller: Writer,
    document: ReleaseIn,
    conditions: Preconditions,
    once: Once,
) -> Response:
    """Create a draft; with `"state": "published"`, publish it at once if the key may."""
    conditions.check_absent()

    def create(db: WriteSession) -> Response:
        return answering.saved(request, db, caller, writing.draft(db, caller, document), made=True)

    return once(create)


@router.get(
    "/{release}",
    responses=documented(
        {
            200: {"model": ReleaseWhole | ReleasePicked, "headers": answers.VALIDATORS},
            304: answers.NOT_MODIFIED,
            308: {"description": "The slug has changed, or is written another way"},
        },
        errors.ReleaseNotFound,
        errors.ReleaseKilled,
    ),
)
def get_release(
    request: Request,
    caller: Anyone,
    address: Address,
    fields: Fields = [],  # noqa: B006 - FastAPI copies it
    language: Language = None,
) -> Response:
    """Read one release, by its id or by its slug.

    A slug that the release no longer has answers 308 with the one that it has now.
    """
    viewer, settings = Viewer.at_this_moment(caller), settings_of(request)
    picked = picking.fields_for(viewer, fields, whole=True)
    private, id_ = not caller.is_public, parse_id(address)
    with reading_of(request) as db:
        if caller.is_public and not fields and id_ is not None:
            finished = summaries.whole(db, viewer, id_, settings.public_url)
            if finished is not None:
                return _answer(request, finished, private=False)
        found = reading.at_address(db, viewer, address)
        release = _chosen(request, found.editions, language)
        vary = "Authorization, Accept-Language" if len(found.editions) > 1 else "Authorization"
        if found.moved:
            kept = {"Vary": vary, **caching.lifetime(settings, private=private)}
            return _moved(request, settings, release.slug, kept)
        made = presenting.whole(db, viewer, release, picked, settings.public_url)
    return _answer(request, made, private=private, vary=vary)


@router.put(
    "/{release}",
    responses=documented(
        {200: SAVED, 201: SAVED},
        *errors.OF_WRITING,
        errors.ReleaseKilled,
        errors.ActionImpossible,
        errors.ReleaseDiscarded,
        *caching.REFUSALS,
    ),
)
def put_release(
    request: Request,
    db: Write,
    caller: Writer,
    release_id: Id,
    document: ReleaseIn,
    conditions: Preconditions,
) -> Response:
    """Replace the whole release, or create it under an id of the client's choosing."""
    release = reading.find(db, Viewer.at_this_moment(caller), release_id)
    if release is None:
        conditions.check_absent()
        if reading.is_taken(db, release_id):
            raise errors.ReleaseDiscarded
        made = writing.draft(db, caller, document, release_id)
        return answering.saved(request, db, caller, made, made=True)
    answering.check(request, db, caller, release, conditions)
    return answering.saved(request, db, caller, writing.revise(db, caller, release, document))


@router.patch(
    "/{release}",
    responses=documented(
        {200: SAVED},
        errors.ReleaseNotFound,
        errors.ReleaseKilled,
        *errors.OF_WRITING,
        errors.ActionImpossible,
        *caching.REFUSALS,
    ),
    openapi_extra=answers.merge_patch_body(ReleasePatch),
)
def patch_release(
    request: Request,
    db: Write,
    caller: Writer,
    release_id: Id,
    patch: Annotated[Any, Body()],
    conditions: Preconditions,
) -> Response:
    """Change the fields that the merge patch names (RFC 7396); null puts the default back."""
    release = reading.get(db, Viewer.at_this_moment(caller), release_id)
    answering.check(request, db, caller, release, conditions)
    target = documents.patched(history.document_of(db, release), patch)
    document = input_errors.validated(ReleaseIn, target)
    return answering.saved(request, db, caller, writing.revise(db, caller, release, document))


@router.delete(
    "/{release}",
    status_code=204,
    responses=documented(
        {204: {"description": "Discarded; `restore` brings it back"}},
        errors.ReleaseNotFound,
        errors.ReleaseKilled,
        errors.ActionImpossible,
        *caching.REFUSALS,
    ),
)
def delete_release(
    request: Request, db: Write, caller: Writer, release_id: Id, conditions: Preconditions
) -> Response:
    """Discard a draft, restorably. What was once published is never deleted."""
    release = reading.get(db, Viewer.at_this_moment(caller), release_id)
    answering.check(request, db, caller, release, conditions)
    lifecycle.discard(db, caller, release)
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def _answer(
    request: Request, made: Whole, *, private: bool, vary: str = "Authorization"
) -> Response:
    return caching.answer(
        request, made.json, private=private, save=made.save, modified=made.modified, vary=vary
    )


def _chosen(request: Request, editions: Sequence[Release], language: str | None) -> Release:
    """Return the edition asked for among those that share a slug."""
    exact = next((one for one in editions if one.language == language), None)
    if exact:
        return exact
    offered = [edition.language for edition in editions]
    wanted = language or request.headers.get("accept-language", "")
    best = problems.preferred(wanted, offered)
    return next((one for one in editions if one.language == best), editions[0])


def _moved(request: Request, settings: Settings, slug: str, kept: dict[str, str]) -> Response:
    query = request.url.query
    to = addresses.of_slug(settings.public_url, slug) + (f"?{query}" if query else "")
    return Response(status_code=308, headers={"Location": to, **kept})
