"""Releases of one title: their numbers tell the public nothing of what is hidden."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.kit import clock
from app.releases.states import ACTS
from tests.conftest import Server, Time
from tests.releases.stages import act

TITLE = "زيارة"
SOON, LATER, LAST = (f"2026-12-0{day}T09:00:00Z" for day in (1, 2, 3))
GATES: tuple[Callable[[str], dict[str, Any]], ...] = (
    lambda _: {},
    lambda _: {"state": "published"},
    lambda gate: {"state": "published", "publish_at": gate},
    lambda gate: {"state": "published", "embargoed_until": gate},
)
CHANGES: tuple[tuple[str, dict[str, Any]], ...] = (
    *((verb, {}) for verb in ACTS if verb not in {"discard", "correct"}),
    *(("DELETE", {}), ("restore", {})),
    *(("PATCH", {"title": title, "slug": None}) for title in (TITLE, TITLE, "غيرها")),
)


def change(server: Server, release: dict[str, Any], **fields: Any) -> httpx.Response:
    """PATCH a release with a key that may publish."""
    return server.http.patch(
        f"/releases/{release['id']}", json=fields, headers=server.key("publish")
    )


def slug_of(server: Server, release: dict[str, Any]) -> str:
    """Return the slug that a release has now, as its editors see it."""
    slug: str = server.get(f"/releases/{release['id']}", "admin").json()["slug"]
    return slug


def public(server: Server) -> list[str]:
    """Return the slugs that the public sees, in alphabetical order."""
    items = server.get("/releases", fields="slug", limit=100).json()["items"]
    return sorted(item["slug"] for item in items)


HIDDEN: tuple[dict[str, Any], ...] = (
    {},
    {"slug": TITLE},
    {"state": "published", "publish_at": LATER},
    {"state": "published", "embargoed_until": LATER},
    {"state": "published", "embargoed_until": LATER, "slug": TITLE},
)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_public_has_the_plain_slug_whatever_is_hidden(
    server: Server, hidden: dict[str, Any]
) -> None:
    first = server.create(title=TITLE, **hidden)
    assert first["slug"] == TITLE
    assert server.publish(title=TITLE)["slug"] == TITLE
    assert slug_of(server, first) == "زيارة-2"
    assert server.publish(title=TITLE)["slug"] == "زيارة-2"
    assert slug_of(server, first) == "زيارة-3"
    assert server.get("/releases/زيارة-3").status_code == 404


def test_they_are_numbered_as_they_open_not_as_they_are_made(server: Server, time: Time) -> None:
    draft = server.create(title=TITLE)
    last, soon, later = (server.publish(title=TITLE, publish_at=at) for at in (LAST, SOON, LATER))
    slugs = [slug_of(server, each) for each in (soon, later, last, draft)]
    assert slugs == [TITLE, "زيارة-2", "زيارة-3", "زيارة-4"]
    time.now += timedelta(days=9)
    assert public(server) == [TITLE, "زيارة-2", "زيارة-3"]


def test_a_draft_that_is_published_has_the_number_that_is_next(server: Server) -> None:
    first, second, third = (server.create(title=TITLE) for _ in range(3))
    published = act(server, third, "publish").json()
    assert published["slug"] == TITLE
    assert [slug_of(server, each) for each in (first, second)] == ["زيارة-3", "زيارة-2"]
    assert act(server, first, "publish").json()["slug"] == "زيارة-2"
    assert slug_of(server, second) == "زيارة-3"


def test_an_embargo_that_is_moved_behind_another_gives_way(server: Server, time: Time) -> None:
    soon = server.publish(title=TITLE, embargoed_until=SOON)
    later = server.publish(title=TITLE, embargoed_until=LATER)
    assert [soon["slug"], later["slug"]] == [TITLE, "زيارة-2"]
    moved = change(server, soon, embargoed_until=LAST)
    assert moved.json()["slug"] == "زيارة-2"
    assert slug_of(server, later) == TITLE
    time.now += timedelta(days=8)
    assert public(server) == [TITLE]
    time.now += timedelta(days=1)
    assert public(server) == [TITLE, "زيارة-2"]


def test_one_that_is_taken_back_or_renamed_gives_way(server: Server) -> None:
    soon = server.create(title=TITLE)
    act(server, soon, "schedule", publish_at=SOON)
    later = server.publish(title=TITLE, publish_at=LATER)
    last = server.publish(title=TITLE, publish_at=LAST)
    assert act(server, soon, "unschedule").json()["slug"] == "زيارة-3"
    assert [slug_of(server, each) for each in (later, last)] == [TITLE, "زيارة-2"]
    assert change(server, later, title="غيرها", slug=None).json()["slug"] == "غيرها"
    assert slug_of(server, last) == TITLE
    assert slug_of(server, soon) == "زيارة-3"


def test_what_the_public_has_read_keeps_its_address(server: Server) -> None:
    releases = [server.publish(title=TITLE) for _ in range(3)]
    slugs = [each["slug"] for each in releases]
    act(server, releases[0], "withdraw")
    act(server, releases[1], "archive")
    change(server, releases[2], embargoed_until=LATER)
    assert server.publish(title=TITLE)["slug"] == "زيارة-4"
    for verb, release in (("reinstate", releases[0]), ("unarchive", releases[1])):
        assert act(server, release, verb).status_code == 200
    assert [slug_of(server, each) for each in releases] == slugs


def test_a_chosen_slug_is_another_ones_to_have_only_while_that_opens_first(server: Server) -> None:
    chosen = server.publish(title="لقاء القمة", slug=TITLE, embargoed_until=LATER)
    soon = server.publish(title=TITLE, publish_at=SOON)
    assert [slug_of(server, each) for each in (soon, chosen)] == [TITLE, "زيارة-2"]
    change(server, soon, publish_at=LAST)
    assert [slug_of(server, each) for each in (soon, chosen)] == ["زيارة-2", TITLE]
    refused = server.http.post(
        "/releases", json={"title": "خبر", "slug": TITLE}, headers=server.key("write")
    )
    assert refused.json()["code"] == "slug_taken"


def test_a_number_that_is_another_title_gives_way_too(server: Server) -> None:
    server.publish(title="قمة")
    hidden = server.create(title="قمة 2")
    chosen = server.create(title="خطة", slug="قمة-3")
    assert [hidden["slug"], chosen["slug"]] == ["قمة-2", "قمة-3"]
    assert server.publish(title="قمة")["slug"] == "قمة-2"
    assert server.publish(title="قمة")["slug"] == "قمة-3"
    assert slug_of(server, hidden) == "قمة-2-2"
    assert slug_of(server, chosen) == "قمة-3-2"
    assert act(server, hidden, "publish").json()["slug"] == "قمة-2-2"


def test_who_got_another_slug_is_saved_with_it(server: Server) -> None:
    hidden = server.create(title=TITLE, body="استقبل الوزير نظيره.")
    at = f"/releases/{hidden['id']}"
    before = server.get(at, "write").headers["etag"]
    published = server.publish(title=TITLE)
    revisions = server.get(f"{at}/revisions", "draft").json()["items"]
    assert (revisions[0]["action"], revisions[0]["changed"]) == ("slug", ["slug"])
    found = server.get("/releases/search", "draft", q=TITLE, state="draft", fields="slug").json()
    assert [item["slug"] for item in found["items"]] == ["زيارة-2"]
    assert server.get("/releases/زيارة-2", "draft").json()["id"] == hidden["id"]
    assert server.get(f"/releases/{TITLE}", "draft").json()["id"] == published["id"]
    for tag, status in ((before, 412), (server.get(at, "write").headers["etag"], 200)):
        headers = {"If-Match": tag, **server.key("write")}
        assert server.http.patch(at, json={"urgency": 1}, headers=headers).status_code == status


def test_the_words_of_before_come_back_without_the_slug_that_is_another_ones(
    server: Server,
) -> None:
    hidden = server.create(title=TITLE, body="أول.")
    change(server, hidden, body="ثان.")
    server.publish(title=TITLE)
    back = act(server, hidden, "restore", revision=1).json()
    assert (back["body"], back["slug"]) == ("أول.", "زيارة-2")


def test_each_language_has_its_own(server: Server) -> None:
    server.create(title=TITLE, language="fa")
    assert server.publish(title=TITLE)["slug"] == TITLE
    assert server.publish(title=TITLE, language="fa")["slug"] == TITLE


def test_the_forty_first_of_a_title_has_that_number(server: Server) -> None:
    for _ in range(40):
        server.publish(title=TITLE)
    draft = server.create(title=TITLE)
    assert draft["slug"] == "زيارة-41"
    assert act(server, draft, "publish").json()["slug"] == "زيارة-41"


def read_on(server: Server, read: dict[str, str]) -> None:
    """Read what is public now; raise when a slug that was read has changed."""
    for item in server.get("/releases", fields="id,slug", limit=100).json()["items"]:
        assert read.setdefault(item["id"], item["slug"]) == item["slug"]


def something(server: Server, rng: random.Random, made: list[dict[str, Any]], gate: str) -> None:
    """Make a release, or do with one of them what its state may forbid."""
    if rng.random() < 0.3 or not made:
        made.append(server.create(title=TITLE, **rng.choice(GATES)(gate)))
        return
    release, (what, said) = rng.choice(made), rng.choice(CHANGES)
    if what == "DELETE":
        server.http.delete(f"/releases/{release['id']}", headers=server.key("write"))
    elif what != "PATCH":
        more = {"publish_at": gate} if what == "schedule" else {}
        act(server, release, what, "admin", **more)
    elif server.get(f"/releases/{release['id']}").status_code == 404:
        change(server, release, **said, **rng.choice(({}, {"embargoed_until": gate})))


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_the_public_reads_numbers_without_a_gap(
    server: Server, time: Time, seed: int
) -> None:
    rng, made = random.Random(seed), list[dict[str, Any]]()  # noqa: S311 - variety, not secrecy
    read: dict[str, str] = {}  # slugs, by id
    for _ in range(80):
        time.passes(hours=rng.choice((0, 0, 1, 30)))
        read_on(server, read)
        something(server, rng, made, clock.rfc3339(time.now + timedelta(hours=rng.randint(1, 90))))
        read_on(server, read)
        numbers = [slug.removeprefix(TITLE) for slug in read.values() if slug.startswith(TITLE)]
        ordered = sorted(-int(number or "-1") for number in numbers)
        assert ordered == list(range(1, len(numbers) + 1))
    assert len(read) > 5
