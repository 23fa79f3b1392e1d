"""Reading again only what has changed: strong tags, 304s, and dates only where they are honest."""

from typing import Any

import httpx
import pytest

from tests.conftest import Server, Time


@pytest.fixture
def known(time: Time, server: Server) -> dict[str, Any]:
    """Return a public release, read an hour after it was published."""
    made = server.publish(title="خبر من المنامة", slug="خبر", body="قال الوزير ، نعم.")
    time.passes(hours=1)
    return made


def again(server: Server, path: str, **headers: str) -> httpx.Response:
    """Read with conditions: `if_none_match` is `If-None-Match`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return server.http.get(path, headers={"Accept-Encoding": "identity", **named})


def test_the_tag_is_strong_and_of_the_very_bytes(server: Server, known: dict[str, Any]) -> None:
    at = f"/releases/{known['id']}"
    pages = [at, f"{at}?fields=title", f"{at}?fields=title,id", "/releases", "/releases?limit=1"]
    tags = [again(server, page).headers["etag"] for page in pages]
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)
    assert len(set(tags)) == len(tags)
    assert [again(server, page).headers["etag"] for page in pages] == tags
    assert again(server, at, **server.key("write")).headers["etag"] not in tags  # with `ed_note`


@pytest.mark.parametrize(
    "written",
    ["{tag}", "W/{tag}", "*", '"x", {tag}', '{tag}, "x"', '"x",W/"y",{tag}', '"x" ,\t{tag} ,'],
)
def test_who_has_these_bytes_is_told_so_and_no_more(
    server: Server, known: dict[str, Any], written: str
) -> None:
    for path in (
        f"/releases/{known['id']}",
        "/releases/خبر",
        "/releases",
        "/releases/search?q=خبر",
    ):
        whole = again(server, path)
        answer = again(server, path, if_none_match=written.format(tag=whole.headers["etag"]))
        assert (answer.status_code, answer.content) == (304, b"")
        for name in ("etag", "cache-control", "vary", "last-modified"):
            assert answer.headers.get(name) == whole.headers.get(name), name


def test_who_has_other_bytes_gets_these(time: Time, server: Server, known: dict[str, Any]) -> None:
    at = f"/releases/{known['id']}"
    tag, date = (again(server, at).headers[name] for name in ("etag", "last-modified"))
    for other in ('"x"', tag.strip('"'), f"{tag[:-1]}x{tag[-1]}", 'W/"x"', ""):
        assert again(server, at, if_none_match=other).status_code == 200
    server.http.patch(at, json={"title": "خبر آخر"}, headers=server.key("publish"))
    time.passes(hours=1)
    assert again(server, at, if_none_match=tag).status_code == 200
    assert again(server, at, if_modified_since=date).status_code == 200
    assert again(server, at).headers["etag"] != tag


def test_a_date_does_too_unless_a_tag_is_sent(server: Server, known: dict[str, Any]) -> None:
    at = f"/releases/{known['id']}"
    whole = again(server, at)
    date = whole.headers["last-modified"]
    assert date == "Tue, 24 Nov 2026 20:00:00 GMT"
    assert again(server, at, if_modified_since=date).status_code == 304
    for other in ("Tue, 24 Nov 2026 19:59:59 GMT", "yesterday", "", "0"):
        assert again(server, at, if_modified_since=other).status_code == 200
    both = {"if_modified_since": date, "if_none_match": '"x"'}
    assert again(server, at, **both).status_code == 200


def test_there_is_no_date_within_its_own_second(time: Time, server: Server) -> None:
    time.passes(milliseconds=250)
    at = f"/releases/{server.publish()['id']}"
    for milliseconds in (0, 749):
        time.passes(milliseconds=milliseconds)
        assert "last-modified" not in again(server, at).headers
    time.passes(milliseconds=1)
    assert again(server, at).headers["last-modified"] == "Tue, 24 Nov 2026 20:00:00 GMT"


def test_there_is_no_date_where_more_than_one_release_decides(
    time: Time, server: Server, known: dict[str, Any]
) -> None:
    assert "last-modified" not in again(server, "/releases").headers
    assert "last-modified" not in again(server, "/releases/search?q=خبر").headers
    date = again(server, f"/releases/{known['id']}").headers["last-modified"]
    made = server.publish(title="News", language="en", translation_of=known["id"])
    time.passes(hours=1)
    for release in (known, made):
        whole = again(server, f"/releases/{release['id']}", if_modified_since=date)
        assert whole.status_code == 200
        assert "last-modified" not in whole.headers


def test_the_date_is_that_of_the_gate_when_that_is_later(time: Time, server: Server) -> None:
    made = server.publish(title="خبر", embargoed_until="2026-11-24T21:30:00Z")
    time.passes(hours=3)
    answer = again(server, f"/releases/{made['id']}")
    assert answer.headers["last-modified"] == "Tue, 24 Nov 2026 21:30:00 GMT"


def test_a_gate_that_opens_changes_the_tag_of_lists_and_of_what_a_key_reads(
    time: Time, server: Server
) -> None:
    made = server.publish(title="خبر", embargoed_until="2026-11-24T21:00:00Z")
    at = f"/releases/{made['id']}"
    public, press = again(server, "/releases"), again(server, at, **server.key("embargo"))
    time.passes(hours=1)
    tag = {"if_none_match": public.headers["etag"]}
    assert again(server, "/releases", **tag).status_code == 200
    tag = {"if_none_match": press.headers["etag"]}
    assert again(server, at, **tag, **server.key("embargo")).status_code == 200


def test_what_is_not_there_is_not_there_whatever_the_caller_has(server: Server) -> None:
    hidden = server.create()
    for condition in (
        {"if_none_match": "*"},
        {"if_modified_since": "Tue, 24 Nov 2026 20:00:00 GMT"},
    ):
        assert again(server, f"/releases/{hidden['id']}", **condition).status_code == 404


def test_caches_may_keep_public_answers_as_long_as_the_setting_says(
    make_server: Any, time: Time
) -> None:
    server = make_server(cache_max_age=30)
    made = server.publish()
    time.passes(hours=1)
    for path in (f"/releases/{made['id']}", "/releases"):
        assert again(server, path).headers["cache-control"] == "public, max-age=30"
        private = again(server, path, **server.key("draft"))
        assert private.headers["cache-control"] == "private, no-store"
