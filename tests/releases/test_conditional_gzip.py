"""Compressed answers have tags of their own, which serve as the plain ones do."""

import gzip
from typing import Any

import pytest

from tests.conftest import Server, Time

pytestmark = pytest.mark.once  # no database decides how an answer is packed

GZIP = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def at(time: Time, server: Server) -> str:
    """Return the path of a long release."""
    made: dict[str, Any] = server.publish(title="خبر طويل", body="قال الوزير ، نعم. " * 200)
    time.passes(hours=1)
    return f"/releases/{made['id']}"


def test_the_bytes_are_the_same_and_the_tag_says_how_they_come(server: Server, at: str) -> None:
    plain, packed = (server.http.get(at, headers=coding) for coding in (PLAIN, GZIP))
    assert plain.content == packed.content
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] == f'{plain.headers["etag"][:-1]}-gzip"'
    assert "Accept-Encoding" in packed.headers["vary"]
    with server.http.stream("GET", at, headers=GZIP) as raw:
        sent = b"".join(raw.iter_raw())
    assert gzip.decompress(sent) == plain.content
    assert len(sent) == int(packed.headers["content-length"]) < len(plain.content)


def test_sent_back_it_is_known_again(server: Server, at: str) -> None:
    for path in (at, "/releases?fields=body", "/releases/search?q=طويل&fields=body"):
        packed = server.http.get(path, headers=GZIP)
        tag = packed.headers["etag"]
        assert tag.endswith('-gzip"')
        for written in (tag, f"W/{tag}", f'"x", {tag}'):
            answer = server.http.get(path, headers={**GZIP, "If-None-Match": written})
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == tag
            assert answer.headers["vary"] == packed.headers["vary"]


def test_one_who_takes_no_gzip_gets_the_plain_bytes(server: Server, at: str) -> None:
    tag = server.http.get(at, headers=GZIP).headers["etag"]
    for coding in ("identity", "gzip;q=0", "br"):
        headers = {"Accept-Encoding": coding, "If-None-Match": tag}
        answer = server.http.get(at, headers=headers)
        assert answer.status_code == 200
        assert "content-encoding" not in answer.headers


def test_it_opens_a_write_with_and_without_gzip(server: Server, at: str) -> None:
    key = server.key("publish")
    for number, coding in enumerate((GZIP, PLAIN)):
        tag = server.http.get(at, headers=GZIP).headers["etag"]
        change, headers = {"title": f"عنوان {number}"}, {**key, **coding, "If-Match": tag}
        assert server.http.patch(at, json=change, headers=headers).status_code == 200
        stale = server.http.patch(at, json={"title": "خ"}, headers=headers)
        assert stale.status_code == 412
        headers["If-Match"] = stale.headers["etag"]
        again = server.http.patch(at, json={"title": f"ثم {number}"}, headers=headers)
        assert again.status_code == 200
        headers["If-Match"] = again.headers["etag"]
        third = server.http.patch(at, json={"title": f"أخيرًا {number}"}, headers=headers)
        assert third.status_code == 200


def test_head_has_the_headers_of_get(server: Server, at: str) -> None:
    tag = server.http.get(at, headers=GZIP).headers["etag"]
    for path in (at, "/releases", "/releases?fields=body", "/releases/لا-يوجد", "/releases?x=1"):
        for coding in (
            GZIP,
            PLAIN,
            {**GZIP, "If-None-Match": tag},
            {**PLAIN, **server.key("draft")},
        ):
            headers = {**coding, "X-Request-ID": "one"}
            get, head = (
                server.http.request(verb, path, headers=headers) for verb in ("GET", "HEAD")
            )
            assert head.content == b""
            assert head.status_code == get.status_code
            for answer in (get, head):
                del answer.headers["date"]
            assert head.headers == get.headers, (path, coding)


def test_a_short_answer_stays_plain_under_one_tag(server: Server, at: str) -> None:
    path = f"{at}?fields=title"
    tags = {server.http.get(path, headers=coding).headers["etag"] for coding in (GZIP, PLAIN)}
    assert len(tags) == 1
    answer = server.http.get(path, headers={**GZIP, "If-None-Match": tags.pop()})
    assert answer.status_code == 304


def test_a_short_answer_has_one_tag_however_it_is_asked_for(server: Server, at: str) -> None:
    short = server.http.get(f"{at}?fields=title", headers=GZIP)
    tag = short.headers["etag"]
    assert not tag.endswith('-gzip"')
    again = server.http.get(f"{at}?fields=title", headers={**GZIP, "If-None-Match": tag})
    assert (again.status_code, again.headers["etag"]) == (304, tag)


def test_a_cache_learns_that_the_coding_matters_from_the_plain_answer_too(
    server: Server, at: str
) -> None:
    assert "Accept-Encoding" in server.http.get(at, headers=PLAIN).headers["vary"]
