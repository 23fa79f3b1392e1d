"""An empty data directory, opened."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import wiring
from app.kit.config import Settings
from app.kit.db import Database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of an installation that was never started."""
    return Settings(data_dir=tmp_path / "data", secret="tests only")  # noqa: S106


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """Return its database, without tables."""
    opened = Database(settings, wiring.LISTENERS)
    yield opened
    opened.close()
