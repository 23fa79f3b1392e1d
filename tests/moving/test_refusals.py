"""What a move does not begin with is said in one line, and nothing is changed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine

from app.kit import migrations
from app.moving.errors import MoveRefusedError
from tests.cli.running import PATIENCE
from tests.moving import catalogue
from tests.moving.conftest import Move, unseen


def refusal(move: Move) -> str:
    """Return why it is not begun."""
    with pytest.raises(MoveRefusedError) as refused:
        move.here(unseen)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_target_that_is_not_empty(move: Move) -> None:
    catalogue.write(move.source.settings)
    assert move.target.nashra("keys", "list").code == 0  # which makes the first key
    before = move.target.run("SELECT id FROM api_keys")
    said = move.run()
    assert said.line.startswith("nashra: الهدف ليس فارغًا")
    assert said.line.endswith("the target is not empty: it holds api_keys")
    assert move.target.run("SELECT id FROM api_keys") == before


def test_a_target_of_an_older_version_that_is_not_empty_is_not_migrated(move: Move) -> None:
    end = move.target.end()
    migrations.upgrade(end.database.writer)
    migrations.downgrade(end.database.writer, "0003")
    end.database.close()
    move.target.run(
        "INSERT INTO concepts VALUES (1, 'a', 'topic', 'أ', '', '', '', '[]',"
        " '2026-11-24 00:00:00')"
    )
    assert "the target is not empty: it holds concepts" in refusal(move)
    assert move.target.run("SELECT version_num FROM alembic_version") == [("0003",)]


def test_a_target_with_another_secret(move: Move) -> None:
    catalogue.write(move.source.settings)
    (move.target.folder / "secret").write_text("another")
    if move.target.databases.name == "sqlite":
        assert "the target is not empty: it holds secret" in refusal(move)
    else:
        assert move.here(unseen) == []


def test_of_two_that_begin_at_once_one_moves(move: Move, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue.write(move.source.settings)
    begun = Barrier(2, timeout=PATIENCE)
    upgrade = migrations.upgrade

    def upgrade_together(engine: Engine) -> None:
        begun.wait()  # both have looked, and found nothing there
        upgrade(engine)

    monkeypatch.setattr(migrations, "upgrade", upgrade_together)

    def said(_number: int) -> str:
        try:
            return repr(move.here(unseen))
        except MoveRefusedError as refused:
            return str(refused)

    with ThreadPoolExecutor() as both:
        moved, refused = sorted(both.map(said, range(2)))
    assert moved == "[]"
    # while the other goes on, or when it has just written its first rows
    assert ("another move into the target began at the same moment, and goes on" in refused) or (
        "the target is not empty: it holds rows" in refused
    )


def test_a_source_at_another_schema(move: Move) -> None:
    move.source.run("UPDATE alembic_version SET version_num = '0001'")
    said = refusal(move)
    assert "مخطط المصدر من إصدار آخر" in said
    assert "run nashra migrate on it first" in said


def test_a_source_that_is_not_there(move: Move) -> None:
    nowhere = Move(move.target, move.source)
    assert "there is no database at the source" in refusal(nowhere)


def test_a_source_that_is_the_target(move: Move) -> None:
    assert "the source is the target" in refusal(Move(move.source, move.source))


@pytest.mark.parametrize("address", ["mysql://root:p4ss@db/nashra", "postgresql://u:p4ss@db:x/n"])
def test_an_address_of_nothing_that_is_known(move: Move, address: str) -> None:
    said = move.source.nashra("move", "--from", move.source.address, "--to", address)
    assert said.line.startswith("nashra: --to: ")
    assert "p4ss" not in said.line
