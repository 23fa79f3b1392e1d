"""What the public has read is never a draft again: it cannot vanish without a word."""

from typing import Any

import pytest

from tests.conftest import Server, Time
from tests.releases.stages import act
from tests.releases.test_embargo_edges import at, edition, patch, seen


def test_moved_into_the_future_it_can_be_killed_and_never_unscheduled(
    server: Server, time: Time
) -> None:
    made = server.publish(title="خبر")
    time.passes(hours=1)
    assert patch(server, made, publish_at=at(time, days=1)).json()["state"] == "scheduled"
    refused = act(server, made, "unschedule")
    assert refused.status_code == 409
    assert refused.json()["detail"].endswith("publish, kill.")
    killed = act(server, made, "kill")
    assert killed.status_code == 200
    assert seen(server, made) == [410]


def test_killed_behind_an_embargo_that_was_put_back_it_is_told_of(
    server: Server, time: Time
) -> None:
    made = server.publish(title="خبر")
    time.passes(hours=1)
    patch(server, made, embargoed_until=at(time, days=1))
    assert seen(server, made) == [404]
    assert act(server, made, "kill").status_code == 200
    assert seen(server, made) == [410]


@pytest.mark.parametrize("verb", ["withdraw", "archive"])
def test_what_left_is_linked_without_a_move_of_its_gates(
    server: Server, time: Time, verb: str
) -> None:
    source = server.publish(title="أصل", embargoed_until=at(time, days=3))
    gone = server.publish(title="Edition", language="en")
    time.passes(hours=1)
    act(server, gone, verb)
    assert seen(server, gone) == [200]
    assert patch(server, gone, translation_of=source["id"]).status_code == 200
    assert seen(server, gone) == [200]


@pytest.mark.parametrize("verb", ["withdraw", "archive"])
def test_not_by_leaving_and_coming_back(server: Server, time: Time, verb: str) -> None:
    made = server.publish(title="خبر")
    time.passes(hours=1)
    back = {"withdraw": "reinstate", "archive": "unarchive"}[verb]
    for step in (verb, back):
        assert act(server, made, step).status_code == 200
    patch(server, made, publish_at=at(time, days=1))
    assert act(server, made, "unschedule").status_code == 409


def test_not_by_the_embargo_of_another_edition(server: Server, time: Time) -> None:
    source = server.publish(title="أصل")
    english = edition(server, source)
    time.passes(hours=1)
    patch(server, source, embargoed_until=at(time, days=1))
    assert seen(server, english) == [404]
    patch(server, english, publish_at=at(time, days=2))
    assert act(server, english, "unschedule").status_code == 409


def test_a_replacement_that_was_killed_is_unfit(server: Server) -> None:
    made, killed = server.publish(title="خبر"), server.publish(title="بديل")
    act(server, killed, "kill")
    body: dict[str, Any] = {"reason": {"ar": "سبب"}, "replacement": killed["id"]}
    path = f"/releases/{made['id']}/withdraw"
    refused = server.http.post(path, json=body, headers=server.key("publish"))
    assert (refused.status_code, refused.json()["code"]) == (409, "replacement_unfit")


def test_a_moved_embargo_is_no_look_at_the_words(server: Server, time: Time) -> None:
    source = server.publish(title="أصل")
    english = edition(server, source)
    body = {"note": {"ar": "صُحح العنوان"}, "title": "أصل مصحح"}
    path = f"/releases/{source['id']}/correct"
    assert server.http.post(path, json=body, headers=server.key("publish")).status_code == 200

    def needs_review() -> bool:
        shown = server.get(f"/releases/{english['id']}", "write").json()
        return bool(shown["needs_review"])

    assert needs_review()
    patch(server, source, embargoed_until=at(time, days=1))
    assert needs_review()
    patch(server, english, title="Corrected")
    assert not needs_review()


