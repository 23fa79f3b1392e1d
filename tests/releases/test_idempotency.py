"""Idempotency-Key: a POST that is sent again gets its first answer again and does nothing twice."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.kit.http.idempotency import KEPT_HEADERS
from tests.conftest import Server, Time

NEWS = {"title": "وصول الضيف إلى المنامة", "body": "وصل الضيف ، نعم."}


def post(
    server: Server, path: str = "/releases", key: str = "مفتاح".encode().hex(), **how: Any
) -> httpx.Response:
    """POST with a key of idempotency, as one who publishes."""
    headers = {**server.key("publish"), "Idempotency-Key": key, **how.pop("headers", {})}
    return server.http.post(path, headers=headers, **how)


def same(one: httpx.Response, other: httpx.Response) -> bool:
    """Tell whether two answers are the same, to the byte."""
    told = [
        (answer.status_code, answer.content, *map(answer.headers.get, KEPT_HEADERS))
        for answer in (one, other)
    ]
    return told[0] == told[1]


def total(server: Server) -> int:
    """Return how many releases there are."""
    found: int = server.get("/releases", "draft").json()["total"]
    return found


def test_the_first_answer_comes_again_and_nothing_is_done(time: Time, server: Server) -> None:
    first = post(server, json=NEWS)
    assert first.status_code == 201
    at = first.headers["location"]
    time.passes(hours=5)
    server.http.patch(at, json={"title": "غُيّر بعدها"}, headers=server.key("publish"))
    for _ in range(3):
        assert same(post(server, json=NEWS), first)
    assert total(server) == 1
    assert server.get(at, "draft").json()["title"] == "غُيّر بعدها"


def test_also_after_a_restart(make_server: Callable[..., Server]) -> None:
    before = make_server()
    created = post(before, json=NEWS)
    action = f"/releases/{created.json()['id']}/publish"
    published = post(before, action)
    assert published.status_code == 200
    after = make_server(data_dir=before.settings.data_dir)
    assert after.app is not before.app
    with_old_key = before.key("publish")
    assert same(post(after, json=NEWS, headers=with_old_key), created)
    assert same(post(after, action, headers=with_old_key), published)
    assert total(after) == 1


def test_actions_are_done_once_too(server: Server) -> None:
    made = server.create()
    at = f"/releases/{made['id']}"
    stale = {"If-Match": server.get(at, "publish").headers["etag"]}
    for action in ("publish",):
        first = post(server, f"{at}/{action}", headers=stale)
        assert first.status_code == 200
        assert same(post(server, f"{at}/{action}", headers=stale), first)
        assert post(server, f"{at}/{action}", key="another").status_code == 409
    draft = server.create()
    at = f"/releases/{draft['id']}"
    server.http.delete(at, headers=server.key("write"))
    first = post(server, f"{at}/restore")
    assert first.status_code == 200
    assert same(post(server, f"{at}/restore"), first)
    assert post(server, f"{at}/restore", key="another").status_code == 409


def test_another_body_under_the_same_key_is_refused(server: Server) -> None:
    first = post(server, json=NEWS)
    for other in ({**NEWS, "body": "غيره"}, {}, dict(reversed(NEWS.items()))):
        refused = post(server, json=other)
        assert refused.status_code == 422
    assert post(server, json={**NEWS, "urgency": 1}).json()["code"] == "idempotency_key_reused"
    assert same(post(server, json=NEWS), first)
    assert total(server) == 1


def test_a_key_counts_for_one_caller_and_one_path(server: Server) -> None:
    mine = post(server, json=NEWS)
    theirs = post(server, json=NEWS, headers=server.key("write"))
    assert theirs.status_code == 201
    assert theirs.json()["id"] != mine.json()["id"]
    other = post(server, json=NEWS, key="another")
    assert other.json()["id"] not in {mine.json()["id"], theirs.json()["id"]}
    for made in (mine, theirs):
        answer = post(server, f"/releases/{made.json()['id']}/publish")
        assert answer.status_code == 200
        assert answer.json()["id"] == made.json()["id"]
    assert total(server) == 3


def test_without_a_key_every_post_counts(server: Server) -> None:
    for _ in range(2):
        server.http.post("/releases", json=NEWS, headers=server.key("write"))
    assert total(server) == 2


def test_what_was_refused_may_be_tried_again(server: Server) -> None:
    holder = server.create(slug="بيان")
    wanted = {**NEWS, "slug": "بيان"}
    assert post(server, json=wanted).status_code == 409
    assert post(server, json={"title": ""}).status_code == 422
    assert post(server, content=b"{", headers={"Content-Type": "application/json"}).is_error
    assert post(server, json=wanted, headers=server.key("draft")).status_code == 403
    assert post(server, json=wanted, headers={"Authorization": "Bearer nsh_x"}).status_code == 401
    server.http.delete(f"/releases/{holder['id']}", headers=server.key("write"))
    made = post(server, json=wanted)
    assert made.status_code == 201
    assert same(post(server, json=wanted), made)


def test_a_key_that_was_taken_away_gets_no_answer_again(server: Server) -> None:
    post(server, json=NEWS)
    for headers, status in (({"Authorization": ""}, 401), (server.key("embargo"), 403)):
        refused = post(server, json=NEWS, headers=headers)
        assert refused.status_code == status
        assert "وصول" not in refused.text


@pytest.mark.parametrize("key", ["", "ا", "a b", "x" * 256])
def test_a_key_that_cannot_be_one_is_refused(server: Server, key: str) -> None:
    headers = {**server.key("publish"), "Idempotency-Key": key.encode()}
    answer = server.http.post("/releases", json=NEWS, headers=headers)  # type: ignore[arg-type]  # bytes, as they go out
    assert answer.status_code == 422
    assert total(server) == 0
