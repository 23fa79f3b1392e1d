"""What is promised of several machines, kept while one after the other of them fails."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from tests.cli.running import Installation
from tests.databases import Databases
from tests.ha.cluster import TTL, Cluster, running
from tests.ha.front import before
from tests.ha.load import Load
from tests.waiting import until

LONGEST_WRITE_GAP = TTL + 10.0
LONGEST_READ_GAP = LONGEST_WRITE_GAP  # readers without a replica wait for the next primary too
CALM = 3.0  # seconds of work between two faults


def _kill(cluster: Cluster, write_again: Callable[[], None]) -> None:
    primary = cluster.primary()
    primary.kill()
    write_again()
    primary.start()


def _freeze(cluster: Cluster, write_again: Callable[[], None]) -> None:
    """Thaw the old primary when another has its office: it believes for a moment to hold it."""
    primary = cluster.primary()
    primary.freeze()
    write_again()
    sleep(CALM)
    primary.thaw()


def _switch_over(cluster: Cluster, write_again: Callable[[], None]) -> None:
    cluster.switch_over()
    write_again()


FAULTS = {
    "primary killed": _kill,
    "switched over": _switch_over,
    "primary frozen": _freeze,
    "primary killed again": _kill,
}


@dataclass
class Row:
    """What one fault cost, in seconds and in requests."""

    fault: str
    primaries: str
    write_gap: float
    read_gap: float
    acknowledged: str
    not_written: str
    not_read: str

    def __str__(self) -> str:
        """Return a line of the table."""
        gaps = f"{self.write_gap:.1f} s", f"{self.read_gap:.1f} s"
        said = self.acknowledged, self.not_written, self.not_read
        return LINE.format(self.fault, self.primaries, *gaps, *said)


LINE = "{:20}  {:19}  {:>9}  {:>8}  {:>14}  {:30}  {}"
HEADING = LINE.format(
    *("fault", "primary", "write gap", "read gap", "acknowledged", "not written", "not read")
)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """Return three machines that keep one empty PostgreSQL."""
    with running(folder) as cluster:
        yield cluster


def test_nothing_acknowledged_is_lost_or_there_twice(
    cluster: Cluster, databases: Databases, folder: Path, tmp_path: Path
) -> None:
    shared = {
        "NASHRA_DATABASE_URL": cluster.url,
        "NASHRA_READ_DATABASE_URL": cluster.read_url,
        "NASHRA_SECRET": "of both servers",
        "NASHRA_SEEDS_DIR": str(tmp_path / "none"),
    }
    installations = [
        Installation(tmp_path / name, databases, shared) for name in ("first", "second")
    ]
    key = installations[0].run("keys", "issue", "load", "--scope", "admin").out.strip()
    with ExitStack() as serving:
        servers = [serving.enter_context(each.serving()) for each in installations]
        addresses = [server.address for server in servers]
        front = serving.enter_context(before(addresses, folder / "front"))
        with Load([front, *addresses], key) as load:
            rows = [_suffer(cluster, load, fault) for fault in FAULTS]
            sleep(CALM)
        print("", HEADING, *rows, sep="\n")  # noqa: T201 - the table is what the test is run for
        assert [server.process.poll() for server in servers] == [None, None]
        totals = [httpx.get(f"{address}/releases?limit=1").json()["total"] for address in addresses]

    with cluster.connect() as connection:
        kept = connection.execute("SELECT title, id::text FROM releases").fetchall()
    ids = dict(kept)
    lost = [title for title, one in load.acknowledged.items() if ids.get(title) != one.id]
    assert lost == []
    assert len(ids) == len(kept)  # titles are written once: what is there twice shares one
    assert totals == [len(kept)] * 2
    assert [answer.text for answer in load.faults] == []
    assert load.missing == []
    assert max(row.write_gap for row in rows) <= LONGEST_WRITE_GAP
    assert max(row.read_gap for row in rows) <= LONGEST_READ_GAP


def _suffer(cluster: Cluster, load: Load, fault: str) -> Row:
    """Let a fault happen, mend it, and return what it cost until everything was well again."""
    sleep(CALM)
    began, before, old = monotonic(), len(load.acknowledged), cluster.primary().name

    def write_again() -> None:
        # more than each writer had under way when it happened
        enough = len(load.acknowledged) + 10
        until(lambda: len(load.acknowledged) > enough, 40, f"{fault}: writes go on")

    FAULTS[fault](cluster, write_again)
    cluster.wait_until_whole()
    ended = monotonic()
    return Row(
        fault,
        f"{old} → {cluster.primary().name}",
        load.gap("write", began, ended),
        load.gap("read", began, ended),
        f"{before} → {len(load.acknowledged)}",
        _counted(load.failures("write", began, ended)),
        _counted(load.failures("read", began, ended)),
    )


def _counted(failures: Counter[int | str]) -> str:
    return ", ".join(f"{times} × {said}" for said, times in failures.items()) or "-"
