"""What is sent past SQLAlchemy belongs to its transaction, and fails as what goes through it."""

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.access.scopes import OPERATOR
from app.kit import public_version
from app.releases import writing
from app.releases.models import ReleaseKeyword
from app.releases.schemas import ReleaseIn
from tests.conftest import Server


def _words(server: Server, *written: str) -> list[dict[str, Any]]:
    with server.database.reading() as db:
        [key] = db.scalars(select(ReleaseKeyword.release_key).distinct())
    return [
        {"release_key": key, "position": 7 + place, "written": word, "folded": word}
        for place, word in enumerate(written)
    ]


def _kept(server: Server) -> list[str]:
    [release] = server.get("/releases", "draft").json()["items"]
    keywords: list[str] = release["keywords"]
    return keywords


def test_it_is_undone_with_the_part_that_failed(server: Server) -> None:
    server.create(keywords=["أمن"])
    rows = _words(server, "مرور", "دفاع")
    with server.database.writing() as db:
        public_version.number(db)  # so that the driver is known before the part begins
        with suppress(ZeroDivisionError), db.attempt():
            db.insert(ReleaseKeyword, rows[:1])
            raise ZeroDivisionError
        db.insert(ReleaseKeyword, rows[1:])
    assert _kept(server) == ["أمن", "دفاع"]


def test_what_was_brought_in_a_part_that_failed_leaves_its_key(server: Server) -> None:
    release = ReleaseIn(title="زيارة")
    with server.database.writing() as db:
        with suppress(ZeroDivisionError), db.attempt():
            undone = writing.draft(db, OPERATOR, release)
            raise ZeroDivisionError
        kept = writing.draft(db, OPERATOR, release)
    assert (kept.slug, kept.id != undone.id) == ("زيارة", True)
    [shown] = server.get("/releases", "draft").json()["items"]
    assert shown["id"] == str(kept.id)


@pytest.mark.parametrize("many", [1, 2])
def test_what_the_database_refuses_is_said_as_sqlalchemy_says_it(server: Server, many: int) -> None:
    server.create(keywords=["أمن"])
    rows = _words(server, "مرور", "دفاع")[:many]
    with pytest.raises(IntegrityError), server.database.writing() as db:
        db.insert(ReleaseKeyword, [*rows, *rows][: many + 1])
    assert _kept(server) == ["أمن"]
