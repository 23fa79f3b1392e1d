"""Filters of the list: repeated values are OR, different filters are AND."""

from typing import Any

import pytest

from tests.conftest import Server


def titles(server: Server, scope: Any = None, **filters: Any) -> list[str]:
    """Return the titles that a list answers, in its order; its total must say as many."""
    page = server.get("/releases", scope, limit=100, **filters).json()
    assert page["total"] == len(page["items"])
    return [item["title"] for item in page["items"]]


@pytest.fixture
def newsroom(server: Server) -> Server:
    """Return a server with three releases that differ in everything that can be filtered."""
    server.publish(
        title="الأمن",
        publish_at="2026-01-01T00:00:00Z",
        type="statement",
        issuer={"id": "moi", "name": {"ar": "وزارة الداخلية"}},
        topics=[{"id": "security", "name": {"ar": "الأمن"}}],
        people=[{"id": "tawfik", "name": {"ar": "محمود توفيق"}}],
        organisations=[{"id": "police", "name": {"ar": "الشرطة"}}],
        places=[{"id": "manama", "name": {"ar": "المنامة"}}],
        keywords=["الأمن السيبراني", "مصر"],
    )
    server.publish(
        title="الصحة",
        publish_at="2026-01-02T00:00:00Z",
        issuer={"id": "moh", "name": {"ar": "وزارة الصحة"}},
        topics=[{"id": "health", "name": {"ar": "الصحة"}}, "security"],
        places=["manama", {"id": "muharraq", "name": {"ar": "المحرق"}}],
        keywords=["مستشفى"],
    )
    server.publish(title="Trade", publish_at="2026-01-03T00:00:00Z", language="en", type="speech")
    return server


WANTED: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["Trade", "الصحة", "الأمن"]),
    ({"language": "en"}, ["Trade"]),
    ({"language": "AR"}, ["الصحة", "الأمن"]),
    ({"language": ["en", "ar"]}, ["Trade", "الصحة", "الأمن"]),
    ({"type": "statement"}, ["الأمن"]),
    ({"type": ["statement", "speech"]}, ["Trade", "الأمن"]),
    ({"topic": "security"}, ["الصحة", "الأمن"]),
    ({"topic": ["health", "nothing"]}, ["الصحة"]),
    ({"topic": ["health", "security"]}, ["الصحة", "الأمن"]),
    ({"topic": "security", "place": "muharraq"}, ["الصحة"]),
    ({"person": "tawfik"}, ["الأمن"]),
    ({"organisation": "police"}, ["الأمن"]),
    ({"organisation": "moi"}, []),  # it speaks; the release is not about it
    ({"issuer": "moi"}, ["الأمن"]),
    ({"issuer": ["moi", "moh"]}, ["الصحة", "الأمن"]),
    ({"place": "manama", "language": "ar", "type": "statement"}, ["الأمن"]),
    ({"place": "manama", "language": "en"}, []),
    ({"topic": "manama"}, []),  # a place, not a topic
    ({"person": "nobody"}, []),
    ({"keyword": "مصر"}, ["الأمن"]),
    ({"keyword": "الامن السـيبرانى"}, ["الأمن"]),
    ({"keyword": ["مِصر", "مستشفي"]}, ["الصحة", "الأمن"]),
    ({"state": "published"}, ["Trade", "الصحة", "الأمن"]),
    ({"since": "2026-01-02", "language": "ar"}, ["الصحة"]),
]


def test_what_each_filter_finds(newsroom: Server) -> None:
    for filters, found in WANTED:
        assert titles(newsroom, **filters) == found, filters


def test_what_a_filter_does_not_take_is_refused(newsroom: Server) -> None:
    wrong = [
        ("language", "عربي", "not_a_language"),
        ("type", "خبر", "not_a_choice"),
        ("state", "منشور", "not_a_choice"),
        ("since", "أمس", "not_a_date"),
        ("until", "2026-02-30", "not_a_date"),
        ("since", "2026-01-01T00:00:00", "not_a_date"),
        ("hijri", "1446-13", "not_a_hijri_date"),
        ("translation_of", "x", "not_an_id"),
        ("missing_translation", "english", "not_a_language"),
        ("limit", "0", "out_of_range"),
        ("limit", "101", "out_of_range"),
        ("limit", "كثير", "not_an_integer"),
        ("sort", "-title", "not_a_choice"),
        ("lang", "ar", "unknown_parameter"),
        ("q", "الأمن", "unknown_parameter"),
    ]
    for name, value, code in wrong:
        response = newsroom.http.get(
            "/releases", params={name: value}, headers={"Accept-Language": "en"}
        )
        assert response.status_code == 422, (name, value)
        [error] = response.json()["errors"]
        assert (error["parameter"], error["code"]) == (name, code)
    said = newsroom.http.get("/releases?limit=1000", headers={"Accept-Language": "en"}).json()
    assert "100" in said["errors"][0]["detail"]
    assert "language" in newsroom.get("/releases", lang="ar").json()["errors"][0]["detail"]


def test_what_stands_once_may_not_stand_twice(newsroom: Server) -> None:
    for name, value in (("since", "2026-01-01"), ("sort", "title"), ("limit", "5")):
        response = newsroom.http.get("/releases", params={name: [value, value]})
        assert response.status_code == 422
        assert response.json()["errors"][0]["code"] == "repeated_parameter"


def test_drafts_are_asked_for_by_those_who_may(newsroom: Server) -> None:
    newsroom.create(title="مسودة")
    assert titles(newsroom, "draft", state="draft") == ["مسودة"]
    assert len(titles(newsroom, "draft")) == 4
    assert len(titles(newsroom, "draft", state=["draft", "published"])) == 4
    assert newsroom.get("/releases", state="draft").status_code == 401
    response = newsroom.get("/releases", "embargo", state=["published", "draft"])
    assert response.status_code == 403
    assert "draft" in response.json()["detail"]
    assert titles(newsroom, "draft", since="2020-01-01") == ["Trade", "الصحة", "الأمن"]


def test_a_long_keyword_in_ligatures_is_found(server: Server) -> None:
    written = "ﷺ" * 20  # each is four words once it is folded
    server.publish(title="مولد", keywords=[written])
    assert titles(server, keyword=written) == ["مولد"]


def test_spaces_do_not_part_a_keyword_from_its_release(server: Server) -> None:
    server.publish(title="سيبراني", keywords=["الأمن  السيبراني "])
    assert titles(server, keyword="الأمن السيبراني") == ["سيبراني"]
