"""Few releases are translations or have a reference: their indexes leave out the rest."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

IN_PLACE = "discarded_at IS NULL AND state <> 'killed'"
# name: columns, the condition before, what is asked besides from now on
INDEXES = {
    "uq_releases_reference": (["reference"], "discarded_at IS NULL", "reference"),
    "uq_releases_edition": (["translation_of_key", "language"], IN_PLACE, "translation_of_key"),
    "ix_releases_translations": (["translation_of_key"], None, "translation_of_key"),
}


def upgrade() -> None:
    """Leave out the releases that have none."""
    for name, (columns, before, given) in INDEXES.items():
        _make(name, columns, " AND ".join(filter(None, [before, f"{given} IS NOT NULL"])))


def downgrade() -> None:
    """Let them in again."""
    for name, (columns, before, _) in INDEXES.items():
        _make(name, columns, before)


def _make(name: str, columns: list[str], where: str | None) -> None:
    op.drop_index(name, "releases")
    of = sa.text(where) if where else None
    unique = name.startswith("uq_")
    op.create_index(name, "releases", columns, unique=unique, sqlite_where=of, postgresql_where=of)
