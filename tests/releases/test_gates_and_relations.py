"""Dates and what a release is about may change in one request: no order of writing breaks it."""

from typing import Any

import pytest

from tests.conftest import Server, Time

LATER = "2126-11-24T23:00:00+03:00"


@pytest.mark.parametrize(
    "change",
    [
        {"keywords": ["حظر"], "embargoed_until": LATER},
        {"topics": [{"name": {"ar": "موضوع جديد"}}], "embargoed_until": LATER},
        {"people": [{"name": {"ar": "شخص جديد"}}], "publish_at": LATER},
    ],
)
def test_an_embargo_is_imposed_together_with_new_relations(
    server: Server, change: dict[str, Any]
) -> None:
    made = server.publish(title="خبر", keywords=["قديم"])
    changed = server.http.patch(made["url"], json=change, headers=server.key("publish"))
    assert changed.status_code == 200
    assert server.get(made["url"]).status_code == 404


def test_a_published_release_is_replaced_without_its_dates(server: Server) -> None:
    made = server.publish(title="خبر", keywords=["قديم"])
    whole = {"title": "خبر آخر", "state": "published", "keywords": ["جديد"]}
    put = server.http.put(made["url"], json=whole, headers=server.key("publish"))
    assert put.status_code == 200
    assert put.json()["publish_at"] == made["publish_at"]


def test_an_id_is_written_in_one_way(server: Server) -> None:
    for written in ("7f1d0a523c7e4a539d0e5b8f0e6a1c11", "{7f1d0a52-3c7e-4a53-9d0e-5b8f0e6a1c11}"):
        path = f"/releases/{written}"
        put = server.http.put(path, json={"title": "خبر"}, headers=server.key("write"))
        assert (put.status_code, put.json()["errors"][0]["parameter"]) == (422, "release")


def test_restoring_honours_if_match(server: Server) -> None:
    made = server.create()
    server.http.delete(made["url"], headers=server.key("write"))
    stale = {**server.key("write"), "If-Match": '"0a1b2c3d4e5f.000000000000000000"'}
    restore = server.http.post(f"{made['url']}/restore", headers=stale)
    assert restore.status_code == 412


def test_an_idempotency_key_is_forgotten_after_its_day(server: Server, time: Time) -> None:
    headers = {**server.key("write"), "Idempotency-Key": "a-day-old"}
    first, again = (
        server.http.post("/releases", json={"title": "خبر"}, headers=headers) for _ in range(2)
    )
    assert first.json()["id"] == again.json()["id"]
    time.passes(hours=25)
    later = server.http.post("/releases", json={"title": "خبر"}, headers=headers)
    assert later.status_code == 201
    assert later.json()["id"] != first.json()["id"]
