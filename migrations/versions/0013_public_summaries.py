"""What a list shows of a release, finished; thrown away when what it was made of changes.

By triggers, so that whatever writes cannot forget it; what is missing is made at the next start.
They are on `releases` and `concepts`: see what 0011 says of `batch_alter_table`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "public_summaries"
# the one change that leaves a release's words alone is another edition's: "look at this again"
SAVED = "NOT (OLD.needs_review <> NEW.needs_review AND OLD.revision = NEW.revision)"
NAMED = "UPDATE OF id, kind, name_ar, name_en, title_ar, title_en ON concepts"
FORGET = "DELETE FROM public_summaries WHERE release_key"
OF_CONCEPT = (
    f"{FORGET} IN (SELECT release_key FROM release_concepts WHERE concept_key = NEW.key);"  # noqa: S608 - our own words
    f" {FORGET} IN (SELECT key FROM releases WHERE issuer_key = NEW.key);"
)
ON_SQLITE = {
    "releases_summary": f"AFTER UPDATE ON releases WHEN {SAVED} BEGIN {FORGET} = NEW.key; END",
    "concepts_summaries": f"AFTER {NAMED} BEGIN {OF_CONCEPT} END",
}
ON_POSTGRES = f"""
CREATE FUNCTION forget_summary() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {FORGET} = NEW.key; RETURN NULL; END $$;
CREATE FUNCTION forget_summaries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {OF_CONCEPT} RETURN NULL; END $$;
CREATE TRIGGER releases_summary AFTER UPDATE ON releases
    FOR EACH ROW WHEN ({SAVED}) EXECUTE FUNCTION forget_summary();
CREATE TRIGGER concepts_summaries AFTER {NAMED}
    FOR EACH ROW EXECUTE FUNCTION forget_summaries();
"""


def upgrade() -> None:
    """Make the table; the start fills it."""
    op.create_table(
        TABLE,
        sa.Column("release_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("translation_of_key", sa.Integer()),
        sa.Column("json", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("release_key", name=f"pk_{TABLE}"),
        sa.ForeignKeyConstraint(
            ["release_key"], ["releases.key"], ondelete="CASCADE", name=f"fk_{TABLE}_release_key"
        ),
    )
    op.create_index(f"ix_{TABLE}_made_by", TABLE, ["made_by"])
    if op.get_context().dialect.name == "postgresql":
        op.execute(sa.text(ON_POSTGRES))
        return
    for name, trigger in ON_SQLITE.items():
        op.execute(sa.text(f"CREATE TRIGGER {name} {trigger}"))


def downgrade() -> None:
    """Drop it, and the triggers."""
    postgres = op.get_context().dialect.name == "postgresql"
    for name, table in (("releases_summary", "releases"), ("concepts_summaries", "concepts")):
        op.execute(f"DROP TRIGGER {name} ON {table}" if postgres else f"DROP TRIGGER {name}")
    if postgres:
        op.execute("DROP FUNCTION forget_summary")
        op.execute("DROP FUNCTION forget_summaries")
    op.drop_table(TABLE)
