"""What SQLite's file, and the folder that it is in, may refuse; PostgreSQL's is beside this."""

import os
from pathlib import Path

import pytest

from tests.cli.running import NEEDING_A_DATABASE, Installation, Said

pytestmark = pytest.mark.only("sqlite")

# Root may write everywhere, unless it gives that up.
BOUND = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []


@pytest.mark.parametrize("command", NEEDING_A_DATABASE)
def test_a_file_that_is_no_database(installation: Installation, command: str) -> None:
    installation.data.mkdir()
    file = installation.data / "nashra.db"
    file.write_bytes("ليس هذا قاعدة بيانات".encode() * 100)
    before = file.read_bytes()
    said = installation.run(command, NASHRA_PORT="0")
    assert said.line == "nashra: the database cannot be used: file is not a database"
    assert file.read_bytes() == before


def assert_refused(command: str, said: Said, line: str) -> None:
    """See that it could not make its folder; `doctor` only looks, and finds nothing."""
    if command == "doctor":
        assert (said.code, said.out, said.err) == (1, "FAIL database is there\n", "")
    else:
        assert said.line == line


@pytest.mark.parametrize("command", NEEDING_A_DATABASE)
def test_a_data_directory_below_a_file(
    installation: Installation, tmp_path: Path, command: str
) -> None:
    (tmp_path / "file").touch()
    data = tmp_path / "file" / "data"
    said = installation.run(command, NASHRA_PORT="0", NASHRA_DATA_DIR=str(data))
    assert_refused(command, said, f"nashra: {data}: Not a directory")


@pytest.mark.parametrize("command", NEEDING_A_DATABASE)
def test_a_data_directory_that_is_not_ours(
    installation: Installation, tmp_path: Path, command: str
) -> None:
    tmp_path.chmod(0o500)
    try:
        said = installation.run(command, by=BOUND, NASHRA_PORT="0")
    finally:
        tmp_path.chmod(0o700)
    assert_refused(command, said, f"nashra: {installation.data}: Permission denied")


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_data_directory_where_nobody_writes(installation: Installation, command: str) -> None:
    said = installation.run(command, NASHRA_PORT="0", NASHRA_DATA_DIR="/proc/nashra")
    assert said.line == "nashra: /proc/nashra: No such file or directory"
