"""The endpoints of `/concepts`."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Request, Response
from pydantic import Field

from app.access.guard import Anyone, Writer
from app.access.scopes import Caller
from app.concepts import writing
from app.concepts.errors import (
    ConceptExists,
    ConceptFixed,
    ConceptInUse,
    ConceptNameless,
    NoSuchConcept,
)
from app.concepts.models import Concept
from app.concepts.schemas import ConceptDocument, ConceptPatch
from app.directory import leaving, listing, presenting
from app.directory.listing import Listing
from app.directory.views import ConceptPage, ConceptWhole
from app.kit import input_errors
from app.kit.config import Settings
from app.kit.db import ReadSession, WriteSession
from app.kit.errors import Bilingual, InputError
from app.kit.http import answers, caching
from app.kit.http.asked import Asked
from app.kit.http.caching import Preconditions
from app.kit.http.idempotency import Once
from app.kit.http.openapi import documented
from app.kit.http.routes import StrictRoute
from app.kit.http.session import Read, Write
from app.language.fields import LINE
from app.releases import summaries
from app.releases.documents import given
from app.releases.reading import Viewer

router = APIRouter(prefix="/concepts", tags=["concepts"], route_class=StrictRoute)

Id = Annotated[
    Annotated[str, Field(max_length=100), LINE],
    Path(alias="concept", description="The concept's id", examples=["mahmoud-tawfik"]),
]
SAVED = {"headers": answers.VALIDATORS, "model": ConceptWhole}


@router.get(
    "",
    responses=documented(
        {200: {"model": ConceptPage, "headers": answers.LIST_HEADERS}, 304: answers.NOT_MODIFIED}
    ),
)
def list_concepts(
    request: Request, db: Read, caller: Anyone, asked: Annotated[Listing, Depends(Asked(Listing))]
) -> Response:
    """List topics, people, organisations and places by name, a page at a time.

    Without a key: those that a release names which the public may read. Keys that see drafts see
    all of them, also those that no release names yet.
    """
    viewer = Viewer.at_this_moment(caller)
    page = listing.page(db, viewer, asked)
    items = presenting.shown(db, viewer, page.rows, _public_url(request))
    return answers.page(request, page, items, private=not caller.is_public)


@router.post("", status_code=201, responses=documented({201: SAVED}, ConceptExists))
def create_concept(
    request: Request, caller: Writer, document: ConceptDocument, once: Once
) -> Response:
    """Make a concept, before any release names it.

    A name that already finds a concept of the kind is refused; an alias may be shared.
    """

    def create(db: WriteSession) -> Response:
        return _saved(request, db, caller, writing.enter(db, document), made=True)

    return once(create)


@router.get(
    "/{concept}",
    responses=documented(
        {
            200: {"model": ConceptWhole, "headers": answers.VALIDATORS},
            304: answers.NOT_MODIFIED,
        },
        NoSuchConcept,
    ),
)
def get_concept(request: Request, db: Read, caller: Anyone, concept_id: Id) -> Response:
    """Read one topic, person, organisation or place."""
    viewer = Viewer.at_this_moment(caller)
    concept = listing.get(db, viewer, concept_id)
    body = presenting.whole(db, viewer, concept, _public_url(request))
    save = presenting.save_tag(concept)
    return caching.answer(request, body, private=not caller.is_public, save=save)


@router.put(
    "/{concept}",
    responses=documented(
        {200: SAVED}, NoSuchConcept, ConceptExists, ConceptFixed, *caching.REFUSALS
    ),
)
def put_concept(
    request: Request,
    db: Write,
    caller: Writer,
    concept_id: Id,
    document: ConceptDocument,
    conditions: Preconditions,
) -> Response:
    """Replace what is written of a concept; its id and kind stay."""
    concept = _to_change(request, db, caller, concept_id, conditions)
    return _rewritten(request, db, caller, concept, document)


@router.patch(
    "/{concept}",
    responses=documented(
        {200: SAVED},
        NoSuchConcept,
        ConceptExists,
        ConceptFixed,
        ConceptNameless,
        *caching.REFUSALS,
    ),
    openapi_extra=answers.merge_patch_body(ConceptPatch),
)
def patch_concept(
    request: Request,
    db: Write,
    caller: Writer,
    concept_id: Id,
    patch: Annotated[Any, Body()],
    conditions: Preconditions,
) -> Response:
    """Change what the merge patch names (RFC 7396): a new title, one more alias, another spelling.

    Every release that names the concept shows it at once.
    """
    concept = _to_change(request, db, caller, concept_id, conditions)
    written = writing.written(concept)
    _check_name_stays(written["name"], patch)
    target = given(written, patch)
    document = input_errors.validated(ConceptDocument, target)
    return _rewritten(request, db, caller, concept, document)


@router.delete(
    "/{concept}",
    status_code=204,
    responses=documented(
        {204: {"description": "Deleted"}}, NoSuchConcept, ConceptInUse, *caching.REFUSALS
    ),
)
def delete_concept(
    request: Request, db: Write, caller: Writer, concept_id: Id, conditions: Preconditions
) -> Response:
    """Delete a concept that no release names; a discarded draft that did comes back without it."""
    leaving.delete(db, _to_change(request, db, caller, concept_id, conditions))
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def _check_name_stays(name: dict[str, str | None], patch: Any) -> None:
    """Raise when a patch that is right by itself takes away the only name.

    One that takes both is wrong for any concept, and refused as such.
    """
    taken = patch.get("name") if isinstance(patch, dict) else None
    if taken in ({"ar": None}, {"en": None}) and not any({**name, **taken}.values()):
        said = Bilingual("اذكر اسمًا باللغة الأخرى معه.", "Give a name in the other language too.")
        raise ConceptNameless(said, errors=[InputError("concept_nameless", said, pointer="/name")])


def _public_url(request: Request) -> str:
    settings: Settings = request.app.state.settings
    return settings.public_url


def _to_change(
    request: Request, db: ReadSession, caller: Caller, id_: str, conditions: Any
) -> Concept:
    """Return the concept, unless the caller's version of it is no longer the current one."""
    viewer = Viewer.at_this_moment(caller)
    concept = listing.get(db, viewer, id_)
    if not conditions.asks_nothing:
        save = presenting.save_tag(concept)
        body = presenting.whole(db, viewer, concept, _public_url(request))
        conditions.check(save, caching.etag(body, save))
    return concept


def _rewritten(
    request: Request,
    db: WriteSession,
    caller: Caller,
    concept: Concept,
    document: ConceptDocument,
) -> Response:
    writing.rewrite(db, concept, document)
    summaries.finish_newest(db)
    return _saved(request, db, caller, concept)


def _saved(
    request: Request, db: ReadSession, caller: Caller, concept: Concept, *, made: bool = False
) -> Response:
    """Answer a write with the concept as it now stands."""
    public_url = _public_url(request)
    body = presenting.whole(db, Viewer.at_this_moment(caller), concept, public_url)
    etag = caching.etag(body, presenting.save_tag(concept))
    made_at = presenting.address(public_url, concept) if made else None
    return answers.saved(request, body, etag, made_at)
