"""A concept that only hidden releases name does not exist for those from whom they are hidden."""

from collections.abc import Callable, Iterator
from typing import Any

from tests.access.strangers import ask
from tests.concepts.conftest import Make
from tests.conftest import Server, Time
from tests.releases.twins import (
    GATES,
    Step,
    build,
    id_of,
    known,
    neighbours,
    put,
    secret,
)

SOON = "2026-11-24T21:00:00Z"
SECRET = {"id": "secret", "name": {"ar": "المشروع السري"}, "title": {"ar": "سري"}}
SHARED = {"id": "shared", "name": {"ar": "مشروع معلن"}, "aliases": ["الرؤية"]}


def seen(server: Server, scope: Any = None, **asked: Any) -> list[tuple[str, int, int]]:
    """Return what is listed: ids, how many releases are about each and how many it issued."""
    page = server.get("/concepts", scope, **asked).json()
    assert page["total"] == len(page["items"])
    return [(one["id"], one["releases"], one["issued"]) for one in page["items"]]


def test_what_is_hidden_is_seen_by_those_who_may_and_by_all_when_it_is_published(
    server: Server, time: Time, make: Make
) -> None:
    make("لا أحد", id="unused")
    draft = server.create(topics=[SECRET, SHARED])
    server.publish(topics=[SHARED], embargoed_until=SOON, issuer={"id": "moi", "name": {"ar": "و"}})
    all_three = [("secret", 1, 0), ("shared", 2, 0), ("moi", 0, 1)]
    assert seen(server) == []
    assert seen(server, "embargo") == [("shared", 1, 0), ("moi", 0, 1)]
    assert seen(server, "draft") == [("unused", 0, 0), *all_three]
    time.passes(hours=1)
    assert seen(server) == seen(server, "embargo") == [("shared", 1, 0), ("moi", 0, 1)]
    assert seen(server, q="مشروع") == [("shared", 1, 0)]
    published = server.http.post(f"{draft['url']}/publish", headers=server.key("publish"))
    assert published.status_code == 200
    assert seen(server) == all_three
    hide = {"embargoed_until": "2027-01-01T00:00:00Z"}
    server.http.patch(draft["url"], json=hide, headers=server.key("publish"))
    assert seen(server) == [("shared", 1, 0), ("moi", 0, 1)]


def test_its_address_is_no_address_to_the_byte(server: Server, make: Make) -> None:
    server.create(topics=[SECRET])
    make("لا أحد", id="unused")
    nothing = ask(server, "/concepts/nothing")
    assert nothing.status == 404
    for id_ in ("secret", "unused"):
        for headers in ({}, {"If-None-Match": "*"}, {"Accept-Language": "en"}):
            for method in ("GET", "HEAD", "PATCH", "DELETE"):
                hidden = ask(server, f"/concepts/{id_}", method, headers)
                assert hidden == ask(server, "/concepts/nothing", method, headers)
        assert server.get(f"/concepts/{id_}", "embargo").status_code == 404
        assert server.get(f"/concepts/{id_}", "draft").status_code == 200


def test_counts_are_the_totals_of_the_lists(server: Server) -> None:
    moi = {"id": "moi", "name": {"ar": "وزارة الداخلية"}}
    server.publish(issuer=moi, organisations=["moi"])
    server.publish(issuer="moi")
    server.create(organisations=["moi"])
    server.create(organisations=["moi"], issuer="moi")
    gone = server.create(organisations=["moi"])
    server.http.delete(gone["url"], headers=server.key("write"))
    for scope in (None, "draft"):
        one = server.get("/concepts/moi", scope).json()
        assert one["releases"] == server.get("/releases", scope, organisation="moi").json()["total"]
        assert one["issued"] == server.get("/releases", scope, issuer="moi").json()["total"]
    assert seen(server) == [("moi", 1, 2)]


def test_when_it_was_made_is_only_for_those_who_see_drafts(server: Server) -> None:
    server.publish(topics=[SHARED])
    for scope in (None, "embargo"):
        assert (
            not {"created_at", "updated_at"} & server.get("/concepts/shared", scope).json().keys()
        )
    assert "created_at" in server.get("/concepts/shared", "draft").json()


