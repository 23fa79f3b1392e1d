"""One line of JSON Lines: the form that `export` writes and `import` reads."""

from typing import Any
from uuid import UUID

from pydantic import ValidationError

from app.kit.db import ReadSession
from app.kit.errors import Invalid
from app.kit.input_errors import translate
from app.language.fields import Instant
from app.releases import history
from app.releases.models import Release
from app.releases.schemas import ReleaseIn


class ReleaseRecord(ReleaseIn):
    """A release as an editor would write it, with the identity that it has elsewhere."""

    id: UUID | None = None
    created_at: Instant | None = None


def read(document: Any) -> ReleaseRecord:
    """Return the record that a JSON document holds; raise `Invalid`, which says what is wrong."""
    try:
        return ReleaseRecord.model_validate(document)
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise Invalid(errors=translate(found)) from error


def record_of(db: ReadSession, release: Release) -> dict[str, Any]:
    """Return the record from which importing makes this release again."""
    return {
        "id": str(release.id),
        "created_at": release.created_at.isoformat(),
        **history.document_of(db, release),
    }
