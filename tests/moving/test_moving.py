"""What was moved is all there, answers the same bytes, and goes on from there."""

from contextlib import closing

import pytest

from app.kit import audit
from app.kit.config import Settings
from app.moving.errors import MoveRefusedError
from app.wiring import every_table
from tests.moving import catalogue
from tests.moving.conftest import Move, Side, unseen


def test_everything_is_there_and_every_answer_is_the_same(move: Move) -> None:
    token = catalogue.write(move.source.settings)
    filled = [table.name for table in every_table().sorted_tables]
    for table in set(filled) - {"server_secrets", "timelines"}:
        asked = f"SELECT count(*) FROM {table}"  # noqa: S608 - our own names
        assert move.source.run(asked) != [(0,)], table
    with catalogue.open_at(move.source.settings) as http:
        before = catalogue.answers(http, token)
        first = catalogue.send_again(http, token)
    said = move.run()
    assert (said.code, said.out) == (0, "moved and verified\n"), said.err
    with catalogue.open_at(move.target.settings) as http:
        assert catalogue.answers(http, token) == before
        assert catalogue.send_again(http, token) == first
        assert http.get("/health/ready").status_code == 200
        # the next release gets the next key
        made = http.post("/releases", json={"title": "بعد النقل"}, headers=catalogue.bearer(token))
        assert made.status_code == 201
    assert log_of(move.target)[:-1] == log_of(move.source)
    [(greatest, every)] = move.target.run("SELECT max(key), count(*) FROM releases")
    assert greatest == every


def log_of(side: Side) -> list[str]:
    """Return the hashes of the audit log, whose chain must hold."""
    end = side.end()
    with closing(end.database), end.database.reading() as db:
        assert audit.examine(db).broken is None
        return [line["hash"].hex() for line in audit.every_line(db)]


def test_there_and_back_again(move: Move) -> None:
    token = catalogue.write(move.source.settings)
    assert move.run().code == 0
    home = move.source.folder.with_name("home")
    back = Move(move.target, move.source.at(home))
    assert back.run().out == "moved and verified\n"
    with (
        catalogue.open_at(move.source.settings) as old,
        catalogue.open_at(back.target.settings) as new,
    ):
        assert catalogue.answers(old, token) == catalogue.answers(new, token)


def test_a_secret_that_is_a_setting_is_not_written_down(move: Move) -> None:
    settings = move.source.settings.model_copy(update={"secret": "of the setting"})
    catalogue.write(settings)
    with pytest.raises(MoveRefusedError, match="the secret of its keys is not beside the source"):
        move.here(unseen)
    said = move.run(NASHRA_SECRET="of the setting")  # noqa: S106 - of a test
    assert said.out == "moved and verified\n"
    assert not (move.target.folder / "secret").exists()
    assert move.target.run("SELECT count(*) FROM server_secrets") == [(0,)]


def test_the_secret_may_be_in_the_data_directory(move: Move) -> None:
    """SQLite's file was named by its address, and what belongs to it is elsewhere."""
    elsewhere = move.source.folder.with_name("elsewhere")
    settings = Settings(**{**move.source.settings.model_dump(), "data_dir": elsewhere})
    token = catalogue.write(settings)
    assert move.run(NASHRA_DATA_DIR=str(elsewhere)).out == "moved and verified\n"
    with catalogue.open_at(move.target.settings) as http:
        drafts = http.get("/releases?state=draft", headers=catalogue.bearer(token))
        assert drafts.status_code == 200
