"""What a PostgreSQL may refuse; what SQLite's file may is beside this."""

import pytest

from tests.cli.running import NEEDING_A_DATABASE, Installation

pytestmark = pytest.mark.only("postgresql")

UNUSABLE = "nashra: the database cannot be used: "
ROLE = """DO $$ BEGIN
    CREATE ROLE {name} {may}; EXCEPTION WHEN duplicate_object OR unique_violation THEN
END $$"""


def address(installation: Installation, *, user: str = "nashra", name: str = "") -> str:
    """Return the installation's URL with another user, or another database, and a password."""
    own: str = installation.databases.empty(installation.data)["database_url"]
    server, _, own_name = own.partition("@")[2].partition("/")
    return f"postgresql://{user}:p4ss@{server}/{name or own_name}"


@pytest.mark.parametrize("command", NEEDING_A_DATABASE)
def test_a_server_that_is_not_there(installation: Installation, command: str) -> None:
    gone = "postgresql://nashra:p4ss@127.0.0.1:1/nashra"
    said = installation.run(command, NASHRA_PORT="0", NASHRA_DATABASE_URL=gone)
    assert said.line.startswith(f"{UNUSABLE}connection failed: ")
    assert '"127.0.0.1", port 1 failed: Connection refused' in said.line
    assert "p4ss" not in said.line
    assert not installation.data.exists()


@pytest.mark.parametrize("command", NEEDING_A_DATABASE)
def test_a_database_that_does_not_exist(installation: Installation, command: str) -> None:
    url = address(installation, name="of_nobody")
    said = installation.run(command, NASHRA_PORT="0", NASHRA_DATABASE_URL=url)
    assert said.line.startswith(UNUSABLE)
    assert said.line.endswith('FATAL: database "of_nobody" does not exist')
    assert "p4ss" not in said.line


@pytest.mark.parametrize("command", NEEDING_A_DATABASE)
def test_a_user_who_may_not_enter(installation: Installation, command: str) -> None:
    url = address(installation, user="locked_out")
    installation.change(ROLE.format(name="locked_out", may="NOLOGIN"))
    said = installation.run(command, NASHRA_PORT="0", NASHRA_DATABASE_URL=url)
    assert said.line.startswith(UNUSABLE)
    assert said.line.endswith('FATAL: role "locked_out" is not permitted to log in')


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_user_who_may_make_no_tables(installation: Installation, command: str) -> None:
    url = address(installation, user="stranger")
    installation.change(ROLE.format(name="stranger", may="LOGIN"))
    installation.change("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    said = installation.run(command, NASHRA_PORT="0", NASHRA_DATABASE_URL=url)
    assert said.line.startswith(f"{UNUSABLE}permission denied for schema public")
    assert not installation.tables
