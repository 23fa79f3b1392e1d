"""The seed article: there after the first start, once, byte for byte, and left alone after that."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import starting, wiring
from app.imports import seeding
from app.imports.errors import SeedUnfitError
from app.kit.db import Database
from tests.conftest import SEEDS, Server, Time

TEXT = SEEDS / "bahrain-egypt.ar.txt"
MARKS = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"


def article(server: Server) -> dict[str, Any]:
    """Return the article, for an editor's eyes."""
    found = server.get("/releases/bahrain-egypt", "write")
    assert found.status_code == 200
    whole: dict[str, Any] = found.json()
    return whole


def start_again(server: Server) -> None:
    """Do what `nashra serve` does before it serves."""
    database = Database(server.settings, wiring.LISTENERS)
    starting.prepare(server.settings, database)
    database.close()


def test_byte_for_byte(seeded: Server) -> None:
    told = seeded.get("/releases/bahrain-egypt").json()
    text = f"{told['title']}\n{told['body']}".encode()
    assert hashlib.sha256(text).digest() == hashlib.sha256(TEXT.read_bytes()).digest()


def test_ten_starts_one_release_and_not_touched(server: Server, time: Time) -> None:
    start_again(server)
    first = server.get("/releases/bahrain-egypt")
    for _ in range(10):
        time.passes(hours=1)
        start_again(server)
    listed = server.get("/releases").json()
    assert listed["total"] == 1
    again = server.get("/releases/bahrain-egypt")
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]
    assert again.json()["updated_at"] == "2026-11-24T20:00:00Z"


def test_an_edit_survives_a_start(seeded: Server) -> None:
    before = article(seeded)
    changed = seeded.http.patch(
        before["url"], json={"title": "عنوان آخر", "body": "نص آخر."}, headers=seeded.key("publish")
    )
    assert changed.status_code == 200
    start_again(seeded)
    assert article(seeded)["title"] == "عنوان آخر"
    assert article(seeded)["body"] == "نص آخر."
    assert seeded.get("/releases").json()["total"] == 1


def test_an_edit_of_the_address_survives_a_start(seeded: Server) -> None:
    seeded.http.patch(
        article(seeded)["url"], json={"slug": "elsewhere"}, headers=seeded.key("publish")
    )
    start_again(seeded)
    assert seeded.get("/releases").json()["total"] == 1
    assert seeded.get("/releases/elsewhere").status_code == 200


def test_what_is_said_of_it(seeded: Server) -> None:
    told = article(seeded)
    assert (told["language"], told["direction"], told["type"]) == ("ar", "rtl", "press_release")
    assert told["state"] == "published"
    assert told["version"] == 1
    assert "لا يحمل النص الأصلي تاريخ نشر" in told["ed_note"]
    assert "carries no date" in told["ed_note"]
    assert "ed_note" not in seeded.get("/releases/bahrain-egypt").json()
    assert told["issuer"]["id"] == "ministry-of-interior-bahrain"
    assert {person["id"] for person in told["people"]} == {
        "rashid-bin-abdullah-al-khalifa",
        "mahmoud-tawfik",
        "hamad-bin-isa-al-khalifa",
        "abdel-fattah-el-sisi",
    }


def test_concepts_are_named_without_decoration(seeded: Server) -> None:
    told = article(seeded)
    for kind in ("people", "organisations", "places", "topics"):
        assert told[kind]
        for concept in told[kind]:
            assert concept["name"]["ar"]
            assert not set(concept["name"]["ar"]) & set(MARKS)
            assert concept["name"]["en"]


def test_a_changed_seed_is_no_second_release(
    make_server: Callable[..., Server], tmp_path: Path
) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)
    server = make_server(seeds_dir=seeds)
    start_again(server)
    text = seeds / TEXT.name
    text.write_text(text.read_text(encoding="utf-8") + "\nسطر جديد.", encoding="utf-8")
    start_again(server)
    assert server.get("/releases").json()["total"] == 1
    assert "سطر جديد" not in article(server)["body"]


@pytest.mark.parametrize(
    ("text", "about", "why"),
    [
        ("عنوان\nمتن".encode(), None, "No such file"),
        ("عنوان\nمتن".encode(), b"{", "not valid json"),
        ("عنوان\nمتن".encode(), b'{"tilte": "x"}', "/tilte: Unknown name; did you mean title"),
        ("عنوان\nمتن".encode("utf-16"), b"{}", "can't decode"),
        (b"", b"{}", "/title"),
    ],
)
def test_a_seed_that_cannot_be_read_is_named(
    server: Server, tmp_path: Path, text: bytes, about: bytes | None, why: str
) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "broken.txt").write_bytes(text)
    if about is not None:
        (seeds / "broken.json").write_bytes(about)
    with pytest.raises(SeedUnfitError) as raised:
        seeding.seed(server.database, seeds)
    assert "broken.txt" in str(raised.value)
    assert why.lower() in str(raised.value).lower()
    assert server.get("/releases", "draft").json()["total"] == 0


def test_several_seeds_each_once(server: Server, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for name in ("one", "two"):
        (seeds / f"{name}.txt").write_text(f"خبر {name}\nمتن\n", encoding="utf-8")
        (seeds / f"{name}.json").write_text(json.dumps({"slug": name}), encoding="utf-8")
    assert seeding.seed(server.database, seeds) == 2
    assert seeding.seed(server.database, seeds) == 0
    assert server.get("/releases/one", "draft").json()["body"] == "متن\n"
    assert seeding.seed(server.database, tmp_path / "nothing") == 0
