"""One line of JSON Lines: the form that `export` writes and `import` reads."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.concepts import writing
from app.concepts.models import Concept
from app.concepts.schemas import ConceptDocument
from app.kit.db import ReadSession
from app.kit.input_errors import validated
from app.language.fields import Instant
from app.releases import history
from app.releases.models import Release
from app.releases.schemas import ReleaseIn


class ReleaseRecord(ReleaseIn):
    """A release as an editor would write it, with the identity that it has elsewhere."""

    id: UUID | None = None
    created_at: Instant | None = None


class ConceptRecord(BaseModel):
    """A concept that no release of the file names; the others come with their releases."""

    model_config = ConfigDict(extra="forbid")

    concept: ConceptDocument


def read(document: Any) -> ReleaseRecord:
    """Return the record that a JSON document holds; raise `Invalid`, which says what is wrong."""
    return validated(ReleaseRecord, document)


def read_line(document: Any) -> ReleaseRecord | ConceptRecord:
    """Return what a line holds: a release, or a concept under that name; raise `Invalid`."""
    if isinstance(document, dict) and "concept" in document:
        return validated(ConceptRecord, document)
    return read(document)


def record_of_concept(concept: Concept) -> dict[str, Any]:
    """Return the record from which importing makes this concept again."""
    return {"concept": writing.written(concept)}


def record_of(db: ReadSession, release: Release) -> dict[str, Any]:
    """Return the record from which importing makes this release again.

    A source that was discarded is not exported, and so not named either.
    """
    document = history.document_of(db, release)
    if release.translation_of_key is not None and history.source_is_discarded(db, release):
        document["translation_of"] = None
    return {"id": str(release.id), "created_at": release.created_at.isoformat(), **document}
