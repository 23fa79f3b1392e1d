"""A migration that fails or is killed leaves the database as it was; two starts do it once."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.kit import migrations
from app.kit.config import CHECKOUT, Settings
from app.kit.db import Database
from tests.migrations.conftest import Schema
from tests.migrations.test_up_and_down import REVISIONS

STEP = '''
"""A step that goes wrong half way, or waits to be killed."""

import os
import time

from alembic import op

revision = "9001"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TABLE half_made (id INTEGER)")
    op.execute("INSERT INTO half_made VALUES (1)")
    op.execute("UPDATE releases SET title = 'half changed'")
    {then}


def downgrade():
    op.execute("DROP TABLE half_made")
'''

CONCEPT = """INSERT INTO concepts VALUES
    (1, 'a', 'topic', 'أ', NULL, NULL, NULL, '[]', '2026-11-24 20:00:00.000000',
    'ا', ' ا', '2026-11-24 20:00:00.000000')"""
DANGLING = "INSERT INTO concept_names VALUES (7, 'ا', 'topic')"


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let migrations be read from a copy to which a test may add one."""
    copy = tmp_path / "checkout" / "migrations"
    (copy / "versions").mkdir(parents=True)
    original = CHECKOUT / "migrations"
    for file in original.rglob("*.py"):
        (copy / file.relative_to(original)).write_bytes(file.read_bytes())
    monkeypatch.setattr(migrations, "CHECKOUT", copy.parent)
    return copy / "versions"


def add(scripts: Path, then: str) -> None:
    (scripts / "9001_half.py").write_text(STEP.format(before=REVISIONS[-1], then=then))


@pytest.fixture
def current(database: Database) -> Database:
    """Return a database that stands at this version's schema, with a concept in it."""
    migrations.upgrade(database.writer)
    return database


def test_one_that_fails_leaves_nothing(
    current: Database, scripts: Path, schema: Callable[[], Schema]
) -> None:
    before = schema()
    add(scripts, "raise RuntimeError('half way')")
    with pytest.raises(RuntimeError, match="half way"):
        migrations.upgrade(current.writer)
    assert schema() == before
    assert not migrations.is_current(current.reader)
    (scripts / "9001_half.py").unlink()
    assert migrations.is_current(current.reader)


def test_the_first_start_that_fails_leaves_nothing(
    database: Database, scripts: Path, schema: Callable[[], Schema]
) -> None:
    add(scripts, "raise RuntimeError('half way')")
    with pytest.raises(RuntimeError, match="half way"):
        migrations.upgrade(database.writer)
    assert schema() == frozenset()


def test_one_that_is_killed_leaves_nothing(
    current: Database,
    settings: Settings,
    scripts: Path,
    tmp_path: Path,
    schema: Callable[[], Schema],
) -> None:
    before = schema()
    reached = tmp_path / "reached"
    add(scripts, f"open({str(reached)!r}, 'w').close(); time.sleep(60)")
    process = start(settings, scripts)
    while not reached.exists():
        assert process.poll() is None
        sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert schema() == before
    with current.reading() as db:
        assert db.is_sound()
    add(scripts, "pass")
    migrations.upgrade(current.writer)
    assert migrations.is_current(current.reader)


def test_starts_at_the_same_moment_all_end_well(settings: Settings, database: Database) -> None:
    processes = [start(settings, CHECKOUT / "migrations" / "versions") for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0] * 4
    assert migrations.is_current(database.reader)
    migrations.check_drift(database.writer)


def check_references(database: Database) -> None:
    """See that foreign keys are on: nothing may refer to what is not there."""
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), database.writing() as db:
        db.change(text(DANGLING))


def test_a_table_made_anew_keeps_what_refers_to_it(current: Database, scripts: Path) -> None:
    anew = "always" if current.engine_name == "sqlite" else "auto"  # PostgreSQL alters in place
    with current.writing() as db:
        db.change(text(CONCEPT))
        db.change(text("INSERT INTO concept_names VALUES (1, 'ا', 'topic')"))
    add(
        scripts,
        "import sqlalchemy as sa\n"
        f"    with op.batch_alter_table('concepts', recreate={anew!r}) as table:\n"
        "        table.add_column(sa.Column('more', sa.String(), nullable=True))",
    )
    migrations.upgrade(current.writer)
    with current.reading() as db:
        assert db.rows(text("SELECT concept_key FROM concept_names")) == [(1,)]
    check_references(current)


def test_one_that_breaks_a_reference_is_undone(
    current: Database, scripts: Path, schema: Callable[[], Schema]
) -> None:
    before = schema()
    add(scripts, f'op.execute("{DANGLING}")')
    with pytest.raises((RuntimeError, IntegrityError), match=r"(?i)foreign key"):
        migrations.upgrade(current.writer)
    assert schema() == before
    check_references(current)


def test_a_newer_database_is_refused_and_left_alone(
    current: Database, schema: Callable[[], Schema]
) -> None:
    with current.writing() as db:
        db.change(text("UPDATE alembic_version SET version_num = '9999'"))
    before = schema()
    with pytest.raises(migrations.SchemaUnknownError, match="its schema is 9999"):
        migrations.upgrade(current.writer)
    assert schema() == before
    assert not migrations.is_current(current.reader)


UPGRADE = """
import json
import sys
from pathlib import Path
from app.kit import migrations
from app.kit.config import Settings
from app.kit.db import Database
migrations.CHECKOUT = Path(sys.argv[2])
migrations.upgrade(Database(Settings(**json.loads(sys.argv[1])), {}).writer)
"""


def start(settings: Settings, scripts: Path) -> "subprocess.Popen[Any]":
    """Upgrade in a process of its own."""
    where = settings.model_dump(mode="json", include={"data_dir", "database_url"})
    command = [sys.executable, "-c", UPGRADE, json.dumps(where), str(scripts.parents[1])]
    return subprocess.Popen(command, cwd=CHECKOUT)
