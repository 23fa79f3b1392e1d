"""The endpoints of search."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Request, Response

from app.access.guard import Anyone
from app.access.scopes import Caller, demand
from app.kit.config import Settings
from app.kit.errors import Bilingual, InputError, Invalid
from app.kit.http import answers, caching
from app.kit.http.asked import Asked
from app.kit.http.openapi import documented
from app.kit.http.routes import StrictRoute
from app.kit.http.session import database_of
from app.releases import filters, picking
from app.releases.filters import Filters
from app.releases.reading import Viewer
from app.search import answering, faceting, finding, query, showing, spelling, suggesting
from app.search.engine import Facet
from app.search.indexing import engine_of, settled
from app.search.narrowing import narrowed
from app.search.reach import Reach
from app.search.schemas import FoundPage, Searching, Suggesting, SuggestionsOut

router = APIRouter(prefix="/releases", tags=["search"], route_class=StrictRoute)


@router.get(
    "/search",
    responses=documented(
        {200: {"model": FoundPage, "headers": answers.LIST_HEADERS}, 304: answers.NOT_MODIFIED},
        *filters.REFUSALS,
    ),
)
def search_releases(
    request: Request, caller: Anyone, asked: Annotated[Searching, Depends(Asked(Searching))]
) -> Response:
    """Find releases by what they say, in any spelling: hamza, ة/ه, ى/ي, tatweel, tashkeel, forms.

    No text is a syntax error; what holds no word finds nothing. Every word must be found; when too
    few releases hold them all, `query.relaxed` says that these hold some.
    """
    settings: Settings = request.app.state.settings
    if asked.explain:
        demand(caller, "write")
    facets = _facets(asked.facets)
    typed = query.read(asked.q, asked.match)
    with _reach(request, caller, asked) as reach:
        fields = picking.fields_for(reach.viewer, asked.fields, whole=False)
        hits = finding.find(reach, typed)
        page = answering.page(reach, typed, hits, asked)
        keys = [row.key for row in page.rows]
        parts = showing.explanations(reach, typed, hits, keys) if asked.explain else None
        items = showing.items(reach, typed, hits, page.rows, fields, settings.public_url, parts)
        beside = {
            "query": {
                "text": typed.text,
                "terms": typed.shown,
                "relaxed": hits.relaxed,
                "suggestion": spelling.suggestion(reach, typed, hits.corrected),
            },
            "facets": faceting.count(reach, hits, facets),
        }
    return answers.page(request, page, items, private=not caller.is_public, beside=beside)


@router.get(
    "/suggestions",
    responses=documented(
        {200: {"model": SuggestionsOut, "headers": answers.VALIDATORS}, 304: answers.NOT_MODIFIED}
    ),
)
def suggest_releases(
    request: Request, caller: Anyone, asked: Annotated[Suggesting, Depends(Asked(Suggesting))]
) -> Response:
    """Complete what is being typed: names of what releases are about, and titles."""
    settings: Settings = request.app.state.settings
    with _reach(request, caller, Filters()) as reach:
        items = suggesting.complete(
            reach, asked.q, asked.limit, asked.language, settings.public_url
        )
    body = SuggestionsOut(items=items).model_dump_json().encode()
    return caching.answer(request, body, private=not caller.is_public)


@contextmanager
def _reach(request: Request, caller: Caller, filters: Filters) -> Iterator[Reach]:
    """Open what this caller's search sees, through these filters, at this moment."""
    settings: Settings = request.app.state.settings
    viewer = Viewer.at_this_moment(caller)
    database = database_of(request)
    with settled(database, viewer.now, public=caller.is_public) as (db, counted):
        wanted = narrowed(db, viewer, filters, settings.timezone)
        yield Reach.of(db, engine_of(db), viewer, counted, wanted)


def _facets(asked: Sequence[str]) -> list[Facet]:
    """Return the facets asked for; raise for a name that is none."""
    names = [name.strip() for part in asked for name in part.split(",")]
    wrong = [name for name in names if name not in get_args(Facet)]
    if wrong:
        raise Invalid(errors=[_no_facet(name) for name in wrong])
    return [facet for facet in get_args(Facet) if facet in names]


def _no_facet(name: str) -> InputError:
    known: Sequence[Any] = get_args(Facet)
    near = get_close_matches(name[:100], known, n=1)
    better = near[0] if near else ", ".join(known)
    said = Bilingual(
        f"لا تصنيف «{name}»؛ المتاح: {better}.", f"No facet {name!r}; there is: {better}."
    )
    return InputError("unknown_facet", said, parameter="facets")
