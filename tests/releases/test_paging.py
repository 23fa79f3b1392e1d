"""Pages: walked forwards and back in every order, while rows come and go."""

from typing import Any

import pytest

from app.releases.listing import ORDERS
from tests.conftest import Server, Time

SORTS = list(ORDERS)


def fill(server: Server, time: Time, count: int) -> None:
    """Publish releases, several of which share an instant or a title."""
    for number in range(count):
        if number % 3 == 0:
            time.passes(minutes=1)
        server.publish(title=f"خبر {number % 7}")


def page(server: Server, link: str | None, scope: Any = None) -> tuple[list[str], dict[str, Any]]:
    """Return the ids of a page, and its links; both forms of the links must agree."""
    assert link is not None
    response = server.get(link, scope)
    assert response.status_code == 200, response.text
    links = response.json()["links"]
    shown = {rel: of["url"] for rel, of in response.links.items()}
    assert shown == {rel: url for rel, url in links.items() if url}
    assert links["self"] == link
    return [item["id"] for item in response.json()["items"]], links


def walk(server: Server, link: str | None, rel: str) -> list[str]:
    """Return the ids from a page to the end that `rel` leads to, in the list's order."""
    seen: list[str] = []
    while link:
        ids, links = page(server, link)
        seen = seen + ids if rel == "next" else ids + seen
        link = links[rel]
    return seen


@pytest.mark.parametrize("sort", SORTS)
def test_forwards_and_back_every_row_is_seen_once(server: Server, time: Time, sort: str) -> None:
    fill(server, time, 23)
    whole = walk(server, f"/releases?sort={sort}&limit=100", "next")
    assert len(set(whole)) == 23
    for limit in (1, 4, 22, 23):
        start: str | None = f"/releases?sort={sort}&limit={limit}"
        assert walk(server, start, "next") == whole
        last = start
        while (link := page(server, last)[1]["next"]) is not None:
            last = link
        assert walk(server, last, "prev") == whole


def test_the_ends_have_no_neighbours(server: Server, time: Time) -> None:
    fill(server, time, 4)
    ids, links = page(server, "/releases?limit=2")
    assert links["prev"] is None
    second, onwards = page(server, links["next"])
    assert onwards["next"] is None
    back, first = page(server, onwards["prev"])
    assert (back, first["prev"]) == (ids, None)
    assert page(server, first["next"])[0] == second
    everything = server.get("/releases", limit=4).json()["links"]
    assert everything == {"self": "/releases?limit=4", "next": None, "prev": None}
    assert server.get("/releases", topic="nothing").json()["links"]["next"] is None


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("rel", ["next", "prev"])
def test_rows_that_come_and_go_hide_none_that_stayed(
    server: Server, time: Time, sort: str, rel: str
) -> None:
    fill(server, time, 24)
    link: str | None = f"/releases?sort={sort}&limit=3"
    stayed = set(walk(server, link, "next"))
    while rel == "prev" and (onwards := page(server, link)[1]["next"]):
        link = onwards
    seen: list[str] = []
    turn = 0
    while link:
        ids, links = page(server, link)
        seen += ids
        link = links[rel]
        # one before, one after and one at the very place where the client stands comes or goes
        server.publish(title="أ", publish_at="2001-01-01T00:00:00Z")
        server.publish(title="ي")
        hidden = [*ids[-1:], *sorted(stayed - set(seen))[:1]]
        for id_ in hidden:
            server.http.patch(
                f"/releases/{id_}",
                json={"embargoed_until": "2999-01-01T00:00:00Z"},
                headers=server.key("publish"),
            ).raise_for_status()
        stayed -= set(hidden)
        time.passes(seconds=1)
        turn += 1
        assert turn < 60
    assert len(seen) == len(set(seen))
    assert stayed <= set(seen)


def test_beyond_the_end_the_way_back_begins_with_the_last_row(server: Server, time: Time) -> None:
    fill(server, time, 6)
    ids, links = page(server, "/releases?sort=published_at&limit=3")
    rest, _ = page(server, links["next"])

    def hide(these: list[str]) -> None:
        for id_ in these:
            server.http.patch(
                f"/releases/{id_}",
                json={"embargoed_until": "2999-01-01T00:00:00Z"},
                headers=server.key("publish"),
            ).raise_for_status()

    hide(rest)
    nothing, beyond = page(server, links["next"])
    assert (nothing, beyond["next"]) == ([], None)
    back, before = page(server, beyond["prev"])
    assert back == ids
    assert before["prev"] is None


def test_a_release_that_moves_is_not_lost_by_those_that_stay(server: Server, time: Time) -> None:
    fill(server, time, 9)
    seen, links = page(server, "/releases?sort=-updated_at&limit=3")
    time.passes(minutes=1)
    moved = page(server, links["next"])[0][0]
    server.http.patch(
        f"/releases/{moved}", json={"urgency": 1}, headers=server.key("publish")
    ).raise_for_status()
    rest = walk(server, links["next"], "next")
    assert len(set(seen + rest)) == len(seen + rest) == 8


def test_filters_fields_and_arabic_go_along(server: Server, time: Time) -> None:
    fill(server, time, 5)
    server.publish(title="غيره", keywords=["أمن & حدود"])
    server.publish(title="مثله", keywords=["أمن & حدود"])
    asked: dict[str, Any] = {
        "keyword": "أمن & حدود",
        "fields": "id,title",
        "limit": 1,
        "language": ["ar", "en"],
    }
    first = server.http.get("/releases", params=asked).json()
    second = server.get(first["links"]["next"]).json()
    assert (first["total"], second["total"]) == (2, 2)
    assert {item["title"] for item in first["items"] + second["items"]} == {"غيره", "مثله"}
    assert second["links"]["next"] is None


def test_links_begin_with_the_public_address(make_server: Any) -> None:
    server = make_server(public_url="https://news.example.bh/api/")
    made = server.publish()
    listed = server.get("/releases", limit=1)
    assert listed.json()["links"]["self"] == "https://news.example.bh/api/releases?limit=1"
    assert listed.links["self"]["url"] == "https://news.example.bh/api/releases?limit=1"
    assert made["url"] == f"https://news.example.bh/api/releases/{made['id']}"


def test_the_total_is_of_what_the_caller_may_see(server: Server) -> None:
    for _ in range(3):
        server.publish()
    server.publish(embargoed_until="2999-01-01T00:00:00Z")
    server.publish(publish_at="2999-01-01T00:00:00Z")
    server.create()
    totals = [server.get("/releases", scope, limit=1).json()["total"]
              for scope in (None, "embargo", "draft", "admin")]  # fmt: skip
    assert totals == [3, 4, 6, 6]
