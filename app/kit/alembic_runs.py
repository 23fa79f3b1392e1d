"""Alembic, run on a connection that is open already; `app.kit.migrations` says when."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


class _Opened:
    """What the migrations' `env.py` is given: an engine whose only connection is already open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        yield self._connection


def upgrade(connection: Connection, scripts: Path, to: str) -> None:
    """Run the scripts that are missing, up to revision `to`."""
    command.upgrade(_config(connection, scripts), to)


def downgrade(connection: Connection, scripts: Path, to: str) -> None:
    """Undo scripts, down to revision `to`."""
    command.downgrade(_config(connection, scripts), to)


def check(connection: Connection, scripts: Path) -> None:
    """Raise when the models describe other tables than there are."""
    command.check(_config(connection, scripts))


def _config(connection: Connection, scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["engine"] = _Opened(connection)
    return config
