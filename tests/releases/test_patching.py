"""PATCH: RFC 7396 merge patches, in either media type."""

from typing import Any

from tests.conftest import Server, Time


def patch(server: Server, release: dict[str, Any], change: Any) -> dict[str, Any]:
    """Return the release after a merge patch that is taken."""
    response = server.http.patch(
        release["url"],
        json=change,
        headers={**server.key("publish"), "Content-Type": "application/merge-patch+json"},
    )
    assert response.status_code == 200, response.text
    changed: dict[str, Any] = response.json()
    return changed


def test_what_is_named_changes_and_the_rest_stays(server: Server, time: Time) -> None:
    made = server.create(body="نص", urgency=3, keywords=["أمن", "مصر"])
    time.passes(minutes=1)
    changed = patch(server, made, {"title": "عنوان جديد"})
    assert changed["title"] == "عنوان جديد"
    assert changed["updated_at"] == "2026-11-24T20:01:00Z"
    untouched = set(made) - {"title", "updated_at"}
    assert {name: changed[name] for name in untouched} == {name: made[name] for name in untouched}


def test_null_puts_the_default_back(server: Server) -> None:
    made = server.create(
        subtitle="فرعي", urgency=1, keywords=["أمن"], dateline="المنامة", timezone="Africa/Cairo",
        issuer={"name": {"ar": "وزارة الداخلية"}}, embargoed_until="2030-01-01T00:00:00Z",
        type="speech", body_format="markdown",
    )  # fmt: skip
    defaults: dict[str, Any] = {
        "subtitle": None, "urgency": 5, "keywords": [], "dateline": None, "issuer": None,
        "timezone": "Asia/Bahrain", "embargoed_until": None, "type": "press_release",
        "body_format": "text",
    }  # fmt: skip
    changed = patch(server, made, dict.fromkeys(defaults))
    assert {name: changed[name] for name in defaults} == defaults


def test_a_name_that_is_no_field_is_told_even_with_null(server: Server) -> None:
    made = server.create(topics=[{"name": {"ar": "الأمن"}}])
    for address in (f"/releases/{made['id']}", f"/concepts/{made['topics'][0]['id']}"):
        for name in ("titel", ""):
            answer = server.http.patch(address, json={name: None}, headers=server.key("publish"))
            assert answer.status_code == 422, (address, answer.text)
            assert answer.json()["errors"][0]["pointer"] == f"/{name}"


def test_a_title_cannot_be_nulled(server: Server) -> None:
    made = server.create()
    response = server.http.patch(made["url"], json={"title": None}, headers=server.key("write"))
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/title"
    assert response.json()["errors"][0]["code"] == "required"


def test_lists_are_replaced_whole(server: Server) -> None:
    made = server.create(
        keywords=["أمن", "مصر"],
        contacts=[{"name": {"ar": "الأول"}, "phone": "1"}, {"name": {"ar": "الثاني"}}],
        topics=[{"name": {"ar": "التعاون الأمني"}}],
    )
    changed = patch(
        server,
        made,
        {
            "keywords": ["مصر"],
            "contacts": [{"role": "المتحدث"}],
            "topics": [{"name": {"ar": "مكافحة المخدرات"}}],
        },
    )
    assert changed["keywords"] == ["مصر"]
    nobody = {"name": {"ar": None, "en": None}, "role": "المتحدث", "phone": None, "email": None}
    assert changed["contacts"] == [nobody]
    assert [topic["name"]["ar"] for topic in changed["topics"]] == ["مكافحة المخدرات"]
    assert patch(server, made, {"keywords": ["ب", "أ", "ب"]})["keywords"] == ["ب", "أ"]


def test_another_issuer_takes_the_place_of_the_first(server: Server) -> None:
    made = server.create(issuer={"id": "moi", "name": {"ar": "وزارة الداخلية", "en": "Interior"}})
    health = patch(server, made, {"issuer": {"name": {"ar": "وزارة الصحة"}}})["issuer"]
    assert health["name"] == {"ar": "وزارة الصحة", "en": None}
    assert patch(server, made, {"issuer": "moi"})["issuer"]["id"] == "moi"
    assert patch(server, made, {"issuer": {"id": health["id"]}})["issuer"] == health
    for unknown in ({"id": "nowhere"}, "nowhere"):
        response = server.http.patch(
            made["url"], json={"issuer": unknown}, headers=server.key("write")
        )
        assert response.status_code == 409
        assert response.json()["errors"][0]["pointer"] == "/issuer"


def test_both_media_types_are_taken_and_no_other(server: Server) -> None:
    made = server.create()
    for media_type, status in (
        ("application/json", 200),
        ("application/merge-patch+json", 200),
        ("application/merge-patch+json; charset=utf-8", 200),
        ("application/json-patch+json", 415),
        ("text/plain", 415),
    ):
        response = server.http.patch(
            made["url"],
            content='{"title": "عنوان"}'.encode(),
            headers={**server.key("write"), "Content-Type": media_type},
        )
        assert response.status_code == status, media_type


def test_a_patch_that_is_no_object_is_refused(server: Server) -> None:
    made = server.create()
    for patch_ in ([], [{"op": "replace"}], "عنوان", 1, True, None):
        response = server.http.patch(made["url"], json=patch_, headers=server.key("write"))
        assert response.status_code == 422, patch_
    assert server.get(made["url"], "write").json() == made


def test_a_patch_that_breaks_a_rule_changes_nothing(server: Server) -> None:
    made = server.create(keywords=["أمن"])
    wrong = {"title": "جديد", "keywords": None, "urgency": 10}
    response = server.http.patch(made["url"], json=wrong, headers=server.key("write"))
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/urgency"
    assert server.get(made["url"], "write").json() == made


def test_state_publishes_and_never_goes_back(server: Server, time: Time) -> None:
    made = server.create()
    time.passes(hours=1)
    published = patch(server, made, {"state": "published"})
    assert published["published_at"] == "2026-11-24T21:00:00Z"
    assert published["version"] == 1
    response = server.http.patch(
        made["url"], json={"state": "draft"}, headers=server.key("publish")
    )
    assert response.status_code == 409
    assert response.json()["code"] == "action_impossible"
    assert patch(server, made, {"state": None}) == published  # not said, it stays


def test_a_patch_to_nothing_is_404(server: Server) -> None:
    response = server.http.patch(
        "/releases/00000000-0000-4000-8000-000000000000",
        json={"title": "x"},
        headers=server.key("write"),
    )
    assert response.status_code == 404
    assert response.json()["code"] == "release_not_found"
