"""PUT: a release is replaced whole, or made under an id of the client's choosing."""

from uuid import uuid4

import pytest

from tests.conftest import Server, Time

WHOLE = {
    "title": "وزير الداخلية يستقبل نظيره",
    "subtitle": "لقاء في المنامة",
    "body": "استقبل الوزير ضيفه.",
    "reference": "MOI-2026-0147",
    "issuer": {"id": "moi", "name": {"ar": "وزارة الداخلية"}},
    "topics": [{"name": {"ar": "التعاون الأمني", "en": "Security cooperation"}}],
    "people": [{"name": {"ar": "محمود توفيق"}, "title": {"ar": "وزير"}, "aliases": ["اللواء"]}],
    "keywords": ["أمن", "مصر"],
    "contacts": [{"name": {"ar": "المتحدث"}, "email": "media@moi.bh"}],
    "media": [{"url": "https://media.example.bh/1.jpg", "role": "featured"}],
    "urgency": 2,
    "ed_note": "للمراجعة",
    "publish_at": "2026-11-25T09:00:00+03:00",
    "embargoed_until": "2026-11-26T09:00:00+03:00",
    "timezone": "Africa/Cairo",
}


def test_it_makes_a_release_under_the_id_chosen(server: Server) -> None:
    at = f"/releases/{uuid4()}"
    made = server.http.put(at, json=WHOLE, headers=server.key("write"))
    assert made.status_code == 201
    assert made.headers["Location"] == made.json()["url"] == at
    assert made.json()["publish_at"] == "2026-11-25T06:00:00Z"
    again = server.http.put(at, json=WHOLE, headers=server.key("write"))
    assert again.status_code == 200
    assert again.json() == made.json()


def test_what_is_left_out_takes_its_default(server: Server) -> None:
    at = f"/releases/{uuid4()}"
    key = server.key("write")
    server.http.put(at, json=WHOLE, headers=key)
    bare = server.http.put(at, json={"title": "عنوان وحده"}, headers=key).json()
    for field in ("subtitle", "reference", "issuer", "ed_note", "publish_at"):
        assert bare[field] is None
    assert bare["embargoed_until"] is not None  # which takes a word to lift: null
    for field in ("topics", "people", "keywords", "contacts", "media"):
        assert bare[field] == []
    assert (bare["body"], bare["urgency"], bare["timezone"]) == ("", 5, "Asia/Bahrain")
    assert bare["slug"] == "عنوان-وحده"


@pytest.mark.parametrize("title", ["خبر من المنامة", "؟!", "🎉", "Search", "ـــ"])
def test_the_same_document_again_changes_nothing(server: Server, time: Time, title: str) -> None:
    at, key = f"/releases/{uuid4()}", server.key("publish")
    document = {**WHOLE, "title": title, "state": "published"}
    made = server.http.put(at, json=document, headers=key)
    assert made.status_code == 201
    time.passes(hours=1)
    again = server.http.put(at, json=document, headers=key)
    assert again.status_code == 200
    assert again.json() == made.json()
    assert again.headers["ETag"] == made.headers["ETag"]
    patched = server.http.patch(at, json={"title": title}, headers=key)
    assert patched.headers["ETag"] == made.headers["ETag"]
    assert server.http.patch(at, json={}, headers=key).json() == made.json()


def test_what_was_read_can_be_written_back_without_what_is_read_only(server: Server) -> None:
    key = server.key("publish")
    made = server.create(**WHOLE, translation_of=server.create(language="en", title="E")["id"])
    read_only = {
        "id", "url", "direction", "translations", "word_count", "reading_minutes", "published_at",
        "published_hijri", "created_at", "updated_at", "version", "body_html", "body_text",
        "is_embargoed", "corrections", "corrected_at", "notice", "needs_review",
    }  # fmt: skip
    document = {name: value for name, value in made.items() if name not in read_only}
    for kind in ("topics", "people", "organisations", "places"):
        document[kind] = [concept["id"] for concept in document[kind]]
    document["issuer"] = document["issuer"]["id"]
    again = server.http.put(made["url"], json=document, headers=key)
    assert again.status_code == 200
    for name, value in made.items():
        if name != "updated_at":  # the summary that was made is now one that was given
            assert again.json()[name] == value, name


def test_what_is_read_only_or_unknown_is_refused(server: Server) -> None:
    made = server.create()
    names = ["id", "url", "version", "updated_at", "word_count", "body_html", "direction", "كلمة"]
    document = {"title": "خبر", **{name: made.get(name, 1) for name in names}}
    for method in ("PUT", "PATCH"):
        response = server.http.request(
            method, made["url"], json=document, headers=server.key("write")
        )
        assert response.status_code == 422
        found = {(one["pointer"], one["code"]) for one in response.json()["errors"]}
        assert found == {(f"/{name}", "unknown_field") for name in names}
    assert server.get(made["url"], "write").json() == made


def test_a_published_release_stays_published(server: Server, time: Time) -> None:
    made = server.publish(title="خبر منشور")
    time.passes(hours=2)
    undone = {"title": "x", "state": "draft"}
    draft = server.http.put(made["url"], json=undone, headers=server.key("publish"))
    assert draft.status_code == 409
    assert draft.json()["code"] == "action_impossible"
    assert draft.json()["errors"][0]["pointer"] == "/state"
    document = {"title": "خبر منشور منقح"}
    changed = server.http.put(made["url"], json=document, headers=server.key("publish")).json()
    assert changed["published_at"] == changed["publish_at"] == made["published_at"]
    assert changed["version"] == 1
    assert changed["updated_at"] == "2026-11-24T22:00:00Z"
    assert server.get(made["url"]).json()["title"] == "خبر منشور منقح"


def test_a_number_can_be_had_once(server: Server) -> None:
    first = server.create(reference="MOI-2026-0147")
    response = server.http.post(
        "/releases",
        json={"title": "ثان", "reference": "MOI-2026-0147"},
        headers=server.key("write"),
    )
    assert response.status_code == 409
    assert response.json()["code"] == "reference_taken"
    assert response.json()["errors"][0]["pointer"] == "/reference"
    server.http.delete(first["url"], headers=server.key("write"))
    assert server.create(reference="MOI-2026-0147")["reference"] == "MOI-2026-0147"
