"""The indexes follow what may be seen: at every save, and when an instant passes."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.access.scopes import PUBLIC
from app.kit.errors import Busy
from app.releases.models import Release
from app.releases.reading import Viewer, is_public, visible_to
from app.search import indexing
from app.search.engine import Match, Term
from tests.conftest import Server, Time

SOON = "2026-11-24T21:00:00Z"


def total(server: Server, scope: Any = None, typed: str = "السجون", **more: str) -> int:
    found: int = server.get("/releases/search", scope, q=typed, **more).json()["total"]
    return found


def documents(server: Server) -> int:
    with server.database.reading() as db:
        return indexing.engine_of(db).state(db).documents


def known_to_the_public(server: Server, word: str) -> bool:
    with server.database.reading() as db:
        return bool(indexing.engine_of(db).vocabulary(db, [word]))


@pytest.mark.parametrize("gate", [{"publish_at": SOON}, {"embargoed_until": SOON}])
def test_what_is_due_is_found_from_its_instant_on(
    server: Server, time: Time, gate: dict[str, str]
) -> None:
    server.publish(title="السجون المفتوحة", **gate)
    time.passes(hours=1, milliseconds=-1)
    assert total(server) == 0
    assert documents(server) == 0
    assert not known_to_the_public(server, "السجون")
    time.passes(milliseconds=1)
    assert total(server) == 1
    assert documents(server) == 1
    assert known_to_the_public(server, "السجون")


def test_who_may_sees_it_before_and_once(server: Server, time: Time) -> None:
    server.publish(title="السجون المفتوحة", embargoed_until=SOON)
    server.create(title="السجون")
    assert [total(server, scope) for scope in (None, "embargo", "draft")] == [0, 1, 2]
    time.passes(hours=2)
    assert [total(server, scope) for scope in ("draft", "embargo", None)] == [2, 1, 1]


def test_what_is_hidden_again_leaves_the_public_index(server: Server, time: Time) -> None:
    made = server.publish(title="السجون المفتوحة")
    assert (total(server), documents(server)) == (1, 1)
    change = {"embargoed_until": SOON}
    server.http.patch(made["url"], json=change, headers=server.key("publish"))
    assert (total(server), documents(server)) == (0, 0)
    assert not known_to_the_public(server, "السجون")
    time.passes(hours=1)
    assert (total(server), documents(server)) == (1, 1)


def test_an_earlier_instant_is_noticed_as_well(server: Server, time: Time) -> None:
    made = server.publish(title="السجون المفتوحة", embargoed_until=SOON)
    assert total(server) == 0
    earlier = {"embargoed_until": "2026-11-24T20:10:00Z"}
    server.http.patch(made["url"], json=earlier, headers=server.key("publish"))
    time.passes(minutes=10)
    assert total(server) == 1


def test_many_that_are_due_at_once_move_together(
    server: Server, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 4)
    for number in range(11):
        server.publish(title=f"السجون {number}", publish_at=SOON)
    time.passes(hours=1)
    assert total(server) == 11


def test_a_clock_that_is_behind_shows_nothing_early(server: Server, time: Time) -> None:
    server.publish(title="السجون المفتوحة", embargoed_until=SOON)
    server.publish(title="السجون القديمة")
    time.passes(hours=1)
    assert total(server) == 2
    time.passes(minutes=-30)  # another machine, whose clock has not come so far
    found = server.get("/releases/search", q="السجون", facets="type", sort="-published_at").json()
    assert [item["title"] for item in found["items"]] == ["السجون القديمة"]
    assert (found["total"], found["facets"]["type"][0]["count"]) == (1, 1)


def test_a_search_that_cannot_move_what_is_due_answers_without_it(
    server: Server, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.publish(title="السجون المفتوحة", embargoed_until=SOON)
    time.passes(hours=1)

    def busy(*_: object) -> None:
        raise Busy

    with monkeypatch.context() as failing:
        failing.setattr(indexing, "settle", busy)
        assert total(server) == 0
    time.passes(seconds=1)
    assert total(server) == 1


def test_filters_and_orders_see_what_has_moved(server: Server, time: Time) -> None:
    server.publish(title="السجون 2", embargoed_until=SOON, keywords=["عدالة"])
    server.publish(title="السجون 1", publish_at="2026-11-01T00:00:00Z", keywords=["عدالة"])
    time.passes(hours=3)
    server.publish(title="السجون 3", keywords=["عدالة"])
    newest = server.get(
        "/releases/search", q="السجون", sort="-published_at", keyword="عداله"
    ).json()
    assert [item["title"][-1] for item in newest["items"]] == ["3", "2", "1"]
    oldest = server.get("/releases/search", q="السجون", sort="published_at").json()
    assert [item["title"][-1] for item in oldest["items"]] == ["1", "2", "3"]
    assert total(server, since="2026-11-24T21:00:00Z") == 2
    assert total(server, until="2026-11-24T20:59:59Z") == 1


def test_a_failed_write_leaves_the_index_as_it_was(server: Server) -> None:
    made = server.publish(title="السجون المفتوحة", slug="السجون")
    other = server.publish(title="خبر آخر")
    taken = {"title": "السجون المغلقة", "slug": "السجون"}
    refused = server.http.patch(other["url"], json=taken, headers=server.key("publish"))
    assert refused.status_code == 409
    items = server.get("/releases/search", q="السجون").json()["items"]
    assert [item["id"] for item in items] == [made["id"]]


@pytest.mark.usefixtures("time")
def test_statistics_are_of_the_public_alone(make_server: Callable[..., Server]) -> None:
    plain, full = make_server(), make_server()
    for server in (plain, full):
        server.publish(title="السجون المفتوحة", body="قال الوزير إن السجون مفتوحة.")
    for number in range(20):
        full.create(title=f"السجون {number}", body="السجون " * number)
    for server in (plain, full):
        with server.database.reading() as db:
            state = indexing.engine_of(db).state(db)
            assert (state.documents, state.title_words, state.body_words) == (1, 2, 5)
            stem = Term("stem", ("سج",))
            assert indexing.engine_of(db).frequencies(db, [stem]) == [
                indexing.engine_of(db).count(db, Match((stem,)))
            ]


def test_what_is_public_is_told_alike_with_and_without_a_query(server: Server, time: Time) -> None:
    earlier, later = "2026-11-24T19:00:00Z", "2026-11-24T21:00:00Z"
    for publish_at in (None, earlier, later):
        for embargoed_until in (None, earlier, later):
            for state in ("draft", "published"):
                gates = {"publish_at": publish_at, "embargoed_until": embargoed_until}
                server.create(title="السجون", state=state, **gates)
    discarded = server.create(title="السجون")
    server.http.delete(discarded["url"], headers=server.key("write"))
    for _ in range(3):
        now = time.now
        with server.database.reading() as db:
            shown = set(db.scalars(select(Release.key).where(visible_to(Viewer(PUBLIC, now)))))
            every = db.scalars(select(Release))
            assert {one.key for one in every if is_public(one, now)} == shown
        assert total(server) == len(shown)
        time.passes(minutes=30)


def test_a_move_that_failed_is_tried_again_after_a_second(
    server: Server, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.publish(title="السجون المفتوحة", embargoed_until=SOON)
    time.passes(hours=1)
    tries: list[int] = []

    def read_only(*_: object) -> None:
        tries.append(1)
        raise OperationalError("UPDATE", {}, Exception("attempt to write a readonly database"))

    with monkeypatch.context() as failing:
        failing.setattr(indexing, "settle", read_only)
        assert [total(server) for _ in range(3)] == [0, 0, 0]
        assert len(tries) == 1
    time.passes(seconds=1)
    assert total(server) == 1
