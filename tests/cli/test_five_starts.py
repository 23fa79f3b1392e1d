"""Five servers that start at the same instant on an empty PostgreSQL: what is done once, is."""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

import httpx
import pytest

from tests.cli.running import serving
from tests.cluster import Cluster
from tests.conftest import SEEDS

KEY = re.compile(r"nsh_[\w-]{43}")
SERVERS = 5


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Return a PostgreSQL without any database of ours, whichever the other tests run on."""
    with ExitStack() as running:
        made = Cluster()
        running.callback(made.stop)
        yield made


def settings(url: str, folder: Path) -> dict[str, str]:
    """Return those of a server on this database, with a data directory of its own."""
    return {
        "NASHRA_DATABASE_URL": url,
        "NASHRA_DATA_DIR": str(folder),
        "NASHRA_SEEDS_DIR": str(SEEDS),
    }


def test_one_migration_one_seed_one_key_and_five_are_ready(
    cluster: Cluster, tmp_path: Path
) -> None:
    cluster.ask("CREATE DATABASE nashra")
    url = f"{cluster.address}/nashra"
    folders = [tmp_path / f"server{number}" for number in range(SERVERS)]
    began = monotonic()
    with ExitStack() as running:
        started = [
            running.enter_context(serving(settings(url, folder), folder.with_suffix(".log")))
            for folder in folders
        ]
        addresses = [one.address for one in started]
        took = monotonic() - began
        ready = [httpx.get(f"{address}/health/ready").status_code for address in addresses]
        assert ready == [200] * SERVERS
        logs = [one.log.read_text() for one in started]
        [key] = [key for log in logs for key in KEY.findall(log)]
        assert [log for log in logs if "Traceback" in log] == []
        # the key of one is a key of all: they hash with the same secret
        whoever = [
            httpx.get(f"{address}/releases", headers={"Authorization": f"Bearer {key}"}).status_code
            for address in addresses
        ]
        assert whoever == [200] * SERVERS
        lists = [httpx.get(f"{address}/releases").json() for address in addresses]
        assert all(one == lists[0] for one in lists)
        assert lists[0]["total"] == len(list(SEEDS.glob("*.txt")))
        found = httpx.get(f"{addresses[0]}/releases/search", params={"q": "الداخلية"}).json()
        assert found["total"] == lists[0]["total"]
    sys.stdout.write(f"\n{SERVERS} starts at once: ready after {took:.1f} s, one key, one seed\n")
