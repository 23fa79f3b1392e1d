"""A search as clients ask for it, and what they get."""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from app.concepts.schemas import BilingualOut
from app.kit.http.answers import PageOut, Shown
from app.language.fields import LANGUAGE, TEXT
from app.releases.listing import Listing
from app.releases.views import ReleasePicked, SummaryForEditors
from app.search.engine import Facet
from app.search.query import Matching

LONGEST_QUERY = 1000

_FACETS = "|".join(get_args(Facet))
FacetNames = Annotated[
    str,
    Field(
        max_length=200,
        json_schema_extra={"pattern": f"^ *({_FACETS}) *(, *({_FACETS}) *)*$"},
    ),
]


class Searching(Listing):
    """Everything that `GET /releases/search` takes: the filters of the list, and `q`."""

    q: Annotated[str, Field(max_length=LONGEST_QUERY), TEXT] = Field(
        description='What a person types, in any spelling: words, `"a phrase"`, `-word`, `word*`,'
        " `title:word`",
        examples=["وزارة الداخلية المصرية"],
    )
    match: Matching = Field(
        "auto", description="`exact`: every word, as it is spelled but for hamza, tashkeel and such"
    )
    sort: Literal["relevance", "-published_at", "published_at"] = "relevance"  # type: ignore[assignment]  # a search has an order that a list has not
    facets: list[FacetNames] = Field(
        [], max_length=20, description="What to count by", examples=[["language,topic"]]
    )
    explain: bool = Field(
        default=False, description="Show what each score is made of; for keys that may edit"
    )


class HighlightsOut(Shown):
    """Where the release says it: original text, HTML-escaped, `<mark>` around whole words."""

    title: str = Field(examples=["<mark>وزير</mark> <mark>الداخلية</mark> يستقبل نظيره المصري"])
    body: list[str] = Field(description="Up to three passages, best first")


class ExplanationOut(Shown):
    """What a score is the sum of."""

    stems: float = Field(description="The words asked for, in any form")
    exact: float = Field(description="The same words as they were typed")
    grams: float = Field(description="Runs of four letters: broken plurals, typing errors")
    neighbours: float = Field(description="Words next to each other as they were typed")
    whole: float = Field(description="Both words of a query of two")


class Hit(Shown):
    """What search says of a release that it found."""

    score: float | None = Field(
        description="For comparing hits of one search; null where they were not ranked"
    )
    highlights: HighlightsOut
    explanation: ExplanationOut | None = Field(
        None, description="Only with `explain`, for keys that may edit"
    )


class FoundOut(SummaryForEditors, Hit):
    """A release that was found."""


class PickedOut(ReleasePicked, Hit):
    """The fields that `fields` asked for, of a release that was found."""

    model_config = ConfigDict(json_schema_extra={"required": ["score", "highlights"]})


class QueryOut(Shown):
    """How the query was understood."""

    text: str
    terms: list[str] = Field(description="What is looked for, in the spelling that all share")
    relaxed: bool = Field(description="Too few hold every word, so these hold some of them")
    suggestion: str | None = Field(
        description="«هل تقصد …»: words that nothing holds, as they may be meant",
        examples=["وزارة الداخلية"],
    )


class FacetValue(Shown):
    """A value of a facet among what was found."""

    value: str = Field(
        description="What the filter of this name takes", examples=["cyber-security"]
    )
    label: BilingualOut
    count: int = Field(ge=1, description="How many of all that was found, exactly")


class FoundPage(PageOut):
    """A page of releases that were found."""

    items: list[FoundOut | PickedOut]
    query: QueryOut
    facets: dict[Facet, list[FacetValue]] = Field(
        description="The facets asked for, commonest values first, at most a hundred of each"
    )


class Suggesting(BaseModel):
    """Everything that `GET /releases/suggestions` takes."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=200), TEXT] = Field(
        description="What was typed so far, in any spelling", examples=["وزير الداخ"]
    )
    limit: int = Field(8, ge=1, le=20)
    language: Annotated[str, Field(max_length=20), LANGUAGE] | None = Field(
        None, description="Only titles in this language (BCP 47)"
    )


class SuggestionOut(BaseModel):
    """A title or a name that goes on as was typed."""

    kind: Literal["release", "topic", "person", "organisation", "place"]
    id: str = Field(description="Of the release, or of the concept")
    text: str = Field(examples=["وزير الداخلية يستقبل نظيره المصري"])
    highlight: str = Field(
        description="The text, HTML-escaped, `<mark>` around the words that were typed",
        examples=["<mark>وزير</mark> <mark>الداخلية</mark> يستقبل نظيره المصري"],
    )
    url: str | None = Field(description="The release's address; null for concepts")


class SuggestionsOut(BaseModel):
    """What may be meant, best first: names, then titles, the newest first."""

    items: list[SuggestionOut]
