"""A migration leaves no link to what is not there; a start that migrates nothing is a quick one."""

import pytest
from sqlalchemy import event, text

from app.kit import migrations, sqlite
from app.kit.db import Database

pytestmark = pytest.mark.only("sqlite")  # where they are off while a migration runs
CHECK = "PRAGMA foreign_key_check"


def test_links_are_looked_through_after_a_migration_and_not_at_every_start(
    database: Database,
) -> None:
    asked: list[str] = []

    @event.listens_for(database.writer, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, said: str, *_: object) -> None:
        asked.append(said)

    migrations.upgrade(database.writer)
    assert CHECK in asked
    asked.clear()
    migrations.upgrade(database.writer)
    assert asked
    assert CHECK not in asked


def test_a_migration_that_would_leave_a_broken_link_is_undone(database: Database) -> None:
    migrations.upgrade(database.writer)
    with (
        pytest.raises(RuntimeError, match="foreign keys"),
        sqlite.alone(database.writer) as connection,
    ):
        connection.execute(text("INSERT INTO concept_names VALUES (99, 'اسم', 'person')"))
    with database.reading() as db:
        assert db.rows(text("SELECT * FROM concept_names")) == []
