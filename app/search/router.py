"""The endpoint of search."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import false

from app.access.guard import Anyone
from app.kit.config import Settings
from app.kit.http import answers
from app.kit.http.openapi import documented
from app.kit.http.routes import StrictRoute
from app.kit.http.session import Read
from app.releases import listing, presenting
from app.releases.models import Release
from app.releases.reading import Viewer
from app.search import highlight, query
from app.search.indexing import ENGINE
from app.search.schemas import FoundPage, Searching

router = APIRouter(prefix="/releases", tags=["search"], route_class=StrictRoute)


@router.get(
    "/search",
    responses=documented(
        {200: {"model": FoundPage, "headers": answers.LIST_HEADERS}, 304: answers.NOT_MODIFIED},
        *listing.REFUSALS,
    ),
)
def search_releases(
    request: Request, db: Read, caller: Anyone, asked: Annotated[Searching, Query()]
) -> Response:
    """Find releases by what they say, in any spelling: hamza, ة/ه, ى/ي, tatweel, tashkeel.

    No text is a syntax error; what holds no word finds nothing.
    """
    settings: Settings = request.app.state.settings
    viewer, typed = Viewer.at_this_moment(caller), query.read(asked.q)
    fields = presenting.fields_for(viewer, asked.fields, whole=False)
    found = Release.key.in_(ENGINE.matching(typed.terms)) if typed.terms else false()
    page = listing.page(db, viewer, asked, settings.timezone, also=[found])
    shown = presenting.present(db, viewer, page.rows, settings.public_url)
    items = [
        {
            **release.model_dump(mode="json", include=fields),
            "highlights": {
                "title": highlight.headline(release.title, typed.terms),
                "body": highlight.passages(release.body_text, typed.terms),
            },
        }
        for release in shown
    ]
    return answers.page(
        request,
        page,
        items,
        private=not caller.is_public,
        beside={"query": {"text": typed.text, "terms": list(typed.terms)}},
    )
