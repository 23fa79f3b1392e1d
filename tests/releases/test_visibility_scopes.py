"""Which key sees what, and that nothing a key unlocked is kept by a cache."""

from typing import Any

import pytest

from app.access.scopes import SCOPES, Scope
from tests.access.strangers import ask
from tests.conftest import Server, Time

SOON = "2026-11-25T09:00:00+03:00"
READERS: dict[Scope | None, set[str]] = {
    None: {"معلن"},
    "embargo": {"معلن", "محظور"},
    "draft": {"معلن", "محظور", "مجدول", "مسودة"},
    "write": {"معلن", "محظور", "مجدول", "مسودة"},
    "publish": {"معلن", "محظور", "مجدول", "مسودة"},
    "admin": {"معلن", "محظور", "مجدول", "مسودة"},
}


@pytest.fixture
def four(time: Time, server: Server) -> dict[str, dict[str, Any]]:
    """Return one release of each kind, under its title."""
    made = [
        server.publish(title="معلن", ed_note="للمحررين", body="نص"),
        server.publish(title="محظور", ed_note="للمحررين", body="نص", embargoed_until=SOON),
        server.publish(title="مجدول", ed_note="للمحررين", body="نص", publish_at=SOON),
        server.create(title="مسودة", ed_note="للمحررين", body="نص"),
    ]
    time.passes(minutes=1)
    return {release["title"]: release for release in made}


def test_each_scope_reads_what_it_is_for(server: Server, four: dict[str, Any]) -> None:
    for scope, titles in READERS.items():
        for path, asked in (("/releases", {}), ("/releases/search", {"q": "نص"})):
            page = server.get(path, scope, **asked).json()
            assert {one["title"] for one in page["items"]} == titles
            assert page["total"] == len(titles)
        for title, release in four.items():
            for address in (release["id"], release["slug"]):
                status = server.get(f"/releases/{address}", scope).status_code
                assert status == (200 if title in titles else 404), (scope, title)


def test_the_press_reads_an_embargoed_release_marked_as_such(
    server: Server, four: dict[str, Any]
) -> None:
    shown = server.get(f"/releases/{four['محظور']['id']}", "embargo").json()
    assert shown["embargoed_until"] == "2026-11-25T06:00:00Z"
    assert shown["published_at"] is None
    assert shown["published_hijri"] is None


@pytest.mark.usefixtures("four")
def test_drafts_are_asked_for_only_with_the_scope(server: Server) -> None:
    assert server.get("/releases", state="draft").status_code == 401
    refused = server.get("/releases", "embargo", state="draft")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert "draft" in refused.json()["detail"]
    assert server.get("/releases", "draft", state="draft").json()["total"] == 1


def test_notes_to_editors_are_for_keys_that_edit(server: Server, four: dict[str, Any]) -> None:
    at = f"/releases/{four['معلن']['id']}"
    for scope in READERS:
        edits = scope in {"write", "publish", "admin"}
        for path, asked in ((at, {}), ("/releases", {}), ("/releases/search", {"q": "نص"})):
            whole = server.get(path, scope, **asked)
            assert ("للمحررين" in whole.text) is edits
            assert ("ed_note" in whole.text) is edits
            picked = server.get(path, scope, fields="title,ed_note", **asked)
            assert picked.status_code == (200 if edits else 422)


def test_to_others_the_note_is_as_unknown_as_a_field_that_never_was(
    server: Server, four: dict[str, Any]
) -> None:
    for path in (f"/releases/{four['معلن']['id']}", "/releases"):
        note = ask(server, path, fields="ed_note")
        never = ask(server, path, fields="eb_note")
        assert note.status == 422
        assert b"unknown_field" in note.body
        assert note.headers == never.headers
        assert note.body.replace(b"ed_note", b"eb_note") == never.body


@pytest.mark.parametrize("scope", SCOPES)
def test_what_a_key_unlocked_is_kept_by_nobody(
    server: Server, four: dict[str, Any], scope: Scope
) -> None:
    known = four["معلن"]
    key = server.key("publish")
    server.http.patch(f"/releases/{known['id']}", json={"slug": "اسم-جديد"}, headers=key)
    at = f"/releases/{known['id']}"
    tag = {"If-None-Match": server.get(at, scope).headers["etag"]}
    with_key = server.key(scope)
    for answer, status in (
        (server.get(at, scope), 200),
        (server.http.get(at, headers={**with_key, **tag}), 304),
        (server.http.head(at, headers=with_key), 200),
        (server.get("/releases", scope), 200),
        (server.get("/releases/search", scope, q="نص"), 200),
        (server.get(f"/releases/{known['slug']}", scope), 308),
    ):
        assert answer.status_code == status
        assert answer.headers["cache-control"] == "private, no-store"
        assert "Authorization" in answer.headers["vary"]
    missing = server.get("/releases/لا-يوجد", scope)
    assert "no-store" in missing.headers["cache-control"]
    assert "Authorization" in missing.headers["vary"]


def test_public_answers_vary_by_key_too(server: Server, four: dict[str, Any]) -> None:
    for path in (
        f"/releases/{four['معلن']['id']}",
        "/releases",
        f"/releases/{four['مسودة']['id']}",
    ):
        answer = server.get(path)
        assert "Authorization" in answer.headers["vary"]
        assert "private" not in answer.headers["cache-control"]
