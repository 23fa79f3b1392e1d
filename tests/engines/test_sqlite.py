"""What SQLite's file is opened with, and a full disk; what happens to a server is beside this."""

from typing import Any

import pytest

from tests.conftest import Server

pytestmark = pytest.mark.only("sqlite")


@pytest.mark.parametrize("which", ["writer", "reader"])
def test_what_was_acknowledged_survives_a_power_cut(server: Server, which: str) -> None:
    with getattr(server.database, which).connect() as connection:
        asked = [f"PRAGMA {name}" for name in ("journal_mode", "synchronous", "foreign_keys")]
        said = [connection.exec_driver_sql(pragma).scalar() for pragma in asked]
    full = 2
    assert said == ["wal", full, 1]


@pytest.mark.parametrize("room", [0, 8])
def test_a_full_disk_is_said_and_reads_go_on(server: Server, room: int) -> None:
    kept = server.publish(title="خبر قديم")

    def limit(pages: int) -> None:
        with server.database.writer.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute(f"PRAGMA max_page_count = {pages}")

    with server.database.reader.connect() as connection:
        pages: int = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit(pages + room)
    body = {"title": "خبر", "body": "متن طويل جدا. " * 10_000}
    answer = server.http.post("/releases", json=body, headers=server.key("write"))
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert server.get(kept["url"]).status_code == 200
    limit(2**30)
    assert server.http.post("/releases", json=body, headers=server.key("write")).status_code == 201
