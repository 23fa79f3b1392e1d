"""`bench.scale` with a few releases: bounded memory, and a kill -9 in the middle loses nothing."""

from pathlib import Path

import pytest

from bench import scale

RELEASES = 1_200  # more than two batches


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an archive and the data that it was imported into."""
    made = tmp_path_factory.mktemp("scale")
    _, _, done = scale.measured_import(made, RELEASES)
    assert (done.imported, done.there_already, done.refused) == (RELEASES, 0, 0)
    assert done.peak_mb < 300
    return made


def test_killed_half_way_and_run_again_all_are_there_once(folder: Path) -> None:
    killed = scale.killed_import(folder, folder / "archive.jsonl", RELEASES)
    assert RELEASES // 2 <= killed.kept < RELEASES
    assert (killed.again.imported, killed.again.there_already) == (
        RELEASES - killed.kept,
        killed.kept,
    )
    assert (killed.releases, killed.distinct, killed.indexed) == (RELEASES,) * 3
