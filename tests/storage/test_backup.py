"""A backup that is taken while everybody writes holds what was acknowledged before it began."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import select

from app import starting
from app.access import keys
from app.kit import backup
from app.kit.config import Settings
from app.kit.db import Database
from app.kit.errors import DatabaseLost
from app.releases.models import Release
from app.wiring import LISTENERS
from tests.conftest import Server
from tests.storage.ruins import NAME

pytestmark = [pytest.mark.only("sqlite"), pytest.mark.once]  # what only files can lose


def unseen(_done: int, _total: int) -> None:
    """Show nothing."""


def nothing(_copy: object) -> None:
    """Add nothing."""


def copied(server: Server, file: Path) -> Path:
    """Back the server's database up."""
    server.database.back_up(file, unseen, nothing)
    return file


def titles(data: Path) -> set[str]:
    """Return what is there, after a start and a look through the whole file."""
    settings = Settings(data_dir=data, secret="tests only")  # noqa: S106 - of a test
    with closing(Database(settings, LISTENERS)) as database:
        starting.bring_up(settings, database)
        with database.reading() as db:
            assert db.is_sound()
            return set(db.scalars(select(Release.title)))


def restored(file: Path, data: Path) -> Path:
    """Put a backup in its place, in a data directory."""
    data.mkdir(exist_ok=True)
    shutil.copy(file, data / NAME)
    return data


@contextmanager
def written_to(server: Server) -> Iterator[list[str]]:
    """Let two editors write all the while; yield the titles that were acknowledged by now."""
    acknowledged, enough = list[str](), Event()

    def write(name: str) -> None:
        number = 0
        while not enough.is_set():
            number += 1
            acknowledged.append(server.create(title=f"خبر {number} {name}")["title"])

    editors = [Thread(target=write, args=(name,)) for name in ("المنامة", "المحرق")]
    for editor in editors:
        editor.start()
    yield acknowledged
    enough.set()
    for editor in editors:
        editor.join()


def test_what_was_acknowledged_before_it_began_is_in_it(server: Server, tmp_path: Path) -> None:
    with written_to(server) as acknowledged:
        for number in range(3):
            while len(acknowledged) < 4 * number:
                assert server.get("/health/live").status_code == 200
            before = set(acknowledged)
            copied(server, tmp_path / f"{number}.db")
            data = restored(tmp_path / f"{number}.db", tmp_path / f"data{number}")
            assert before <= titles(data)


def test_it_ends_though_somebody_writes_at_every_step(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES", 10)
    server.create(title="قبل النسخ")
    shown: list[tuple[int, int]] = []

    def show(done: int, total: int) -> None:
        shown.append((done, total))
        server.create(title=f"أثناء النسخ {len(shown)}")

    server.database.back_up(tmp_path / "copy.db", show, nothing)
    assert len(shown) > 3
    assert shown == sorted(shown)
    assert shown[-1][0] == shown[-1][1]
    assert titles(restored(tmp_path / "copy.db", tmp_path / "data")) == {"قبل النسخ"}


def test_it_is_one_file_for_its_owner_only_and_overwrites_none(
    server: Server, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "copy.db.partial").write_text("what an earlier one left that was killed")
    file = copied(server, folder / "copy.db")
    assert file.stat().st_mode & 0o777 == 0o600
    assert [left.name for left in folder.iterdir()] == ["copy.db"]
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        copied(server, file)
    assert file.read_bytes() == before
    with pytest.raises(FileNotFoundError):
        copied(server, folder / "nowhere" / "copy.db")


def test_in_the_place_of_its_original_it_has_to_be_accepted(server: Server, tmp_path: Path) -> None:
    server.create(title="قديم")
    file, data = copied(server, tmp_path / "copy.db"), server.settings.data_dir
    server.create(title="أحدث")
    server.database.close()
    restored(file, data)
    with pytest.raises(DatabaseLost) as lost:
        titles(data)
    assert "it is another database than the one that was here" in lost.value.why
    with closing(Database(server.settings, LISTENERS)) as database:
        database.accept()
    assert titles(data) == {"قديم"}
    assert titles(data) == {"قديم"}


def test_the_keys_in_it_work_elsewhere(tmp_path: Path) -> None:
    here, there = Settings(data_dir=tmp_path / "here"), Settings(data_dir=tmp_path / "there")
    with closing(Database(here, LISTENERS)) as database:
        starting.bring_up(here, database)
        secret = keys.server_secret(here, database)
        with database.writing() as db:
            token = keys.issue(db, secret, "مكتب الإعلام", ["publish"])
        finish = partial(keys.put_secret_into, here, database)
        database.back_up(tmp_path / "copy.db", unseen, finish)
    there.data_dir.mkdir()
    (there.data_dir / "secret").write_text("of another installation")
    restored(tmp_path / "copy.db", there.data_dir)
    for name in ("copy.db", "again.db"):
        with closing(Database(there, LISTENERS)) as database:
            starting.bring_up(there, database)
            with database.reading() as db:
                caller = keys.holder(db, keys.server_secret(there, database), token)
            assert caller.name == "مكتب الإعلام"
            if name == "again.db":  # a backup of what was restored is no worse
                finish = partial(keys.put_secret_into, there, database)
                database.back_up(tmp_path / name, unseen, finish)


def test_where_there_is_none_it_makes_none(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    with closing(Database(settings, {})) as database, pytest.raises(FileNotFoundError):
        database.back_up(tmp_path / "copy.db", unseen, nothing)
    assert not settings.data_dir.exists()
