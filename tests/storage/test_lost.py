"""An empty catalogue is never served for a broken one, neither at once nor by a later start."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from app import starting
from app.kit import migrations
from app.kit.config import Settings
from app.kit.db import Database
from app.kit.errors import DatabaseLost
from app.releases.models import Release
from app.wiring import LISTENERS
from tests.cli.running import Installation
from tests.conftest import Server
from tests.storage import ruins
from tests.storage.ruins import NAME, Ruin

pytestmark = [pytest.mark.only("sqlite"), pytest.mark.once]  # what only files can lose

RELEASES = 12
READS = [
    "/releases",
    "/releases?limit=100",
    "/releases/search?q=المنامة",
    "/releases/suggestions?q=خبر",
]
AT_A_START = [
    (ruins.empty, "another database"),
    (ruins.delete, "is not there"),
    (ruins.replace, "another database"),
    (ruins.overwrite, "another database"),
    (ruins.scribble, "damaged"),
    (ruins.scribble_journal, "lacks the last changes"),
    (ruins.delete_journal, "lacks the last changes"),
]


@pytest.fixture
def filled(server: Server) -> Server:
    """Return a server with a catalogue that is partly in the file and partly in its journal."""
    for number in range(RELEASES):
        server.publish(title=f"خبر {number} من المنامة", body="متن الخبر. " * 200)
    return server


@pytest.mark.parametrize("ruin", ruins.EVERY, ids=lambda ruin: str(ruin.__name__))
def test_what_is_lost_while_it_is_served_is_never_shown_empty(filled: Server, ruin: Ruin) -> None:
    before = {path: filled.get(path).json() for path in READS}
    assert before["/releases"]["total"] == RELEASES
    ruin(filled.settings.data_dir)
    for _ in range(3):
        for path, answer in before.items():
            after = filled.get(path)
            if ruin is ruins.scribble_journal and after.status_code == 200:
                assert after.json() == answer  # from memory: SQLite has read it already
            else:
                assert (after.status_code, after.json()["code"]) == (503, "database_lost")
    if ruin is ruins.scribble_journal:
        return
    ready = filled.get("/health/ready")
    assert (ready.status_code, ready.json()["code"]) == (503, "not_ready")
    with capture_logs() as logged:
        refused = filled.http.post("/releases", json={"title": "خبر"}, headers=filled.key("write"))
    assert str(filled.settings.data_dir / NAME) in str(logged)
    assert (refused.status_code, refused.json()["code"]) == (503, "database_lost")
    assert str(filled.settings.data_dir) not in refused.text
    assert filled.get("/health/live").status_code == 200


def test_a_file_that_is_put_back_is_served_again(filled: Server) -> None:
    file = filled.settings.data_dir / NAME
    file.rename(file.with_name("away.db"))
    assert filled.get("/releases").status_code == 503
    file.with_name("away.db").rename(file)
    assert filled.get("/releases").json()["total"] == RELEASES
    filled.create()


@pytest.fixture
def crashed(filled: Server, tmp_path: Path) -> Path:
    """Return a data directory as `kill -9` leaves it: a file, its journal and its mark."""
    data = tmp_path / "crashed"
    data.mkdir()
    for file in filled.settings.data_dir.iterdir():
        if not file.name.endswith("-shm"):
            shutil.copy(file, data)
    assert (data / f"{NAME}-wal").stat().st_size > 0
    return data


@contextmanager
def opened(data: Path) -> Iterator[Database]:
    """Open what there is, as the next start does."""
    database = Database(Settings(data_dir=data), LISTENERS)
    yield database
    database.close()


def releases(data: Path) -> int:
    """Return how many there are, for whoever opens it next."""
    with opened(data) as database, database.reading() as db:
        return db.scalar(select(func.count()).select_from(Release)) or 0


def refused(data: Path) -> str:
    """Return why the next start refuses, and see that it leaves everything as it is."""
    left = {file.name: file.read_bytes() for file in data.iterdir()}
    with opened(data) as database, pytest.raises(DatabaseLost) as lost:
        starting.bring_up(Settings(data_dir=data), database)
    now = {file.name: file.read_bytes() for file in data.iterdir()}
    assert {name: now[name] for name in left} == left
    return lost.value.why


def accept(data: Path) -> None:
    """Take what is there as it is."""
    with opened(data) as database:
        database.accept()


def test_a_crash_alone_loses_nothing(crashed: Path) -> None:
    assert releases(crashed) == RELEASES
    assert releases(crashed) == RELEASES  # also after a clean end


@pytest.mark.parametrize(("ruin", "said"), AT_A_START)
def test_what_is_lost_between_two_starts_is_not_served(
    crashed: Path, ruin: Ruin, said: str
) -> None:
    ruin(crashed)
    why = refused(crashed)
    assert why.startswith(f"{crashed / NAME}: ")
    assert said in why
    with opened(crashed) as database:
        *_, last = starting.examine(database)
    assert last in [(why, False), ("database is there", False)]


def test_a_start_says_so_in_one_line_and_the_doctor_accepts(
    crashed: Path, installation: Installation
) -> None:
    crashed.rename(installation.data)
    ruins.scribble_journal(installation.data)
    why = f"{installation.data / NAME}: تنقصه آخر التغييرات "
    line = installation.run("serve", NASHRA_PORT="0").line
    assert line.startswith(f"nashra: {why}")
    assert line.endswith("or accept what is there: nashra doctor --accept")
    accepted = installation.run("doctor", "--accept")
    assert "ok   database is sound" in accepted.out
    assert releases(installation.data) < RELEASES


def test_the_journal_of_another_is_not_taken_for_its_own(crashed: Path) -> None:
    ruins.replace(crashed)
    with pytest.raises(DatabaseLost) as lost:
        accept(crashed)
    assert "the journal beside it is another database's" in lost.value.why
    (crashed / f"{NAME}-wal").unlink()
    (crashed / f"{NAME}-shm").unlink(missing_ok=True)
    accept(crashed)
    assert releases(crashed) == 0


def test_one_that_was_emptied_under_a_server_is_not_trusted_after_it(filled: Server) -> None:
    """Its connections, when they close, write their journal into the emptied file."""
    data = filled.settings.data_dir
    ruins.empty(data)
    assert filled.get("/releases").status_code == 503
    filled.database.close()
    assert (data / NAME).stat().st_size > 0
    with pytest.raises(DatabaseLost):
        releases(data)


def test_who_accepts_that_it_is_gone_begins_anew(crashed: Path) -> None:
    ruins.delete(crashed)
    assert "is not there" in refused(crashed)
    accept(crashed)
    with opened(crashed) as database:
        migrations.upgrade(database.writer)
    assert releases(crashed) == 0


def test_damage_is_not_accepted(crashed: Path) -> None:
    ruins.scribble(crashed)
    with pytest.raises(DatabaseLost) as lost:
        accept(crashed)
    assert "file is not a database" in lost.value.why


def test_a_database_without_a_mark_is_taken_as_it_is_and_gets_one(crashed: Path) -> None:
    mark = crashed / f"{NAME}.mark"
    mark.unlink()
    ruins.scribble_journal(crashed)
    with opened(crashed) as database:
        starting.bring_up(Settings(data_dir=crashed), database)
    assert mark.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("line", [b"", b"database 0000000007 writes ", "علامة\n".encode()])
def test_a_mark_that_cannot_be_read_is_said(crashed: Path, line: bytes) -> None:
    (crashed / f"{NAME}.mark").write_bytes(line)
    assert "the mark beside it cannot be read" in refused(crashed)
    accept(crashed)
    assert releases(crashed) == RELEASES
