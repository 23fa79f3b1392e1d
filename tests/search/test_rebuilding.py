"""`nashra reindex`: the old index answers until the new one is whole, and nothing is missed."""

import re
import threading

import pytest

from app.language import analysis
from app.search import indexing, rebuilding, sqlite_merging
from app.search.indexing import engine_of
from tests.conftest import Server, Time

SOON = "2026-11-24T21:00:00Z"


def silent(_done: int, _total: int) -> None:
    """Watch no progress."""


def fill(server: Server, count: int = 12) -> list[str]:
    """Publish releases; return their addresses."""
    return [server.publish(title=f"السجون المفتوحة {number}")["url"] for number in range(count)]


def search(server: Server, typed: str = "السجون") -> dict[str, object]:
    found: dict[str, object] = server.get(
        "/releases/search", q=typed, facets="type,year", limit=5
    ).json()
    return found


def test_a_rebuilt_index_answers_the_same(server: Server, time: Time) -> None:
    fill(server)
    server.create(title="السجون: مسودة")
    server.publish(title="السجون: محظور", embargoed_until=SOON)
    gone = server.create(title="السجون: محذوف")
    server.http.delete(gone["url"], headers=server.key("write"))
    before = search(server)
    drafts = server.get("/releases/search", "draft", q="السجون").json()
    assert rebuilding.rebuild(server.database, silent) == 14
    assert search(server) == before
    assert server.get("/releases/search", "draft", q="السجون").json() == drafts
    time.passes(hours=1)
    assert search(server)["total"] == 13


def test_the_old_index_answers_until_the_new_one_is_done(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = fill(server)
    before = search(server)
    seen: list[object] = []
    monkeypatch.setattr(rebuilding, "BATCH", 5)

    def meanwhile(done: int, total: int) -> None:
        assert total == 12 + len(seen) // 2
        seen.append(search(server))
        if done == 5:
            change = {"title": "المدارس الجديدة"}
            server.http.patch(addresses[0], json=change, headers=server.key("publish"))
            seen.append(None)
            assert search(server)["total"] == 11
            server.publish(title="السجون المغلقة")

    rebuilding.rebuild(server.database, meanwhile)
    assert seen[0] == before
    assert search(server)["total"] == 12
    assert search(server, "المدارس")["total"] == 1
    with server.database.reading() as db:
        assert rebuilding.lacking(db) == 0


def test_what_was_interrupted_is_gone_on_with(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(server)
    monkeypatch.setattr(rebuilding, "BATCH", 5)

    def stop(done: int, _total: int) -> None:
        if done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuilding.rebuild(server.database, stop)
    assert search(server)["total"] == 12
    told: list[int] = []
    rebuilding.rebuild(server.database, lambda done, _total: told.append(done))
    assert told == [12]
    assert search(server)["total"] == 12


def test_an_index_of_another_version_is_noticed_and_made_anew(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(server, 3)
    rebuilding.rebuild(server.database, silent)
    with server.database.reading() as db:
        assert not rebuilding.is_outdated(db)
    monkeypatch.setattr(analysis, "VERSION", analysis.VERSION + 1)
    with server.database.reading() as db:
        assert rebuilding.is_outdated(db)
    assert search(server)["total"] == 3
    assert rebuilding.build_if_empty(server.database, silent) is False
    rebuilding.rebuild(server.database, silent)
    with server.database.reading() as db:
        assert not rebuilding.is_outdated(db)
    assert search(server)["total"] == 3


def test_the_version_never_goes_back(server: Server) -> None:
    fill(server, 3)
    with server.database.reading() as db:
        before = engine_of(db).state(db).version
    rebuilding.rebuild(server.database, silent)
    with server.database.reading() as db:
        assert engine_of(db).state(db).version > before


def test_readers_never_see_a_moment_without_an_index(server: Server) -> None:
    fill(server)
    ended = threading.Event()
    wrong: list[object] = []

    def read() -> None:
        while not ended.is_set():
            answer = server.get("/releases/search", q="السجون")
            if answer.status_code != 200 or answer.json()["total"] != 12:
                wrong.append(answer.text)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(5):
            rebuilding.rebuild(server.database, silent)
    finally:
        ended.set()
        reader.join()
    assert wrong == []


def test_what_the_index_lacks_is_counted(server: Server) -> None:
    fill(server, 3)
    with server.database.writing() as db:
        indexing.engine_of(db).drop(db, 2)
    with server.database.reading() as db:
        assert rebuilding.lacking(db) == 1


@pytest.mark.only("sqlite")
def test_a_rebuilt_index_has_the_tables_that_migrations_make(server: Server) -> None:
    def tables() -> dict[str, str]:
        query = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'search%' AND sql IS NOT NULL"
        with server.database.reading() as db:
            rows = db.driver_rows(query)
        return {name: re.sub(r"[\s\"']+", "", sql) for name, sql in rows}

    before = tables()
    assert "search_public" in before
    rebuilding.rebuild(server.database, silent)
    assert tables() == before


def test_what_writes_scattered_is_put_together_and_found_as_before(
    server: Server, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_merging, "MERGED_PAGES", 1)
    monkeypatch.setattr(sqlite_merging, "FEW_SEGMENTS", 1)
    fill(server, 9)
    server.create(title="السجون: مسودة")
    before = search(server)
    drafts = server.get("/releases/search", "draft", q="السجون").json()
    with server.database.writing() as db:
        scattered = engine_of(db).merge(db, begins=True)
    rebuilding.merge(server.database)
    with server.database.writing() as db:
        assert not engine_of(db).merge(db, begins=True)
    assert scattered == (server.database.engine_name == "sqlite")
    assert search(server) == before
    assert server.get("/releases/search", "draft", q="السجون").json() == drafts
    time.passes(hours=1)
    fill(server, 1)
    assert search(server)["total"] == 10
