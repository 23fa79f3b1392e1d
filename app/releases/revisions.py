"""Revisions as clients read them: what was saved, by whom and when, and which words differ."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.concepts.schemas import BilingualOut
from app.kit.clock import rfc3339
from app.kit.http.answers import InstantOut, PageOut, Shown
from app.language import edits
from app.releases import documents
from app.releases.models import BodyFormat, ReleaseType
from app.releases.reading import Viewer
from app.releases.states import State
from app.releases.views import ContactOut, MediaOut

INTERNAL = "ed_note"  # of a document, only for keys that may edit
INSTANTS = ("publish_at", "embargoed_until")
TEXTS = frozenset({"title", "subtitle", "summary", "body", "dateline", "ed_note"})


class Pages(BaseModel):
    """What `GET /releases/{id}/revisions` takes."""

    limit: int = Field(20, ge=1, le=100)
    cursor: str | None = Field(
        None, max_length=4000, description="From `links`", json_schema_extra={"format": "cursor"}
    )


class SaverOut(Shown):
    """Whose key saved it: its id, and the name that it had then."""

    id: UUID | None = Field(description="null for work at the server's own terminal")
    name: str = Field(examples=["مكتب الإعلام", "operator"])


class RevisionOut(Shown):
    """One save, as lists show it."""

    number: int = Field(ge=1, examples=[3])
    saved_at: InstantOut
    saved_by: SaverOut
    action: str = Field(description="What was done", examples=["save", "publish", "restore"])
    note: dict[str, Any] | None = Field(
        description="What was said of it; of `restore`, which revision came back",
        examples=[{"revision": 3}],
    )
    version: int = Field(ge=0, description="The published version that it is, or follows")
    changed: list[str] = Field(
        description="The fields that differ from the revision before",
        examples=[["title", "body"]],
    )
    url: str


class RevisionPage(PageOut):
    """A page of the revisions of one release."""

    items: list[RevisionOut]


class NamedOut(Shown):
    """A concept as it was named then."""

    id: str = Field(examples=["mahmoud-tawfik"])
    name: BilingualOut
    title: BilingualOut | None
    aliases: list[str]


class DocumentOut(Shown):
    """The whole of what an editor writes, as it was saved: PUT takes it."""

    title: str = Field(examples=["وزير الداخلية يستقبل نظيره المصري"])
    subtitle: str | None
    summary: str | None = Field(description="null when it was made from the first paragraph")
    body: str = Field(examples=["استقبل الوزير اليوم ، اللواء محـمود تـوفيق."])
    body_format: BodyFormat
    language: str = Field(examples=["ar"])
    type: ReleaseType
    reference: str | None = Field(examples=["MOI-2026-0147"])
    slug: str = Field(examples=["وزير-الداخلية-يستقبل-نظيره-المصري"])
    translation_of: UUID | None
    dateline: str | None = Field(examples=["المنامة"])
    issuer: NamedOut | None
    topics: list[NamedOut]
    people: list[NamedOut]
    organisations: list[NamedOut]
    places: list[NamedOut]
    keywords: list[str] = Field(examples=[["الأمن السيبراني"]])
    urgency: int
    contacts: list[ContactOut]
    media: list[MediaOut]
    ed_note: str | None = Field(None, description="To editors; only for keys that may edit")
    state: State
    publish_at: InstantOut | None
    embargoed_until: InstantOut | None
    timezone: str = Field(examples=["Asia/Bahrain"])


class RevisionWhole(RevisionOut):
    """One save, with the document as it then stood."""

    document: DocumentOut


class PartOut(Shown):
    """A stretch of a text: in both, or only in one of them."""

    op: Literal["equal", "delete", "insert"]
    text: str = Field(examples=["محـمود "])


class FieldDiff(Shown):
    """One field that differs."""

    field: str = Field(examples=["title"])
    before: Any = Field(description="null where there was nothing", examples=["خبر قديم"])
    after: Any = Field(examples=["خبر جديد"])
    parts: list[PartOut] | None = Field(
        description="Of texts, word by word: all but the inserted parts join to `before`,"
        " all but the deleted ones to `after`",
        examples=[
            [
                {"op": "equal", "text": "خبر "},
                {"op": "delete", "text": "قديم"},
                {"op": "insert", "text": "جديد"},
            ]
        ],
    )


class DiffOut(Shown):
    """What makes one revision of another."""

    revision: RevisionOut
    against: RevisionOut | None = Field(description="null: against nothing, before the first")
    fields: list[FieldDiff]


def shown(row: Any, viewer: Viewer, url: str) -> dict[str, Any]:
    """Return a revision as JSON; `url` is the release's own."""
    return {
        "number": row.number,
        "saved_at": rfc3339(row.saved_at),
        "saved_by": {"id": row.saved_by, "name": row.saved_by_name},
        "action": row.action,
        "note": row.note,
        "version": row.version,
        "changed": [field for field in row.changed if _may_see(viewer, field)],
        "url": f"{url}/revisions/{row.number}",
    }


def whole(row: Any, viewer: Viewer, url: str) -> dict[str, Any]:
    """Return the same with its document."""
    document = {field: _shown(row.document, field) for field in DocumentOut.model_fields}
    if not viewer.edits:
        del document[INTERNAL]
    return {**shown(row, viewer, url), "document": document}


def difference(row: Any, against: Any, viewer: Viewer, url: str) -> dict[str, Any]:
    """Return as JSON what makes a revision of another, or of nothing (None)."""
    before = against.document if against else {}
    differing = documents.changed(before, row.document)
    return {
        "revision": shown(row, viewer, url),
        "against": shown(against, viewer, url) if against else None,
        "fields": [
            _field(field, _shown(before, field), _shown(row.document, field))
            for field in differing
            if _may_see(viewer, field)
        ],
    }


def _field(field: str, before: Any, after: Any) -> dict[str, Any]:
    parts = edits.parts(before or "", after or "") if field in TEXTS else None
    return {
        "field": field,
        "before": before,
        "after": after,
        "parts": None if parts is None else [{"op": op, "text": text} for op, text in parts],
    }


def _shown(document: dict[str, Any], field: str) -> Any:
    value = document.get(field)
    return value.replace("+00:00", "Z") if value and field in INSTANTS else value


def _may_see(viewer: Viewer, field: str) -> bool:
    return viewer.edits or field != INTERNAL
