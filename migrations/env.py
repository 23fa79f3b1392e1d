"""Alembic's entrance: it is given an engine by `app.kit.migrations`, never a URL."""

from alembic import context

from app.wiring import every_table

engine = context.config.attributes["engine"]


def is_ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """Leave the search index alone: FTS5 keeps shadow tables that no model describes."""
    return not (kind == "table" and (name or "").startswith("search_"))


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=every_table(),
        transaction_per_migration=True,
        include_object=is_ours,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()
