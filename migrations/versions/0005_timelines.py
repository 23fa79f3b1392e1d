"""The timelines of a PostgreSQL cluster: a host that did not follow a failover lacks the last."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table; servers that read from replicas fill it."""
    op.create_table(
        "timelines",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_timelines"),
    )


def downgrade() -> None:
    """Drop it: nothing is lost that is not noted again."""
    op.drop_table("timelines")