def more_secrets() -> list[Step]:
    """Return what is hidden, and more of it: concepts of its own, and known ones before others."""
    steps = secret()
    for number, gate in enumerate(GATES):
        own = {"id": f"own-{number}", "name": {"ar": f"المنامة السرية {number}"}}
        document = {
            "title": f"أسماء {number}", "slug": f"أسماء-{number}", "issuer": own, **gate,
            "people": [{"id": "minister", "name": {"ar": "الوزير"}}, own], "topics": [own],
        }  # fmt: skip
        steps.insert(0, (id_of(f"names {number}"), document))
    return steps


def people(server: Server) -> Server:
    """Let a public release name whom hidden ones have named before."""
    document = {"title": "قال الوزير", "slug": "قال", "state": "published",
                "publish_at": "2026-11-02T00:00:00Z"}  # fmt: skip
    minister = {"id": "minister", "name": {"ar": "الوزير"}}
    assert put(server, (id_of("minister"), {**document, "people": [minister]}))
    return server


def questions() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield requests of the public, with what is known, what is hidden and what is nonsense."""
    names = ["manama", "cairo", "moi", "minister", *(f"own-{n}" for n in range(5)), "لا-أحد"]
    for name in names:
        for method in ("GET", "HEAD", "PATCH", "PUT", "DELETE"):
            yield method, f"/concepts/{name}", {}
        for filters in ("topic", "person", "organisation", "place", "issuer"):
            yield "GET", "/releases", {filters: name}
    for typed in ("المنامة", "السرية", "و", "ق", "الوز", "cairo", "0", "", "؟"):
        for kind in (None, "person", ["topic", "place"]):
            for limit in (1, 100):
                asked = {"q": typed, "kind": kind, "limit": limit}
                yield "GET", "/concepts", {k: v for k, v in asked.items() if v is not None}
        yield "GET", "/releases/suggestions", {"q": typed}
    for limit in (1, 2, 3, 100, 101):
        yield "GET", "/concepts", {"limit": limit}
    yield "POST", "/concepts", {}


def test_worlds_that_differ_in_what_is_hidden_cannot_be_told_apart(
    make_server: Callable[..., Server], time: Time
) -> None:
    plain = people(build(make_server(), time, hidden=[]))
    full = people(build(make_server(), time, hidden=more_secrets()))
    unused = {"kind": "topic", "name": {"ar": "المنامة أيضًا"}}
    answer = full.http.post("/concepts", json=unused, headers=full.key("write"))
    assert answer.status_code == 201
    assert len(known()) < full.get("/releases", "draft").json()["total"]
    time.passes(hours=1)
    found, made = [], 0
    for method, path, asked in questions():
        here, there = (ask(server, path, method, **asked) for server in (plain, full))
        steps = [(here, there, f"{method} {path} {asked}")]
        if tag := here.header("etag"):
            again = {"If-None-Match": tag}
            told = [ask(server, path, method, again, **asked) for server in (plain, full)]
            steps.append((told[0], told[1], f"304 {path} {asked}"))
        steps += [(ask(plain, url), ask(full, url), url) for url in neighbours(here)]
        made += len(steps)
        found += [said for one, other, said in steps if one != other]
    assert found == []
    assert made > 250
    # and what differs is noticed
    opened = {"embargoed_until": None, "publish_at": "2026-11-01T00:00:00Z", "state": "published"}
    url = f"/releases/{id_of('names 3')}"
    assert full.http.patch(url, json=opened, headers=full.key("publish")).status_code == 200
    for path, asked in (
        ("/concepts", {}),
        ("/concepts", {"q": "المنامة"}),
        ("/concepts", {"kind": "person", "limit": 1}),
        ("/concepts/own-3", {}),
        ("/concepts/minister", {}),
    ):
        assert ask(plain, path, **asked) != ask(full, path, **asked), (path, asked)
