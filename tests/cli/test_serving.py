"""`nashra serve`: it starts, prints the admin key once, seeds once, and ends when it is told to."""

import re
import signal
import socket
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.cli.running import Installation
from tests.conftest import SEEDS
from tests.waiting import until

KEY = re.compile(r"nsh_[\w-]{43}")


def test_the_first_start_prints_a_key_that_works_and_no_other_start_does(
    installation: Installation,
) -> None:
    with installation.serving() as first:
        address = first.address
        [key] = KEY.findall(first.log.read_text())
        headers = {"Authorization": f"Bearer {key}"}
        made = httpx.post(f"{address}/releases", json={"title": "خبر"}, headers=headers)
        assert made.status_code == 201
        assert first.stop() == 0
    with installation.serving() as second:
        assert httpx.get(second.address + made.json()["url"], headers=headers).status_code == 200
        assert KEY.findall(second.log.read_text()) == []
    assert key not in first.log.read_text()  # the second start's log; the first was overwritten


def test_it_starts_and_answers_also_when_its_log_cannot_be_written(
    installation: Installation,
) -> None:
    with installation.serving() as first:
        assert first.address
        [key] = KEY.findall(first.log.read_text())
        first.stop()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        port = holder.getsockname()[1]
    address, headers = f"http://127.0.0.1:{port}", {"Authorization": f"Bearer {key}"}

    def is_ready() -> bool:
        try:
            return httpx.get(f"{address}/health/ready").status_code == 200
        except httpx.ConnectError:
            return False

    with installation.serving_unheard(NASHRA_PORT=str(port)) as serving:
        until(is_ready, 60, "it serves")
        for wanted, sent in ((201, headers), (401, {})):
            made = httpx.post(f"{address}/releases", json={"title": "خبر"}, headers=sent)
            assert made.status_code == wanted
        assert httpx.get(f"{address}/releases", headers=headers).json()["total"] == 1
        assert serving.stop() == 0


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told(installation: Installation, by: signal.Signals) -> None:
    with installation.serving() as serving:
        assert httpx.get(f"{serving.address}/health/ready").json() == {"status": "ok"}
        assert serving.stop(by) == 0
        assert "Traceback" not in serving.log.read_text()
    # PostgreSQL notices a moment after that nobody is there any more
    until(lambda: not installation.databases.is_open(installation.data), 5, "it is closed")


def test_any_number_of_starts_leaves_one_article(installation: Installation) -> None:
    shown = set()
    for _ in range(3):
        with installation.serving(NASHRA_SEEDS_DIR=str(SEEDS)) as serving:
            body = httpx.get(f"{serving.address}/releases").json()
            shown.add((body["total"], body["items"][0]["id"], body["items"][0]["updated_at"]))
            serving.stop()
    assert len(shown) == 1
    assert {total for total, _, _ in shown} == {1}


def test_five_that_start_at_once_migrate_and_seed_once_and_know_each_others_keys(
    installation: Installation,
) -> None:
    with ExitStack() as stack:
        seeds = {"NASHRA_SEEDS_DIR": str(SEEDS)}
        five = [stack.enter_context(installation.serving(n, **seeds)) for n in range(5)]
        for one in five:
            assert httpx.get(f"{one.address}/health/ready").json() == {"status": "ok"}
            assert httpx.get(f"{one.address}/releases").json()["total"] == 1
            found = httpx.get(f"{one.address}/releases/search", params={"q": "الأمنية"})
            assert found.json()["total"] == 1
        [key] = [key for one in five for key in KEY.findall(one.log.read_text())]
        headers = {"Authorization": f"Bearer {key}"}
        for one in five:
            releases = f"{one.address}/releases"
            made = httpx.post(releases, json={"title": "خبر"}, headers=headers)
            assert made.status_code == 201


def test_a_port_in_use_is_said_in_one_line_and_nothing_is_touched(
    installation: Installation,
) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        said = installation.run("serve", NASHRA_PORT=str(port))
    assert said.line == f"nashra: 127.0.0.1:{port}: Address already in use"
    assert not installation.tables
    assert not installation.data.exists()


def test_a_seed_that_cannot_be_read_is_named(installation: Installation, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "one.txt").write_text("عنوان\nمتن", encoding="utf-8")
    (seeds / "one.json").write_text('{"tilte": "x"}', encoding="utf-8")
    installation.run("migrate")
    said = installation.run("seed", NASHRA_SEEDS_DIR=str(seeds))
    assert "one.txt cannot be imported" in said.err
    assert "/tilte" in said.err
    assert said.code == 1
    assert "Traceback" not in said.err
