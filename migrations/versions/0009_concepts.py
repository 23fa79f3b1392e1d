"""Where a concept stands in a list, the words that find it there, and when it was last changed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.concepts.naming import words_of
from app.language.collation import sort_key

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")  # ordered by its code points
ADDED: dict[str, sa.types.TypeEngine[Any]] = {
    "name_order": TEXT,
    "words": TEXT,
    "updated_at": INSTANT,
}
CONCEPTS = sa.table(
    "concepts",
    *(sa.column(name, sa.Text) for name in ("name_ar", "name_en", "name_order", "words")),
    sa.column("key", sa.Integer),
    sa.column("aliases", sa.JSON),
    *(sa.column(name, INSTANT) for name in ("created_at", "updated_at")),
)


def upgrade() -> None:
    """Add the columns, made of the names that are there; nothing was changed since it was made."""
    for name, kind in ADDED.items():
        op.add_column("concepts", sa.Column(name, kind, nullable=True))
    connection = op.get_bind()
    of = CONCEPTS.c
    for row in connection.execute(sa.select(of.key, of.name_ar, of.name_en, of.aliases)).all():
        made = {
            "name_order": sort_key(row.name_ar or row.name_en or ""),
            "words": words_of(row.name_ar, row.name_en, *row.aliases),
            "updated_at": of.created_at,
        }
        connection.execute(sa.update(CONCEPTS).where(of.key == row.key).values(made))
    with op.batch_alter_table("concepts") as concepts:
        for name, kind in ADDED.items():
            concepts.alter_column(name, existing_type=kind, nullable=False)
    op.create_index("ix_concepts_name", "concepts", ["name_order", "id"])


def downgrade() -> None:
    """Drop them: names and aliases stay."""
    op.drop_index("ix_concepts_name", "concepts")
    for name in ADDED:
        op.drop_column("concepts", name)
