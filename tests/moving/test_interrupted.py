"""A move that was stopped anywhere goes on when it is started again; nobody serves a part of it."""

import sqlite3
from contextlib import suppress
from time import monotonic, sleep

import psycopg
import pytest

from app.moving import tables
from app.moving.errors import MoveRefusedError
from bench import archive
from tests.cli.forking import Forked
from tests.cli.running import PATIENCE, surroundings
from tests.moving import catalogue
from tests.moving.conftest import Move, Show


class StoppedError(Exception):
    """The move is to stop here."""


def stop_at(stage: str, step: int = 0) -> Show:
    """Return what stops a move when it shows a stage for the time after `step`."""
    left = step

    def show(shown: str, _done: int, _total: int) -> None:
        nonlocal left
        if shown == stage:
            left -= 1
            if left < 0:
                raise StoppedError

    return show


def test_stopped_after_every_transaction(move: Move, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BATCH", 5)
    catalogue.write(move.source.settings)
    stops = 0
    while True:
        try:
            assert move.here(stop_at("rows", 2)) == []
        except StoppedError:
            stops += 1
        else:
            break
    assert stops > 10
    assert move.target.run("SELECT count(*) FROM releases") == move.source.run(
        "SELECT count(*) FROM releases"
    )


def rows(move: Move, table: str) -> int:
    """Return how many rows the target has by now; it may not be there yet."""
    with suppress(sqlite3.OperationalError, psycopg.errors.UndefinedTable):
        [(count,)] = move.target.run(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
        return int(count)
    return 0


@pytest.mark.parametrize("table", ["releases"])
def test_killed_and_started_again(move: Move, table: str) -> None:
    token = catalogue.write(move.source.settings, archive.releases(30))
    began = monotonic()
    shown = [move.target.folder.with_suffix(f".{name}") for name in ("out", "err")]
    process = Forked(move.command[1:], surroundings({}), *shown)
    while not rows(move, table):
        assert process.poll() is None
        assert monotonic() - began < PATIENCE
        sleep(0.001)
    process.kill()
    process.wait()
    assert rows(move, "unfinished_move") == 1
    said = move.run()
    assert (said.code, said.out) == (0, "moved and verified\n"), said.err
    assert "unfinished_move" not in said.err
    with (
        catalogue.open_at(move.source.settings) as old,
        catalogue.open_at(move.target.settings) as new,
    ):
        assert catalogue.answers(old, token) == catalogue.answers(new, token)


def test_nobody_opens_half_a_catalogue(move: Move) -> None:
    catalogue.write(move.source.settings)
    with pytest.raises(StoppedError):
        move.here(stop_at("rows", 1))
    for command in (["serve"], ["keys", "list"]):
        said = move.target.nashra(*command, NASHRA_PORT="0")
        assert "لم يكتمل النقل" in said.line
        assert "a move into this database is not finished" in said.line
    assert "FAIL the move into this database is finished" in move.target.nashra("doctor").out


def test_every_difference_is_named(move: Move) -> None:
    catalogue.write(move.source.settings)
    with pytest.raises(StoppedError):
        move.here(stop_at("search index"))
    move.target.run("UPDATE releases SET title = 'آخر', urgency = 9 WHERE key = 2")
    move.target.run("DELETE FROM past_slugs")
    move.target.run("UPDATE api_keys SET revoked_at = NULL")
    move.target.run("INSERT INTO release_keywords VALUES (1, 99, 'زائد', 'زائد')")
    move.target.run("""UPDATE revisions SET document = '{"b": 1, "a": 2}' WHERE number = 2""")
    said = move.run()
    assert said.code == 1
    assert "not verified: " in said.out
    for named in (
        "releases 2: other title, urgency",
        "release_keywords 1/99: is not in the source",
        "revisions 3/2: other document",
    ):
        assert named in said.err.splitlines()
    [key] = [line for line in said.err.splitlines() if line.startswith("api_keys ")]
    assert key.endswith(": other revoked_at")
    # what was deleted was after the last row that is there, and copied again
    assert "past_slugs" not in said.err
    # nor is it served
    assert move.target.run("SELECT count(*) FROM unfinished_move") == [(1,)]


def test_what_was_written_to_the_source_meanwhile_is_said(move: Move) -> None:
    token = catalogue.write(move.source.settings)

    def show(stage: str, done: int, _total: int) -> None:
        if stage == "compared" and not done:
            with catalogue.open_at(move.source.settings) as http:
                http.headers.update(catalogue.bearer(token))
                catalogue.post(http, title="أثناء النقل")

    [said] = move.here(show)
    assert "the source was written to meanwhile" in said
    with pytest.raises(MoveRefusedError, match="or this one was written to since"):
        move.here(show)
