"""When: days of Bahrain, instants, Arabic digits, Hijri months, and their edges."""

from typing import Any

import pytest

from tests.conftest import Server

# 23:59:59.999999 and 00:00 in Manama (UTC+3) on either side of 24 November 2026
INSTANTS = {
    "قبل": "2026-11-23T20:59:59.999999Z",
    "أول": "2026-11-23T21:00:00Z",
    "آخر": "2026-11-24T20:59:59.999999Z",
    "بعد": "2026-11-24T21:00:00Z",
}


@pytest.fixture
def days(server: Server) -> Server:
    """Return a server with four releases around the edges of one day."""
    for title, instant in INSTANTS.items():
        server.publish(title=title, publish_at=instant, embargoed_until=instant)
    return server


def found(server: Server, **filters: Any) -> str:
    """Return the titles of what is found, oldest first; a key sees the future too."""
    page = server.get("/releases", "draft", sort="published_at", **filters)
    assert page.status_code == 200, page.text
    return " ".join(item["title"] for item in page.json()["items"])


DAY = "2026-11-24"
ARABIC_DAY = "٢٠٢٦-١١-٢٤"
WANTED = [
    ({"since": DAY}, "أول آخر بعد"),
    ({"until": DAY}, "قبل أول آخر"),
    ({"since": DAY, "until": DAY}, "أول آخر"),
    ({"since": ARABIC_DAY, "until": ARABIC_DAY}, "أول آخر"),
    ({"since": "۲۰۲۶-۱۱-۲۴", "until": "٢٠26-11-٢٤"}, "أول آخر"),
    ({"since": "2026-11-24T20:59:59.999999Z"}, "آخر بعد"),
    ({"since": "2026-11-25T00:00:00+03:00"}, "بعد"),
    ({"until": "2026-11-23T21:00:00Z"}, "قبل أول"),
    ({"until": "2026-11-24T00:00:00+03:00"}, "قبل أول"),
    ({"until": "2026-11-23T20:59:59Z"}, ""),
    ({"until": "٢٠٢٦-١١-٢٤T٠٠:٠٠:٠٠+٠٣:٠٠"}, "قبل أول"),
    ({"since": "0001-01-01", "until": "9999-12-31"}, "قبل أول آخر بعد"),
    ({"since": "9999-12-31"}, ""),
    ({"until": "9999-12-31T23:59:59.999999Z"}, "قبل أول آخر بعد"),
    ({"until": "0001-01-01"}, ""),
    ({"since": "2026-11-25", "until": "2026-11-23"}, ""),
    ({"hijri": "1448-06"}, "قبل أول آخر بعد"),
    ({"hijri": "1448"}, "قبل أول آخر بعد"),
    ({"hijri": "١٤٤٨-٠٦-١٤"}, "أول آخر"),
    ({"hijri": "1448-06-15"}, "بعد"),
    ({"hijri": "1448-05"}, ""),
    ({"hijri": "1448-06", "since": "2026-11-25"}, "بعد"),
    ({"hijri": "1500-12"}, ""),
]


def test_which_are_of_which_time(days: Server) -> None:
    for filters, titles in WANTED:
        assert found(days, **filters) == titles, filters


def test_a_hijri_month_begins_and_ends_at_midnight_in_manama(server: Server) -> None:
    # dhu al-qa'da 1446: 29 April to 27 May 2025
    for title, instant in (
        ("شوال", "2025-04-28T20:59:59Z"),
        ("أوله", "2025-04-28T21:00:00Z"),
        ("آخره", "2025-05-27T20:59:59Z"),
        ("ذو-الحجة", "2025-05-27T21:00:00Z"),
    ):
        server.publish(title=title, publish_at=instant)
    assert found(server, hijri="1446-11") == "أوله آخره"
    page = server.get("/releases", hijri="1446-11", fields="published_hijri").json()
    dates = [item["published_hijri"]["iso"] for item in page["items"]]
    assert dates == ["1446-11-29", "1446-11-01"]


def test_a_day_its_month_does_not_have_finds_nothing(days: Server) -> None:
    page = days.get("/releases", hijri="1446-11-30").json()
    assert (page["items"], page["total"]) == ([], 0)


def test_the_day_is_of_the_zone_that_is_set(make_server: Any) -> None:
    server = make_server(timezone="America/New_York")
    for title, instant in INSTANTS.items():
        server.publish(title=title, publish_at=instant)
    assert found(server, since=DAY) == "آخر بعد"
    assert found(server, until="2026-11-23") == "قبل أول"


def test_an_embargo_sets_the_day_of_publication(server: Server) -> None:
    server.publish(
        title="محظور", publish_at="2026-01-01T00:00:00Z", embargoed_until="2026-02-01T00:00:00Z"
    )
    assert found(server, until="2026-01-31") == ""
    assert found(server, since="2026-02-01", until="2026-02-01") == "محظور"
