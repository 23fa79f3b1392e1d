"""Two PostgreSQL servers of these tests' own, whichever database the other tests run on."""

from collections.abc import Iterator

import pytest

from tests.cluster import Cluster
from tests.replicas.pair import Replica, SpreadDatabases


@pytest.fixture(scope="session")
def primary() -> Iterator[Cluster]:
    """Return the server that writes."""
    cluster = Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def replica(primary: Cluster) -> Iterator[Replica]:
    """Return the server that follows it."""
    cluster = Replica(primary)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def shared_databases(primary: Cluster, replica: Replica) -> SpreadDatabases:
    """Return what makes databases on both."""
    return SpreadDatabases(primary, replica)


@pytest.fixture
def databases(shared_databases: SpreadDatabases) -> Iterator[SpreadDatabases]:
    """Return what makes the databases of one test."""
    made = shared_databases.of_its_own()
    assert isinstance(made, SpreadDatabases)
    yield made
    made.forget()
