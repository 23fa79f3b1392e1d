"""Keys over HTTP: issued, listed, renamed, left to expire and revoked by admins."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.access import keys
from app.access.scopes import Scope
from tests.access.pages import items, walked
from tests.conftest import Server, Time
from tests.databases import Databases

TOKEN = re.compile(r"nsh_[\w-]{43}")
FIELDS = {"id", "name", "scopes", "created_at", "created_by", "expires_at", "revoked_at"}
FIELDS |= {"last_used_at"}


def issue(server: Server, **document: Any) -> dict[str, Any]:
    """Issue a key over HTTP; return what the server answered."""
    whole = {"name": "مكتب الإعلام", "scopes": ["publish"], **document}
    answer = server.http.post("/keys", json=whole, headers=server.key("admin"))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries a key."""
    return {"Authorization": f"Bearer {token}"}


def change(server: Server, key_id: str, **fields: Any) -> httpx.Response:
    """PATCH a key."""
    return server.http.patch(f"/keys/{key_id}", json=fields, headers=server.key("admin"))


def revoke(server: Server, key_id: str, scope: Scope = "admin") -> httpx.Response:
    """DELETE a key."""
    return server.http.delete(f"/keys/{key_id}", headers=server.key(scope))


def id_of(server: Server, name: str) -> str:
    """Return the id of the fixture's key with this name."""
    with server.database.reading() as db:
        [found] = [str(key.id) for key in keys.listing(db) if key.name == name]
    return found


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


def test_a_revoked_key_is_refused_at_once_and_stays_in_the_list(server: Server) -> None:
    made = issue(server)
    listed = server.http.get("/releases", headers=bearer(made["token"]))
    assert listed.status_code == 200
    for _ in range(2):
        assert revoke(server, made["id"]).status_code == 204
    known = {**bearer(made["token"]), "If-None-Match": listed.headers["etag"]}
    assert server.http.get("/releases", headers=known).status_code == 401
    shown = server.get(f"/keys/{made['id']}", "admin").json()
    assert shown["revoked_at"] is not None
    refused = change(server, made["id"], name="آخر")
    assert (refused.status_code, refused.json()["code"]) == (409, "key_ended")


def test_a_key_that_is_not_there(server: Server) -> None:
    path = "/keys/3fa85f64-5717-4562-b3fc-2c963f66afa6"
    for method in ("GET", "PATCH", "DELETE"):
        how: dict[str, Any] = {"json": {}} if method == "PATCH" else {}
        answer = server.http.request(method, path, headers=server.key("admin"), **how)
        assert (answer.status_code, answer.json()["code"]) == (404, "key_not_found")
    assert server.get("/keys/اسم", "admin").status_code == 422


def test_the_last_admin_key_is_ended_at_the_terminal_only(server: Server) -> None:
    last = id_of(server, "test admin")
    for answer in (
        revoke(server, last),
        change(server, last, expires_at="2126-01-01T00:00:00Z"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin_key")
        assert f"nashra keys revoke {last}" in answer.json()["detail"]
    assert change(server, last, name="الأخير").status_code == 200


def test_an_admin_key_ends_when_another_outlives_it(server: Server, time: Time) -> None:
    first = id_of(server, "test admin")
    later = (time.now + timedelta(hours=1)).isoformat()
    second = issue(server, name="المناوب", scopes=["admin"], expires_at=later)
    beyond = (time.now + timedelta(hours=2)).isoformat()
    before = (time.now + timedelta(minutes=30)).isoformat()
    assert change(server, first, expires_at=beyond).status_code == 409
    assert change(server, first, expires_at=before).status_code == 200
    # the other one is the longest-lived now
    sooner = change(server, second["id"], expires_at=before)
    assert (sooner.status_code, sooner.json()["code"]) == (409, "last_admin_key")
    assert change(server, second["id"], expires_at=beyond).status_code == 200
    assert revoke(server, first).status_code == 204  # its own
    assert server.get("/keys", "admin").status_code == 401
    mine = bearer(second["token"])
    assert server.http.delete(f"/keys/{second['id']}", headers=mine).status_code == 409


def test_of_two_admins_who_revoke_each_other_one_remains(server: Server) -> None:
    made = issue(server, scopes=["admin"])
    one, other = id_of(server, "test admin"), made["id"]
    with ThreadPoolExecutor(2) as pool:
        hers = pool.submit(server.http.delete, f"/keys/{other}", headers=server.key("admin"))
        his = pool.submit(server.http.delete, f"/keys/{one}", headers=bearer(made["token"]))
        statuses = sorted([hers.result().status_code, his.result().status_code])
    assert statuses in ([204, 401], [204, 409])


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


def used(server: Server, key_id: str) -> str | None:
    """Return when a key was last used, as an admin is shown it."""
    at: str | None = server.get(f"/keys/{key_id}", "admin").json()["last_used_at"]
    return at


def until(server: Server, key_id: str, expected: str) -> None:
    """Wait until the use of a key is noted: it is, beside the requests."""
    began = monotonic()
    while used(server, key_id) != expected:
        assert monotonic() - began < 10, used(server, key_id)
        sleep(0.01)


def test_when_a_key_was_last_used_is_exact_within_a_minute(server: Server, time: Time) -> None:
    made = issue(server)
    assert used(server, made["id"]) is None
    assert server.http.get("/releases", headers=bearer(made["token"])).status_code == 200
    until(server, made["id"], "2026-11-24T20:00:00Z")
    time.passes(seconds=59)
    for _ in range(3):
        server.http.get("/releases", headers=bearer(made["token"]))
    sleep(0.1)
    assert used(server, made["id"]) == "2026-11-24T20:00:00Z"
    time.passes(seconds=1)
    server.http.get("/releases", headers=bearer(made["token"]))
    until(server, made["id"], "2026-11-24T20:01:00Z")


def test_a_use_that_cannot_be_noted_harms_nothing(server: Server, databases: Databases) -> None:
    made = issue(server)
    with databases.writing_elsewhere(server.settings.data_dir):
        began = monotonic()
        answer = server.http.get("/releases?state=draft", headers=bearer(made["token"]))
        assert answer.status_code == 200
        assert monotonic() - began < 2


def test_a_key_revoked_on_one_server_is_refused_on_the_other_within_a_second(
    make_server: Callable[..., Server],
) -> None:
    one = make_server()
    other = make_server(data_dir=one.settings.data_dir)
    made = issue(one)
    header = bearer(made["token"])
    tag = other.http.get("/releases", headers=header).headers["etag"]
    assert revoke(one, made["id"]).status_code == 204
    revoked = monotonic()
    for method, path in (("GET", "/releases"), ("GET", "/releases/search?q=x"), ("POST", "/keys")):
        answer = other.http.request(method, path, headers={**header, "If-None-Match": tag})
        assert answer.status_code == 401
    assert monotonic() - revoked < 1


def test_a_key_revoked_while_its_write_waits_is_refused(server: Server) -> None:
    """Who waits for the lock was let in before it, and is looked at again when it is had."""
    made = issue(server)
    document, header = {"title": "خبر"}, bearer(made["token"])
    with ThreadPoolExecutor(1) as pool:
        with server.database.writing() as db:
            assert keys.listing(db)  # the lock is taken with the first look
            waiting = pool.submit(server.http.post, "/releases", json=document, headers=header)
            sleep(0.5)
            assert not waiting.done()
            assert keys.revoke(db, UUID(made["id"]))
        assert waiting.result().status_code == 401
    assert server.get("/releases", "draft").json()["total"] == 0
