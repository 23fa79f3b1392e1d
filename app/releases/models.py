"""Tables of releases, of the addresses they had, and of every save."""

import uuid
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.concepts.models import Concept
from app.kit.db import Table
from app.kit.types import Instant
from app.releases.states import State

ReleaseType = Literal[
    "press_release", "statement", "news_story", "speech", "media_advisory", "correction_notice"
]
BodyFormat = Literal["text", "markdown", "html"]

NOT_DISCARDED = text("discarded_at IS NULL")
REFERRED_TO = text("discarded_at IS NULL AND reference IS NOT NULL")
TRANSLATES = text("translation_of_key IS NOT NULL")
IN_PLACE = text(f"discarded_at IS NULL AND state <> 'killed' AND {TRANSLATES}")


class ReleaseConcept(Table):
    """A release is about this concept; `position` keeps the editor's order within a kind."""

    __tablename__ = "release_concepts"
    __table_args__ = (Index(None, "concept_key", "release_key"),)

    release_key: Mapped[int] = mapped_column(
        ForeignKey("releases.key", ondelete="CASCADE"), primary_key=True
    )
    concept_key: Mapped[int] = mapped_column(ForeignKey("concepts.key"), primary_key=True)
    position: Mapped[int]
    concept: Mapped[Concept] = relationship(lazy="raise")


class ReleaseKeyword(Table):
    """A free tag; found by its folded form, shown as it was written."""

    __tablename__ = "release_keywords"
    __table_args__ = (Index(None, "folded", "release_key"),)

    release_key: Mapped[int] = mapped_column(
        ForeignKey("releases.key", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    written: Mapped[str] = mapped_column(String(100))
    folded: Mapped[str] = mapped_column(String(100))


class Release(Table):
    """One language edition of one announcement.

    `listed_at` is the instant from which the public may read it, the later of `publish_at` and
    `embargoed_until`; for a draft, when it was made. The check below lets no writer put it earlier:
    an embargo that a bug forgets is refused by the database itself. `left_at` is when what was
    published was withdrawn, killed or archived; `came_from` what unscheduling makes of it again.
    `numbered_from` is the slug without its number, if `releases.namesakes` gave it one. It
    `needs_review` when something public happened to another edition since it was saved.
    """

    __tablename__ = "releases"
    __table_args__ = (
        CheckConstraint(
            "state <> 'published' OR (publish_at IS NOT NULL AND listed_at >= publish_at"
            " AND (embargoed_until IS NULL OR listed_at >= embargoed_until))",
            name="never_listed_early",
        ),
        # PostgreSQL's indexes have these conditions too, as migrations say: to name it here too
        # would load all that SQLAlchemy knows of it, with each start
        Index("uq_releases_slug", "slug", "language", unique=True, sqlite_where=NOT_DISCARDED),
        Index("uq_releases_reference", "reference", unique=True, sqlite_where=REFERRED_TO),
        Index("uq_releases_edition", "translation_of_key", "language", unique=True,
              sqlite_where=IN_PLACE),
        Index("ix_releases_translations", "translation_of_key", sqlite_where=TRANSLATES),
        # with all that visibility asks, so that the public's total is counted in the index alone
        Index("ix_releases_newest", "listed_at", "id", "state", "publish_at", "embargoed_until",
              "discarded_at"),
        Index("ix_releases_updated", "updated_at", "id"),
        Index("ix_releases_title", "title_order", "id"),
        Index("ix_releases_issuer", "issuer_key", "listed_at"),
        Index("ix_releases_language", "language", "listed_at", "id"),
        Index("ix_releases_type", "type", "listed_at", "id"),
    )  # fmt: skip

    key: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True)
    reference: Mapped[str | None] = mapped_column(String(100))
    slug: Mapped[str] = mapped_column(String(80))
    numbered_from: Mapped[str | None] = mapped_column(String(80))
    type: Mapped[ReleaseType] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(20))
    translation_of_key: Mapped[int | None] = mapped_column(ForeignKey("releases.key"))
    translated_version: Mapped[int | None]

    title: Mapped[str] = mapped_column(Text)
    title_order: Mapped[str] = mapped_column(Text)
    subtitle: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    summary_is_made: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
    body_format: Mapped[BodyFormat] = mapped_column(String(10))
    body_html: Mapped[str] = mapped_column(Text)
    body_text: Mapped[str] = mapped_column(Text)
    word_count: Mapped[int]
    reading_minutes: Mapped[int]
    dateline: Mapped[str | None] = mapped_column(Text)
    issuer_key: Mapped[int | None] = mapped_column(ForeignKey("concepts.key"))
    urgency: Mapped[int]
    contacts: Mapped[list[Any]] = mapped_column(JSON)
    media: Mapped[list[Any]] = mapped_column(JSON)
    ed_note: Mapped[str | None] = mapped_column(Text)

    state: Mapped[State] = mapped_column(String(10))
    publish_at: Mapped[datetime | None] = mapped_column(Instant)
    embargoed_until: Mapped[datetime | None] = mapped_column(Instant)
    listed_at: Mapped[datetime] = mapped_column(Instant)
    timezone: Mapped[str] = mapped_column(String(64))
    came_from: Mapped[State | None] = mapped_column(String(10))
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    notice: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    corrections: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    corrected_at: Mapped[datetime | None] = mapped_column(Instant)
    needs_review: Mapped[bool] = mapped_column(default=False)

    version: Mapped[int]
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    discarded_at: Mapped[datetime | None] = mapped_column(Instant)

    # written by `relations`
    issuer: Mapped[Concept | None] = relationship(lazy="raise", viewonly=True)
    concepts: Mapped[list[ReleaseConcept]] = relationship(
        lazy="raise", order_by=ReleaseConcept.position, viewonly=True
    )
    keywords: Mapped[list[ReleaseKeyword]] = relationship(
        lazy="raise", order_by=ReleaseKeyword.position, viewonly=True
    )


