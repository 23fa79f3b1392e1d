"""Bringing the database to this version's schema, and knowing whether it is there."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from app.kit.config import CHECKOUT


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(CHECKOUT / "migrations").replace("%", "%%"))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the migrations that are missing, each in a transaction of its own."""
    command.upgrade(_config(engine), to)


def downgrade(engine: Engine, to: str) -> None:
    """Undo migrations down to revision `to` (`base`: all of them)."""
    command.downgrade(_config(engine), to)


def check_drift(engine: Engine) -> None:
    """Raise when the tables that the models describe are not those that migrations build."""
    command.check(_config(engine))


def is_current(engine: Engine) -> bool:
    """Tell whether the database stands at the newest revision."""
    script = ScriptDirectory.from_config(_config(engine))
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == (
            script.get_current_head()
        )
