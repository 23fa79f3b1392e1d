"""Bringing the database to this version's schema, and knowing whether it is there.

Alembic is loaded only to change something: to load it and its scripts is a fifteenth of a start.
"""

from types import ModuleType

from sqlalchemy import Connection, Engine, column, select, table

from app.kit.config import CHECKOUT
from app.kit.engines import kind_of

_TABLE, _SCRIPTS = "alembic_version", "migrations"


class SchemaUnknownError(Exception):
    """The database is at a revision that this version has not heard of: it is a newer one's."""


def upgrade(engine: Engine, to: str | None = None) -> None:
    """Run the migrations that are missing; raise `SchemaUnknownError` for a newer database.

    All in one transaction that has the write lock before it looks which are missing: a start that
    is killed half way leaves nothing behind, and of two starts at once the second finds it done.
    """
    with kind_of(engine.dialect.name).alone(engine) as connection:
        known, found = _known(), _revision(connection)
        if found is not None and found not in known:
            message = (
                f"the database is of a newer version of Nashra (its schema is {found}, this version"
                f" knows up to {known[-1]}); nothing was changed"
            )
            raise SchemaUnknownError(message)
        if found != (to or known[-1]):
            _alembic().upgrade(connection, CHECKOUT / _SCRIPTS, to or known[-1])


def downgrade(engine: Engine, to: str) -> None:
    """Undo migrations down to revision `to` (`base`: all of them), in one transaction."""
    with kind_of(engine.dialect.name).alone(engine) as connection:
        _alembic().downgrade(connection, CHECKOUT / _SCRIPTS, to)


def check_drift(engine: Engine) -> None:
    """Raise when the tables that the models describe are not those that migrations build."""
    with engine.connect() as connection:
        _alembic().check(connection, CHECKOUT / _SCRIPTS)


def is_current(engine: Engine) -> bool:
    """Tell whether the database stands at the newest revision."""
    with engine.connect() as connection:
        return _revision(connection) == _known()[-1]


def is_there(engine: Engine) -> bool:
    """Tell whether there is a database at all, without making one."""
    return kind_of(engine.dialect.name).is_there(engine)


def _alembic() -> ModuleType:
    from app.kit import alembic_runs  # noqa: PLC0415 - most starts have nothing to change

    return alembic_runs


def _known() -> list[str]:
    """Return the revisions that there are, the oldest first: their files are named by them."""
    files = (CHECKOUT / _SCRIPTS / "versions").glob("[0-9]*_*.py")
    return sorted(file.name.partition("_")[0] for file in files)


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, _TABLE):
        return None
    found: str | None = connection.scalar(select(column("version_num")).select_from(table(_TABLE)))
    return found
