"""A killed edition makes room for another one in its language; indexes for lists of a few."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LISTED = ("language", "type")
NAME, COLUMNS = "uq_releases_edition", ["translation_of_key", "language"]


def upgrade() -> None:
    """Leave out what was killed."""
    op.create_index("ix_releases_translations", "releases", ["translation_of_key"])
    for name in LISTED:
        op.create_index(f"ix_releases_{name}", "releases", [name, "listed_at", "id"])
    _make("discarded_at IS NULL AND state <> 'killed'")


def downgrade() -> None:
    """Count it again; of two editions in one language the killed one is let go."""
    op.execute("UPDATE releases SET translation_of_key = NULL WHERE state = 'killed'")
    _make("discarded_at IS NULL")
    for name in ("translations", *LISTED):
        op.drop_index(f"ix_releases_{name}", "releases")


def _make(where: str) -> None:
    op.drop_index(NAME, "releases")
    of = sa.text(where)
    op.create_index(NAME, "releases", COLUMNS, unique=True, sqlite_where=of, postgresql_where=of)
