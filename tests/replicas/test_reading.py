"""Whoever has no key may be answered by a replica, which shows what the primary does or nothing."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep

import pytest

from tests.conftest import Server, Time, client
from tests.replicas.pair import Replica
from tests.waiting import until

LATER = "2126-11-24T20:00:00Z"


def is_replica_asked(server: Server, *, public: bool = True) -> bool:
    """Tell where the server reads at the moment."""
    with server.database.reading(public=public) as db:
        [(is_standby,)] = db.driver_rows("SELECT pg_is_in_recovery()")
    return bool(is_standby)


@pytest.fixture
def server(make_server: Callable[..., Server]) -> Server:
    """Return a server that asks the replica already."""
    started = make_server()
    until(lambda: is_replica_asked(started))
    return started


@contextmanager
def asking(server: Server, path: str) -> Iterator[list[tuple[int, float]]]:
    """Let four readers ask all the time; collect what was said, and how long it took."""
    said: list[tuple[int, float]] = []
    ended = Event()

    def ask() -> None:
        with client(server.http.base_url.port) as http:
            while not ended.is_set():
                began = monotonic()
                said.append((http.get(path).status_code, monotonic() - began))

    with ThreadPoolExecutor(4) as readers:
        running = [readers.submit(ask) for _ in range(4)]
        sleep(0.3)
        try:
            yield said
            sleep(1)
        finally:
            ended.set()
    for one in running:
        one.result()


def test_only_those_without_a_key_are_sent_to_the_replica(server: Server) -> None:
    assert is_replica_asked(server)
    assert not is_replica_asked(server, public=False)


def test_what_was_hidden_is_hidden_though_the_replica_still_shows_it(
    server: Server, replica: Replica
) -> None:
    made = server.publish(title="زيارة رسمية")
    until(lambda: is_replica_asked(server))
    replica.pause()
    hidden = server.http.patch(
        f"/releases/{made['id']}", json={"embargoed_until": LATER}, headers=server.key("publish")
    )
    assert hidden.status_code == 200
    assert not is_replica_asked(server)
    assert server.get(f"/releases/{made['id']}").status_code == 404
    assert server.get("/releases").json()["total"] == 0
    assert server.get("/releases/search", q="زيارة").json()["total"] == 0
    assert server.get("/releases/suggestions", q="زيا").json()["items"] == []
    replica.resume()
    until(lambda: is_replica_asked(server))
    assert server.get(f"/releases/{made['id']}").status_code == 404


def test_another_server_hides_it_within_a_second(
    make_server: Callable[..., Server], server: Server, replica: Replica
) -> None:
    other = make_server(data_dir=server.settings.data_dir)
    made = server.publish(title="زيارة رسمية")
    at = f"/releases/{made['id']}"
    until(lambda: is_replica_asked(other))
    # its replica may be a moment behind what another server has written
    until(lambda: other.get(at).status_code == 200, 1, "it is shown")
    replica.pause()
    server.http.patch(at, json={"publish_at": LATER}, headers=server.key("publish"))
    answered = monotonic()
    until(lambda: other.get(at).status_code == 404)
    assert monotonic() - answered < 1
    replica.resume()


def test_what_is_due_is_moved_on_the_primary_and_found_at_once(time: Time, server: Server) -> None:
    server.publish(title="زيارة رسمية", publish_at="2026-11-24T21:00:00Z")
    until(lambda: is_replica_asked(server))
    assert server.get("/releases/search", q="زيارة").json()["total"] == 0
    time.passes(hours=2)
    assert is_replica_asked(server)
    assert server.get("/releases/search", q="زيارة").json()["total"] == 1


def test_a_killed_replica_fails_no_request_and_is_asked_again_when_it_is_back(
    server: Server, replica: Replica
) -> None:
    server.publish(title="زيارة رسمية")
    until(lambda: is_replica_asked(server))
    with asking(server, "/releases") as said:
        replica.kill()
        sleep(1)
        assert not is_replica_asked(server)
        replica.start()
        until(lambda: is_replica_asked(server))
    assert {status for status, _ in said} == {200}
    sys.stdout.write(
        f"\nreplica killed: {len(said)} reads, slowest {max(t for _, t in said):.2f} s\n"
    )


def test_a_frozen_replica_fails_no_request_either(server: Server, replica: Replica) -> None:
    server.publish(title="زيارة رسمية")
    until(lambda: is_replica_asked(server))
    with asking(server, "/releases") as said:
        replica.freeze()
        sleep(3)
        replica.thaw()
        until(lambda: is_replica_asked(server))
    assert {status for status, _ in said} == {200}
    sys.stdout.write(
        f"\nreplica frozen: {len(said)} reads, slowest {max(t for _, t in said):.2f} s\n"
    )
