"""A new installation for every test of the command line."""

from pathlib import Path

import pytest

from tests.cli.running import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """Return an installation that was never started and has no seeds."""
    return Installation(tmp_path / "data", {"NASHRA_SEEDS_DIR": str(tmp_path / "no-seeds")})
