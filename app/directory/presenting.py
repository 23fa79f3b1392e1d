"""From stored concepts to what a caller reads: JSON of the very shape that `views` describes."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pydantic_core import to_json

from app.concepts import writing
from app.concepts.models import Concept
from app.kit.clock import rfc3339
from app.kit.db import ReadSession
from app.kit.http.caching import digest
from app.releases import subjects
from app.releases.reading import Viewer


def shown(
    db: ReadSession, viewer: Viewer, concepts: Sequence[Concept], public_url: str
) -> list[dict[str, Any]]:
    """Return the concepts as JSON, with how many releases the viewer sees of each."""
    often = subjects.how_often(db, viewer, [concept.key for concept in concepts])
    return [
        {
            **writing.written(concept),
            "url": address(public_url, concept),
            "releases": often[concept.key].about,
            "issued": often[concept.key].issued,
            **(_instants(concept) if viewer.sees_drafts else {}),
        }
        for concept in concepts
    ]


def whole(db: ReadSession, viewer: Viewer, concept: Concept, public_url: str) -> bytes:
    """Return one concept as JSON."""
    return to_json(shown(db, viewer, [concept], public_url)[0])


def address(public_url: str, concept: Concept) -> str:
    """Return a concept's own address, percent-encoded as headers need it."""
    return f"{public_url}/concepts/{quote(concept.id, safe='')}"


def save_tag(concept: Concept) -> str:
    """Return what stands for what was last written of this concept in an entity tag.

    Made of that itself: when, or how often, it was written would tell the public of hidden
    releases that had named it before.
    """
    return digest(*writing.written(concept).values())


def _instants(concept: Concept) -> dict[str, str]:
    return {
        "created_at": rfc3339(concept.created_at),
        "updated_at": rfc3339(concept.updated_at),
    }
