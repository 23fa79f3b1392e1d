"""Changing only the version that was read: If-Match and If-None-Match on every write."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.access.scopes import Scope
from tests.conftest import Server

WRITES: dict[str, tuple[str, str, dict[str, Any] | None, int]] = {
    "PUT": ("PUT", "", {"title": "عنوان جديد"}, 200),
    "PATCH": ("PATCH", "", {"title": "عنوان جديد"}, 200),
    "DELETE": ("DELETE", "", None, 204),
    "publish": ("POST", "/publish", None, 200),
}
each_write = pytest.mark.parametrize("name", WRITES)


def write(server: Server, name: str, id_: str, **headers: str) -> httpx.Response:
    """Send one of the writes with conditions: `if_match` is `If-Match`."""
    method, action, body, _ = WRITES[name]
    named = {header.replace("_", "-"): value for header, value in headers.items()}
    return server.http.request(
        method, f"/releases/{id_}{action}", json=body, headers={**server.key("publish"), **named}
    )


def tag_of(server: Server, id_: str, scope: Scope | None = "publish", fields: str = "") -> str:
    """Return the tag that a reader gets."""
    asked = {"fields": fields} if fields else {}
    return str(server.get(f"/releases/{id_}", scope, **asked).headers["etag"])


@each_write
def test_the_version_that_was_read_can_be_changed(server: Server, name: str) -> None:
    for form in ("{tag}", "*", '"x", {tag}', '{tag},"x"'):
        id_ = server.create()["id"]
        answer = write(server, name, id_, if_match=form.format(tag=tag_of(server, id_)))
        assert answer.status_code == WRITES[name][3], answer.text


@each_write
def test_a_stale_version_is_refused_with_the_current_tag(server: Server, name: str) -> None:
    id_ = server.create()["id"]
    stale = tag_of(server, id_)
    key = server.key("write")
    server.http.patch(f"/releases/{id_}", json={"body": "نص أحدث"}, headers=key)
    now = server.get(f"/releases/{id_}", "publish")
    for condition in (stale, f"W/{now.headers['etag']}", '"x"', "x", "", now.headers["etag"][1:]):
        answer = write(server, name, id_, if_match=condition)
        assert answer.status_code == 412, condition
        assert answer.json()["code"] == "precondition_failed"
        assert answer.headers["etag"] == now.headers["etag"]
    assert server.get(f"/releases/{id_}", "publish").json() == now.json()
    again = write(server, name, id_, if_match=now.headers["etag"])
    assert again.status_code == WRITES[name][3]


def test_a_tag_serves_whatever_was_read_with_it(server: Server) -> None:
    readers: list[tuple[Scope | None, str]] = [
        (None, ""), (None, "title"), ("embargo", ""), ("draft", "id,version"),
        ("write", ""), ("admin", "ed_note"),
    ]  # fmt: skip
    made = server.publish(ed_note="للمحررين")
    at, key = f"/releases/{made['id']}", server.key("publish")
    for number, (scope, fields) in enumerate(readers):
        tag = tag_of(server, made["id"], scope, fields)
        change = {"title": f"عنوان {number}"}
        first = server.http.patch(at, json=change, headers={**key, "If-Match": tag})
        assert first.status_code == 200, (scope, fields)
        second = server.http.patch(at, json={"title": "خ"}, headers={**key, "If-Match": tag})
        assert second.status_code == 412, (scope, fields)


def test_the_tag_of_a_write_is_that_of_the_next_read_and_of_the_next_write(server: Server) -> None:
    key = server.key("publish")
    made = server.http.post("/releases", json={"title": "خبر"}, headers=key)
    at = f"/releases/{made.json()['id']}"
    tag = made.headers["etag"]
    for number in range(3):
        assert server.get(at, "publish").headers["etag"] == tag
        change = {"title": f"عنوان {number}"}
        answer = server.http.patch(at, json=change, headers={**key, "If-Match": tag})
        assert answer.status_code == 200
        assert answer.headers["etag"] != tag
        tag = answer.headers["etag"]


def test_a_change_that_changes_nothing_leaves_the_tag(server: Server) -> None:
    made = server.publish()
    before = tag_of(server, made["id"])
    answer = write(server, "PATCH", made["id"], if_match=before)
    same = write(server, "PATCH", made["id"], if_match=answer.headers["etag"])
    assert same.headers["etag"] == answer.headers["etag"] != before


def test_put_creates_only_where_nothing_is(server: Server) -> None:
    id_ = str(uuid4())
    assert write(server, "PUT", id_, if_match="*").status_code == 412
    assert write(server, "PUT", id_, if_match='"x"').status_code == 412
    assert server.get(f"/releases/{id_}", "draft").status_code == 404
    assert write(server, "PUT", id_, if_none_match="*").status_code == 201
    before = server.get(f"/releases/{id_}", "publish")
    second = write(server, "PUT", id_, if_none_match="*")
    assert second.status_code == 412
    assert second.headers["etag"] == before.headers["etag"]
    assert server.get(f"/releases/{id_}", "publish").content == before.content


@each_write
def test_if_none_match_refuses_the_versions_that_it_names(server: Server, name: str) -> None:
    id_ = server.create()["id"]
    tag = tag_of(server, id_)
    for condition in ("*", tag, f"W/{tag}", f'"x", {tag}'):
        assert write(server, name, id_, if_none_match=condition).status_code == 412, condition
        both = write(server, name, id_, if_none_match=condition, if_match=tag)
        assert both.status_code == 412, condition
    assert write(server, name, id_, if_none_match='"x"').status_code == WRITES[name][3]


@each_write
def test_what_is_not_there_is_404_before_it_is_stale(server: Server, name: str) -> None:
    answer = write(server, name, str(uuid4()), if_match='"x"')
    assert answer.status_code == (412 if name == "PUT" else 404)


@each_write
def test_the_setting_makes_it_compulsory(make_server: Callable[..., Server], name: str) -> None:
    server = make_server(require_if_match=True)
    id_ = server.create()["id"]
    refused = write(server, name, id_)
    assert (refused.status_code, refused.json()["code"]) == (428, "precondition_required")
    assert server.get(f"/releases/{id_}", "draft").json()["title"] == "خبر من المنامة"
    answer = write(server, name, id_, if_match=tag_of(server, id_))
    assert answer.status_code == WRITES[name][3]
    assert write(server, "PUT", str(uuid4())).status_code == 201  # there was nothing to read


def test_nothing_is_created_for_one_who_means_a_version_that_is_there(server: Server) -> None:
    for name, status in (("If-Match", 412), ("If-None-Match", 201)):
        headers = {**server.key("publish"), name: "*", "Accept-Language": "ar"}
        answer = server.http.post("/releases", json={"title": "خبر"}, headers=headers)
        assert answer.status_code == status, answer.text
    assert server.get("/releases", "draft").json()["total"] == 1
