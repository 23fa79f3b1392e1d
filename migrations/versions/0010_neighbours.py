"""PostgreSQL's index marks which stems stand next to each other: its function says more.

Both full-text indexes are built anew of the words that are there; an index that was being built
beside them begins again.
"""

from alembic import op

from app.search import postgres_tables

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = """
CREATE OR REPLACE FUNCTION search_terms(doc bigint, words text, marks text)
RETURNS tsvector LANGUAGE plpgsql IMMUTABLE COST 1000000 AS $$
DECLARE
    lines text[] := string_to_array(words, chr(10));
BEGIN
    RETURN array_to_tsvector(array_remove(string_to_array(concat_ws(' ',
        replace(lines[1], ' ', ' ='), replace(lines[1], ' ', ' ^='),
        lines[2], replace(lines[2], ' ', ' ^'),
        replace(lines[3], ' ', ' ='), lines[4], marks,
        '#10:' || (doc >> 10), '#13:' || (doc >> 13),
        '#16:' || (doc >> 16), '#19:' || (doc >> 19)
    ), ' '), ''));
END $$
"""


def upgrade() -> None:
    """Let the function say the pairs, and the indexes hold them."""
    _replace(postgres_tables.FUNCTION)


def downgrade() -> None:
    """Let the function and the indexes be as they were."""
    _replace(BEFORE)


def _replace(function: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        for statement in postgres_tables.drops("search_next"):
            op.execute(statement)
        op.execute(function)
        for index in ("search_public", "search_hidden"):
            op.execute(f"REINDEX INDEX {index}")
