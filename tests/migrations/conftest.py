"""An empty data directory, opened."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import wiring
from app.kit.config import Settings
from app.kit.db import Database
from tests.databases import Databases

Schema = frozenset[tuple[str, str]]


@pytest.fixture
def settings(tmp_path: Path, databases: Databases) -> Settings:
    """Return settings of an installation that was never started."""
    return Settings(**databases.empty(tmp_path / "data"), secret="tests only")  # noqa: S106 - of a test


@pytest.fixture
def schema(settings: Settings, databases: Databases) -> Callable[[], Schema]:
    """Return what says all that migrations have made in it, as (kind, name)."""
    return lambda: databases.schema(settings.data_dir)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """Return its database, without tables."""
    opened = Database(settings, wiring.LISTENERS)
    yield opened
    opened.close()
