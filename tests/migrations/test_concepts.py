"""Concepts that are there get their place in the list and their words from the names they have."""

from sqlalchemy import text

from app.kit import migrations
from app.kit.db import Database
from tests.migrations.test_up_and_down import SCRIPTS

ROWS = """INSERT INTO concepts
    (key, id, kind, name_ar, name_en, title_ar, title_en, aliases, created_at) VALUES
    (1, 'moi', 'organisation', 'الوزارة', NULL, NULL, NULL, '["Ministry \\u0648"]',
        '2026-11-24 20:00:00.123456'),
    (2, 'tawfik', 'person', NULL, 'Mahmoud TAWFIK', NULL, NULL, '[]',
        '2026-11-24 20:00:00.000000')"""


def test_what_is_there_is_found_and_stands_in_order(database: Database) -> None:
    before = SCRIPTS.get_revision("0009").down_revision
    assert isinstance(before, str)
    migrations.upgrade(database.writer, before)
    with database.writing() as db:
        db.change(text(ROWS))
        db.change(text("INSERT INTO concept_names VALUES (1, 'الوزاره', 'organisation')"))
    migrations.upgrade(database.writer)
    made = text("SELECT name_order, words, updated_at = created_at FROM concepts ORDER BY key")
    with database.reading() as db:
        assert db.rows(made) == [
            ("وزاره", " الوزاره وزاره ministry و", 1),
            ("mahmoud tawfik", " mahmoud tawfik", 1),
        ]
        assert len(db.rows(text("SELECT * FROM concept_names"))) == 1
        assert db.is_sound()
    migrations.downgrade(database.writer, before)
    with database.reading() as db:
        assert len(db.rows(text("SELECT * FROM concepts"))[0]) == 9
