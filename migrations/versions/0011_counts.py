"""How many releases there are, and how often what the public reads was changed: kept by triggers.

By the database itself, so that whatever writes cannot forget it. On SQLite a migration that makes
`releases` or `concepts` anew (`batch_alter_table`) drops their triggers with the old table, and has
to make them again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COUNTS = ("kept", "published", "killed")
# of the public's, whatever becomes of it: what was only ever a draft is not
OURS = "state IN ('draft', 'in_review')"
KEPT = "({row}.discarded_at IS NULL)"
OF_STATE = "({row}.discarded_at IS NULL AND {row}.state = '{state}')"
CHANGED = "UPDATE public_version SET number = number + 1;"

ON_SQLITE = {
    "releases_counted_insert": "AFTER INSERT ON releases BEGIN {new} END",
    "releases_counted_update": "AFTER UPDATE OF state, discarded_at ON releases BEGIN {both} END",
    "releases_counted_delete": "AFTER DELETE ON releases BEGIN {old} END",
    "releases_public_insert": f"AFTER INSERT ON releases WHEN NOT NEW.{OURS} BEGIN {CHANGED} END",
    "releases_public_update": "AFTER UPDATE ON releases"
    f" WHEN NOT (OLD.{OURS} AND NEW.{OURS}) BEGIN {CHANGED} END",
    "releases_public_delete": f"AFTER DELETE ON releases WHEN NOT OLD.{OURS} BEGIN {CHANGED} END",
    "concepts_public_update": f"AFTER UPDATE ON concepts BEGIN {CHANGED} END",
    "concepts_public_delete": f"AFTER DELETE ON concepts BEGIN {CHANGED} END",
}
COUNTED = """SELECT ARRAY[count(*), count(*) FILTER (WHERE state = 'published'),
            count(*) FILTER (WHERE state = 'killed')]"""
ON_POSTGRES = f"""
CREATE FUNCTION public_version_changed() RETURNS void LANGUAGE sql AS $$
    UPDATE public_version SET number = number + 1;
    SELECT pg_notify('nashra_public_version', '');
$$;
CREATE FUNCTION releases_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before bigint[] DEFAULT '{{0,0,0}}';
    after_ bigint[] DEFAULT '{{0,0,0}}';
    theirs boolean DEFAULT false;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        {COUNTED} INTO before FROM old_rows WHERE discarded_at IS NULL;
        theirs = EXISTS (SELECT FROM old_rows WHERE NOT {OURS});
    END IF;
    IF TG_OP <> 'DELETE' THEN
        {COUNTED} INTO after_ FROM new_rows WHERE discarded_at IS NULL;
        theirs = theirs OR EXISTS (SELECT FROM new_rows WHERE NOT {OURS});
    END IF;
    IF before <> after_ THEN
        UPDATE release_counts SET kept = kept + after_[1] - before[1],
            published = published + after_[2] - before[2], killed = killed + after_[3] - before[3];
    END IF;
    IF theirs THEN PERFORM public_version_changed(); END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION concepts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM public_version_changed(); RETURN NULL; END $$;
CREATE TRIGGER releases_inserted AFTER INSERT ON releases REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION releases_changed();
CREATE TRIGGER releases_updated AFTER UPDATE ON releases
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION releases_changed();
CREATE TRIGGER releases_deleted AFTER DELETE ON releases REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION releases_changed();
CREATE TRIGGER concepts_changed AFTER UPDATE OR DELETE ON concepts
    FOR EACH STATEMENT EXECUTE FUNCTION concepts_changed();
"""  # noqa: S608 - our own words
DROP_ON_POSTGRES = """
DROP TRIGGER concepts_changed ON concepts;
DROP TRIGGER releases_deleted ON releases;
DROP TRIGGER releases_updated ON releases;
DROP TRIGGER releases_inserted ON releases;
DROP FUNCTION concepts_changed;
DROP FUNCTION releases_changed;
DROP FUNCTION public_version_changed;
"""


def upgrade() -> None:
    """Make both tables, each of one row, count what is there, and let triggers go on."""
    op.create_table(
        "public_version",
        sa.Column("only", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("only", name="pk_public_version"),
        sa.CheckConstraint('"only" = 1', name="one"),
    )
    op.create_table(
        "release_counts",
        sa.Column("only", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("only", name="pk_release_counts"),
        sa.CheckConstraint('"only" = 1', name="one"),
    )
    op.execute("INSERT INTO public_version VALUES (1, 1)")
    op.execute(
        "INSERT INTO release_counts SELECT 1, count(*), "
        "count(CASE WHEN state = 'published' THEN 1 END), "
        "count(CASE WHEN state = 'killed' THEN 1 END) "
        "FROM releases WHERE discarded_at IS NULL"
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute(sa.text(ON_POSTGRES))
        return
    said = {
        "new": _counted("+ {NEW}"),
        "old": _counted("- {OLD}"),
        "both": _counted("- {OLD} + {NEW}"),
    }
    for name, trigger in ON_SQLITE.items():
        op.execute(sa.text(f"CREATE TRIGGER {name} {trigger.format(**said)}"))


def _counted(change: str) -> str:
    """Return the statement that changes each count by what the OLD and the NEW row are of it."""
    told = {"kept": KEPT, **dict.fromkeys(("published", "killed"), OF_STATE)}
    changes = []
    for name, condition in told.items():
        of = {row: condition.format(row=row, state=name) for row in ("OLD", "NEW")}
        changes.append(f"{name} = {name} {change.format(**of)}")
    return f"UPDATE release_counts SET {', '.join(changes)};"  # noqa: S608 - our own names


def downgrade() -> None:
    """Drop them."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(sa.text(DROP_ON_POSTGRES))
    else:
        for name in ON_SQLITE:
            op.execute(f"DROP TRIGGER {name}")
    op.drop_table("release_counts")
    op.drop_table("public_version")
