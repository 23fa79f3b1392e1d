"""When a key was last used: exact within a minute, and no request waits for it."""

from time import monotonic, sleep

from tests.access.issuing import bearer, issue
from tests.conftest import Server, Time
from tests.databases import Databases
from tests.waiting import until


def used(server: Server, key_id: str) -> str | None:
    """Return when a key was last used, as an admin is shown it."""
    at: str | None = server.get(f"/keys/{key_id}", "admin").json()["last_used_at"]
    return at


def test_when_a_key_was_last_used_is_exact_within_a_minute(server: Server, time: Time) -> None:
    made = issue(server)
    assert used(server, made["id"]) is None
    assert server.http.get("/releases", headers=bearer(made["token"])).status_code == 200
    until(lambda: used(server, made["id"]) == "2026-11-24T20:00:00Z")
    time.passes(seconds=59)
    for _ in range(3):
        server.http.get("/releases", headers=bearer(made["token"]))
    sleep(0.1)
    assert used(server, made["id"]) == "2026-11-24T20:00:00Z"
    time.passes(seconds=1)
    server.http.get("/releases", headers=bearer(made["token"]))
    until(lambda: used(server, made["id"]) == "2026-11-24T20:01:00Z")


def test_a_use_that_cannot_be_noted_harms_nothing(server: Server, databases: Databases) -> None:
    made = issue(server)
    with databases.writing_elsewhere(server.settings.data_dir):
        began = monotonic()
        answer = server.http.get("/releases?state=draft", headers=bearer(made["token"]))
        assert answer.status_code == 200
        assert monotonic() - began < 2
