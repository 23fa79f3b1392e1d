"""Cursors: opaque, of one list in one order, and never a way to crash or to peep."""

import base64
import json
from typing import Any

from tests.conftest import Server

ID = "0b7f1a2e5d3c4f6a8b9c0d1e2f3a4b5c"


def packed(document: Any) -> str:
    """Return a document as cursors are written."""
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


NONSENSE = [
    "x", "=", "%", "مؤشر", "a" * 4000, "AAAA", "\x00", packed(b""), packed(b"\xff\xfe"),
    packed(None), packed([]), packed({}), packed("x"), packed([[[[]]]]), packed(b"[" * 900),
    packed(["-published_at", "2026-11-24T20:00:00+00:00", ID]),
    packed(["-published_at", "2026-11-24T20:00:00+00:00", "x", 0]),
    packed(["-published_at", "2026-11-24T20:00:00+00:00", None, 0]),
    packed(["-published_at", "2026-11-24T20:00:00+00:00", ID, 9]),
    packed(["-published_at", "2026-11-24T20:00:00+00:00", ID, "0"]),
    packed(["-published_at", "2026-11-24T20:00:00+00:00", ID, []]),
    packed(["-published_at", "2026-11-24T20:00:00", ID, 0]),
    packed(["-published_at", "2026-11-24", ID, 0]),
    packed(["-published_at", "أمس", ID, 0]),
    packed(["-published_at", None, ID, 0]),
    packed(["-published_at", 1, ID, 0]),
    packed(["-published_at", "0001-01-01T00:00:00+14:00", ID, 0]),
    packed(["-published_at", "9999-12-31T23:59:59-14:00", ID, 0]),
    packed(["title", "خبر", ID, 0]),
    packed(["key", "1", ID, 0]),
    packed(["ed_note", "", ID, 0]),
]  # fmt: skip


def test_what_is_no_cursor_is_refused(server: Server) -> None:
    server.publish()
    for cursor in NONSENSE:
        response = server.get("/releases", cursor=cursor)
        assert response.status_code == 422, cursor
        [error] = response.json()["errors"]
        assert (error["parameter"], error["code"]) == ("cursor", "invalid_cursor")
    assert server.get("/releases", cursor="a" * 4001).status_code == 422


def test_a_cursor_is_of_one_order(server: Server) -> None:
    for _ in range(3):
        server.publish()
    sorts = ["-published_at", "published_at", "-updated_at", "title"]
    for sort in sorts:
        link = server.get("/releases", sort=sort, limit=1).json()["links"]["next"]
        cursor = link.split("cursor=")[1]
        for other in sorts:
            response = server.get("/releases", sort=other, limit=1, cursor=cursor)
            assert response.status_code == (200 if other == sort else 422), (sort, other)


def test_a_cursor_holds_only_what_was_seen(server: Server) -> None:
    server.publish(title="ثان", publish_at="2026-01-02T00:00:00Z")
    server.create(title="سر لا يعرفه أحد", ed_note="سر")
    shown = server.publish(title="أول", publish_at="2026-01-01T00:00:00Z")
    link = server.get("/releases", sort="published_at", limit=1).json()["links"]["next"]
    cursor = link.split("cursor=")[1]
    said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    assert said[:3] == ["published_at", "2026-01-01T00:00:00+00:00", shown["id"].replace("-", "")]


def test_the_public_may_stand_where_a_key_stood(server: Server) -> None:
    server.publish(title="ظاهر", publish_at="2026-01-01T00:00:00Z")
    server.publish(title="محظور", publish_at="2026-01-02T00:00:00Z",
                   embargoed_until="2999-01-01T00:00:00Z")  # fmt: skip
    link = server.get("/releases", "embargo", limit=1).json()["links"]["next"]
    page = server.get(link).json()
    assert [item["title"] for item in page["items"]] == ["ظاهر"]
    assert page["total"] == 1
    # standing at the hidden row tells nothing of it: there is nothing before what shows
    before = server.get(page["links"]["prev"]).json()
    assert (before["items"], before["links"]["prev"]) == ([], None)
