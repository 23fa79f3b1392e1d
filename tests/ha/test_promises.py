"""A 201 means two disks, whichever way it comes about."""

from pathlib import Path

import httpx

from tests.cli.running import Installation
from tests.databases import Databases
from tests.ha.standby import Pair
from tests.waiting import until


def test_a_repeated_answer_promises_no_less_than_the_first(
    primary_and_replica: Pair, databases: Databases, tmp_path: Path
) -> None:
    primary, replica = primary_and_replica.primary, primary_and_replica.replica
    primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
    primary.ask("SELECT pg_reload_conf()")
    settings = {"NASHRA_DATABASE_URL": primary.url, "NASHRA_SEEDS_DIR": str(tmp_path / "none")}
    installation = Installation(tmp_path / "data", databases, settings)
    key = installation.run("keys", "issue", "test", "--scope", "admin").out.strip()
    again = {"Authorization": f"Bearer {key}", "Idempotency-Key": "1"}
    with (
        installation.serving() as server,
        httpx.Client(base_url=server.address, timeout=60) as http,
    ):

        def write() -> int:
            return http.post("/releases", json={"title": "خبر"}, headers=again).status_code

        # that a key is used is noted beside the request: it must not be what waits for the replica
        http.get("/releases", headers=again)
        noted = "SELECT count(*) FROM api_keys WHERE last_used_at IS NOT NULL"
        until(lambda: primary.ask(noted) == 1)
        replica.kill()
        assert write() == 503
        # recovery shows what waited for the replica: it is there, on one disk
        primary.kill()
        primary.start()
        assert primary.ask("SELECT count(*) FROM releases") == 1
        assert write() == 503
        replica.start()
        assert write() == 201
    assert primary.ask("SELECT count(*) FROM releases") == 1
