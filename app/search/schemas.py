"""A search as clients ask for it, and what they get."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.kit.http.answers import PageOut
from app.language.fields import TEXT
from app.releases.listing import Listing
from app.releases.views import ReleasePicked, SummaryForEditors


class Searching(Listing):
    """Everything that `GET /releases/search` takes: the filters of the list, and `q`."""

    q: Annotated[str, Field(max_length=1000), TEXT] = Field(
        description="What a person types, in any spelling; every word must be found",
        examples=["وزارة الداخلية المصرية"],
    )
    sort: Literal["-published_at", "published_at"] = "-published_at"


class HighlightsOut(BaseModel):
    """Where the release says it: original text, HTML-escaped, `<mark>` around whole words."""

    title: str
    body: list[str] = Field(description="Up to three passages, best first")


class FoundOut(SummaryForEditors):
    """A release that was found."""

    highlights: HighlightsOut


class PickedOut(ReleasePicked):
    """The fields that `fields` asked for, of a release that was found."""

    highlights: HighlightsOut


class QueryOut(BaseModel):
    """How the query was understood."""

    text: str
    terms: list[str] = Field(description="The words looked for, in the spelling that all share")


class FoundPage(PageOut):
    """A page of releases that were found."""

    items: list[FoundOut | PickedOut]
    query: QueryOut
