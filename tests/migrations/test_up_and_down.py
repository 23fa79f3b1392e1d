"""Migrations go up from nothing, down to nothing and up again, and build what the models say."""

from collections.abc import Callable
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from app.access.scopes import OPERATOR
from app.imports import seeding
from app.kit import migrations
from app.kit.config import CHECKOUT, Settings
from app.kit.db import Database
from app.releases import reading, writing
from app.releases.reading import Viewer
from app.releases.schemas import ReleaseIn
from tests.migrations.conftest import Schema

SCRIPTS = ScriptDirectory(str(CHECKOUT / "migrations"))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]


def tables(engine: Engine) -> set[str]:
    """Return what there is, but for Alembic's own table."""
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_from_nothing(database: Database) -> None:
    assert not migrations.is_there(database.writer)
    migrations.upgrade(database.writer)
    assert migrations.is_there(database.writer)
    assert migrations.is_current(database.reader)
    assert {"releases", "search_documents"} <= tables(database.writer)


def test_up_again_changes_nothing(database: Database, schema: Callable[[], Schema]) -> None:
    migrations.upgrade(database.writer)
    before = schema()
    migrations.upgrade(database.writer)
    assert schema() == before


def test_down_to_nothing_and_up_again(database: Database, schema: Callable[[], Schema]) -> None:
    migrations.upgrade(database.writer)
    before = schema()
    migrations.downgrade(database.writer, "base")
    assert without_alembic(schema()) == frozenset()
    assert not migrations.is_current(database.reader)
    migrations.upgrade(database.writer)
    assert schema() == before


def test_each_step_up_and_down(database: Database, schema: Callable[[], Schema]) -> None:
    seen = [schema()]
    for revision in REVISIONS:
        migrations.upgrade(database.writer, revision)
        seen.append(schema())
    for revision, before in zip(["base", *REVISIONS[:-1]], seen[:-1], strict=True):
        migrations.upgrade(database.writer)
        migrations.downgrade(database.writer, revision)
        assert without_alembic(schema()) == without_alembic(before)


def test_the_models_are_what_migrations_build(database: Database) -> None:
    migrations.upgrade(database.writer)
    migrations.check_drift(database.writer)


def test_one_line_of_revisions() -> None:
    assert SCRIPTS.get_bases() == [REVISIONS[0]]
    assert SCRIPTS.get_heads() == [REVISIONS[-1]]
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    files = sorted(Path(script.path).name for script in SCRIPTS.walk_revisions())
    assert [name.partition("_")[0] for name in files] == REVISIONS  # a start goes by their names


def test_a_database_with_data_keeps_it(database: Database, settings: Settings) -> None:
    migrations.upgrade(database.writer)
    seeding.seed(database, settings.seeds_dir)
    before = releases(database)
    assert before
    migrations.upgrade(database.writer)
    assert releases(database) == before
    with database.reading() as db:
        assert db.is_sound()


def test_slugs_of_before_are_known_to_be_numbered(database: Database) -> None:
    migrations.upgrade(database.writer)
    with database.writing() as db:
        for title in ("بيان", "بيان!", "بيان", "بيان 2030", "قمة 2"):
            writing.draft(db, OPERATOR, ReleaseIn(title=title))
        writing.draft(db, OPERATOR, ReleaseIn(title="خطة", slug="بيان-7"))
    query = "SELECT slug, numbered_from FROM releases ORDER BY key"
    before = rows(database, query)
    plain = [("بيان-2030", None), ("قمة-2", None), ("بيان-7", None)]
    assert before == [("بيان", None), ("بيان-2", "بيان"), ("بيان-3", "بيان"), *plain]
    migrations.downgrade(database.writer, "0015")
    migrations.upgrade(database.writer)
    assert rows(database, query) == before


def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    """Return what a database holds, past the program."""
    with database.reading() as db:
        return [tuple(row) for row in db.driver_rows(query)]


def without_alembic(schema: Schema) -> Schema:
    """Return what is not Alembic's own: its table stays when the migrations are undone."""
    return frozenset((kind, name) for kind, name in schema if "alembic_version" not in name)


def releases(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as db:
        query = reading.select_visible(Viewer.at_this_moment(OPERATOR))
        return [(str(row.id), row.title, row.body) for row in db.scalars(query)]
