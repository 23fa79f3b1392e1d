"""One line of JSON Lines: the form that `export` writes and `import` reads."""

from typing import Any
from uuid import UUID

from app.kit.db import ReadSession
from app.language.fields import Instant
from app.releases import history
from app.releases.models import Release
from app.releases.schemas import ReleaseIn


class ReleaseRecord(ReleaseIn):
    """A release as an editor would write it, with the identity that it has elsewhere."""

    id: UUID | None = None
    created_at: Instant | None = None


def record_of(db: ReadSession, release: Release) -> dict[str, Any]:
    """Return the record from which importing makes this release again."""
    return {
        "id": str(release.id),
        "created_at": release.created_at.isoformat(),
        **history.document_of(db, release),
    }
