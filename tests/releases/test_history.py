"""Every save is kept and told of: who saved it, when and how, and which fields changed."""

from uuid import UUID

import pytest

from app.kit.http.paging import Place
from app.releases.schemas import ReleaseIn
from tests.conftest import Server, Time
from tests.releases.saves import history, patch, revision


def test_a_history_tells_who_saved_what_and_when(server: Server, time: Time) -> None:
    made = server.create(title="تعيين محافظ", body="صدر أمر ملكي.")
    time.passes(minutes=5)
    patch(server, made, "write", title="تعيين محافظ جديد", keywords=["محافظ"])
    time.passes(minutes=5)
    patch(server, made, state="published")
    newest, middle, first = history(server, made)
    assert newest == {
        "number": 3,
        "saved_at": "2026-11-24T20:10:00Z",
        "saved_by": {"id": newest["saved_by"]["id"], "name": "test publish"},
        "action": "save",
        "note": None,
        "version": 1,
        "changed": ["state", "publish_at"],
        "url": f"{made['url']}/revisions/3",
    }
    assert (middle["number"], middle["saved_at"]) == (2, "2026-11-24T20:05:00Z")
    assert (middle["saved_by"]["name"], middle["version"]) == ("test write", 0)
    assert middle["changed"] == ["title", "keywords"]
    assert first["changed"] == [
        *("title", "body", "body_format", "language", "type", "slug", "urgency", "state"),
        "timezone",
    ]


def test_what_changes_nothing_is_no_revision(server: Server) -> None:
    made = server.create(title="خبر", topics=[{"name": {"ar": "الأمن"}}], media=[])
    patch(server, made, title="خبر", topics=["الأمن"])
    assert [one["number"] for one in history(server, made)] == [1]


def test_publishing_is_told_as_such(server: Server) -> None:
    made = server.create()
    server.http.post(f"{made['url']}/publish", headers=server.key("publish"))
    assert history(server, made)[0]["action"] == "publish"


def test_work_at_the_terminal_is_the_operators(seeded: Server) -> None:
    [article] = seeded.get("/releases").json()["items"]
    [only] = history(seeded, article)
    assert only["saved_by"] == {"id": None, "name": "operator"}


def test_concepts_are_the_same_when_their_ids_are(server: Server) -> None:
    here, there = {"name": {"ar": "المنامة"}}, {"name": {"ar": "المحرق"}}
    ministry = {"name": {"ar": "وزارة الداخلية"}}
    made = server.create(places=[here, there], issuer=ministry)
    ids = [place["id"] for place in made["places"]]
    patch(server, made, places=ids[::-1], issuer=made["issuer"]["id"])
    patch(server, made, places=[], issuer=None)
    changed = [one["changed"] for one in history(server, made)][:2]
    assert changed == [["issuer", "places"], ["places"]]


def test_pages_go_through_all_of_it_both_ways(server: Server) -> None:
    made = server.create(title="خبر ١")
    for number in range(2, 8):
        patch(server, made, title=f"خبر {number}")
    at: str | None = f"{made['url']}/revisions?limit=3"
    last, seen = "", []
    while at:
        page = server.get(at, "draft")
        assert page.json()["total"] == 7
        seen.append([one["number"] for one in page.json()["items"]])
        last, at = at, page.json()["links"]["next"]
    assert seen == [[7, 6, 5], [4, 3, 2], [1]]
    back = server.get(server.get(last, "draft").json()["links"]["prev"], "draft")
    assert [one["number"] for one in back.json()["items"]] == [4, 3, 2]
    assert 'rel="next"' in back.headers["link"]
    patch(server, made, title="خبر ٨")  # a page does not move when there is one more
    assert server.get(f"{back.request.url}", "draft").json()["items"] == back.json()["items"]


