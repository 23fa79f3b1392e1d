"""One line of JSON Lines: the form that `export` writes and `import` reads."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.concepts import writing
from app.concepts.models import Concept
from app.concepts.schemas import ConceptDocument
from app.kit import strict_json
from app.kit.clock import rfc3339
from app.kit.db import ReadSession
from app.kit.foreseen import foreseeable
from app.kit.input_errors import validated
from app.language.fields import Instant, refuse
from app.releases import history, slugs
from app.releases.models import Release
from app.releases.schemas import ReleaseIn, Strict
from app.releases.states import ENDED
from app.releases.verbs import ReasonIn

_LIFE = (
    "numbered_from",
    "version",
    "came_from",
    "left_at",
    "notice",
    "corrections",
    "corrected_at",
)


class NoticeRecord(Strict):
    """Why a release was withdrawn or killed."""

    state: Literal["withdrawn", "killed"]
    at: Instant
    reason: ReasonIn
    replacement: UUID | None = None


class CorrectionRecord(Strict):
    """What was put right, and when."""

    version: Annotated[int, Field(ge=1, strict=True)]
    at: Instant
    note: ReasonIn


class ReleaseRecord(ReleaseIn):
    """A release as an editor would write it, with its identity and what became of it elsewhere."""

    id: UUID | None = None
    created_at: Instant | None = None
    numbered_from: str | None = None
    version: Annotated[int, Field(ge=1, strict=True)] | None = None
    came_from: Literal["draft", "in_review", "published"] | None = None
    left_at: Instant | None = None
    notice: NoticeRecord | None = None
    corrections: list[CorrectionRecord] | None = None
    corrected_at: Instant | None = None

    @model_validator(mode="after")
    def _whole_life(self) -> Self:
        told = self.notice.state if self.notice else None
        if self.state in ENDED and (self.left_at is None or told != _NOTICED.get(self.state)):
            refuse(
                "life_incomplete",
                "يلزم left_at لما لم يعد منشورًا، و notice لما سُحب أو أُلغي.",
                "What left needs left_at; what was withdrawn or killed, a notice that says so.",
            )
        return self

    def tell(self, release: Release) -> None:
        """Let a release that was just made have had the life of the record."""
        if self.numbered_from and slugs.is_numbered(release.slug, self.numbered_from):
            release.numbered_from = self.numbered_from
        release.version = self.version or release.version
        release.came_from = self.came_from or release.came_from
        release.left_at = self.left_at if self.state in ENDED else None
        release.notice = _told(self.notice) if self.notice and self.state in ENDED else None
        release.corrections = [_told(one) for one in self.corrections or ()] or None
        release.corrected_at = self.corrected_at


_NOTICED = {"withdrawn": "withdrawn", "killed": "killed"}


def _told(said: NoticeRecord | CorrectionRecord) -> dict[str, Any]:
    return {**said.model_dump(mode="json"), "at": rfc3339(said.at)}


class ConceptRecord(BaseModel):
    """A concept that no release of the file names; the others come with their releases."""

    model_config = ConfigDict(extra="forbid")

    concept: ConceptDocument


def read(document: Any) -> ReleaseRecord:
    """Return the record that a JSON document holds; raise `Invalid`, which says what is wrong."""
    return validated(ReleaseRecord, document)


@foreseeable
def read_line(line: bytes) -> ReleaseRecord | ConceptRecord:
    """Return what a line holds: a release, or a concept under that name; raise `Problem`."""
    document = strict_json.read(line)
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
    life = {name: getattr(release, name) for name in _LIFE}
    return {
        "id": str(release.id),
        "created_at": release.created_at.isoformat(),
        **document,
        **{
            name: value.isoformat() if name in {"left_at", "corrected_at"} else value
            for name, value in life.items()
            if value
        },
    }
