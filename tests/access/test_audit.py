"""The audit log: one line for each change and each refused write, and none can be changed."""

from time import monotonic
from typing import Any

import pytest

from tests.access.issuing import bearer, id_of, issue, revoke
from tests.access.test_keys import logged
from tests.conftest import Server, Time
from tests.databases import Databases

Line = dict[str, Any]
NEWS = {"title": "وصول الضيف إلى المنامة"}
ID = "7f1d0a52-3c7e-4a53-9d0e-5b8f0e6a1c11"


def lines(server: Server, query: str = "") -> list[Line]:
    """Return the lines that were asked for, newest first."""
    page = server.get(f"/audit?limit=100{query}", "admin")
    assert page.status_code == 200, page.text
    found: list[Line] = page.json()["items"]
    return found


def test_a_change_says_who_did_what_to_what_when_and_from_where(server: Server, time: Time) -> None:
    before = lines(server)[0]
    time.passes(seconds=5)
    headers = {**server.key("publish"), "X-Request-ID": "from-the-desk"}
    made = server.http.post("/releases", json=NEWS, headers=headers).json()
    line = lines(server)[0]
    assert len(line.pop("hash")) == 64
    assert line == {
        "number": before["number"] + 1,
        "at": "2026-11-24T20:00:05Z",
        "key": {"id": id_of(server, "test publish"), "name": "test publish"},
        "action": "create_release",
        "subject": {"kind": "release", "id": made["id"]},
        "outcome": "done",
        "method": "POST",
        "path": "/releases",
        "request_id": "from-the-desk",
        "address": "127.0.0.1",
        "status": 201,
        "problem": None,
        "note": None,
        "previous": before["hash"],
    }


def test_each_change_has_one_line(server: Server) -> None:
    count = len(lines(server))
    at = f"/releases/{server.create()['id']}"
    key = server.key("publish")
    server.http.patch(at, json={"urgency": 1}, headers=key)
    server.http.delete(at, headers=key)
    server.http.post(f"{at}/restore", headers=key)
    server.http.post(f"{at}/publish", headers=key)
    server.http.put(f"/releases/{ID}", json=NEWS, headers=key)
    server.http.get(at, headers=key)
    made = issue(server)
    server.http.patch(f"/keys/{made['id']}", json={"name": "مكتب"}, headers=server.key("admin"))
    revoke(server, made["id"])
    new = lines(server)[:-count]
    assert [line["action"] for line in new][::-1] == [
        *["create_release", "patch_release", "delete_release", "restore_release"],
        *["publish_release", "put_release", "issue_key", "patch_key", "revoke_key"],
    ]
    assert {line["subject"]["id"] for line in new} == {at.rpartition("/")[2], ID, made["id"]}
    notes = [line["note"] for line in new[:3]][::-1]
    assert notes == [{"name": "مكتب الإعلام", "scopes": ["publish"]}, {"name": "مكتب"}, None]


