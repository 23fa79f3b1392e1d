"""What a list of revisions shows, beside each document: how it was saved, by whom, what changed."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BATCH = 200  # documents at a time, each a megabyte at the most
RELATIONS = ("topics", "people", "organisations", "places")
KEYS = sa.table("api_keys", sa.column("id", sa.Uuid()), sa.column("name", sa.String()))
REVISIONS = sa.table(
    "revisions",
    sa.column("release_key", sa.Integer()),
    sa.column("number", sa.Integer()),
    sa.column("saved_by", sa.Uuid()),
    sa.column("saved_by_name", sa.String()),
    sa.column("version", sa.Integer()),
    sa.column("changed", sa.JSON()),
    sa.column("document", sa.JSON()),
)
PLACE = sa.tuple_(REVISIONS.c.release_key, REVISIONS.c.number)


def written(length: int) -> sa.types.TypeEngine[str]:
    """Return the type of a text that is ordered by its code points, as in the first tables."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Add the columns before the document.

    What stands behind it SQLite finds only by walking over it, from page to page: a list would read
    all documents after all. So there the table is made anew; PostgreSQL keeps what is long apart.
    """
    is_sqlite = op.get_context().dialect.name == "sqlite"
    with op.batch_alter_table("revisions", recreate="always" if is_sqlite else "never") as table:
        before = "saved_by"
        for column in (
            sa.Column("saved_by_name", written(200), nullable=False, server_default="operator"),
            sa.Column("action", written(20), nullable=False, server_default="save"),
            sa.Column("note", sa.JSON(), nullable=True),
            sa.Column("version", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("changed", sa.JSON(), nullable=False, server_default="[]"),
        ):
            table.add_column(column, insert_after=before if is_sqlite else None)
            before = column.name
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    """Say of the revisions that there are what is said of those to come."""
    here = REVISIONS.update().where(
        REVISIONS.c.release_key == sa.bindparam("release"), REVISIONS.c.number == sa.bindparam("of")
    )
    filled = here.values(
        saved_by_name=sa.bindparam("name"),
        version=sa.bindparam("published"),
        changed=sa.bindparam("fields", type_=sa.JSON()),
    )
    names: dict[Any, str] = dict(connection.execute(sa.select(KEYS.c.id, KEYS.c.name)).all())
    before: Any = None
    version = 0
    for batch in _batches(connection):
        values = []
        for row in batch:
            if before is None or before.release_key != row.release_key:
                before, version = None, 0
            # the only versions that there were: not published, published
            version = max(version, int(row.document["state"] == "published"))
            values.append(
                {
                    "release": row.release_key,
                    "of": row.number,
                    "name": names.get(row.saved_by, "operator"),
                    "published": version,
                    "fields": _changed(before.document if before else {}, row.document),
                }
            )
            before = row
        connection.execute(filled, values)


def _batches(connection: sa.Connection) -> Iterator[Any]:
    query = sa.select(
        REVISIONS.c.release_key, REVISIONS.c.number, REVISIONS.c.saved_by, REVISIONS.c.document
    ).order_by(REVISIONS.c.release_key, REVISIONS.c.number)
    last = (0, 0)
    while batch := connection.execute(query.where(sa.tuple_(*last) < PLACE).limit(BATCH)).all():
        yield batch
        last = (batch[-1].release_key, batch[-1].number)


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [field for field in after if _compared(before, field) != _compared(after, field)]


def _compared(document: dict[str, Any], field: str) -> Any:
    value = document.get(field)
    if field == "issuer":
        return value and value["id"]
    if field in RELATIONS:
        return [concept["id"] for concept in value or ()]
    return value or None


def downgrade() -> None:
    """Drop the columns."""
    for name in ("changed", "version", "note", "action", "saved_by_name"):
        op.drop_column("revisions", name)
