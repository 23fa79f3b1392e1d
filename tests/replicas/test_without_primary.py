"""While no primary answers, whoever reads is answered, and whoever writes is told to come back."""

import signal
import sys
from collections.abc import Callable, Iterator
from time import monotonic, sleep

import pytest

from tests.cluster import Cluster
from tests.conftest import Server
from tests.replicas.pair import Replica, SpreadDatabases
from tests.replicas.test_reading import asking
from tests.waiting import until

LATER = "2126-11-24T20:00:00Z"


@pytest.fixture(params=["several hosts in one URL", "a URL of replicas"])
def server(
    request: pytest.FixtureRequest, databases: SpreadDatabases, make_server: Callable[..., Server]
) -> Server:
    """Return a server that knows where both hosts are."""
    if request.param == "several hosts in one URL":
        databases.hosts, databases.replicas = [*databases.hosts, *databases.replicas], []
    return make_server()


@pytest.fixture
def mended(replica: Replica) -> Iterator[None]:
    """Have both again, whatever a test did."""
    yield
    replica.agree()


@pytest.mark.usefixtures("mended")
def test_reads_go_on_and_writes_come_back_without_a_restart(
    server: Server, primary: Cluster, replica: Replica
) -> None:
    shown = server.publish(title="زيارة رسمية")
    hidden = server.publish(title="زيارة خاصة")
    key = server.key("publish")
    embargo = {"embargoed_until": LATER}
    assert server.http.patch(f"/releases/{hidden['id']}", json=embargo, headers=key).is_success
    replica.agree()
    until(lambda: not server.database.reads_without_primary)
    settle(server, replica)
    primary.kill()
    try:
        began = monotonic()
        assert server.get(f"/releases/{shown['id']}").status_code == 200
        took = monotonic() - began
        assert server.get(f"/releases/{hidden['id']}").status_code == 404
        assert server.get(f"/releases/{hidden['id']}", "embargo").status_code == 200
        assert server.get("/releases/search", q="زيارة").json()["total"] == 1
        assert server.get("/health/ready").status_code == 200
        refused = server.http.post("/releases", json={"title": "خبر"}, headers=key)
        assert (refused.status_code, refused.json()["code"]) == (503, "busy")
        assert refused.headers["retry-after"]
        assert server.get(f"/releases/{shown['id']}").status_code == 200
    finally:
        primary.start()
    until(lambda: server.http.post("/releases", json={"title": "خبر"}, headers=key).is_success)
    sys.stdout.write(f"\nprimary killed: the first read after it took {took:.2f} s\n")


@pytest.mark.usefixtures("mended")
def test_a_frozen_primary_fails_no_read(
    databases: SpreadDatabases,
    make_server: Callable[..., Server],
    primary: Cluster,
    replica: Replica,
) -> None:
    databases.hosts, databases.replicas = [primary, replica], []
    server = make_server()
    server.publish(title="زيارة رسمية")
    replica.agree()
    settle(server, replica)
    with asking(server, "/releases") as said:
        primary.send(signal.SIGSTOP)
        try:
            sleep(9)
        finally:
            primary.send(signal.SIGCONT)
    assert {status for status, _ in said} == {200}
    slow = sum(took > 1 for _, took in said)
    sys.stdout.write(
        f"\nprimary frozen: {len(said)} reads, {slow} of more than a second, the slowest of"
        f" {max(took for _, took in said):.2f} s\n"
    )


@pytest.mark.usefixtures("mended")
def test_a_replica_that_lacks_the_last_word_answers_nobody(
    server: Server, primary: Cluster, replica: Replica
) -> None:
    made = server.publish(title="زيارة رسمية")
    at = f"/releases/{made['id']}"
    replica.agree()
    replica.pause()
    hidden = server.http.patch(at, json={"embargoed_until": LATER}, headers=server.key("publish"))
    assert hidden.is_success
    settle(server, replica)
    primary.kill()
    try:
        for _ in range(5):
            assert server.get(at).status_code == 503
        replica.resume()
        until(lambda: server.get(at).status_code != 503)
        assert server.get(at).status_code == 404
    finally:
        primary.start()


def settle(server: Server, replica: Replica) -> None:
    """Wait until the server and the replica have heard of the last change from the primary."""
    replicas = server.database._replicas  # noqa: SLF001 - nobody else has to know
    assert replicas is not None
    until(lambda: replicas._fence() is not None)  # type: ignore[attr-defined]  # it has one  # noqa: SLF001 - the same
    replica.receive()
