"""The secret that hashes the keys, for servers on several machines that share a database."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table; the first start that needs a secret makes it."""
    op.create_table(
        "server_secrets",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_server_secrets"),
    )


def downgrade() -> None:
    """Drop it; keys that it hashed are then unknown."""
    op.drop_table("server_secrets")
