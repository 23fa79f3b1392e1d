"""What stops a command is said in one line that names it: no traceback, and no secret."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import Installation

NEEDING_A_DATABASE = ["serve", "migrate", "doctor"]  # the three ways in which it is opened


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("NASHRA_PORT", "abc", "valid integer"),
        ("NASHRA_PORT", "70000", "less than or equal to 65535"),
        ("NASHRA_DATABASE_URL", "postgresql://u:p4ss@db/n", "is supported by this version"),
        ("NASHRA_TIMEZONE", "Asia/Manama", "not an IANA time zone"),
        ("NASHRA_CORS_ORIGINS", "https://x.example", "cors_origins"),
        ("NASHRA_LOG_FORMAT", "xml", "'json' or 'text'"),
        ("NASHRA_QUERY_SECONDS", "0", "greater than 0"),
    ],
)
def test_a_setting_that_cannot_be(
    installation: Installation, variable: str, value: str, said: str
) -> None:
    refused = installation.run("serve", **{variable: value}).line
    assert refused.startswith("nashra: ")
    assert said in refused
    assert "p4ss" not in refused
    assert variable in refused or said == "cors_origins"
    assert not installation.data.exists()
    assert installation.run("settings", **{variable: value}).line == refused


@pytest.mark.parametrize("command", NEEDING_A_DATABASE)
def test_a_file_that_is_no_database(installation: Installation, command: str) -> None:
    installation.data.mkdir()
    file = installation.data / "nashra.db"
    file.write_bytes("ليس هذا قاعدة بيانات".encode() * 100)
    before = file.read_bytes()
    said = installation.run(command, NASHRA_PORT="0")
    assert said.line == "nashra: the database cannot be used: file is not a database"
    assert file.read_bytes() == before


@pytest.mark.parametrize("command", ["serve", "migrate", "export"])
def test_a_database_of_a_newer_version(installation: Installation, command: str) -> None:
    installation.run("migrate")
    file = installation.data / "nashra.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    said = installation.run(command, NASHRA_PORT="0")
    assert "newer version of Nashra (its schema is 9999" in said.line
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT count(*) FROM releases").fetchone() == (0,)
    assert installation.run("doctor").out.splitlines()[-1] == "FAIL schema is this version's"


@pytest.mark.parametrize("command", NEEDING_A_DATABASE)
def test_a_data_directory_below_a_file(
    installation: Installation, tmp_path: Path, command: str
) -> None:
    (tmp_path / "file").touch()
    data = tmp_path / "file" / "data"
    said = installation.run(command, NASHRA_PORT="0", NASHRA_DATA_DIR=str(data))
    assert said.line == f"nashra: {data}: Not a directory"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("command", NEEDING_A_DATABASE)
def test_a_data_directory_that_is_not_ours(
    installation: Installation, tmp_path: Path, command: str
) -> None:
    tmp_path.chmod(0o500)
    try:
        said = installation.run(command, NASHRA_PORT="0")
    finally:
        tmp_path.chmod(0o700)
    assert said.line == f"nashra: {installation.data}: Permission denied"


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_data_directory_where_nobody_writes(installation: Installation, command: str) -> None:
    said = installation.run(command, NASHRA_PORT="0", NASHRA_DATA_DIR="/proc/nashra")
    assert said.line == "nashra: /proc/nashra: No such file or directory"


def test_a_file_that_cannot_be_written(installation: Installation, tmp_path: Path) -> None:
    nowhere = tmp_path / "there" / "out.jsonl"
    installation.run("keys", "list")  # so that the admin key has been shown
    said = installation.run("export", nowhere)
    assert said.line == f"nashra: {nowhere}: No such file or directory"
