"""Concepts made, read, changed and deleted over HTTP."""

from typing import Any

import pytest

from tests.concepts.conftest import Make
from tests.conftest import Server, Time

TAWFIK: dict[str, Any] = {
    "id": "mahmoud-tawfik",
    "kind": "person",
    "name": {"ar": "محـمود تـوفيق", "en": "Mahmoud Tawfik"},
    "title": {"ar": "وزير الداخلية", "en": None},
    "aliases": ["اللواء محمود توفيق"],
}


def refused(answer: Any) -> tuple[int, str, list[str]]:
    """Return status, code and where it is wrong."""
    body = answer.json()
    return answer.status_code, body["code"], [one["pointer"] for one in body.get("errors", [])]


def test_what_is_made_is_what_is_read(server: Server, time: Time) -> None:
    time.passes(seconds=1)
    answer = server.http.post("/concepts", json=TAWFIK, headers=server.key("write"))
    assert answer.status_code == 201
    assert answer.headers["location"] == "/concepts/mahmoud-tawfik"
    assert answer.json() == {
        **TAWFIK,
        "url": "/concepts/mahmoud-tawfik",
        "releases": 0,
        "issued": 0,
        "created_at": "2026-11-24T20:00:01Z",
        "updated_at": "2026-11-24T20:00:01Z",
    }
    read = server.get("/concepts/mahmoud-tawfik", "draft")
    assert (read.content, read.headers["etag"]) == (answer.content, answer.headers["etag"])
    assert read.headers["cache-control"] == "private, no-store"
    again = {"If-None-Match": answer.headers["etag"], **server.key("draft")}
    assert server.http.get("/concepts/mahmoud-tawfik", headers=again).status_code == 304
    assert server.create(people=["mahmoud-tawfik"])["people"][0]["name"] == TAWFIK["name"]


def test_an_id_is_made_of_the_name_and_percent_encoded_in_addresses(
    server: Server, make: Make
) -> None:
    made = make("راشد بن عبدالله")
    assert made["id"] == "راشد-بن-عبدالله"
    assert made["url"].isascii()
    assert server.get(made["url"], "draft").json() == made
    assert server.get("/concepts/راشد-بن-عبدالله", "draft").json() == made
    assert make("راشد", kind="place", id="راشــد بن عبدالله 2")["id"] == "راشد-بن-عبدالله-2"
    assert make("راشد بن عبدالله", kind="topic")["id"] == "راشد-بن-عبدالله-3"


def test_a_name_finds_one_and_an_alias_may_be_shared(server: Server, make: Make) -> None:
    make(**TAWFIK)

    def post(**document: Any) -> tuple[int, str, list[str]]:
        whole = {"kind": "person", **document}
        return refused(server.http.post("/concepts", json=whole, headers=server.key("write")))

    exists = (409, "concept_exists")
    assert post(name={"ar": "مَحمود توفيق"}) == (*exists, ["/name/ar"])
    assert post(name={"ar": "آخر", "en": "mahmoud TAWFIK"}) == (*exists, ["/name/en"])
    assert post(name={"ar": "اللواء محمود توفيق"}) == (*exists, ["/name/ar"])
    other = {"name": {"ar": "آخر"}, "aliases": ["لقب", "محمود توفيق"]}
    assert post(**other) == (*exists, ["/aliases/1"])
    assert post(name={"ar": "آخر"}, id="mahmoud-tawfik") == (*exists, ["/id"])
    make("حمد بن عيسى", id="hamad", aliases=["جلالة الملك"])
    make("سلمان بن عبدالعزيز", id="salman", aliases=["جلالة الملك", "جـلالة الملك"])
    make("محمود توفيق", kind="topic")
    said = server.http.post(
        "/concepts", json={**TAWFIK, "id": None}, headers=server.key("write")
    ).json()
    assert "mahmoud-tawfik" in said["detail"]