REFUSED: list[tuple[str, str, dict[str, Any], str | None, int, str, str | None]] = [
    ("POST", "/releases", {"json": NEWS}, None, 401, "key_required", "create_release"),
    ("POST", "/releases", {"json": NEWS}, "draft", 403, "scope_missing", "create_release"),
    ("POST", "/releases", {"json": {}}, "write", 422, "invalid_input", "create_release"),
    ("POST", "/releases", {"json": NEWS, "params": {"x": 1}}, "write", 422, "invalid_input",
     "create_release"),
    ("POST", "/releases", {"content": b"{", "headers": {"Content-Type": "application/json"}},
     "write", 400, "malformed_body", "create_release"),
    ("POST", "/releases", {"content": b"{}"}, "write", 415, "unsupported_media_type",
     "create_release"),
    ("POST", "/releases", {"content": b" " * 2**21 + b" "}, "write", 413, "body_too_large", None),
    ("POST", f"/releases/{ID}/publish", {}, "publish", 404, "release_not_found",
     "publish_release"),
    ("PUT", f"/releases/{ID}", {"json": NEWS, "headers": {"If-Match": '"a.b"'}}, "write", 412,
     "precondition_failed", "put_release"),
    ("POST", "/releases", {"json": {**NEWS, "slug": "search"}}, "write", 409, "slug_reserved",
     "create_release"),
    ("PATCH", "/releases", {"json": {}}, "write", 405, "method_not_allowed", None),
    ("PUT", "/releases/search", {"json": NEWS}, "write", 405, "method_not_allowed",
     "put_release"),
    ("DELETE", "/لا-شيء", {}, "admin", 404, "path_not_found", None),
    ("POST", "/a%00b", {}, None, 404, "path_not_found", None),
    ("DELETE", "/keys/x", {}, "admin", 422, "invalid_input", "revoke_key"),
    ("POST", "/" + "a" * 17_000, {}, None, 414, "address_too_long", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "sent", "scope", "status", "problem", "action"), REFUSED
)
def test_each_refused_write_has_one_line(
    server: Server,
    method: str,
    path: str,
    sent: dict[str, Any],
    scope: Any,
    status: int,
    problem: str,
    action: str | None,
) -> None:
    before = lines(server)
    headers = {**(server.key(scope) if scope else {}), **sent.get("headers", {})}
    answer = server.http.request(method, path, **{**sent, "headers": headers})
    assert (answer.status_code, answer.json()["code"]) == (status, problem)
    line, *others = lines(server)
    assert others == before
    assert (line["status"], line["problem"], line["action"]) == (status, problem, action)
    assert (line["outcome"], line["method"]) == ("refused", method)
    assert line["request_id"] == answer.headers["x-request-id"]
    # also where nobody had asked for the key yet: the body came first
    assert (line["key"] or {}).get("name") == (f"test {scope}" if scope else None)
    assert len(line["path"]) <= 500
    assert line["path"].startswith(path[:2])


def test_reads_have_none_and_neither_has_what_is_sent_again(server: Server) -> None:
    once = {**server.key("publish"), "Idempotency-Key": "once"}
    for _ in range(3):
        assert server.http.post("/releases", json=NEWS, headers=once).status_code == 201
    server.http.get("/releases", headers={"Authorization": "Bearer nsh_x"})
    server.http.options("/releases")
    assert [line["action"] for line in lines(server)[:2]] == ["create_release", "issue_key"]
    other = {**NEWS, "urgency": 1}
    assert server.http.post("/releases", json=other, headers=once).status_code == 422
    assert lines(server)[0]["problem"] == "idempotency_key_reused"


def test_whose_key_it_was_is_told_also_of_one_that_was_revoked(server: Server) -> None:
    made = issue(server, name="مسحوب")
    revoke(server, made["id"])
    server.http.post("/releases", json=NEWS, headers=bearer(made["token"]))
    server.http.post("/releases", json=NEWS, headers=bearer("nsh_wrong"))
    wrong, revoked = lines(server)[:2]
    assert revoked["key"] == {"id": made["id"], "name": "مسحوب"}
    assert wrong["key"] is None
    assert {wrong["problem"], revoked["problem"]} == {"key_unknown"}


NO_MORE = {
    "sqlite": [
        (
            "CREATE TRIGGER no_more BEFORE INSERT ON audit_lines"
            " BEGIN SELECT RAISE(ABORT, 'no more'); END"
        )
    ],
    "postgresql": [
        (
            "CREATE FUNCTION no_more() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'no more'; END $$"
        ),
        "CREATE TRIGGER no_more BEFORE INSERT ON audit_lines EXECUTE FUNCTION no_more()",
    ],
}


def test_no_change_without_its_line_and_no_refusal_fails_for_want_of_one(
    server: Server, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    for statement in NO_MORE[databases.name]:
        databases.run(server.settings.data_dir, statement)
    count = len(lines(server))
    keyed = server.key("write")
    with logged(monkeypatch, "json") as log:
        assert server.http.post("/releases", json=NEWS, headers=keyed).status_code == 500
    assert "no more" in log.getvalue()
    assert server.get("/releases", "draft").json()["total"] == 0
    assert server.http.post("/releases", json=NEWS).status_code == 401
    assert server.http.post("/releases", json={}, headers=keyed).status_code == 422
    assert len(lines(server)) == count


def test_a_refusal_does_not_wait_long_for_its_line(server: Server, databases: Databases) -> None:
    with databases.writing_elsewhere(server.settings.data_dir):
        began = monotonic()
        assert server.http.post("/releases", json=NEWS).status_code == 401
        assert monotonic() - began < 3