class ReleaseCounts(Table):
    """How many releases there are of a language and a type: triggers count them (migration 0015).

    Of those that were not discarded: `published` are also those whose instant is to come, `drafts`
    also those in review.
    """

    __tablename__ = "release_counts"

    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    published: Mapped[int] = mapped_column(BigInteger)
    drafts: Mapped[int] = mapped_column(BigInteger)


class PublicSummary(Table):
    """What a list shows the public of a release, made when it was saved: `releases.summaries`.

    Triggers (migration 0013) throw it away when the release is changed, or a concept's name is.
    """

    __tablename__ = "public_summaries"
    __table_args__ = (Index("ix_public_summaries_made_by", "made_by"),)

    release_key: Mapped[int] = mapped_column(
        ForeignKey("releases.key", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    made_by: Mapped[int]  # `summaries.MADE_BY` of the program that made it
    translation_of_key: Mapped[int | None]  # as in the release
    json: Mapped[bytes] = mapped_column(LargeBinary)


class PastSlug(Table):
    """An address that a release once had: it answers with a redirect, for ever."""

    __tablename__ = "past_slugs"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    release_key: Mapped[int] = mapped_column(ForeignKey("releases.key", ondelete="CASCADE"))


class Revision(Table):
    """One save: the whole writable document as it then stood, who saved it, when and how.

    What a list of them shows is stored before the document, which may be a megabyte; the name of
    the key is the one that it had. The defaults are those of rows older than the columns.
    """

    __tablename__ = "revisions"

    release_key: Mapped[int] = mapped_column(
        ForeignKey("releases.key", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    saved_by_name: Mapped[str] = mapped_column(String(200), server_default="operator")
    action: Mapped[str] = mapped_column(String(20), server_default="save")
    note: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(server_default="0")
    changed: Mapped[list[Any]] = mapped_column(JSON, server_default="[]")
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
