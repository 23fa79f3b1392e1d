"""Tables of concepts and of every name that finds one."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Table
from app.kit.types import Instant

Kind = Literal["topic", "person", "organisation", "place"]


class Concept(Table):
    """One topic, person, organisation or place.

    `name_order` and `words` are made of its names: where it stands in a list, what finds it there.
    """

    __tablename__ = "concepts"
    __table_args__ = (Index("ix_concepts_name", "name_order", "id"),)

    key: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[Kind] = mapped_column(String(20))
    name_ar: Mapped[str | None] = mapped_column(String(300))
    name_en: Mapped[str | None] = mapped_column(String(300))
    title_ar: Mapped[str | None] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300))
    aliases: Mapped[list[Any]] = mapped_column(JSON, default=list)
    name_order: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def is_as_made(self) -> bool:
        """Tell whether it was never changed: `updated_at` then differs, whatever clocks say."""
        return self.updated_at == self.created_at


class ConceptName(Table):
    """A spelling that finds a concept: folded, so that every way of writing it is one."""

    __tablename__ = "concept_names"
    __table_args__ = (Index(None, "kind", "folded"),)

    concept_key: Mapped[int] = mapped_column(
        ForeignKey("concepts.key", ondelete="CASCADE"), primary_key=True
    )
    folded: Mapped[str] = mapped_column(String(300), primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(20))
