"""Going back to an earlier revision: a new one, that never publishes, hides or opens anything."""

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from app.access.scopes import Scope
from tests.conftest import Server, Time
from tests.releases.saves import history, patch, revision


def go_back(
    server: Server,
    release: dict[str, Any],
    number: Any,
    scope: Scope = "write",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """Ask for the document of a revision again."""
    return server.http.post(
        f"{release['url']}/restore",
        json={"revision": number},
        headers={**server.key(scope), **(headers or {})},
    )


def test_the_words_of_a_revision_become_the_present_ones(server: Server) -> None:
    made = server.create(
        title="محـمود تـوفيق", body="نصٌّ أول", topics=[{"name": {"ar": "الأمن"}}], keywords=["أمن"]
    )
    patch(server, made, title="غيره", slug="غيره", body="نص ثان", topics=[], keywords=[])
    answer = go_back(server, made, 1)
    assert answer.status_code == 200, answer.text
    assert {**answer.json(), "updated_at": made["updated_at"]} == made
    assert server.get(made["url"], "write").json() == answer.json()
    newest, second, _ = history(server, made)
    assert newest["number"] == 3
    assert (newest["action"], newest["note"]) == ("restore", {"revision": 1})
    assert newest["changed"] == ["title", "body", "slug", "topics", "keywords"]
    assert revision(server, made, 3)["document"] == revision(server, made, 1)["document"]
    assert second == history(server, made)[1]
    assert server.get("/releases/search", "draft", q="محمود").json()["total"] == 1


def test_going_forward_again_is_going_back(server: Server) -> None:
    made = server.create(title="أول")
    patch(server, made, title="ثان")
    go_back(server, made, 1)
    assert go_back(server, made, 2).json()["title"] == "ثان"
    assert [one["note"] for one in history(server, made)] == [
        {"revision": 2}, {"revision": 1}, None, None,
    ]  # fmt: skip


def test_what_is_the_same_already_is_told_all_the_same(server: Server) -> None:
    made = server.create(title="أول")
    assert go_back(server, made, 1).status_code == 200
    assert history(server, made)[0]["changed"] == []


def test_it_publishes_nothing(server: Server) -> None:
    made = server.publish(title="منشور")
    draft = server.create(title="مسودة")
    at = "2999-01-01T00:00:00Z"
    patch(server, draft, title="لها موعد", publish_at=at)
    answer = go_back(server, draft, 1)
    assert (answer.json()["state"], answer.json()["publish_at"]) == ("draft", at)
    assert server.get("/releases").json()["total"] == 1
    assert server.get(made["url"]).status_code == 200


def test_it_hides_nothing(server: Server) -> None:
    made = server.create(title="خطأ مطبعي")
    patch(server, made, title="نص صحيح", state="published")
    before = server.get(made["url"]).json()
    answer = go_back(server, made, 1, "publish")
    assert answer.status_code == 200, answer.text
    after = server.get(made["url"]).json()
    assert after["title"] == "خطأ مطبعي"
    for field in ("state", "publish_at", "published_at", "version", "embargoed_until"):
        assert after[field] == before[field]


def test_it_lifts_no_embargo_and_puts_none_back(server: Server) -> None:
    hidden = server.publish(title="بلا حظر")
    patch(server, hidden, title="محظور", embargoed_until="2999-01-01T00:00:00Z")
    assert go_back(server, hidden, 1, "publish").status_code == 200
    assert server.get(hidden["url"]).status_code == 404
    opened = server.publish(title="محظور", embargoed_until="2999-01-01T00:00:00Z")
    patch(server, opened, title="بلا حظر", embargoed_until=None)
    assert go_back(server, opened, 1, "publish").status_code == 200
    assert server.get(opened["url"]).json()["title"] == "محظور"


def test_published_words_take_the_scope_publish(server: Server) -> None:
    made = server.publish(title="أول")
    patch(server, made, title="ثان")
    scopes: tuple[Scope, ...] = ("draft", "write")
    for scope in scopes:
        answer = go_back(server, made, 1, scope)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert server.get(made["url"]).json()["title"] == "ثان"
    assert len(history(server, made)) == 2


def test_an_old_address_comes_back_and_the_one_since_redirects(server: Server) -> None:
    made = server.publish(title="خبر", slug="أول")
    patch(server, made, slug="ثان")
    assert go_back(server, made, 1, "publish").json()["slug"] == "أول"
    moved = server.get("/releases/ثان")
    assert moved.status_code == 308
    assert server.get(moved.headers["location"]).json()["slug"] == "أول"


def test_what_went_to_another_meanwhile_is_a_conflict(server: Server) -> None:
    made = server.create(title="خبر", slug="أول", reference="م-١")
    patch(server, made, slug="ثان")
    other = server.create(title="غيره", slug="أول")
    answer = go_back(server, made, 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "slug_taken")
    patch(server, made, reference=None)
    patch(server, other, slug="غيره", reference="م-١")
    answer = go_back(server, made, 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "reference_taken")
    assert [one["action"] for one in history(server, made)] == ["save"] * 3


def test_an_edition_whose_place_is_taken_stays_where_it_is(server: Server) -> None:
    source = server.create(title="أصل")
    first = server.create(title="First", language="en", translation_of=source["id"])
    patch(server, first, translation_of=None)
    server.create(title="Second", language="en", translation_of=source["id"])
    answer = go_back(server, first, 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "edition_exists")


def test_a_concept_that_is_gone_is_not_made_anew(server: Server) -> None:
    made = server.create(topics=[{"name": {"ar": "الأمن السيبراني"}}])
    patch(server, made, topics=[])
    with server.database.writing() as db:
        db.change(text("DELETE FROM concept_names"))
        db.change(text("DELETE FROM concepts"))
    answer = go_back(server, made, 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "concept_not_found")
    assert answer.json()["errors"][0]["pointer"] == "/topics/0"


def test_a_translation_is_as_stale_as_it_was(server: Server, time: Time) -> None:
    source = server.publish(title="أصل")
    edition = server.publish(title="Old words", language="en", translation_of=source["id"])
    time.passes(minutes=1)
    with server.database.writing() as db:  # a second version of the source, and its revision
        db.change(text("UPDATE releases SET version = 2 WHERE language = 'ar'"))
    patch(server, source, title="أصل مصحح")
    time.passes(minutes=1)
    patch(server, edition, title="New words")
    assert stale(server, source) is False
    assert go_back(server, edition, 1, "publish").status_code == 200
    assert stale(server, source) is True
    assert go_back(server, edition, 2, "publish").status_code == 200
    assert stale(server, source) is False


def stale(server: Server, source: dict[str, Any]) -> Any:
    """Tell whether the source's only translation is marked as stale."""
    [edition] = server.get(source["url"]).json()["translations"]
    return edition["is_stale"]


def test_only_the_version_that_was_read_goes_back(server: Server) -> None:
    made = server.create(title="أول")
    read = server.get(made["url"], "write").headers["etag"]
    patch(server, made, title="ثان")
    answer = go_back(server, made, 1, headers={"If-Match": read})
    assert answer.status_code == 412
    current = answer.headers["etag"]
    answer = go_back(server, made, 1, headers={"If-Match": current})
    assert answer.status_code == 200
    assert answer.headers["etag"] == server.get(made["url"], "write").headers["etag"]


def test_sent_again_it_goes_back_once(server: Server) -> None:
    made = server.create(title="أول")
    patch(server, made, title="ثان")
    once = {"Idempotency-Key": "مرة".encode().hex()}
    answers = [go_back(server, made, 1, headers=once) for _ in range(3)]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert len(history(server, made)) == 3
    other = go_back(server, made, 2, headers=once)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    "body", [{}, {"revision": 0}, {"revision": "1"}, {"revision": 1.5}, {"revision": None},
             {"revision": 2**31}, {"revision": True}, {"revision": 1, "x": 1}, [], "1", 1],
)  # fmt: skip
def test_what_names_no_revision_is_refused(server: Server, body: Any) -> None:
    made = server.create()
    answer = server.http.post(f"{made['url']}/restore", json=body, headers=server.key("write"))
    assert answer.status_code == 422, answer.text


def test_a_revision_that_is_not_there_is_not_found(server: Server) -> None:
    made = server.create()
    answer = go_back(server, made, 2)
    assert (answer.status_code, answer.json()["code"]) == (404, "revision_not_found")


def test_a_discarded_draft_comes_back_first(server: Server) -> None:
    made = server.create()
    server.http.delete(made["url"], headers=server.key("write"))
    answer = go_back(server, made, 1)
    assert (answer.status_code, answer.json()["code"]) == (404, "release_not_found")
