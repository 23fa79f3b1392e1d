"""What stops a command is said in one line that names it: no traceback, and no secret."""

from pathlib import Path

import pytest

from tests.cli.running import Installation


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("NASHRA_PORT", "abc", "valid integer"),
        ("NASHRA_PORT", "70000", "less than or equal to 65535"),
        ("NASHRA_DATABASE_URL", "mysql://u:p4ss@db/n", "neither sqlite:///path nor postgresql://"),
        ("NASHRA_DATABASE_URL", "sqlite:///", "لا مسار لملف بعد sqlite:///"),
        ("NASHRA_DATABASE_URL", "postgresql://u:p4ss@db:x/n", "is no number"),
        ("NASHRA_DATABASE_URL", "postgresql://u:p4ss@db", "the name of the database"),
        ("NASHRA_DATABASE_URL", "postgresql://u:p4ss@db/n?sslmod=p4ss", "libpq cannot read"),
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
    assert not installation.tables
    assert installation.run("settings", **{variable: value}).line == refused


@pytest.mark.parametrize("command", ["serve", "migrate", "export"])
def test_a_database_of_a_newer_version(installation: Installation, command: str) -> None:
    installation.run("migrate")
    installation.change("UPDATE alembic_version SET version_num = '9999'")
    before = installation.databases.schema(installation.data)
    said = installation.run(command, NASHRA_PORT="0")
    assert "newer version of Nashra (its schema is 9999" in said.line
    assert installation.databases.schema(installation.data) == before
    assert installation.run("doctor").out.splitlines()[-1] == "FAIL schema is this version's"


def test_a_file_that_cannot_be_written(installation: Installation, tmp_path: Path) -> None:
    nowhere = tmp_path / "there" / "out.jsonl"
    installation.run("keys", "list")  # so that the admin key has been shown
    said = installation.run("export", nowhere)
    assert said.line == f"nashra: {nowhere}: No such file or directory"
