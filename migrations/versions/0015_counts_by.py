"""How many releases there are of each language and type, so that no filter by these is counted."""

import sqlalchemy as sa
from alembic import context, op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BY, COUNTS = ("language", "type"), ("published", "drafts")
STATES = ("= 'published'", "IN ('draft', 'in_review')")
ADD = """ON CONFLICT (language, type) DO UPDATE
    SET published = {here}.published + excluded.published,
        drafts = {here}.drafts + excluded.drafts"""
ON_SQLITE = {"insert": "INSERT", "update": f"UPDATE OF state, discarded_at, {', '.join(BY)}"}
CHANGES = """SELECT language, type,
        count(*) FILTER (WHERE state = 'published') * {sign} AS published,
        count(*) FILTER (WHERE state IN ('draft', 'in_review')) * {sign} AS drafts
        FROM {rows} WHERE discarded_at IS NULL GROUP BY language, type"""
ON_POSTGRES = """
CREATE FUNCTION releases_counted(text, text, bigint, bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO release_counts AS here VALUES ($1, $2, $3, $4) {add};
$$;
CREATE OR REPLACE FUNCTION releases_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    theirs boolean DEFAULT false;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM releases_counted(language, type, published, drafts) FROM ({new}) new;
        theirs = EXISTS (SELECT FROM new_rows WHERE NOT state {drafts});
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM releases_counted(language, type, published, drafts) FROM ({old}) old;
        theirs = EXISTS (SELECT FROM old_rows WHERE NOT state {drafts});
    ELSE
        PERFORM releases_counted(language, type, sum(published)::bigint, sum(drafts)::bigint)
            FROM ({new} UNION ALL {old}) both_ GROUP BY language, type
            HAVING sum(published) <> 0 OR sum(drafts) <> 0;
        theirs = EXISTS (SELECT FROM old_rows WHERE NOT state {drafts})
            OR EXISTS (SELECT FROM new_rows WHERE NOT state {drafts});
    END IF;
    IF theirs THEN PERFORM public_version_changed(); END IF;
    RETURN NULL;
END $$;
"""


def upgrade() -> None:
    """Make the table anew, and the triggers go on with it."""
    on_postgres = op.get_context().dialect.name == "postgresql"
    if not on_postgres:
        for name in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER releases_counted_{name}")
    op.drop_table("release_counts")
    op.create_table(
        "release_counts",
        *(sa.Column(name, sa.String(20), nullable=False) for name in BY),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint(*BY, name="pk_release_counts"),
    )
    counted = ", ".join(f"count(CASE WHEN state {states} THEN 1 END)" for states in STATES)
    op.execute(
        f"INSERT INTO release_counts SELECT language, type, {counted} FROM releases"  # noqa: S608 - our own words
        " WHERE discarded_at IS NULL GROUP BY language, type"
    )
    if on_postgres:
        new, old = (
            CHANGES.format(rows=rows, sign=sign)
            for rows, sign in (("new_rows", "1"), ("old_rows", "-1"))
        )
        made = ON_POSTGRES.format(new=new, old=old, drafts=STATES[1], add=ADD.format(here="here"))
        op.execute(sa.text(made.replace("::", r"\:\:")))
        return
    for name, when in ON_SQLITE.items():
        steps = ([_less()] if name == "update" else []) + [_more()]
        _trigger(name, when, *steps)
    _trigger("delete", "DELETE", _less())


def _trigger(name: str, when: str, *steps: str) -> None:
    does = "; ".join(steps)
    op.execute(
        sa.text(
            f"CREATE TRIGGER releases_counted_{name} AFTER {when} ON releases BEGIN {does}; END"
        )
    )


def _less() -> str:
    changes = ", ".join(
        f"{count} = {count} - {of}" for count, of in zip(COUNTS, _of("OLD"), strict=True)
    )
    where = " AND ".join(f"{name} = OLD.{name}" for name in BY)
    return f"UPDATE release_counts SET {changes} WHERE {where}"  # noqa: S608 - our own words


def _more() -> str:
    values = ", ".join([*(f"NEW.{name}" for name in BY), *_of("NEW")])
    return f"INSERT INTO release_counts VALUES ({values}) {ADD.format(here='release_counts')}"  # noqa: S608 - our own words


def _of(row: str) -> list[str]:
    return [f"({row}.discarded_at IS NULL AND {row}.state {states})" for states in STATES]


def downgrade() -> None:
    """Let 0014 make its own."""
    context.script.get_revision(down_revision).module.upgrade()
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION releases_counted")