def test_beyond_the_first_is_a_way_back(server: Server) -> None:
    made = server.create()
    patch(server, made, title="غيره")
    first = server.get(f"{made['url']}/revisions", "draft", limit=1).json()
    second = server.get(first["links"]["next"], "draft").json()
    assert second["links"]["next"] is None
    newer = Place("-number", "2", UUID(made["id"]), backwards=True).cursor()
    beyond = server.get(f"{made['url']}/revisions", "draft", cursor=newer).json()
    assert (beyond["items"], beyond["total"], beyond["links"]["prev"]) == ([], 2, None)
    again = server.get(beyond["links"]["next"], "draft").json()
    assert [one["number"] for one in again["items"]] == [2, 1]


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "٢", "", "9" * 30, "2026-11-24T20:00:00Z"])
def test_a_cursor_that_was_never_given_is_refused(server: Server, number: str) -> None:
    made, other = server.create(), server.create()
    cursors = [
        Place("-number", number, UUID(made["id"])).cursor(),
        Place("-number", "1", UUID(other["id"])).cursor(),
        Place("title", "1", UUID(made["id"])).cursor(),
    ]
    for cursor in cursors:
        answer = server.get(f"{made['url']}/revisions", "draft", cursor=cursor)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
        assert answer.json()["errors"][0]["code"] == "invalid_cursor"


def test_a_revision_is_the_document_as_it_stood(server: Server) -> None:
    made = server.create(
        title="محـمود تـوفيق",
        body="فقرة.\n\nفقرةٌ  أخرى ،",
        people=[{"name": {"ar": "محـمود تـوفيق"}}],
        issuer={"name": {"ar": "وزارة الداخلية"}},
        keywords=["أمن"],
        contacts=[{"name": {"ar": "المتحدث"}, "email": "media@example.bh"}],
        media=[{"url": "https://media.example.bh/a.jpg", "caption": {"ar": "القلعة"}}],
        ed_note="للمحررين",
        publish_at="2999-01-01T00:00:00+03:00",
    )
    patch(server, made, title="غيره", body="", people=[], issuer=None, ed_note=None)
    first = revision(server, made, 1)
    document = first["document"]
    assert document["title"] == "محـمود تـوفيق"
    assert document["body"] == "فقرة.\n\nفقرةٌ  أخرى ،"
    assert document["people"][0]["name"] == {"ar": "محـمود تـوفيق", "en": None}
    assert document["ed_note"] == "للمحررين"
    assert document["summary"] is None
    assert document["publish_at"] == "2998-12-31T21:00:00Z"
    assert set(document) == set(ReleaseIn.model_fields)
    answer = server.http.put(made["url"], json=document, headers=server.key("write"))
    assert answer.status_code == 200, answer.text
    assert revision(server, made, 3)["document"] == document
    assert {**first, "document": None} == {**history(server, made)[-1], "document": None}


def test_it_is_never_rewritten_and_read_only_once(server: Server, time: Time) -> None:
    made = server.create(title="خبر")
    time.passes(minutes=1)
    at = f"{made['url']}/revisions/1"
    before = server.get(at, "write")
    patch(server, made, title="غيره", slug="غيره")
    server.http.post(f"{made['url']}/publish", headers=server.key("publish"))
    after = server.get(at, "write")
    assert after.content == before.content
    assert after.headers["etag"] == before.headers["etag"]
    assert after.headers["last-modified"] == "Tue, 24 Nov 2026 20:00:00 GMT"
    assert after.headers["cache-control"] == "private, no-store"
    headers = {**server.key("write"), "If-None-Match": before.headers["etag"]}
    assert server.http.get(at, headers=headers).status_code == 304


@pytest.mark.parametrize("number", ["0", "-1", "x", "2147483648", "1.5"])
def test_what_is_no_number_is_refused(server: Server, number: str) -> None:
    made = server.create()
    answer = server.get(f"{made['url']}/revisions/{number}", "draft")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


def test_a_revision_that_is_not_there_is_not_found(server: Server) -> None:
    made = server.create()
    for path in ("/2", "/2147483647", "/2/diff", "/1/diff?against=2"):
        answer = server.get(f"{made['url']}/revisions{path}", "draft")
        assert (answer.status_code, answer.json()["code"]) == (404, "revision_not_found")


@pytest.mark.once  # PostgreSQL keeps what is long apart
def test_a_list_of_revisions_never_reads_their_documents(server: Server) -> None:
    """A page of long ones is a few kilobytes of answer."""
    made = server.create(body="نص " * 30_000)
    for number in range(6):
        patch(server, made, title=f"خبر {number}")
    answer = server.get(f"{made['url']}/revisions", "draft")
    assert len(answer.content) < 5_000
