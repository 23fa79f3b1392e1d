"""A concept as clients of the directory read it: every documented field, always."""

from pydantic import Field

from app.concepts.schemas import ConceptOut
from app.kit.http.answers import InstantOut, PageOut


class ConceptWhole(ConceptOut):
    """A topic, person, organisation or place, whole."""

    aliases: list[str] = Field(
        description="Other names that find it", examples=[["اللواء محمود توفيق"]]
    )
    url: str = Field(examples=["/concepts/mahmoud-tawfik"])
    releases: int = Field(
        ge=0, description="How many releases that you may see are about it", examples=[12]
    )
    issued: int = Field(ge=0, description="How many that you may see it has issued")
    created_at: InstantOut | None = Field(None, description="Only for keys that see drafts")
    updated_at: InstantOut | None = Field(None, description="Only for keys that see drafts")


class ConceptPage(PageOut):
    """A page of concepts."""

    items: list[ConceptWhole]
