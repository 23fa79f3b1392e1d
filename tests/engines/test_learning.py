"""After much was written, PostgreSQL is let know what its tables hold: it plans by that."""

import pytest
from sqlalchemy import text

from app.search import rebuilding
from tests.conftest import Server


@pytest.mark.only("postgresql")
def test_a_rebuilt_index_and_its_releases_are_known(server: Server) -> None:
    server.publish(title="السجون المفتوحة", body="زار الوزير السجون")
    rebuilding.rebuild(server.database, lambda _done, _total: None)
    known = text(  # how many rows there are, and that all may see them
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > 0 AND relallvisible > 0"
    )
    with server.database.reading() as db:
        names = {name for (name,) in db.rows(known)}
    assert {"releases", "search_documents", "search_words"} <= names


@pytest.mark.only("sqlite")
def test_sqlite_needs_no_such_look(server: Server) -> None:
    server.publish(title="السجون المفتوحة", body="زار الوزير السجون")
    rebuilding.rebuild(server.database, lambda _done, _total: None)
    server.database.learn()
    learnt = text("SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat%'")
    with server.database.reading() as db:
        assert db.rows(learnt) == []
