"""The full-text index of SQLite; words come analysed, so the tokeniser only has to part them.

There was no Nashra on PostgreSQL yet.
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the index."""
    if op.get_context().dialect.name != "sqlite":
        return
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5"
        "(title, body, tokenize = 'unicode61 remove_diacritics 0')"
    )


def downgrade() -> None:
    """Drop the index; `nashra reindex` fills it again."""
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
