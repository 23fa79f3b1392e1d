"""A key that only writes cannot touch a word that the public reads."""

from typing import Any
from uuid import uuid4

from tests.access.strangers import ask
from tests.conftest import Server, Time


def attempts(release: dict[str, Any]) -> list[tuple[str, str, dict[str, Any] | None, set[int]]]:
    """Return everything that a key with `write` might try on what is published."""
    at = f"/releases/{release['id']}"
    whole = {"title": "عنوان مزوّر", "body": "نصّ مزوّر"}
    return [
        ("PATCH", at, {"title": "عنوان مزوّر"}, {403}),
        ("PATCH", at, {"ed_note": "سرّ"}, {403}),
        ("PATCH", at, {"state": "draft"}, {403, 409}),
        ("PATCH", at, {"embargoed_until": "2999-01-01T00:00:00Z"}, {403}),
        ("PATCH", at, {}, {200, 403}),
        ("PUT", at, whole, {403}),
        ("PUT", at, {**whole, "state": "published"}, {403}),
        ("PUT", at, {**whole, "state": "draft"}, {403, 409}),
        ("DELETE", at, None, {403, 409}),
        ("POST", f"{at}/publish", None, {403, 409}),
        ("POST", f"{at}/restore", None, {403, 409}),
        ("POST", "/releases", {**whole, "state": "published"}, {403}),
        ("PUT", f"/releases/{uuid4()}", {**whole, "state": "published"}, {403}),
    ]


def test_every_attempt_is_refused_and_changes_nothing(time: Time, server: Server) -> None:
    known = server.publish(
        title="معلن", slug="معلن", body="نصّ معلن", topics=[{"name": {"ar": "أمن"}}]
    )
    embargoed = server.publish(title="محظور", embargoed_until="2999-01-01T00:00:00Z")
    scheduled = server.publish(title="مجدول", publish_at="2999-01-01T00:00:00Z")
    for release in (known, embargoed, scheduled):
        before = server.get(f"/releases/{release['id']}", "admin").json()
        total = server.get("/releases", "admin").json()["total"]
        for method, path, body, statuses in attempts(release):
            time.passes(seconds=1)
            answer = server.http.request(method, path, json=body, headers=server.key("write"))
            assert answer.status_code in statuses, (method, path, body, answer.text)
            assert server.get(f"/releases/{release['id']}", "admin").json() == before
            assert server.get("/releases", "admin").json()["total"] == total


def test_drafts_made_around_it_leave_the_public_page_as_it_was(time: Time, server: Server) -> None:
    topic = {"id": "security", "name": {"ar": "أمن"}}
    known = server.publish(title="معلن", slug="قديم", body="نصّ معلن", topics=[topic])
    server.http.patch(
        f"/releases/{known['id']}", json={"slug": "معلن"}, headers=server.key("publish")
    )
    time.passes(hours=1)
    pages = (f"/releases/{known['id']}", "/releases/معلن", "/releases/قديم", "/releases")
    before = [ask(server, page) for page in pages]
    renamed = {"id": "security", "name": {"ar": "أمن", "en": "Forged"}, "title": {"ar": "مزوّر"}}
    for document in (
        {"title": "Forged", "language": "en", "translation_of": known["id"]},
        {"title": "Forged", "language": "en", "slug": "معلن"},
        {"title": "مسودة", "slug": "قديم"},
        {"title": "مسودة", "topics": [renamed], "issuer": {"name": {"ar": "أمن"}}},
    ):
        made = server.http.post("/releases", json=document, headers=server.key("write"))
        assert made.status_code == 201, made.text
        assert [ask(server, page) for page in pages] == before


def test_a_draft_that_a_writer_made_is_published_by_another(server: Server) -> None:
    made = server.http.post("/releases", json={"title": "خبر"}, headers=server.key("write")).json()
    at = f"/releases/{made['id']}"
    for method, path, body in (
        ("POST", f"{at}/publish", None),
        ("PATCH", at, {"state": "published"}),
        ("PUT", at, {"title": "خبر", "state": "published"}),
    ):
        refused = server.http.request(method, path, json=body, headers=server.key("write"))
        assert refused.status_code == 403
        assert 'scope="publish"' in refused.headers["www-authenticate"]
        assert server.get(at).status_code == 404
    assert server.http.post(f"{at}/publish", headers=server.key("publish")).status_code == 200
    assert server.get(at).status_code == 200
