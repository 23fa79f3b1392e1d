"""Who reads a history: keys that see drafts, and of what is internal only those that may edit."""

from typing import Any
from uuid import uuid4

import pytest

from app.access import keys
from app.access.scopes import Scope
from tests.conftest import Server
from tests.releases.saves import history, patch, revision

PATHS = ("", "?limit=1", "?limit=0", "/1", "/2", "/x", "/1/diff", "/1/diff?against=7")


@pytest.mark.parametrize("path", PATHS)
def test_to_the_public_what_exists_is_as_what_does_not(server: Server, path: str) -> None:
    made = [
        server.publish(title="منشور"),
        server.create(title="مسودة"),
        server.publish(title="محظور", embargoed_until="2999-01-01T00:00:00Z"),
        {"id": str(uuid4())},
    ]
    seen = set()
    for release in made:
        answer = server.get(f"/releases/{release['id']}/revisions{path}")
        headers = {k: v for k, v in answer.headers.items() if k not in {"date", "x-request-id"}}
        body = answer.json()
        del body["request_id"]
        seen.add((answer.status_code, str(sorted(headers.items())), str(body)))
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert len(seen) == 1
    assert next(iter(seen))[0] == 401


@pytest.mark.parametrize(
    ("scope", "status"),
    [("embargo", 403), ("draft", 200), ("write", 200), ("publish", 200), ("admin", 200)],
)
def test_it_takes_the_scope_draft(server: Server, scope: Scope, status: int) -> None:
    made = server.publish()
    for path in ("", "/1", "/1/diff"):
        answer = server.get(f"{made['url']}/revisions{path}", scope)
        assert answer.status_code == status, answer.text
    gone = server.get(f"/releases/{uuid4()}/revisions", scope)
    assert gone.status_code == (403 if status == 403 else 404)


def test_what_editors_say_to_each_other_only_they_read(server: Server) -> None:
    made = server.create(title="خبر", ed_note="لا تنشروا قبل الاتصال")
    patch(server, made, title="غيره", ed_note="اتصلنا")
    patch(server, made, ed_note="انشروا")
    assert [one["changed"] for one in history(server, made, "draft")][:2] == [[], ["title"]]
    assert [one["changed"] for one in history(server, made)][:2] == [
        ["ed_note"],
        ["title", "ed_note"],
    ]
    assert "ed_note" not in revision(server, made, 1, "draft")["document"]
    assert revision(server, made, 1)["document"]["ed_note"] == "لا تنشروا قبل الاتصال"
    for path in ("", "/1", "/2", "/3", "/1/diff", "/3/diff?against=1"):
        answer = server.get(f"{made['url']}/revisions{path}", "draft")
        for word in ("لا تنشروا", "اتصلنا", "انشروا", "ed_note"):
            assert word not in answer.text
    told: Any = server.get(f"{made['url']}/revisions/3/diff", "write").json()
    assert [one["field"] for one in told["fields"]] == ["ed_note"]


def test_of_a_discarded_draft_nothing_is_read_until_it_is_back(server: Server) -> None:
    made = server.create()
    server.http.delete(made["url"], headers=server.key("write"))
    for path in ("", "/1", "/1/diff"):
        assert server.get(f"{made['url']}/revisions{path}", "admin").status_code == 404
    server.http.post(f"{made['url']}/restore", headers=server.key("write"))
    back, gone, first = history(server, made)
    assert (back["action"], back["note"], back["changed"]) == ("restore", None, [])
    assert (gone["action"], gone["number"], gone["changed"]) == ("discard", 2, [])
    assert first["number"] == 1


def test_a_key_is_named_as_it_was_when_it_saved(server: Server) -> None:
    made = server.create()
    with server.database.writing() as db:
        [publisher] = [key for key in keys.listing(db) if key.name == "test publish"]
        keys.revoke(db, publisher.id)
        publisher.name = "غير اسمه"
    [only] = history(server, made)
    assert only["saved_by"] == {"id": str(publisher.id), "name": "test publish"}
