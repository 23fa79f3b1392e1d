"""`nashra backup`, as it is typed: SQLite's own, and PostgreSQL has another."""

from contextlib import closing
from pathlib import Path

import pytest

from app.kit import migrations
from app.kit.config import Settings
from app.kit.db import Database
from tests.cli.running import Installation


@pytest.mark.only("sqlite")
def test_the_command(installation: Installation, tmp_path: Path) -> None:
    file, settings = tmp_path / "copy.db", Settings(data_dir=installation.data)
    with closing(Database(settings, {})) as database:
        migrations.upgrade(database.writer)
    said = installation.run("backup", file)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"backed up to {file}: ")
    assert installation.run("backup", file).line == f"nashra: {file}: File exists"


@pytest.mark.only("postgresql")
def test_postgresql_has_its_own(installation: Installation, tmp_path: Path) -> None:
    assert "pg_dump" in installation.run("backup", tmp_path / "copy.db").line
    assert not (tmp_path / "copy.db").exists()
