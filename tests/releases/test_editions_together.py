"""Editions of one announcement lift together, and a public act on one marks the others."""

from typing import Any

import pytest

from tests.conftest import Server, Time
from tests.releases.stages import SOON, act

LATER = "2026-11-26T06:00:00Z"


@pytest.fixture(autouse=True)
def _stopped(time: Time) -> None:
    assert time.now.year == 2026


def pair(server: Server, **document: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an Arabic release and its English edition."""
    arabic = server.create(title="اجتماع الوزيرين", **document)
    english = server.create(
        title="The ministers meet", language="en", translation_of=arabic["id"],
        **{name: value for name, value in document.items() if name != "embargoed_until"},
    )  # fmt: skip
    return arabic, english


def change(server: Server, release: dict[str, Any], **fields: Any) -> Any:
    """PATCH with the publishing key."""
    return server.http.patch(
        f"/releases/{release['id']}", json=fields, headers=server.key("publish")
    )


def statuses(server: Server, *releases: dict[str, Any]) -> list[int]:
    """Return what the public gets of each."""
    return [server.get(f"/releases/{release['id']}").status_code for release in releases]


def test_an_edition_of_what_is_embargoed_is_embargoed(server: Server, time: Time) -> None:
    both = pair(server, state="published", embargoed_until=SOON)
    assert both[1]["embargoed_until"] == both[0]["embargoed_until"]
    assert both[1]["is_embargoed"]
    assert statuses(server, *both) == [404, 404]
    time.passes(hours=10)
    assert statuses(server, *both) == [200, 200]
    assert not server.get(f"/releases/{both[1]['id']}").json()["is_embargoed"]


def test_another_embargo_for_one_edition_is_refused(server: Server) -> None:
    arabic = server.publish(embargoed_until=SOON)
    document = {"title": "News", "language": "en", "translation_of": arabic["id"]}
    refused = server.http.post(
        "/releases", json={**document, "embargoed_until": LATER}, headers=server.key("publish")
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "embargo_differs")
    same = server.create(**document, embargoed_until=SOON)
    assert same["embargoed_until"] == arabic["embargoed_until"]


@pytest.mark.parametrize("moved", [0, 1])
def test_moved_on_one_it_moves_on_all(server: Server, time: Time, moved: int) -> None:
    both = pair(server, state="published", embargoed_until=SOON)
    answer = change(server, both[moved], embargoed_until=LATER)
    assert answer.status_code == 200
    time.passes(hours=10)
    assert statuses(server, *both) == [404, 404]
    assert server.get("/releases/search", q="الوزيرين").json()["total"] == 0
    assert change(server, both[1 - moved], embargoed_until=None).status_code == 200
    assert statuses(server, *both) == [200, 200]
    assert server.get("/releases/search", q="الوزيرين").json()["total"] == 1


def test_what_is_public_is_not_taken_back_because_a_translation_waits(server: Server) -> None:
    arabic, english = pair(server)
    act(server, arabic, "publish")
    assert change(server, english, embargoed_until=SOON).status_code == 200
    assert statuses(server, arabic) == [200]
    assert change(server, arabic, embargoed_until=SOON).status_code == 200
    assert statuses(server, arabic) == [404]


def test_who_may_not_publish_moves_no_embargo_of_what_is_published(server: Server) -> None:
    arabic, english = pair(server, embargoed_until=SOON)
    act(server, arabic, "publish")
    refused = server.http.patch(
        f"/releases/{english['id']}", json={"embargoed_until": None}, headers=server.key("write")
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert statuses(server, arabic) == [404]


@pytest.mark.parametrize("verb", ["correct", "withdraw", "kill"])
@pytest.mark.parametrize("which", [0, 1])
def test_a_public_act_on_one_edition_marks_the_other_until_somebody_saves_it(
    server: Server, time: Time, verb: str, which: int
) -> None:
    both = pair(server, state="published")
    time.passes(minutes=1)
    acted, other = both[which], both[1 - which]
    answer = act(server, acted, verb, "admin")
    marked = {one["id"]: one["needs_review"] for one in answer.json()["translations"]}
    assert marked == {other["id"]: True}
    assert answer.json()["needs_review"] is False
    at = f"/releases/{other['id']}"
    assert server.get(at, "write").json()["needs_review"] is True
    assert "needs_review" not in server.get(at).text
    stale = server.get(at, "write").json()
    if verb == "correct":
        told = server.get(f"/releases/{acted['id']}").json()["translations"][0]["is_stale"]
        assert told is (which == 0)  # a translation of the corrected source
    looked = change(server, other)
    assert looked.json()["needs_review"] is False
    assert looked.json()["version"] == stale["version"]
