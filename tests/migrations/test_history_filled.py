"""Revisions that were saved before it was noted how they were made are told of like the others."""

from typing import Any

import pytest
from sqlalchemy import inspect, text

from app.access import keys
from app.access.scopes import OPERATOR, Caller
from app.kit import migrations
from app.kit.db import Database
from app.releases import writing
from app.releases.models import Revision
from app.releases.schemas import ReleaseIn

SECRET = b"tests only"
NOTED = "release_key, number, saved_by_name, version, changed"


def test_old_revisions_say_who_saved_them_and_what_changed(database: Database) -> None:
    migrations.upgrade(database.writer)
    with database.writing() as db:
        token = keys.issue(db, SECRET, "مكتب الإعلام", ["publish"])
    with database.writing() as db:
        key = keys.holder(db, SECRET, token)
        editor = Caller(key.id, key.name, frozenset(key.scopes))
        topic: Any = {"name": {"ar": "الأمن"}}
        first = writing.draft(db, OPERATOR, ReleaseIn(title="أول", topics=[topic]))
        second = writing.draft(db, editor, ReleaseIn(title="ثان", body="نص " * 1_000))
    for changes in (
        {"title": "أول مصحح", "topics": ["الأمن"][:0]},
        {"title": "أول مصحح", "state": "published"},
        {"title": "أول مصحح", "state": "published", "urgency": 1},
    ):
        with database.writing() as db:
            db.add(first)
            writing.revise(db, editor, first, ReleaseIn.model_validate(changes))
    assert second.revision == 1
    before = noted(database)
    assert [row[2:4] for row in before] == [
        ("operator", 0),
        ("مكتب الإعلام", 0),
        ("مكتب الإعلام", 1),
        ("مكتب الإعلام", 1),
        ("مكتب الإعلام", 0),
    ]
    migrations.downgrade(database.writer, "0005")
    migrations.upgrade(database.writer)
    assert noted(database) == before
    with database.reading() as db:
        actions = db.rows(text("SELECT action, note FROM revisions"))
    assert set(actions) == {("save", None)}


@pytest.mark.only("sqlite")
def test_a_list_is_read_without_walking_over_documents(database: Database) -> None:
    migrations.upgrade(database.writer)
    columns = [column["name"] for column in inspect(database.reader).get_columns("revisions")]
    assert columns == [column.name for column in Revision.__table__.columns]
    assert columns[-1] == "document"


def noted(database: Database) -> list[tuple[Any, ...]]:
    """Return what is noted of every revision."""
    query = text(f"SELECT {NOTED} FROM revisions ORDER BY release_key, number")  # noqa: S608 - ours
    with database.reading() as db:
        return [tuple(row) for row in db.rows(query)]
