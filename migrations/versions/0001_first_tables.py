"""Releases, what they are about, keys, and what makes writing safe."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INSTANT = sa.DateTime(timezone=True)
# an index of those that were not thrown away
KEPT: Any = dict.fromkeys(("sqlite_where", "postgresql_where"), sa.text("discarded_at IS NULL"))


def written(length: int | None = None) -> sa.types.TypeEngine[str]:
    """Return the type of a text: ordered by its code points, as SQLite orders.

    A PostgreSQL's own order is that of the language its administrator chose, and changes when the
    system's library does: pages would repeat and leave out, indexes would be wrong.
    """
    plain = sa.Text() if length is None else sa.String(length)
    ordered = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return plain.with_variant(ordered, "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", written(200), nullable=False),
        sa.Column("hashed", sa.LargeBinary(length=32), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("hashed", name="uq_api_keys_hashed"),
    )
    op.create_table(
        "concepts",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", written(100), nullable=False),
        sa.Column("kind", written(20), nullable=False),
        sa.Column("name_ar", written(300), nullable=True),
        sa.Column("name_en", written(300), nullable=True),
        sa.Column("title_ar", written(300), nullable=True),
        sa.Column("title_en", written(300), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_concepts"),
        sa.UniqueConstraint("id", name="uq_concepts_id"),
    )
    op.create_table(
        "idempotency_records",
        sa.Column("caller", written(64), nullable=False),
        sa.Column("method", written(10), nullable=False),
        sa.Column("path", written(500), nullable=False),
        sa.Column("key", written(255), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("caller", "method", "path", "key", name="pk_idempotency_records"),
    )
    op.create_index(
        "ix_idempotency_records_created_at", "idempotency_records", ["created_at"], unique=False
    )

    op.create_table(
        "imported",
        sa.Column("content_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("content_hash", name="pk_imported"),
    )
    op.create_table(
        "concept_names",
        sa.Column("concept_key", sa.Integer(), nullable=False),
        sa.Column("folded", written(300), nullable=False),
        sa.Column("kind", written(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["concept_key"],
            ["concepts.key"],
            name="fk_concept_names_concept_key",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("concept_key", "folded", name="pk_concept_names"),
    )
    op.create_index(
        "ix_concept_names_kind_folded", "concept_names", ["kind", "folded"], unique=False
    )

    op.create_table(
        "releases",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", written(100), nullable=True),
        sa.Column("slug", written(80), nullable=False),
        sa.Column("type", written(20), nullable=False),
        sa.Column("language", written(20), nullable=False),
        sa.Column("translation_of_key", sa.Integer(), nullable=True),
        sa.Column("translated_version", sa.Integer(), nullable=True),
        sa.Column("title", written(), nullable=False),
        sa.Column("title_order", written(), nullable=False),
        sa.Column("subtitle", written(), nullable=True),
        sa.Column("summary", written(), nullable=False),
        sa.Column("summary_is_made", sa.Boolean(), nullable=False),
        sa.Column("body", written(), nullable=False),
        sa.Column("body_format", written(10), nullable=False),
        sa.Column("body_html", written(), nullable=False),
        sa.Column("body_text", written(), nullable=False),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("reading_minutes", sa.Integer(), nullable=False),
        sa.Column("dateline", written(), nullable=True),
        sa.Column("issuer_key", sa.Integer(), nullable=True),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("contacts", sa.JSON(), nullable=False),
        sa.Column("media", sa.JSON(), nullable=False),
        sa.Column("ed_note", written(), nullable=True),
        sa.Column("state", written(10), nullable=False),
        sa.Column("publish_at", INSTANT, nullable=True),
        sa.Column("embargoed_until", INSTANT, nullable=True),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.Column("timezone", written(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("discarded_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state <> 'published' OR (publish_at IS NOT NULL AND listed_at >= publish_at"
            " AND (embargoed_until IS NULL OR listed_at >= embargoed_until))",
            name=op.f("ck_releases_never_listed_early"),
        ),
        sa.ForeignKeyConstraint(["issuer_key"], ["concepts.key"], name="fk_releases_issuer_key"),
        sa.ForeignKeyConstraint(
            ["translation_of_key"], ["releases.key"], name="fk_releases_translation_of_key"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_releases"),
        sa.UniqueConstraint("id", name="uq_releases_id"),
    )
    op.create_index("ix_releases_issuer", "releases", ["issuer_key", "listed_at"], unique=False)
    op.create_index(
        "ix_releases_newest",
        "releases",
        ["listed_at", "id", "state", "publish_at", "embargoed_until", "discarded_at"],
        unique=False,
    )
    op.create_index("ix_releases_title", "releases", ["title_order", "id"], unique=False)
    op.create_index("ix_releases_updated", "releases", ["updated_at", "id"], unique=False)
    op.create_index(
        "uq_releases_edition",
        "releases",
        ["translation_of_key", "language"],
        unique=True,
        **KEPT,
    )
    op.create_index(
        "uq_releases_reference",
        "releases",
        ["reference"],
        unique=True,
        **KEPT,
    )
    op.create_index(
        "uq_releases_slug",
        "releases",
        ["slug", "language"],
        unique=True,
        **KEPT,
    )

    op.create_table(
        "past_slugs",
        sa.Column("slug", written(80), nullable=False),
        sa.Column("language", written(20), nullable=False),
        sa.Column("release_key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_key"], ["releases.key"], name="fk_past_slugs_release_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slug", "language", name="pk_past_slugs"),
    )
    op.create_table(
        "release_concepts",
        sa.Column("release_key", sa.Integer(), nullable=False),
        sa.Column("concept_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concept_key"], ["concepts.key"], name="fk_release_concepts_concept_key"
        ),
        sa.ForeignKeyConstraint(
            ["release_key"],
            ["releases.key"],
            name="fk_release_concepts_release_key",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_key", "concept_key", name="pk_release_concepts"),
    )
    op.create_index(
        "ix_release_concepts_concept_key_release_key",
        "release_concepts",
        ["concept_key", "release_key"],
        unique=False,
    )

    op.create_table(
        "release_keywords",
        sa.Column("release_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("written", written(100), nullable=False),
        sa.Column("folded", written(100), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_key"],
            ["releases.key"],
            name="fk_release_keywords_release_key",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_key", "position", name="pk_release_keywords"),
    )
    op.create_index(
        "ix_release_keywords_folded_release_key",
        "release_keywords",
        ["folded", "release_key"],
        unique=False,
    )

    op.create_table(
        "revisions",
        sa.Column("release_key", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_key"], ["releases.key"], name="fk_revisions_release_key", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("release_key", "number", name="pk_revisions"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("revisions")
    op.drop_table("release_keywords")
    op.drop_table("release_concepts")
    op.drop_table("past_slugs")
    op.drop_table("releases")
    op.drop_table("concept_names")
    op.drop_table("imported")
    op.drop_table("idempotency_records")
    op.drop_table("concepts")
    op.drop_table("api_keys")
