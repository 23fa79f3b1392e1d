"""A minister who is renamed is renamed everywhere at once: no 304 and no server hides it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Server, Time

OLD = {"id": "minister", "name": {"ar": "محمود توفيق"}, "title": {"ar": "وزير الداخلية"}}
NEW = {"name": {"ar": "أحمد سليمان"}, "aliases": ["معالي الوزير"]}
READS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/releases/خبر", {}),
    ("/releases/خبر", {"fields": "people"}),
    ("/releases", {}),
    ("/releases", {"person": "minister", "fields": "people"}),
    ("/releases/search", {"q": "خبر"}),
    ("/releases/search", {"q": "خبر", "fields": "id", "facets": "person"}),
    ("/concepts", {}),
    ("/concepts/minister", {}),
)


@pytest.fixture
def servers(make_server: Callable[..., Server], tmp_path: Any, time: Time) -> list[Server]:
    """Return two servers of one database, with a release that was published an hour ago."""
    folder = tmp_path / "shared"
    folder.mkdir()
    both = [make_server(data_dir=folder) for _ in range(2)]
    both[0].publish(title="خبر", slug="خبر", people=[OLD])
    time.passes(hours=1)
    return both


def rename(server: Server, **change: Any) -> None:
    """Change the concept as an editor does."""
    answer = server.http.patch("/concepts/minister", json=change, headers=server.key("write"))
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(("path", "asked"), READS)
@pytest.mark.parametrize("scope", [None, "draft"])
def test_no_304_hides_a_new_name(
    servers: list[Server], scope: Any, path: str, asked: dict[str, Any]
) -> None:
    writer, reader = servers
    before = reader.get(path, scope, **asked)
    assert before.status_code == 200
    conditions = {"If-None-Match": before.headers["etag"]}
    keys = reader.key(scope) if scope else {}
    rename(writer, **NEW)
    after = reader.http.get(path, params=asked or None, headers={**conditions, **keys})
    assert after.status_code == 200
    assert "أحمد سليمان" in after.text
    assert "محمود توفيق" not in after.text


def test_no_date_hides_it_either_whatever_the_clocks_say(servers: list[Server], time: Time) -> None:
    writer, reader = servers
    date = reader.get("/releases/خبر").headers["last-modified"]
    since = {"If-Modified-Since": date}
    # asked for twice it would be kept, and a second server may answer from memory until it is told
    assert writer.http.get("/releases/خبر", headers=since).status_code == 304
    time.passes(hours=-1)  # the clock of the one who writes is behind
    rename(writer, title={"ar": "وزير سابق"})
    time.passes(hours=2)
    after = reader.http.get("/releases/خبر", headers=since)
    assert after.status_code == 200
    assert "last-modified" not in after.headers
    assert "وزير سابق" in after.text


def test_what_changes_nothing_is_no_change(servers: list[Server]) -> None:
    writer, reader = servers
    before = reader.get("/releases/خبر")
    at, concept = "/concepts/minister", reader.get("/concepts/minister", "draft").json()
    rename(writer, name=OLD["name"], title=OLD["title"])
    assert reader.get("/releases/خبر").headers["last-modified"] == before.headers["last-modified"]
    assert reader.get(at, "draft").json() == concept


def test_it_is_found_by_the_new_name_and_by_the_old_no_more(servers: list[Server]) -> None:
    writer, reader = servers
    rename(writer, **NEW)

    def suggested(typed: str) -> list[str]:
        items = reader.get("/releases/suggestions", q=typed).json()["items"]
        return [one["text"] for one in items if one["kind"] == "person"]

    assert (suggested("محمو"), suggested("احمد سل")) == ([], ["أحمد سليمان"])
    assert suggested("معالي") == ["أحمد سليمان"]
    totals = [reader.get("/concepts", q=q).json()["total"] for q in ("محمود", "أحمد", "معالي")]
    assert totals == [0, 1, 1]
    assert reader.get("/releases", person="minister").json()["total"] == 1
    made = reader.create(people=[{"name": {"ar": "احمد سليمان"}}])["people"]
    assert [one["id"] for one in made] == ["minister"]
    again = reader.create(people=[{"name": {"ar": "محمود توفيق"}}])["people"]
    assert [one["id"] for one in again] != ["minister"]


def test_a_facet_is_called_as_the_concept_is_now(servers: list[Server]) -> None:
    writer, reader = servers
    rename(writer, **NEW)
    found = reader.get("/releases/search", q="خبر", facets="person").json()["facets"]["person"]
    label = {"ar": "أحمد سليمان", "en": None}
    assert found == [{"value": "minister", "label": label, "count": 1}]


def test_a_release_keeps_its_version_and_its_tag_for_who_changes_it(servers: list[Server]) -> None:
    writer, reader = servers
    read = reader.get("/releases/خبر")
    rename(writer, **NEW)
    id_ = read.json()["id"]
    headers = {"If-Match": read.headers["etag"], **writer.key("publish")}
    answer = writer.http.patch(f"/releases/{id_}", json={"urgency": 1}, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["people"][0]["name"]["ar"] == "أحمد سليمان"
