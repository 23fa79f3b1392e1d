"""Keys over HTTP: issued, listed, renamed and given another end by admins."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.access.issuing import bearer, change, id_of, issue
from tests.access.pages import items, walked
from tests.conftest import Server, Time
from tests.databases import Databases

TOKEN = re.compile(r"nsh_[\w-]{43}")
FIELDS = {"id", "name", "scopes", "created_at", "created_by", "expires_at", "revoked_at"}
FIELDS |= {"last_used_at"}


def test_a_key_is_issued_and_its_token_shown_this_once(server: Server, time: Time) -> None:
    until = "2127-01-01T00:00:00+03:00"
    answer = server.http.post(
        "/keys",
        json={"name": "وكالة الأنباء", "scopes": ["embargo", "draft"], "expires_at": until},
        headers=server.key("admin"),
    )
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["location"] == f"/keys/{made['id']}"
    token = made.pop("token")
    assert TOKEN.fullmatch(token)
    assert made.keys() == FIELDS
    assert (made["name"], made["scopes"]) == ("وكالة الأنباء", ["draft", "embargo"])
    assert made["created_by"] == id_of(server, "test admin")
    assert made["created_at"] == "2026-11-24T20:00:00Z"
    assert (made["expires_at"], made["revoked_at"]) == ("2126-12-31T21:00:00Z", None)
    time.passes(seconds=1)
    assert server.http.get("/releases?state=draft", headers=bearer(token)).status_code == 200
    for path in (answer.headers["location"], "/keys", "/audit"):
        shown = server.get(path, "admin")
        assert shown.status_code == 200
        assert shown.headers["cache-control"] == "private, no-store"
        assert token[4:] not in shown.text
        assert "hashed" not in shown.text


@pytest.mark.parametrize(
    ("document", "pointer", "code"),
    [
        ({"scopes": ["draft"]}, "/name", "required"),
        ({"name": "", "scopes": ["draft"]}, "/name", "too_short"),
        ({"name": "  ", "scopes": ["draft"]}, "/name", "blank"),
        ({"name": "ا" * 201, "scopes": ["draft"]}, "/name", "too_long"),
        ({"name": "قلب\u202eنص", "scopes": ["draft"]}, "/name", "forbidden_character"),
        ({"name": "مكتب"}, "/scopes", "required"),
        ({"name": "مكتب", "scopes": []}, "/scopes", "too_few"),
        ({"name": "مكتب", "scopes": ["root"]}, "/scopes/0", "not_a_choice"),
        ({"name": "مكتب", "scopes": "draft"}, "/scopes", "not_a_list"),
        ({"name": "مكتب", "scopes": ["draft"], "expires": None}, "/expires", "unknown_field"),
        ({"name": "مكتب", "scopes": ["draft"], "expires_at": "غدا"}, "/expires_at",
         "not_an_instant"),
    ],
)  # fmt: skip
def test_a_key_that_cannot_be_is_refused(
    server: Server, document: dict[str, Any], pointer: str, code: str
) -> None:
    answer = server.http.post("/keys", json=document, headers=server.key("admin"))
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]


def test_a_key_cannot_have_expired_before_it_is_there(server: Server) -> None:
    document = {"name": "مكتب", "scopes": ["draft"], "expires_at": "2025-01-01T00:00:00Z"}
    answer = server.http.post("/keys", json=document, headers=server.key("admin"))
    assert (answer.status_code, answer.json()["code"]) == (409, "expiry_past")
    made = issue(server)
    assert change(server, made["id"], expires_at="2025-01-01T00:00:00Z").status_code == 409


def test_the_list_is_paged_newest_first(server: Server) -> None:
    names = [f"مفتاح {number}" for number in range(5)]
    for name in names:
        issue(server, name=name)
    pages = walked(server, "/keys?limit=3")
    assert {page["total"] for page in pages} == {10}
    assert all(item.keys() == FIELDS for item in items(pages))
    seen = [item["name"] for item in items(pages)]
    assert seen[:5] == names[::-1]
    assert len(set(seen)) == 10
    first = server.get("/keys?limit=3", "admin")
    assert 'rel="next"' in first.headers["link"]
    second = server.get(first.json()["links"]["next"], "admin").json()
    assert server.get(second["links"]["prev"], "admin").json()["items"] == first.json()["items"]
    wrong = server.get("/keys?cursor=x", "admin").json()
    assert [error["code"] for error in wrong["errors"]] == ["invalid_cursor"]


def test_a_key_is_renamed_and_given_another_end(server: Server) -> None:
    made = issue(server)
    renamed = change(server, made["id"], name="مكتب الوزير")
    assert renamed.status_code == 200
    assert renamed.json() == {**without_token(made), "name": "مكتب الوزير"}
    ending = change(server, made["id"], expires_at="2126-12-31T21:00:00Z").json()
    assert (ending["name"], ending["expires_at"]) == ("مكتب الوزير", "2126-12-31T21:00:00Z")
    assert change(server, made["id"], expires_at=None).json()["expires_at"] is None
    for fields, code in (
        ({"scopes": ["admin"]}, "unknown_field"),
        ({"name": None}, "not_text"),
        ({"name": ""}, "too_short"),
    ):
        refused = change(server, made["id"], **fields)
        assert refused.status_code == 422
        assert [error["code"] for error in refused.json()["errors"]] == [code]
    assert server.get(f"/keys/{made['id']}", "admin").json()["scopes"] == ["publish"]


def without_token(key: dict[str, Any]) -> dict[str, Any]:
    """Return a new key as it is shown afterwards."""
    return {name: value for name, value in key.items() if name != "token"}


def test_two_admins_do_not_overwrite_each_other(make_server: Callable[..., Server]) -> None:
    server = make_server(require_if_match=True)
    key_id = issue(server)["id"]
    path = f"/keys/{key_id}"
    tag = server.get(path, "admin").headers["etag"]
    assert change(server, key_id, name="أحد").status_code == 428
    mine = {**server.key("admin"), "If-Match": tag}
    first = server.http.patch(path, json={"name": "أول"}, headers=mine)
    assert first.status_code == 200
    stale = server.http.patch(path, json={"name": "ثان"}, headers=mine)
    assert (stale.status_code, stale.headers["etag"]) == (412, first.headers["etag"])
    assert server.get(path, "admin").headers["etag"] == first.headers["etag"]
    assert server.http.delete(path, headers=mine).status_code == 412
    again = {**server.key("admin"), "If-Match": first.headers["etag"]}
    assert server.http.delete(path, headers=again).status_code == 204


def test_a_key_that_is_not_there(server: Server) -> None:
    path = "/keys/3fa85f64-5717-4562-b3fc-2c963f66afa6"
    for method in ("GET", "PATCH", "DELETE"):
        how: dict[str, Any] = {"json": {}} if method == "PATCH" else {}
        answer = server.http.request(method, path, headers=server.key("admin"), **how)
        assert (answer.status_code, answer.json()["code"]) == (404, "key_not_found")
    assert server.get("/keys/اسم", "admin").status_code == 422


def test_a_lost_answer_comes_again_and_its_token_is_not_on_the_disk(
    server: Server, databases: Databases
) -> None:
    once = {**server.key("admin"), "Idempotency-Key": "once"}
    document = {"name": "وكالة", "scopes": ["embargo"]}
    answers = [server.http.post("/keys", json=document, headers=once) for _ in range(3)]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    token = answers[0].json()["token"]
    assert server.http.get("/releases", headers=bearer(token)).status_code == 200
    held = databases.on_disk(server.settings.data_dir)
    assert "وكالة".encode() in held
    assert token.encode() not in held
    assert token[4:].encode() not in held
    other = {**bearer(issue(server, scopes=["admin"])["token"]), "Idempotency-Key": "once"}
    theirs = server.http.post("/keys", json=document, headers=other)
    assert theirs.json()["token"] != token
    assert server.get("/keys", "admin").json()["total"] == 5 + 1 + 1 + 1