def test_two_who_share_an_alias_stay_two_where_releases_name_them(server: Server) -> None:
    kings = [
        {"id": "hamad", "name": {"ar": "حمد بن عيسى"}, "aliases": ["جلالة الملك"]},
        {"id": "salman", "name": {"ar": "سلمان"}, "aliases": ["جلالة الملك"]},
        {"name": {"ar": "الملك سلمان"}, "aliases": ["سلمان"]},
    ]
    made = server.create(people=kings)["people"]
    assert [one["id"] for one in made] == ["hamad", "salman"]


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"kind": "person"}, "/name"),
        ({"name": {"ar": "محمود"}}, "/kind"),
        ({"kind": "شخص", "name": {"ar": "محمود"}}, "/kind"),
        ({"kind": "person", "name": {}}, "/name"),
        ({"kind": "person", "name": {"ar": None}}, "/name"),
        ({"kind": "person", "name": {"ar": " "}}, "/name/ar"),
        ({"kind": "person", "name": {"fr": "Mahmoud"}}, "/name/fr"),
        ({"kind": "person", "name": {"ar": "محمود\u202e"}}, "/name/ar"),
        ({"kind": "person", "name": {"ar": "محمود"}, "aliases": [""]}, "/aliases/0"),
        ({"kind": "person", "name": {"ar": "محمود"}, "titel": {}}, "/titel"),
        ({"kind": "person", "name": {"ar": "محمود"}, "releases": 3}, "/releases"),
    ],
)
def test_what_is_wrong_is_said_where(server: Server, document: Any, pointer: str) -> None:
    answer = server.http.post("/concepts", json=document, headers=server.key("write"))
    assert refused(answer) == (422, "invalid_input", [pointer])


def test_a_patch_changes_what_it_names(server: Server, make: Make, time: Time) -> None:
    at = make(**TAWFIK)["url"]
    time.passes(hours=1)

    def patch(**change: Any) -> dict[str, Any]:
        answer = server.http.patch(at, json=change, headers=server.key("write"))
        assert answer.status_code == 200, answer.text
        changed: dict[str, Any] = answer.json()
        return changed

    former = patch(title={"en": "Former minister"})
    assert former["title"] == {"ar": "وزير الداخلية", "en": "Former minister"}
    assert (former["created_at"], former["updated_at"]) == (
        *("2026-11-24T20:00:00Z", "2026-11-24T21:00:00Z"),
    )
    assert patch(name={"en": None})["name"] == {"ar": "محـمود تـوفيق", "en": None}
    assert patch(title=None, aliases=None)["title"] is None
    time.passes(hours=1)
    assert patch(title=None, kind="person", id="mahmoud-tawfik") == server.get(at, "draft").json()
    assert server.get(at, "draft").json()["updated_at"] != "2026-11-24T22:00:00Z"
    for wrong, pointer in (({"ar": 7}, "/name/ar"), (None, "/name")):
        answer = server.http.patch(at, json={"name": wrong}, headers=server.key("write"))
        assert refused(answer) == (422, "invalid_input", [pointer])


def test_a_patch_does_not_take_the_only_name(server: Server, make: Make) -> None:
    arabic = make("محمود توفيق", id="tawfik")
    both = make("سيف", id="sayf", name={"ar": "سيف", "en": "Sayf"})

    def patch(concept: dict[str, Any], name: Any) -> Any:
        path, key = f"/concepts/{concept['id']}", server.key("write")
        return server.http.patch(path, json={"name": name}, headers=key)

    assert refused(patch(arabic, {"ar": None})) == (409, "concept_nameless", ["/name"])
    assert refused(patch(arabic, {"ar": None, "en": None})) == (422, "invalid_input", ["/name"])
    assert patch(arabic, {"en": None}).json()["name"] == {"ar": "محمود توفيق", "en": None}
    assert patch(arabic, {"ar": None, "en": "Tawfik"}).json()["name"]["en"] == "Tawfik"
    assert patch(both, {"en": None}).status_code == 200
    assert refused(patch(both, {"ar": None})) == (409, "concept_nameless", ["/name"])


def test_put_replaces_and_takes_what_was_read(server: Server, make: Make) -> None:
    at = make(**TAWFIK)["url"]
    plain = {"kind": "person", "name": {"ar": "محمود"}}
    answer = server.http.put(at, json=plain, headers=server.key("write"))
    assert answer.status_code == 200
    assert answer.json()["id"] == "mahmoud-tawfik"
    assert (answer.json()["title"], answer.json()["aliases"]) == (None, [])
    back = server.http.put(at, json=TAWFIK, headers=server.key("write"))
    assert {name: back.json()[name] for name in TAWFIK} == TAWFIK
    unknown = server.http.put("/concepts/nobody", json=plain, headers=server.key("write"))
    assert refused(unknown) == (404, "no_such_concept", [])


def test_id_and_kind_stay(server: Server, make: Make) -> None:
    at = make(**TAWFIK)["url"]
    for change, pointers in (
        ({"id": "tawfik"}, ["/id"]),
        ({"kind": "topic", "id": "x"}, ["/id", "/kind"]),
    ):
        answer = server.http.patch(at, json=change, headers=server.key("write"))
        assert refused(answer) == (409, "concept_fixed", pointers)


