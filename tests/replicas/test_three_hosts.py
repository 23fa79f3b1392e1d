"""Of three hosts one writes and one confirms: what was acknowledged is known to who is left."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from time import sleep
from typing import NamedTuple

import pytest

from tests.cluster import Cluster
from tests.conftest import Server
from tests.replicas.pair import Replica, SpreadDatabases
from tests.replicas.test_reading import is_replica_asked
from tests.waiting import until

LATER = "2126-11-24T20:00:00Z"


class Three(NamedTuple):
    """The primary, and those who follow it."""

    primary: Cluster
    near: Replica
    far: Replica


@pytest.fixture
def three() -> Iterator[Three]:
    """Return three hosts of a test's own: it leaves them broken."""
    with ExitStack() as running:

        def started(cluster: Cluster) -> None:
            running.callback(cluster.stop)

        primary = Cluster()
        started(primary)
        near, far = Replica(primary), Replica(primary)
        started(near)
        started(far)
        yield Three(primary, near, far)


@pytest.fixture
def shared_databases(three: Three) -> SpreadDatabases:
    """Return what makes databases on the three."""
    return SpreadDatabases(*three)


@pytest.fixture
def databases(shared_databases: SpreadDatabases) -> SpreadDatabases:
    """Return the same: whatever it makes is gone with the hosts."""
    return shared_databases


def test_one_that_lacks_what_another_confirmed_answers_nobody(
    three: Three, databases: SpreadDatabases, make_server: Callable[..., Server]
) -> None:
    databases.hosts, databases.replicas = list(three), []
    server = make_server()
    made = server.publish(title="زيارة رسمية")
    at = f"/releases/{made['id']}"
    three.primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
    three.primary.ask("SELECT pg_reload_conf()")
    until(lambda: three.primary.ask("SELECT max(sync_state) FROM pg_stat_replication") == "quorum")
    sleep(0.5)  # until the server has heard that commits are confirmed from now on
    three.far.agree()
    three.far.pause()
    hidden = server.http.patch(at, json={"embargoed_until": LATER}, headers=server.key("publish"))
    three.primary.kill()  # at once: nobody has asked it since
    assert hidden.is_success
    for _ in range(10):
        assert server.get(at).status_code == 404
    assert server.get("/health/ready").status_code == 200
    three.near.kill()  # now a host is left that may have missed it
    until(lambda: server.get(at).status_code == 503)
    assert server.get("/releases/search", q="زيارة").status_code == 503


def test_one_that_did_not_follow_a_failover_answers_nobody(
    three: Three, databases: SpreadDatabases, make_server: Callable[..., Server]
) -> None:
    databases.hosts, databases.replicas = [three.primary, three.near], [three.far]
    server = make_server()
    kept = server.publish(title="زيارة رسمية")
    three.near.agree()
    three.near.kill()
    lost = server.publish(title="زيارة لم تصل", body="خبر " * 10_000)
    three.far.agree()
    until(lambda: is_replica_asked(server))
    three.primary.kill()
    three.near.start()
    three.near.ask("SELECT pg_promote()")
    key = server.key("publish")
    until(lambda: server.http.post("/releases", json={"title": "خبر"}, headers=key).is_success)
    far, near = (one.ask(WHERE) for one in (three.far, three.near))
    assert far > near, "its position alone would have given it away: the test proves nothing"
    for _ in range(10):
        assert server.get(f"/releases/{kept['id']}").status_code == 200
        assert server.get(f"/releases/{lost['id']}").status_code == 404
        assert not is_replica_asked(server)


WHERE = """SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
    ELSE pg_current_wal_flush_lsn() END - '0/0')::bigint"""
