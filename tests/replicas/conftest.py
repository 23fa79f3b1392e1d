"""Two PostgreSQL servers of these tests' own, whichever database the other tests run on."""

from collections.abc import Iterator

import pytest

from tests.cluster import Cluster
from tests.replicas.pair import PairDatabases, Replica


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
def shared_databases(primary: Cluster, replica: Replica) -> PairDatabases:
    """Return what makes databases on both."""
    return PairDatabases(primary, replica)


@pytest.fixture
def databases(shared_databases: PairDatabases) -> Iterator[PairDatabases]:
    """Return what makes the databases of one test."""
    made = shared_databases.of_its_own()
    assert isinstance(made, PairDatabases)
    yield made
    made.forget()
