"""Bringing the database to this version's schema, and knowing whether it is there."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.kit.config import CHECKOUT
from app.kit.engines import kind_of


class SchemaUnknownError(Exception):
    """The database is at a revision that this version has not heard of: it is a newer one's."""


class _Alembic:
    """What the migrations' `env.py` is given: an engine whose only connection is already open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        yield self._connection


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the migrations that are missing; raise `SchemaUnknownError` for a newer database.

    All in one transaction that has the write lock before it looks which are missing: a start that
    is killed half way leaves nothing behind, and of two starts at once the second finds it done.
    """
    with kind_of(engine.dialect.name).alone(engine) as connection:
        _check_known(connection)
        command.upgrade(_config(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Undo migrations down to revision `to` (`base`: all of them), in one transaction."""
    with kind_of(engine.dialect.name).alone(engine) as connection:
        command.downgrade(_config(connection), to)


def check_drift(engine: Engine) -> None:
    """Raise when the tables that the models describe are not those that migrations build."""
    with engine.connect() as connection:
        command.check(_config(connection))


def is_current(engine: Engine) -> bool:
    """Tell whether the database stands at the newest revision."""
    with engine.connect() as connection:
        return _revision(connection) == _scripts(connection).get_current_head()


def is_there(engine: Engine) -> bool:
    """Tell whether there is a database at all, without making one."""
    return kind_of(engine.dialect.name).is_there(engine)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(CHECKOUT / "migrations").replace("%", "%%"))
    config.attributes["engine"] = _Alembic(connection)
    return config


def _scripts(connection: Connection) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(connection))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _check_known(connection: Connection) -> None:
    scripts = _scripts(connection)
    found = _revision(connection)
    if found is not None and found not in {known.revision for known in scripts.walk_revisions()}:
        message = (
            f"the database is of a newer version of Nashra (its schema is {found}, this version"
            f" knows up to {scripts.get_current_head()}); nothing was changed"
        )
        raise SchemaUnknownError(message)
