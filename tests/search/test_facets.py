"""Facets: exact counts of what was found, under the query and the filters, for who may see it."""

from typing import Any

import pytest

from tests.conftest import Server, Time

MANAMA = {"id": "manama", "name": {"ar": "المنامة", "en": "Manama"}}
CAIRO = {"id": "cairo", "name": {"ar": "القاهرة", "en": "Cairo"}}
SECURITY = {"id": "security", "name": {"ar": "الأمن"}}


@pytest.fixture
def archive(time: Time, server: Server) -> Server:
    """Return a server with releases of three years, two languages, and some that are hidden."""
    assert time.now.year == 2026
    for title, more in (
        ("زيارة رسمية 1", {"places": [MANAMA], "publish_at": "2024-05-01T00:00:00Z"}),
        ("زيارة رسمية 2", {"places": [MANAMA, CAIRO], "publish_at": "2025-12-31T20:59:59Z"}),
        ("زيارة رسمية 3", {"places": [CAIRO], "publish_at": "2025-12-31T21:00:00Z"}),
        ("An official visit", {"language": "en", "topics": [SECURITY], "type": "speech"}),
        ("خبر آخر", {"places": [MANAMA]}),
        ("زيارة مؤجلة", {"places": [MANAMA], "publish_at": "2027-01-01T00:00:00Z"}),
        ("زيارة محظورة", {"places": [MANAMA], "embargoed_until": "2027-01-01T00:00:00Z"}),
    ):
        server.publish(title=title, **more)
    server.create(title="زيارة مسودة", topics=[SECURITY])
    return server


def facets(server: Server, scope: Any = None, **asked: Any) -> dict[str, dict[str, int]]:
    answer = server.get("/releases/search", scope, **asked)
    assert answer.status_code == 200, answer.text
    found = answer.json()["facets"]
    return {name: {one["value"]: one["count"] for one in ones} for name, ones in found.items()}


def test_what_was_found_is_counted(archive: Server) -> None:
    assert facets(archive, q="زيارة", facets="place,year,type,language,topic") == {
        "language": {"ar": 3},
        "type": {"press_release": 3},
        # the last second of 2025 in Manama is 20:59:59 in UTC
        "year": {"2024": 1, "2025": 1, "2026": 1},
        "topic": {},
        "place": {"cairo": 2, "manama": 2},
    }


def test_only_what_is_asked_for_is_counted(archive: Server) -> None:
    assert facets(archive, q="زيارة") == {}
    assert facets(archive, q="زيارة", facets="person") == {"person": {}}
    assert facets(archive, q="زرافة", facets="place") == {"place": {}}


def test_filters_narrow_what_is_counted(archive: Server) -> None:
    assert facets(archive, q="زيارة", facets="place", place="cairo")["place"] == {
        "cairo": 2,
        "manama": 1,
    }


def test_keys_count_what_they_see(archive: Server) -> None:
    asked: dict[str, Any] = {"q": "زيارة", "facets": "place,topic,year"}
    embargo = facets(archive, "embargo", **asked)
    assert embargo["place"] == {"manama": 3, "cairo": 2}
    assert embargo["topic"] == {}
    draft = facets(archive, "draft", **asked)
    assert draft["place"] == {"manama": 4, "cairo": 2}
    assert draft["topic"] == {"security": 1}
    assert draft["year"] == {"2027": 2, "2024": 1, "2025": 1, "2026": 1}


def test_values_have_labels_in_both_languages(archive: Server) -> None:
    asked: dict[str, Any] = {"q": "visit", "facets": "language,type,topic,year"}
    found = archive.get("/releases/search", **asked).json()["facets"]
    labels = {name: ones[0]["label"] for name, ones in found.items()}
    assert labels == {
        "language": {"ar": "الإنجليزية", "en": "English"},
        "type": {"ar": "كلمة", "en": "Speech"},
        "topic": {"ar": "الأمن", "en": None},
        "year": {"ar": "٢٠٢٦", "en": "2026"},
    }


def test_relaxed_searches_are_counted_too(archive: Server) -> None:
    found = archive.get("/releases/search", q="زيارة خبر", facets="place").json()
    assert found["query"]["relaxed"]
    assert sum(one["count"] for one in found["facets"]["place"]) == 5


def test_a_facet_that_is_none_is_refused(archive: Server) -> None:
    answer = archive.get("/releases/search", q="زيارة", facets="topics,year")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["parameter"], error["code"]) == ("facets", "unknown_facet")
    assert "topic" in error["detail"]


def test_repeated_and_spaced_names_are_read(archive: Server) -> None:
    path = "/releases/search?q=visit&facets=year,%20type&facets=type"
    assert list(archive.http.get(path).json()["facets"]) == ["type", "year"]
