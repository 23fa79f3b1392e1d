"""A start that is killed, wherever it is, leaves what the next start completes."""

import json
import subprocess
import sys
from pathlib import Path

from app.kit.config import CHECKOUT
from tests.conftest import SEEDS
from tests.databases import Databases

KILLS = 6


def test_the_next_start_completes_one_that_was_killed(databases: Databases, tmp_path: Path) -> None:
    places = [tmp_path / f"data{number}" for number in range(KILLS + 1)]
    told = [{**databases.empty(place), "seeds_dir": SEEDS} for place in places]
    done = subprocess.run(
        [sys.executable, "-m", "tests.migrations.killing", json.dumps(told, default=str)],
        cwd=CHECKOUT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    lines = [line for line in done.stdout.splitlines() if line.startswith(b"{")]  # Alembic talks
    became = [json.loads(line) for line in lines]
    seeded = len(list(SEEDS.glob("*.txt")))
    whole = {"current": True, "sound": True, "releases": seeded, "keys": 1}
    assert became == [whole] * KILLS