def test_that_a_translation_is_up_to_date_again_is_a_save(server: Server, time: Time) -> None:
    source = server.publish(title="أصل")
    english = edition(server, source)
    body = {"note": {"ar": "صُحح العنوان"}, "title": "أصل مصحح"}
    path = f"/releases/{source['id']}/correct"
    server.http.post(path, json=body, headers=server.key("publish"))
    time.passes(hours=1)
    at_ = f"/releases/{english['id']}"
    before = server.get(at_, "write").json()
    assert before["translations"][0]["is_stale"] is False
    after = patch(server, english).json()
    assert after["updated_at"] > before["updated_at"]
    assert patch(server, english).json()["updated_at"] == after["updated_at"]


def test_a_killed_edition_makes_room_for_another(server: Server) -> None:
    source = server.publish(title="أصل")
    act(server, edition(server, source), "kill")
    assert edition(server, source)["language"] == "en"


def test_nothing_is_linked_to_what_was_killed(server: Server) -> None:
    source = server.publish(title="أصل")
    act(server, source, "kill")
    document = {"title": "Edition", "language": "en", "translation_of": source["id"]}
    refused = server.http.post("/releases", json=document, headers=server.key("write"))
    assert (refused.status_code, refused.json()["code"]) == (409, "translation_source_unfit")


def test_who_does_not_publish_alone_publishes_no_words_of_their_own(make_server: Any) -> None:
    server: Server = make_server(review_required=True)
    path = f"/releases/{server.create(title='خبر')['id']}"
    server.http.post(f"{path}/submit", headers=server.key("publish"))
    # `admin` is another key than the writer's, and reviews
    own = {"title": "كلام المراجع", "state": "published"}
    refused = server.http.patch(path, json=own, headers=server.key("admin"))
    assert (refused.status_code, refused.json()["code"]) == (403, "review_required")
    scheduled = {"publish_at": "2126-01-01T00:00:00Z"}
    done = server.http.post(f"{path}/schedule", json=scheduled, headers=server.key("admin"))
    assert done.status_code == 200, done.text
    for scope in ("publish", "admin"):
        late = server.http.patch(path, json={"title": "تغيير"}, headers=server.key(scope))
        assert (late.status_code, late.json()["code"]) == (403, "review_required")


def test_what_was_public_and_waits_again_is_edited_as_what_is_public(
    make_server: Any, time: Time
) -> None:
    server: Server = make_server(review_required=True)
    made = server.create(title="خبر")
    path = f"/releases/{made['id']}"
    server.http.post(f"{path}/submit", headers=server.key("publish"))
    assert act(server, made, "publish").status_code == 200
    time.passes(hours=1)
    assert patch(server, made, publish_at=at(time, days=1)).json()["state"] == "scheduled"
    edited = patch(server, made, title="خبر صحيح")
    assert (edited.status_code, edited.json()["title"]) == (200, "خبر صحيح")


def test_an_edition_of_what_is_scheduled_does_not_lift_after_it(server: Server, time: Time) -> None:
    source = server.publish(title="أصل", publish_at=at(time, days=1))
    document = {"title": "Edition", "language": "en", "translation_of": source["id"]}
    late = {**document, "embargoed_until": at(time, days=3)}
    refused = server.http.post("/releases", json=late, headers=server.key("publish"))
    assert (refused.status_code, refused.json()["code"]) == (409, "embargo_differs")
    early = {**document, "embargoed_until": at(time, hours=12)}
    made = server.http.post("/releases", json=early, headers=server.key("publish"))
    assert made.status_code == 201


@pytest.mark.parametrize("verb", ["withdraw", "kill"])
def test_a_notice_names_no_replacement_that_was_hidden_since(
    server: Server, time: Time, verb: str
) -> None:
    better = server.publish(title="نص صحيح")
    left = server.publish(title="خبر")
    act(server, left, verb, replacement=better["id"])
    time.passes(hours=1)

    def named() -> list[Any]:
        answers = [server.get(f"/releases/{left['id']}", scope) for scope in (None, "admin")]
        return [answer.json()["notice"]["replacement"] for answer in answers]

    assert named() == [better["id"], better["id"]]
    patch(server, better, embargoed_until=at(time, days=1))
    assert named() == [None, better["id"]]
    time.passes(days=2)
    assert named() == [better["id"], better["id"]]
    act(server, better, "withdraw")
    assert named() == [better["id"], better["id"]]  # it can still be read
