"""A few power cuts under one who writes, and no server: the shortest that can lose anything."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from app.kit.config import Settings
from app.kit.db import Database
from tests.storage.disks import Disk

pytestmark = pytest.mark.only("sqlite")

WRITER = """
import sys
from pathlib import Path
from sqlalchemy import text
from app.kit import sqlite
from app.kit.config import Settings
from app.kit.db import Database

sqlite.SYNCHRONOUS = sys.argv[2]
database = Database(Settings(data_dir=Path(sys.argv[1])), {})
with database.writing() as db:
    db.change(text("CREATE TABLE IF NOT EXISTS promised (number INTEGER PRIMARY KEY)"))
while True:
    with database.writing() as db:
        number = db.change(text("INSERT INTO promised DEFAULT VALUES")).lastrowid
    print(number, flush=True)
"""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Return a disk that forgets what it was not told to flush."""
    made = Disk(tmp_path)
    yield made
    made.throw_away()


def lost(disk: Disk, synchronous: str, promises: int) -> int:
    """Cut the power after so many promises; return how many that were made are not kept."""
    data = disk.folder / "data"
    command = [sys.executable, "-c", WRITER, str(data), synchronous]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        promised = [int(process.stdout.readline()) for _ in range(promises)]
        disk.cut()
        process.kill()
        promised += [int(line) for line in process.stdout]
    disk.unplug()
    disk.plug_in()
    with closing(Database(Settings(data_dir=data), {})) as database, database.reading() as db:
        assert db.is_sound()
        kept = {number for (number,) in db.rows(text("SELECT number FROM promised"))}
    return len(set(promised) - kept)


def test_what_was_promised_is_kept_and_a_loss_would_be_seen(disk: Disk) -> None:
    assert [lost(disk, "FULL", promises) for promises in (1, 20)] == [0, 0]
    assert lost(disk, "NORMAL", 20) > 0
