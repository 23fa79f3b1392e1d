"""A full disk refuses writes and nothing else, one that cannot be written is said at the start."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import starting
from app.kit.config import Settings
from app.kit.db import Database
from app.kit.errors import DatabaseLost
from tests.conftest import Server
from tests.storage import disks

pytestmark = [pytest.mark.only("sqlite"), pytest.mark.once]  # what only files can lose

SIZE = 24 * disks.MIB


@pytest.fixture(params=[disks.in_memory, disks.on_a_loop], ids=["tmpfs", "ext4"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Return a small disk with nothing else on it."""
    with request.param(tmp_path / "disk", SIZE) as mounted:
        yield mounted


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Path]:
    """Return a small disk that may be stopped."""
    with disks.on_a_loop(tmp_path / "disk", SIZE) as mounted:
        yield mounted


def write(server: Server, number: int) -> int:
    body = {"title": f"خبر {number}", "body": "متن طويل. " * 2_000}
    answer = server.http.post("/releases", json=body, headers=server.key("publish"))
    if answer.status_code != 201:
        assert answer.json()["code"] in {"storage_full", "database_lost"}
    return answer.status_code


def test_a_full_disk_is_said_reads_go_on_and_so_do_writes_when_there_is_room(
    disk: Path, make_server: Callable[..., Server]
) -> None:
    server = make_server(data_dir=disk / "data")
    kept = server.publish(title="خبر قديم من المنامة")
    filler = disks.fill(disk)
    answers = [write(server, number) for number in range(12)]
    while answers[-1] == 201:  # into what was allotted already
        answers.append(write(server, len(answers)))
    assert set(answers) <= {201, 507}
    assert write(server, 0) == 507
    assert server.get(kept["url"]).status_code == 200
    assert server.get("/releases/search?q=المنامة").json()["total"] == 1
    assert server.get("/health/ready").status_code == 200
    acknowledged = 1 + answers.count(201)
    assert server.get("/releases", "publish").json()["total"] == acknowledged
    filler.unlink()
    assert write(server, 0) == 201
    assert server.get("/releases", "publish").json()["total"] == acknowledged + 1


def test_a_disk_that_fails_acknowledges_nothing_and_shows_nothing_empty(
    loop: Path, make_server: Callable[..., Server]
) -> None:
    server = make_server(data_dir=loop / "data")
    kept = server.publish(title="خبر قديم من المنامة")
    disks.stop(loop)
    assert write(server, 1) == 503
    for _ in range(3):
        answer = server.get("/releases")
        assert answer.status_code == 503 or answer.json()["total"] == 1
        assert server.get(kept["url"]).status_code in {200, 503}


def test_where_nobody_can_write_a_start_refuses(disk: Path) -> None:
    settings = Settings(data_dir=disk / "data")
    database = Database(settings, {})
    starting.bring_up(settings, database)
    database.close()
    disks.run("mount", "-o", "remount,ro", disk)
    with pytest.raises(DatabaseLost) as lost:
        starting.bring_up(settings, database)
    assert lost.value.why == f"{disk}/data: نظام الملفات للقراءة فقط · Read-only file system"
    with pytest.raises(OSError, match="Read-only file system"):
        starting.bring_up(settings, Database(Settings(data_dir=disk / "other"), {}))
