"""The audit log, which only grows; and of each key who issued it, and when it was last used."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
REFUSED = sa.text("status >= 400")
KEPT = "the audit log only grows"
ON_SQLITE = """CREATE TRIGGER audit_lines_{verb} BEFORE {verb} ON audit_lines
    BEGIN SELECT RAISE(ABORT, '{said}'); END"""
# REPLACE puts a row in place of another without a word to the trigger for DELETE
NOT_REPLACED = """CREATE TRIGGER audit_lines_INSERT BEFORE INSERT ON audit_lines
    WHEN NEW.number IN (SELECT number FROM audit_lines WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, '{said}'); END"""
REFUSAL = f"""CREATE FUNCTION audit_lines_only_grow() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$"""
ON_POSTGRES = """CREATE TRIGGER audit_lines_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_lines
    EXECUTE FUNCTION audit_lines_only_grow()"""


def written(length: int | None = None) -> sa.types.TypeEngine[str]:
    """Return the type of a text: ordered by its code points, as in the first tables."""
    plain = sa.Text() if length is None else sa.String(length)
    ordered = sa.Text(collation="C") if length is None else sa.String(length, collation="C")
    return plain.with_variant(ordered, "postgresql")


def upgrade() -> None:
    """Make the log, and what refuses to change it."""
    op.add_column("api_keys", sa.Column("created_by", sa.Uuid(), nullable=True))
    op.add_column("api_keys", sa.Column("last_used_at", INSTANT, nullable=True))
    op.create_table(
        "audit_lines",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("key_name", written(200), nullable=True),
        sa.Column("action", written(100), nullable=True),
        sa.Column("subject_kind", written(50), nullable=True),
        sa.Column("subject_id", written(100), nullable=True),
        sa.Column("method", written(10), nullable=True),
        sa.Column("path", written(), nullable=True),
        sa.Column("request_id", written(64), nullable=True),
        sa.Column("address", written(50), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", written(100), nullable=True),
        sa.Column("note", sa.JSON(), nullable=True),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_lines"),
    )
    op.create_index("ix_audit_lines_at", "audit_lines", ["at"])
    op.create_index("ix_audit_lines_key_id_number", "audit_lines", ["key_id", "number"])
    op.create_index("ix_audit_lines_action_number", "audit_lines", ["action", "number"])
    op.create_index("ix_audit_lines_subject_id_number", "audit_lines", ["subject_id", "number"])
    op.create_index(
        "ix_audit_lines_refused",
        "audit_lines",
        ["number"],
        sqlite_where=REFUSED,
        postgresql_where=REFUSED,
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute(REFUSAL)
        op.execute(ON_POSTGRES)
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(ON_SQLITE.format(verb=verb, said=KEPT))
    op.execute(NOT_REPLACED.format(said=KEPT))


def downgrade() -> None:
    """Drop the log, with everything in it."""
    op.drop_table("audit_lines")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_lines_only_grow")
    op.drop_column("api_keys", "last_used_at")
    op.drop_column("api_keys", "created_by")
