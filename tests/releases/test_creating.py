"""Making releases: drafts, published ones, and what the server adds to them."""

import pytest

from tests.conftest import Server


def test_a_draft_is_made_and_only_keys_see_it(server: Server) -> None:
    made = server.create(title="وزيـر الداخلية يستقبل نظيره")
    assert made["state"] == "draft"
    assert made["title"] == "وزيـر الداخلية يستقبل نظيره"
    assert made["slug"] == "وزير-الداخلية-يستقبل-نظيره"
    assert server.get(made["url"], "draft").json()["id"] == made["id"]
    assert server.get(made["url"]).status_code == 404


@pytest.mark.usefixtures("time")
def test_published_at_once_it_is_public_at_its_address(server: Server) -> None:
    made = server.publish(body="استقبل الوزير ،\r\nالضيف.")
    read = server.get(made["url"])
    assert read.status_code == 200
    assert read.json()["published_at"] == "2026-11-24T20:00:00Z"
    assert read.json()["published_hijri"]["iso"] == "1448-06-14"
    assert read.json()["body"] == "استقبل الوزير ،\nالضيف."
