"""After much was written, PostgreSQL is let know what its tables hold: it plans by that."""

import pytest
from sqlalchemy import text

from app.search import rebuilding
from tests.conftest import Server


@pytest.mark.only("postgresql")
def test_a_rebuilt_index_and_its_releases_are_known(server: Server) -> None:
    server.publish(title="السجون المفتوحة", body="زار الوزير السجون")
    rebuilding.rebuild(server.database, lambda _done, _total: None)
    known = text("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > 0")
    with server.database.reading() as db:
        names = {name for (name,) in db.rows(known)}
    assert {"releases", "search_documents", "search_words"} <= names