def test_a_change_never_takes_the_name_of_another(server: Server, make: Make) -> None:
    make(**TAWFIK)
    at = make("راشد", aliases=["معاليه"])["url"]
    for change, pointer in (
        ({"name": {"en": "mahmoud tawfik"}}, "/name/en"),
        ({"aliases": ["معاليه", "محمود توفيق"]}, "/aliases/1"),
    ):
        answer = server.http.patch(at, json=change, headers=server.key("write"))
        assert refused(answer) == (409, "concept_exists", [pointer])
    respelled = {"name": {"ar": "رَاشِـد"}, "aliases": ["راشد", "معاليه"]}
    assert server.http.patch(at, json=respelled, headers=server.key("write")).status_code == 200


def test_a_stale_change_is_refused(make_server: Any, server: Server, make: Make) -> None:
    at = make(**TAWFIK)["url"]
    server.publish(people=["mahmoud-tawfik"])
    read = server.get(at)  # who writes may have read it without the key

    def patch(tag: str, **change: Any) -> Any:
        headers = {"If-Match": tag, **server.key("write")}
        return server.http.patch(at, json=change, headers=headers)

    fresh = patch(read.headers["etag"], title={"ar": "الوزير"})
    assert fresh.status_code == 200
    stale = patch(read.headers["etag"], title={"ar": "الوزير السابق"})
    assert refused(stale) == (412, "precondition_failed", [])
    assert stale.headers["etag"] == server.get(at, "write").headers["etag"]
    assert patch(stale.headers["etag"], title=None).status_code == 200
    assert (
        server.http.delete(at, headers={"If-Match": '"x"', **server.key("write")}).status_code
        == 412
    )
    strict = make_server(require_if_match=True)
    made = strict.http.post("/concepts", json=TAWFIK, headers=strict.key("write"))
    bare = strict.http.patch(made.json()["url"], json={}, headers=strict.key("write"))
    assert refused(bare) == (428, "precondition_required", [])


def test_a_post_that_is_sent_again_makes_nothing_twice(server: Server) -> None:
    headers = {"Idempotency-Key": "once", **server.key("write")}
    first, again = (server.http.post("/concepts", json=TAWFIK, headers=headers) for _ in range(2))
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert server.get("/concepts", "draft").json()["total"] == 1


def test_one_that_no_release_names_is_deleted(server: Server, make: Make) -> None:
    at = make(**TAWFIK)["url"]
    assert server.http.delete(at, headers=server.key("write")).status_code == 204
    assert refused(server.get(at, "draft")) == (404, "no_such_concept", [])
    gone = server.http.delete(at, headers=server.key("write"))
    assert refused(gone) == (404, "no_such_concept", [])
    assert make(**TAWFIK)["url"] == at
    answer = server.http.post(
        "/releases", json={"title": "خبر", "people": ["nobody"]}, headers=server.key("write")
    )
    assert answer.json()["code"] == "concept_not_found"


def test_one_that_releases_name_is_not(server: Server, make: Make) -> None:
    at = make("وزارة الداخلية", id="moi", kind="organisation")["url"]
    server.publish(issuer="moi")
    server.publish(issuer="moi", organisations=["moi"])
    draft = server.create(organisations=["moi"])
    answer = server.http.delete(at, headers=server.key("write"))
    assert refused(answer) == (409, "concept_in_use", [])
    assert "3" in answer.json()["detail"]
    assert server.http.delete(draft["url"], headers=server.key("write")).status_code == 204
    assert "2" in server.http.delete(at, headers=server.key("write")).json()["detail"]


def test_a_discarded_draft_comes_back_without_what_was_deleted(server: Server, make: Make) -> None:
    at = make("وزارة الداخلية", id="moi", kind="organisation")["url"]
    make("الأمن", id="security", kind="topic")
    draft = server.create(issuer="moi", organisations=["moi"], topics=["security"])
    server.http.delete(draft["url"], headers=server.key("write"))
    assert server.http.delete(at, headers=server.key("write")).status_code == 204
    restored = server.http.post(f"{draft['url']}/restore", headers=server.key("write"))
    assert restored.status_code == 200, restored.text
    assert (restored.json()["issuer"], restored.json()["organisations"]) == (None, [])
    assert [one["id"] for one in restored.json()["topics"]] == ["security"]


def test_a_name_that_unfolds_is_cut_where_the_column_ends(server: Server, make: Make) -> None:
    made = make("\ufdfa" * 300)
    assert server.get("/concepts", "draft", q="صلى الله").json()["items"] == [made]
