"""What a slug is numbered from, so that namesakes are numbered in the order in which they open."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# of one title; what an editor chose to end with a number stays
NUMBERED = """UPDATE releases SET numbered_from = {plain}
    WHERE {words} LIKE '%-' AND {words} <> slug AND EXISTS (
        SELECT 1 FROM releases other
        WHERE other.slug = {plain} AND other.language = releases.language
        AND other.title_order = releases.title_order)"""
WORDS = "rtrim(releases.slug, '0123456789')"
PLAIN = f"substr({WORDS}, 1, length({WORDS}) - 1)"


def upgrade() -> None:
    """Add the column, and tell it of slugs that are another's with a number."""
    op.add_column("releases", sa.Column("numbered_from", sa.String(80), nullable=True))
    op.execute(NUMBERED.format(plain=PLAIN, words=WORDS))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("releases", "numbered_from")
