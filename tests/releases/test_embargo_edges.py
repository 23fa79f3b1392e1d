"""Where an embargo could slip: what left under it, editions that come late, going back, PUT."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import Server, Time
from tests.releases.stages import act

Made = dict[str, Any]


def at(time: Time, **later: float) -> str:
    """Return an instant that is so much later than now, as it is written."""
    return (time.now + timedelta(**later)).isoformat()


def patch(server: Server, made: Made, **body: Any) -> httpx.Response:
    """PATCH a release as one who may publish."""
    path = f"/releases/{made['id']}"
    return server.http.patch(path, json=body, headers=server.key("publish"))


def edition(server: Server, source: Made, language: str = "en", **more: Any) -> Made:
    """Make an edition: published, unless it is said to be a draft."""
    document = {"title": "Edition", "language": language, "translation_of": source["id"]}
    return server.create(**{"state": "published", **document, **more})


def seen(server: Server, *releases: Made) -> list[int]:
    """Return with what status the public reads each."""
    return [server.get(f"/releases/{one['id']}").status_code for one in releases]


@pytest.mark.parametrize("verb", ["withdraw", "archive"])
@pytest.mark.parametrize("which", ["source", "edition"])
def test_what_left_under_its_embargo_stays_hidden_when_the_others_are_lifted(
    server: Server, time: Time, verb: str, which: str
) -> None:
    source = server.publish(title="أصل", embargoed_until=at(time, days=1))
    english = edition(server, source)
    gone, kept = (source, english) if which == "source" else (english, source)
    time.passes(minutes=5)
    assert act(server, gone, verb).status_code == 200
    assert patch(server, kept, embargoed_until=None).status_code == 200
    assert seen(server, gone, kept) == [404, 200]
    assert act(server, gone, "kill").status_code == 200
    assert seen(server, gone, kept) == [404, 200]
    time.passes(days=2)
    assert seen(server, gone, kept) == [404, 200]


@pytest.mark.parametrize("gate", ["embargoed_until", "publish_at"])
@pytest.mark.parametrize("verb", ["withdraw", "archive"])
def test_the_gates_of_what_left_do_not_move(
    server: Server, time: Time, verb: str, gate: str
) -> None:
    made = server.publish(title="خبر", embargoed_until=at(time, days=1))
    act(server, made, verb)
    for instant in (at(time, days=3), at(time, minutes=-1)):
        refused = patch(server, made, **{gate: instant})
        assert refused.status_code == 409
        assert refused.json()["errors"][0]["pointer"] == f"/{gate}"
    assert patch(server, made, title="عنوان").status_code == 200
    assert seen(server, made) == [404]


def test_an_embargo_that_is_put_back_hides_every_edition(server: Server, time: Time) -> None:
    source = server.publish(title="أصل", embargoed_until=at(time, hours=1))
    time.passes(hours=2)
    english = edition(server, source)
    assert seen(server, source, english) == [200, 200]
    patch(server, source, embargoed_until=at(time, days=1))
    assert seen(server, source, english) == [404, 404]
    time.passes(days=1)
    assert seen(server, source, english) == [200, 200]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
def test_drafts_with_embargoes_of_their_own_lift_together_with_the_last(
    server: Server, time: Time, order: tuple[int, ...]
) -> None:
    source = server.create(title="أصل")
    english = edition(server, source, state="draft", embargoed_until=at(time, days=1))
    french = edition(server, source, "fr", state="draft", embargoed_until=at(time, days=5))
    every = (source, english, french)
    for place in order:
        assert act(server, every[place], "publish").status_code == 200
    time.passes(days=5, seconds=-1)
    assert seen(server, *every) == [404, 404, 404]
    time.passes(seconds=1)
    assert seen(server, *every) == [200, 200, 200]


def test_a_later_embargo_than_that_of_a_published_edition_is_refused(
    server: Server, time: Time
) -> None:
    source = server.publish(title="أصل", embargoed_until=at(time, days=1))
    english = edition(server, source, state="draft")
    patch(server, english, translation_of=None)
    # linked again with an embargo of its own: the source says when
    refused = patch(server, english, translation_of=source["id"], embargoed_until=at(time, days=3))
    assert refused.json()["code"] == "embargo_differs"


@pytest.mark.parametrize("days", [5.0, 0.5])
def test_a_discarded_edition_comes_back_behind_the_present_embargo(
    server: Server, time: Time, days: float
) -> None:
    source = server.publish(title="أصل", embargoed_until=at(time, days=1))
    english = edition(server, source, state="draft")
    server.http.delete(f"/releases/{english['id']}", headers=server.key("write"))
    moved = at(time, days=days)
    patch(server, source, embargoed_until=moved)
    assert act(server, english, "restore").status_code == 200
    assert act(server, english, "publish").status_code == 200
    time.passes(days=days, seconds=-1)
    assert seen(server, source, english) == [404, 404]
    time.passes(seconds=1)
    assert seen(server, source, english) == [200, 200]


def test_what_is_reinstated_under_an_embargo_waits_with_the_others(
    server: Server, time: Time
) -> None:
    source = server.publish(title="أصل", embargoed_until=at(time, days=1))
    english = edition(server, source)
    act(server, english, "withdraw")
    patch(server, source, embargoed_until=at(time, days=3))
    assert act(server, english, "reinstate").status_code == 200
    time.passes(days=2)
    assert seen(server, source, english) == [404, 404]
    time.passes(days=1)
    assert seen(server, source, english) == [200, 200]


def test_neither_going_back_nor_a_link_hides_what_is_public(server: Server, time: Time) -> None:
    source = server.publish(title="أصل", embargoed_until=at(time, days=3))
    english = edition(server, source, state="draft")
    patch(server, english, translation_of=None, embargoed_until=None)
    act(server, english, "publish")
    assert seen(server, english) == [200]
    back = server.http.post(
        f"/releases/{english['id']}/restore", json={"revision": 1}, headers=server.key("publish")
    )
    linked = patch(server, english, translation_of=source["id"])
    for refused in (back, linked):
        assert (refused.status_code, refused.json()["code"]) == (409, "embargo_differs")
    assert seen(server, english) == [200]


def test_a_put_that_says_nothing_of_the_embargo_leaves_it(server: Server, time: Time) -> None:
    source = server.publish(title="أصل", embargoed_until=at(time, days=1))
    english = edition(server, source)
    path, whole = f"/releases/{source['id']}", {"title": "أصل جديد"}
    put = server.http.put(path, json=whole, headers=server.key("publish"))
    assert put.status_code == 200
    assert seen(server, source, english) == [404, 404]
    lifted = {**whole, "embargoed_until": None}
    server.http.put(path, json=lifted, headers=server.key("publish"))
    assert seen(server, source, english) == [200, 200]
