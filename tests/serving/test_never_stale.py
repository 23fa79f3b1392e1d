"""Nothing stale and nothing forbidden is read from any process, however the newsroom changes it.

`NASHRA_STALE_READS=100000` has four processes read that often; usually two servers of this process
are read some thousand times. Where PostgreSQL tells others of a change they may hear of it late: by
a second at most.
"""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import time

import pytest

from app.kit import public_version
from app.kit.http import from_memory, recall
from app.kit.http.memory import Answer, Key, Memory
from tests.cli.running import Installation
from tests.conftest import Server
from tests.databases import Databases
from tests.serving.newsroom import Newsroom

READS = int(os.environ.get("NASHRA_STALE_READS", "0"))
FEW, MOST = 3_000, 60_000
SERVERS = 4


def late(databases: Databases) -> float:
    """Return how many seconds late another process may hear of a change."""
    return 0.0 if databases.name == "sqlite" else 1.0


def address(server: Server) -> str:
    """Return where a server is."""
    return str(server.http.base_url)


def test_nobody_reads_what_is_not_so(
    make_server: Callable[..., Server], databases: Databases, tmp_path: Path
) -> None:
    servers: list[Server] = []
    with ExitStack() as serving:
        if READS:
            where = Installation(tmp_path / "data", databases, {"NASHRA_RATE_LIMIT_WRITES": ""})
            where.run("migrate")
            admin = where.run("keys", "issue", "test", "--scope", "admin").out.strip()
            started = [
                serving.enter_context(where.serving(n, NASHRA_SEEDS_DIR=str(tmp_path / "none")))
                for n in range(SERVERS)
            ]
            addresses = [one.address for one in started]
        else:
            one = make_server()
            servers = [one, make_server(data_dir=one.settings.data_dir)]
            addresses, admin = list(map(address, servers)), one.keys["admin"]
        room = Newsroom(addresses, admin, late=late(databases))
        room.open()
        began = time()
        room.run(READS or FEW, readers=SERVERS if READS else 2)
        wrong = room.wrong()
        sys.stdout.write(
            f"\n{len(addresses)} servers, {len(room.looks)} reads in {time() - began:.0f} s,"
            f" {room.changes.total()} changes {dict(room.changes)}: {len(wrong)} wrong\n"
        )
    assert wrong == []
    assert len(room.changes) >= 6
    if servers:
        assert sum(one.app.state.recall.given for one in servers) > 100


Break = Callable[[Server, Databases, pytest.MonkeyPatch], None]


def nothing_written_is_noticed(server: Server, _: Databases, patch: pytest.MonkeyPatch) -> None:
    """Take every state of the database for the same."""
    patch.setattr(public_version, "number", lambda _db: 1)
    patch.setattr(server.app.state.recall.memory, "number", lambda: 1)


def no_instant_is_noticed(_: Server, __: Databases, patch: pytest.MonkeyPatch) -> None:
    """Keep answers beyond the instant at which the public sees more."""
    patch.setattr(from_memory.Provenance, "hear", lambda _self, _until: None)


def a_timer_is_believed(server: Server, _: Databases, patch: pytest.MonkeyPatch) -> None:
    """Ask only now and then what the public version is."""
    memory = server.app.state.recall.memory
    ask, at, told = memory.number, 0.0, None

    def seldom() -> int | None:
        nonlocal at, told
        if time() - at > 2:
            at, told = time(), ask()
        return told

    patch.setattr(memory, "number", seldom)


def the_number_comes_after_the_answer(
    server: Server, _: Databases, patch: pytest.MonkeyPatch
) -> None:
    """Take the state at the end for the one that an answer was made of."""
    memory, keep = server.app.state.recall.memory, Memory.keep

    def kept(self: Memory, key: Key, answer: Answer) -> None:
        answer.number = memory.number() or 0
        keep(self, key, answer)

    patch.setattr(Memory, "keep", kept)


def a_trigger_is_lost(server: Server, databases: Databases, _: pytest.MonkeyPatch) -> None:
    """Count no change of what was there before."""
    name = "releases_public_update" if databases.name == "sqlite" else "releases_updated"
    on = "" if databases.name == "sqlite" else " ON releases"
    databases.run(server.settings.data_dir, f"DROP TRIGGER {name}{on}")


def keys_are_not_looked_at(_: Server, __: Databases, patch: pytest.MonkeyPatch) -> None:
    """Answer who has a key, or had one, as everybody else."""
    patch.setattr(recall, "NOT_OURS", frozenset())


@pytest.mark.once  # it tests the test
@pytest.mark.parametrize(
    "broken",
    [
        *(nothing_written_is_noticed, no_instant_is_noticed, a_timer_is_believed),
        *(the_number_comes_after_the_answer, a_trigger_is_lost, keys_are_not_looked_at),
    ],
)
def test_a_memory_that_is_broken_is_caught(
    server: Server, databases: Databases, monkeypatch: pytest.MonkeyPatch, broken: Break
) -> None:
    broken(server, databases, monkeypatch)
    # one server, to which nothing is late
    room = Newsroom([address(server)], server.keys["admin"])
    room.open()
    judged = [0]

    def is_caught() -> bool:
        judged[0] += 1
        return judged[0] % 20 == 0 and bool(room.wrong())

    room.run(MOST, judge=is_caught)
    wrong = room.wrong()
    sys.stdout.write(f"\n{broken.__name__}: {len(wrong)} wrong of {len(room.looks)} reads\n")
    assert wrong
