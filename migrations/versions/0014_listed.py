"""Of how many releases a list tells: drafts are counted, and no more what lists leave out."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

Counts = dict[str, str]  # of what was not discarded: a column's name, and which states it counts
DRAFTS = "IN ('draft', 'in_review')"
NOW: Counts = {"published": "= 'published'", "drafts": DRAFTS}
BEFORE: Counts = {"kept": "IS NOT NULL", "published": "= 'published'", "killed": "= 'killed'"}
ON_SQLITE = {
    "insert": ("INSERT", "+ {NEW}"),
    "update": ("UPDATE OF state, discarded_at", "- {OLD} + {NEW}"),
    "delete": ("DELETE", "- {OLD}"),
}
ON_POSTGRES = """
CREATE OR REPLACE FUNCTION releases_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before bigint[] DEFAULT '{{{zeros}}}';
    after_ bigint[] DEFAULT '{{{zeros}}}';
    theirs boolean DEFAULT false;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT ARRAY[{counted}] INTO before FROM old_rows WHERE discarded_at IS NULL;
        theirs = EXISTS (SELECT FROM old_rows WHERE NOT state {drafts});
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT ARRAY[{counted}] INTO after_ FROM new_rows WHERE discarded_at IS NULL;
        theirs = theirs OR EXISTS (SELECT FROM new_rows WHERE NOT state {drafts});
    END IF;
    IF before <> after_ THEN UPDATE release_counts SET {changes}; END IF;
    IF theirs THEN PERFORM public_version_changed(); END IF;
    RETURN NULL;
END $$;
"""


def upgrade() -> None:
    """Count drafts."""
    _count(NOW)


def downgrade() -> None:
    """Count all, and what was killed."""
    _count(BEFORE)


def _count(counts: Counts) -> None:
    """Make the table anew, with these counts, and the triggers go on with them."""
    on_postgres = op.get_context().dialect.name == "postgresql"
    if not on_postgres:
        for name in ON_SQLITE:
            op.execute(f"DROP TRIGGER releases_counted_{name}")
    op.drop_table("release_counts")
    op.create_table(
        "release_counts",
        sa.Column("only", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in counts),
        sa.PrimaryKeyConstraint("only", name="pk_release_counts"),
        sa.CheckConstraint('"only" = 1', name="one"),
    )
    each = (f"count(CASE WHEN state {states} THEN 1 END)" for states in counts.values())
    op.execute(
        f"INSERT INTO release_counts SELECT 1, {', '.join(each)} FROM releases"  # noqa: S608 - our own words
        " WHERE discarded_at IS NULL"
    )
    if on_postgres:
        op.execute(sa.text(_on_postgres(counts)))
        return
    for name, (when, change) in ON_SQLITE.items():
        changed = _on_sqlite(counts, change)
        op.execute(
            sa.text(f"CREATE TRIGGER releases_counted_{name} AFTER {when} ON releases {changed}")
        )


def _on_postgres(counts: Counts) -> str:
    counted = (f"count(*) FILTER (WHERE state {states})" for states in counts.values())
    changes = (
        f"{name} = {name} + after_[{at}] - before[{at}]" for at, name in enumerate(counts, 1)
    )
    return ON_POSTGRES.format(
        zeros=", ".join("0" for _ in counts),
        counted=", ".join(counted),
        changes=", ".join(changes),
        drafts=DRAFTS,
    )


def _on_sqlite(counts: Counts, change: str) -> str:
    """Return the trigger that changes each count by what the OLD and the NEW row are of it."""
    changes = []
    for name, states in counts.items():
        of = {
            row: f"({row}.discarded_at IS NULL AND {row}.state {states})" for row in ("OLD", "NEW")
        }
        changes.append(f"{name} = {name} {change.format(**of)}")
    return f"BEGIN UPDATE release_counts SET {', '.join(changes)}; END"  # noqa: S608 - our own names
