"""What becomes of a release: where it came from, when and why it left, its corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns: empty, since nothing has left or was corrected yet."""
    came_from = sa.String(10).with_variant(sa.String(10, collation="C"), "postgresql")
    op.add_column("releases", sa.Column("came_from", came_from, nullable=True))
    op.add_column("releases", sa.Column("left_at", INSTANT, nullable=True))
    op.add_column("releases", sa.Column("notice", sa.JSON(), nullable=True))
    op.add_column("releases", sa.Column("corrections", sa.JSON(), nullable=True))
    op.add_column("releases", sa.Column("corrected_at", INSTANT, nullable=True))
    op.add_column(
        "releases",
        sa.Column("needs_review", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Drop them: an older server knows only drafts and what is published."""
    op.execute("UPDATE releases SET state = 'draft' WHERE state NOT IN ('draft', 'published')")
    for name in ("corrected_at", "corrections", "notice", "left_at", "came_from", "needs_review"):
        op.drop_column("releases", name)
