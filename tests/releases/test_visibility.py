"""What the public may not see does not exist: every way of asking gives what nothing gives."""

from typing import Any
from uuid import uuid4

import pytest

from tests.access.strangers import ask
from tests.conftest import Server, Time

SOON = "2026-11-25T09:00:00+03:00"
HIDDEN: dict[str, dict[str, Any]] = {
    "a draft": {},
    "a draft whose day has come": {"publish_at": "2020-01-01T00:00:00Z"},
    "published, not yet due": {"state": "published", "publish_at": SOON},
    "published under embargo": {"state": "published", "embargoed_until": SOON},
    "due, under a later embargo": {
        "state": "published",
        "publish_at": "2026-11-24T00:00:00Z",
        "embargoed_until": SOON,
    },
}
hidden = pytest.mark.parametrize("gates", HIDDEN.values(), ids=HIDDEN.keys())
MANNERS: tuple[dict[str, str], ...] = (
    {},
    {"Accept-Language": "en"},
    {"If-None-Match": "*"},
    {"Accept-Encoding": "gzip"},
)


@pytest.fixture(autouse=True)
def _stopped(time: Time) -> None:
    """Stop the clock before the server of the test starts."""
    assert time.now.year == 2026


def conceal(server: Server, **document: Any) -> dict[str, Any]:
    """Make a release that once had another slug."""
    made = server.create(title="زيارة سرية", body="نصّ محظور", slug="اسم-قديم", **document)
    renamed = server.http.patch(
        f"/releases/{made['id']}", json={"slug": "اسم-جديد"}, headers=server.key("publish")
    )
    assert renamed.status_code == 200
    found: dict[str, Any] = renamed.json()
    return found


@hidden
def test_its_addresses_answer_as_if_it_had_never_been(
    server: Server, gates: dict[str, Any]
) -> None:
    made = conceal(server, **gates)
    addresses = (made["id"], made["id"].upper(), "اسم-جديد", "اسم-قديم", "اسـم جديد")
    for headers in MANNERS:
        for method in ("GET", "HEAD"):
            nothing = ask(server, f"/releases/{uuid4()}", method, headers)
            assert nothing.status == 404
            assert nothing == ask(server, "/releases/لا-يوجد", method, headers)
            for address in addresses:
                assert ask(server, f"/releases/{address}", method, headers) == nothing
    picked: dict[str, Any] = {"fields": "title", "language": "ar"}
    nothing = ask(server, f"/releases/{uuid4()}", **picked)
    assert ask(server, f"/releases/{made['id']}", **picked) == nothing


@hidden
def test_lists_totals_and_search_are_those_of_a_house_without_it(
    server: Server, gates: dict[str, Any]
) -> None:
    server.publish(title="خبر معلن", body="نصّ معلن", keywords=["أمن"])
    questions: list[tuple[str, dict[str, Any]]] = [
        ("/releases", {}),
        ("/releases", {"keyword": "أمن", "sort": "title"}),
        ("/releases", {"since": "2020-01-01", "sort": "-updated_at"}),
        ("/releases", {"state": "published", "limit": 1}),
        ("/releases/search", {"q": "نص"}),
        ("/releases/search", {"q": "محظور"}),
    ]
    before = [ask(server, path, **asked) for path, asked in questions]
    conceal(server, keywords=["أمن"], **gates)
    assert [ask(server, path, **asked) for path, asked in questions] == before
    assert {answer.status for answer in before} == {200}


@hidden
def test_other_editions_do_not_speak_of_it(server: Server, gates: dict[str, Any]) -> None:
    source = server.publish(title="أصل معلن")
    at = f"/releases/{source['id']}"
    questions: list[tuple[str, dict[str, Any]]] = [
        (at, {}),
        ("/releases", {}),
        ("/releases", {"translation_of": source["id"]}),
        ("/releases", {"missing_translation": "en"}),
    ]
    before = [ask(server, path, **asked) for path, asked in questions]
    edition = conceal(server, language="en", translation_of=source["id"], **gates)
    assert [ask(server, path, **asked) for path, asked in questions] == before
    told = server.get(at, "draft").json()
    assert [one["id"] for one in told["translations"]] == [edition["id"]]
    assert server.get("/releases", "draft", missing_translation="en").json()["total"] == 0


@hidden
def test_a_source_that_is_hidden_is_named_by_no_translation(
    server: Server, gates: dict[str, Any]
) -> None:
    source = conceal(server, **gates)
    edition = server.publish(title="Edition", language="en", translation_of=source["id"])
    if "embargoed_until" in gates:  # which holds for every edition
        assert server.get(f"/releases/{edition['id']}").status_code == 404
        return
    shown = server.get(f"/releases/{edition['id']}").json()
    assert (shown["translation_of"], shown["translations"]) == (None, [])
    by_source = ask(server, "/releases", translation_of=source["id"])
    by_nothing = ask(server, "/releases", translation_of=str(uuid4()))
    assert by_source.body.replace(source["id"].encode(), b"") != by_source.body  # in `links`
    assert server.get("/releases", translation_of=source["id"]).json()["total"] == 0
    assert by_source.status == by_nothing.status == 200
    assert server.get("/releases", missing_translation="ar").json()["total"] == 1
    assert server.get("/releases", "draft", missing_translation="ar").json()["total"] == 0


def test_the_public_learns_nothing_of_a_discarded_draft(server: Server) -> None:
    made = conceal(server)
    assert server.http.delete(made["url"], headers=server.key("write")).status_code == 204
    nothing = ask(server, f"/releases/{uuid4()}")
    for address in (made["id"], "اسم-جديد", "اسم-قديم"):
        assert ask(server, f"/releases/{address}") == nothing


@hidden
def test_a_hidden_release_takes_no_old_address_from_a_public_one(
    server: Server, gates: dict[str, Any]
) -> None:
    known = server.publish(title="معلن", slug="اسم-قديم")
    key = server.key("publish")
    server.http.patch(f"/releases/{known['id']}", json={"slug": "معلن"}, headers=key)
    before = ask(server, "/releases/اسم-قديم")
    assert before.status == 308
    conceal(server, **gates)
    assert ask(server, "/releases/اسم-قديم") == before
