"""Two full-text indexes, what the public sees and the rest, and what they were given.

The index that was is dropped: the start that follows builds the new one from the releases.
"""

from alembic import op

from app.search import postgres_tables

revision = "0003"
down_revision = "0002"

WORDS = (
    "fts5(body, title, marks, content = '', columnsize = 0,"
    " tokenize = \"ascii tokenchars '=:|_-'\")"
)
MARKS = ("language", "type", "year", "topic", "person", "organisation", "place", "other")


def upgrade() -> None:
    """Make the indexes."""
    if op.get_context().dialect.name == "postgresql":
        for statement in postgres_tables.tables("search"):
            op.execute(statement)
        return
    op.execute("DROP TABLE search_index")
    op.execute(f"CREATE VIRTUAL TABLE search_public USING {WORDS}")
    op.execute(f"CREATE VIRTUAL TABLE search_hidden USING {WORDS}")
    op.execute("CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab(search_public, row)")
    marks = ", ".join(f"{mark} TEXT NOT NULL" for mark in MARKS)
    op.execute(
        f"""CREATE TABLE search_documents (
            doc INTEGER PRIMARY KEY,
            release_key INTEGER NOT NULL UNIQUE,
            release_id BLOB NOT NULL,
            handle INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            instant INTEGER NOT NULL,
            due INTEGER,
            title_words INTEGER NOT NULL,
            body_words INTEGER NOT NULL,
            {marks},
            UNIQUE (instant, release_id)
        )"""
    )
    op.execute("CREATE INDEX search_handle ON search_documents (handle)")
    op.execute("CREATE INDEX search_due ON search_documents (due) WHERE due IS NOT NULL")
    op.execute("CREATE TABLE search_words (doc INTEGER PRIMARY KEY, words BLOB NOT NULL)")
    op.execute(
        """CREATE TABLE search_state (
            analyser INTEGER NOT NULL,
            documents INTEGER NOT NULL,
            title_words INTEGER NOT NULL,
            body_words INTEGER NOT NULL,
            version INTEGER NOT NULL
        )"""
    )
    op.execute("INSERT INTO search_state VALUES (0, 0, 0, 0, 0)")


def downgrade() -> None:
    """Put the index back that was; `nashra reindex` of that version fills it."""
    if op.get_context().dialect.name == "postgresql":
        for statement in (*postgres_tables.drops("search"), "DROP FUNCTION search_terms"):
            op.execute(statement)
        return
    for table in ("vocabulary", "public", "hidden", "documents", "words", "state"):
        op.execute(f"DROP TABLE search_{table}")
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5"
        "(title, body, tokenize = 'unicode61 remove_diacritics 0')"
    )
