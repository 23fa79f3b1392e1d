"""Two servers on one database are one: what one of them changed, the other shows at once.

On PostgreSQL, which tells the other of it, within a second.
"""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest

from app.access import keys
from app.kit.db import ReadSession
from tests.conftest import Server
from tests.databases import SECRET
from tests.waiting import until

PAST, LATER = "2025-01-01T00:00:00Z", "2126-11-24T20:00:00Z"
Both = tuple[Server, Server]


@pytest.fixture
def both(make_server: Callable[..., Server]) -> Both:
    """Return two servers on one database."""
    one = make_server()
    return one, make_server(data_dir=one.settings.data_dir)


def shown(server: Server, at: str) -> tuple[bool, int, int, int]:
    """Return what the public is shown: by address, in the list, in search, while typing."""
    return (
        server.get(at).status_code == 200,
        server.get("/releases").json()["total"],
        server.get("/releases/search", q="زيارة").json()["total"],
        len(server.get("/releases/suggestions", q="زيا").json()["items"]),
    )


def is_shown(server: Server, at: str, expected: tuple[bool, int, int, int]) -> bool:
    """Tell whether the public is shown this."""
    return shown(server, at) == expected


SEEN, UNSEEN = (True, 1, 1, 1), (False, 0, 0, 0)


@pytest.mark.parametrize("hiding", ["publish_at", "embargoed_until"])
def test_a_moved_instant_holds_on_the_other_server(both: Both, hiding: str, engine: str) -> None:
    made = both[0].publish(title="زيارة رسمية", publish_at=PAST)
    at = f"/releases/{made['id']}"
    for turn in range(6):
        writer, reader = both[turn % 2], both[(turn + 1) % 2]
        instant, expected = ((LATER, UNSEEN), (PAST, SEEN))[turn % 2 if turn < 4 else 0]
        changed = writer.http.patch(at, json={hiding: instant}, headers=writer.key("publish"))
        assert changed.status_code == 200
        assert shown(writer, at) == expected
        if engine == "postgresql":
            until(partial(is_shown, reader, at, expected), 1)
        assert shown(reader, at) == expected


def test_a_discarded_draft_is_gone_on_the_other_server(both: Both) -> None:
    one, other = both
    made = one.create(title="زيارة رسمية")
    at = f"/releases/{made['id']}"

    def seen(server: Server) -> tuple[int, int]:
        found = server.get("/releases/search", "write", q="زيارة").json()["total"]
        return server.get(at, "write").status_code, found

    assert seen(other) == (200, 1)
    assert one.http.delete(at, headers=one.key("write")).status_code == 204
    assert seen(other) == (404, 0)
    assert other.http.post(f"{at}/restore", headers=other.key("write")).status_code == 200
    assert seen(one) == (200, 1)


def test_a_revoked_key_is_unknown_on_the_other_server(both: Both) -> None:
    one, other = both
    with one.database.writing() as db:
        token = keys.issue(db, SECRET.encode(), "for a while", ["draft"])
    header = {"Authorization": f"Bearer {token}"}
    assert other.http.get("/releases", headers=header).status_code == 200
    with one.database.writing() as db:
        assert keys.revoke(db, _id_of(db, "for a while"))
    assert other.http.get("/releases", headers=header).status_code == 401


def _id_of(db: ReadSession, name: str) -> UUID:
    [found] = [key.id for key in keys.listing(db) if key.name == name]
    return found


def test_what_one_server_counted_of_words_is_not_believed_after_the_other_changed_them(
    both: Both,
) -> None:
    one = both[0]
    made = one.publish(title="زيارة رسمية")
    for server in both:  # each counts, and remembers
        assert server.get("/releases/search", q="زيارة").json()["total"] == 1
    for number in range(3):
        one.publish(title=f"زيارة {number}")
    explained = [
        server.get("/releases/search", "write", q="زيارة", explain="true").json()["items"]
        for server in both
    ]
    assert explained[0] == explained[1]
    assert len(explained[0]) == 4
    one.http.patch(
        f"/releases/{made['id']}", json={"embargoed_until": LATER}, headers=one.key("publish")
    )
    scores = [
        [item["score"] for item in server.get("/releases/search", q="زيارة").json()["items"]]
        for server in both
    ]
    assert scores[0] == scores[1]
    assert len(scores[0]) == 3
