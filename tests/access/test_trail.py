"""Reading the audit log: filters, pages, what is written at the terminal, and no key in it."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from app.access import keys
from app.imports import importing, seeding
from app.kit import audit
from tests.access.issuing import bearer, id_of, issue, revoke
from tests.access.pages import items, walked
from tests.access.test_keys import logged
from tests.conftest import Server, Time
from tests.databases import SECRET, Databases

NEWS = {"title": "وصول الضيف إلى المنامة"}


def numbers(server: Server, query: str) -> list[int]:
    """Return the numbers of the lines asked for."""
    page = server.get(f"/audit?limit=100&{query}", "admin")
    assert page.status_code == 200, page.text
    found = [line["number"] for line in page.json()["items"]]
    assert page.json()["total"] == len(found)
    assert found == sorted(found, reverse=True)
    return found


@pytest.fixture
def busy(time: Time, server: Server) -> Server:
    """Return a server with twelve lines: five of its keys, then one an hour."""
    time.passes(hours=1)  # 6: 24 November, 21:00 UTC; the 25th in Manama
    made = server.create()
    time.passes(hours=1)  # 7
    server.http.post(f"/releases/{made['id']}/publish", headers=server.key("publish"))
    time.passes(hours=1)  # 8, 9
    server.http.post(f"/releases/{made['id']}/publish", headers=server.key("publish"))
    server.http.post("/releases", json=NEWS)
    time.passes(hours=1)  # 10
    server.http.post("/releases", json=NEWS, headers=server.key("draft"))
    time.passes(hours=1)  # 11, 12
    revoke(server, issue(server)["id"])
    return server


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
        ("action=publish_release", [8, 7]),
        ("action=publish_release&action=issue_key&key={admin}", [11]),
        ("outcome=refused", [10, 9, 8]),
        ("outcome=done&outcome=refused&key={publish}", [8, 7, 6]),
        ("outcome=refused&key={publish}", [8]),
        ("key=public", [9]),
        ("key=operator", [5, 4, 3, 2, 1]),
        ("key=public&key={draft}", [10, 9]),
        ("key={DRAFT}", [10]),
        ("release={release}", [8, 7, 6]),
        ("release={release}&outcome=refused", [8]),
        ("since=2026-11-24T23:00:00Z", [12, 11, 10, 9, 8]),
        ("since=2026-11-24T23:00:00Z&until=2026-11-24T23:00:00Z", [9, 8]),
        ("until=2026-11-24", [5, 4, 3, 2, 1]),
        ("since=%D9%A2%D9%A0%D9%A2%D9%A6-11-25&key=operator", []),  # ٢٠٢٦
    ],
)
def test_filters(busy: Server, query: str, expected: list[int]) -> None:
    release = busy.get("/releases", "admin").json()["items"][0]["id"]
    named: dict[str, str] = {"release": release}
    for scope in ("admin", "publish", "draft"):
        named[scope] = id_of(busy, f"test {scope}")
        named[scope.upper()] = named[scope].upper()
    assert numbers(busy, query.format(**named)) == expected


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("key=root", "key", "not_a_key"),
        ("release=خبر", "release", "not_an_id"),
        ("outcome=lost", "outcome", "not_a_choice"),
        ("since=أمس", "since", "not_a_date"),
        ("action=%00", "action", "forbidden_character"),
        ("actor=x", "actor", "unknown_parameter"),
        ("limit=101", "limit", "out_of_range"),
        ("cursor=x", "cursor", "invalid_cursor"),
        ("cursor=WyItbnVtYmVyIiwgIngiLCAiMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAiLCAwXQ",
         "cursor", "invalid_cursor"),
        ("since=2026&since=2027", "since", "repeated_parameter"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(server: Server, query: str, parameter: str, code: str) -> None:
    answer = server.get(f"/audit?{query}", "admin")
    assert answer.status_code == 422
    found = {(error["parameter"], error["code"]) for error in answer.json()["errors"]}
    assert found == {(parameter, code)}


def test_pages_stay_in_step_while_lines_are_added(busy: Server) -> None:
    pages = walked(busy, "/audit?limit=5", lambda: busy.http.post("/releases", json=NEWS))
    assert [line["number"] for line in items(pages)] == list(range(12, 0, -1))
    back = busy.get(pages[-1]["links"]["prev"], "admin").json()
    assert [line["number"] for line in back["items"]] == [7, 6, 5, 4, 3]


def test_what_is_done_at_the_terminal_has_its_lines(server: Server) -> None:
    before = numbers(server, "")[0]
    [seed] = server.settings.seeds_dir.glob("*.txt")
    seeding.seed(server.database, server.settings.seeds_dir)
    seeding.seed(server.database, server.settings.seeds_dir)
    archive = [json.dumps({"title": f"خبر {number}"}).encode() for number in range(3)]
    for _ in range(2):  # what is there already is no change
        list(importing.import_lines(server.database, [*archive, b"{"]))
    with server.database.writing() as db:
        keys.issue(db, SECRET.encode(), "مكتب", ["write"])
    with server.database.writing() as db:
        [made] = [key.id for key in keys.listing(db) if key.name == "مكتب"]
        for _ in range(2):
            assert keys.revoke(db, made)
    page = server.get("/audit", "admin", limit=100).json()["items"]
    new = [line for line in page if line["number"] > before]
    assert {json.dumps(line["key"]) for line in new} == {'{"id": null, "name": "operator"}'}
    assert [(line["action"], line["note"]) for line in new][::-1] == [
        ("seed", {"file": seed.name}),
        ("import", {"imported": 3, "there_already": 0, "refused": 1}),
        ("issue_key", {"name": "مكتب", "scopes": ["write"]}),
        ("revoke_key", None),
    ]
    assert new[0]["subject"] == {"kind": "key", "id": str(made)}
    assert {line["method"] for line in new} == {None}


def uses(server: Server, token: str) -> Iterator[int]:
    """Put a key wherever a client might; yield what each request is answered."""
    http, keyed = server.http, {"Authorization": f"Bearer {token}"}
    for headers in (keyed, {"X-Request-ID": token}, {"Authorization": token}, {}):
        for method, path in (
            ("GET", f"/releases?q={token}"),
            ("GET", f"/releases/{token}"),
            ("POST", "/releases"),
            ("POST", f"/releases?key={token}"),
            ("PUT", f"/releases/{token}"),
            ("DELETE", f"/keys/{token}"),
            ("PATCH", f"/{token}/{token}"),
        ):
            once = {**headers, "Idempotency-Key": token}
            body: dict[str, Any] | None = {"title": token} if method != "GET" else None
            yield http.request(method, path, headers=once, json=body).status_code


def test_no_key_is_in_any_line_of_the_log_or_of_the_audit_log(
    server: Server, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = issue(server)
    monkeypatch.setattr(logging.getLogger("httpx"), "disabled", True)  # the client's own
    tokens = [*server.keys.values(), made["token"], "nsh_wrong-0123456789"]
    with logged(monkeypatch, "json") as log:
        statuses = [status for token in tokens for status in uses(server, token)]
        revoke(server, made["id"])
        statuses += list(uses(server, made["token"]))
    assert {201, 401, 403, 404, 422} <= set(statuses)
    assert not any(status >= 500 for status in statuses)
    rows = str(databases.run(server.settings.data_dir, "SELECT * FROM audit_lines"))
    assert len(rows) > 10_000
    for token in tokens:
        assert token[4:] not in log.getvalue()
        assert token[4:] not in rows
        assert token[4:] not in json.dumps(server.get("/audit", "admin", limit=100).json())
    with server.database.reading() as db:
        assert audit.examine(db).broken is None


def test_only_admins_read_it(server: Server) -> None:
    assert server.get("/audit").json()["code"] == "key_required"
    assert server.get("/audit", "publish").json()["code"] == "scope_missing"
    assert server.http.get("/audit", headers=bearer("nsh_x")).json()["code"] == "key_unknown"
