"""Topics, people, organisations and places: found by id or by any spelling of a name, or made."""

from typing import Any

from tests.conftest import Server

TAWFIK = {
    "id": "mahmoud-tawfik",
    "name": {"ar": "محمود توفيق", "en": "Mahmoud Tawfik"},
    "title": {"ar": "وزير الداخلية", "en": "Minister of Interior"},
    "aliases": ["اللواء محمود توفيق"],
}


def person(server: Server, named: Any) -> Any:
    """Return the person that a release is about when it names this one."""
    [shown] = server.create(people=[named])["people"]
    return shown


def refused(server: Server, **document: Any) -> tuple[int, str, str]:
    """Return status, code and pointer of a release that cannot be about this."""
    response = server.http.post(
        "/releases", json={"title": "خبر", **document}, headers=server.key("write")
    )
    body = response.json()
    return response.status_code, body["code"], body["errors"][0]["pointer"]


def test_one_that_nobody_knows_is_made(server: Server) -> None:
    made = person(server, TAWFIK)
    assert made == {
        "id": "mahmoud-tawfik",
        "kind": "person",
        "name": {"ar": "محمود توفيق", "en": "Mahmoud Tawfik"},
        "title": {"ar": "وزير الداخلية", "en": "Minister of Interior"},
    }
    assert person(server, {"name": {"ar": "راشد بن عبدالله"}}) == {
        "id": "راشد-بن-عبدالله",
        "kind": "person",
        "name": {"ar": "راشد بن عبدالله", "en": None},
        "title": None,
    }
    assert person(server, {"name": {"ar": "حمد", "en": "Hamad bin Isa"}})["id"] == "hamad-bin-isa"


def test_it_is_found_by_its_id_and_by_any_spelling(server: Server) -> None:
    made = person(server, TAWFIK)
    for named in (
        "mahmoud-tawfik",
        {"id": "mahmoud-tawfik"},
        {"id": "mahmoud-tawfik", "name": {"ar": "اسم آخر"}},
        {"name": {"ar": "محمود توفيق"}},
        {"name": {"ar": "محـمود  تـوفيـق"}},
        {"name": {"ar": "مَحْمُود تَوْفِيق"}},
        {"name": {"ar": " محمود توفيق "}},
        {"name": {"ar": "اللواء محمود توفيق"}},
        {"name": {"en": "MAHMOUD TAWFIK"}},
        {"name": {"ar": "محمود توفىق"}},
        {"name": {"ar": "غيره", "en": "mahmoud tawfik"}},
    ):
        assert person(server, named) == made, named


def test_the_first_spelling_is_the_one_that_is_shown(server: Server) -> None:
    first = person(server, {"name": {"ar": "أسامة الأحمد"}})
    second = person(server, {"name": {"ar": "اسامه الاحمد"}})
    assert second == first


def test_a_name_is_nearer_than_an_alias(server: Server) -> None:
    person(server, {"id": "king", "name": {"ar": "حمد بن عيسى"}, "aliases": ["جلالة الملك"]})
    salman = person(server, {"id": "salman", "name": {"ar": "سلمان بن عبدالعزيز"}})
    assert person(server, {"name": salman["name"], "aliases": ["جلالة الملك"]}) == salman


def test_an_id_that_nobody_has_is_refused_where_it_stands(server: Server) -> None:
    not_found = (409, "concept_not_found")
    assert refused(server, issuer="nobody") == (*not_found, "/issuer")
    assert refused(server, issuer={"id": "nobody"}) == (*not_found, "/issuer")
    known = {"name": {"ar": "الأمن"}}
    assert refused(server, topics=[known, "nobody"]) == (*not_found, "/topics/1")
    person(server, TAWFIK)
    assert refused(server, places=["mahmoud-tawfik"]) == (*not_found, "/places/0")
    assert server.get("/releases", "draft").json()["total"] == 1


def test_what_was_refused_makes_no_concept(server: Server) -> None:
    refused(server, topics=[{"id": "security", "name": {"ar": "الأمن"}}, "nobody"])
    assert refused(server, topics=["security"])[1] == "concept_not_found"


def test_an_unknown_id_with_a_name_is_made_or_found_by_the_name(server: Server) -> None:
    made = person(server, TAWFIK)
    assert person(server, {"id": "tawfik-2", "name": {"ar": "محمود توفيق"}}) == made
    other = person(server, {"id": "Rashid Al Khalifa", "name": {"ar": "راشد"}})
    assert other["id"] == "rashid-al-khalifa"


def test_an_id_is_one_among_all_kinds(server: Server) -> None:
    bahrain = {"id": "bahrain", "name": {"ar": "البحرين"}}
    made = server.create(places=[bahrain], topics=[bahrain], organisations=[bahrain])
    kinds = {made[field][0]["id"]: made[field][0]["kind"] for field in
             ("topics", "organisations", "places")}  # fmt: skip
    assert len(kinds) == 3
    again = server.create(places=[bahrain], topics=[bahrain], organisations=[bahrain])
    for field in ("topics", "organisations", "places"):
        assert again[field] == made[field]


def test_names_without_letters_still_have_ids(server: Server) -> None:
    ids = [person(server, {"name": {"ar": name}})["id"] for name in ("؟", "!", "🇧🇭")]
    assert len(set(ids)) == 3
    assert all(ids)


def test_the_editors_order_is_kept_and_nobody_stands_twice(server: Server) -> None:
    names = ["ج", "أ", "ب", "أ", "أَ"]
    made = server.create(topics=[{"name": {"ar": name}} for name in names])
    assert [topic["name"]["ar"] for topic in made["topics"]] == ["ج", "أ", "ب"]
    turned = server.http.patch(
        made["url"],
        json={"topics": [topic["id"] for topic in made["topics"]][::-1]},
        headers=server.key("write"),
    ).json()
    assert [topic["name"]["ar"] for topic in turned["topics"]] == ["ب", "أ", "ج"]
    assert turned["updated_at"] != made["updated_at"]


def test_a_concept_needs_an_id_or_a_name(server: Server) -> None:
    nameless: list[Any] = [{}, {"title": {"ar": "وزير"}}, {"name": {}}, {"aliases": ["اسم"]}]
    for named in nameless:
        assert refused(server, people=[named]) == (422, "invalid_input", "/people/0")
    wrong: list[Any] = ["", {"id": ""}, {"name": {"ar": " "}}, 7, None, [], {"nom": "x"}]
    for named in wrong:
        assert refused(server, people=[named])[0] == 422, named


def test_what_is_written_twice_at_once_is_made_once(server: Server) -> None:
    same = {"name": {"ar": "وزارة الداخلية"}}
    made = server.create(issuer=same, organisations=[same])
    assert [made["issuer"]] == made["organisations"]
