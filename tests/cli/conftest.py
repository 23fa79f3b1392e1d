"""A new installation for every test of the command line."""

from pathlib import Path

import pytest

from tests.cli.running import Installation
from tests.databases import Databases


@pytest.fixture
def installation(tmp_path: Path, databases: Databases) -> Installation:
    """Return an installation that was never started and has no seeds."""
    no_seeds = {"NASHRA_SEEDS_DIR": str(tmp_path / "no-seeds")}
    return Installation(tmp_path / "data", databases, no_seeds)
