"""Addresses people keep: every spelling of a slug, and every slug that a release ever had."""

from typing import Any
from urllib.parse import quote, unquote

import httpx

from tests.conftest import Server, Time


def move(server: Server, release: dict[str, Any], slug: str, **also: Any) -> None:
    """Give a release another slug."""
    response = server.http.patch(
        release["url"], json={"slug": slug, **also}, headers=server.key("publish")
    )
    assert response.status_code == 200, response.text


def leads_to(response: httpx.Response) -> str:
    """Return the address that a permanent redirect names."""
    assert response.status_code == 308, response.text
    return unquote(response.headers["Location"])


def test_another_spelling_leads_to_the_right_one(server: Server) -> None:
    made = server.publish(title="محمود توفيق في المنامة")
    at = "/releases/محمود-توفيق-في-المنامة"
    assert server.get(at).json()["id"] == made["id"]
    for spelling in (
        "محـمود-تـوفيق-في-المنامة",
        "مَحمود توفيق في المنامة",
        "محمود_توفيق في-المنامة",
    ):
        assert leads_to(server.get(f"/releases/{quote(spelling)}")) == at
    assert leads_to(server.http.get(f"{at}-/?"[:-2], follow_redirects=False)) == at


def test_the_query_goes_along(server: Server) -> None:
    server.publish(slug="بيان")
    response = server.http.get("/releases/بيـان?fields=title&language=ar")
    assert leads_to(response) == "/releases/بيان?fields=title&language=ar"
    followed = server.http.get("/releases/بيـان?fields=title", follow_redirects=True)
    assert followed.json() == {"title": "خبر من المنامة"}


def test_an_old_slug_leads_to_the_present_one(server: Server) -> None:
    made = server.publish(slug="أول")
    for slug in ("ثان", "ثالث"):
        move(server, made, slug)
    for old in ("أول", "ثان", "ثـان"):
        response = server.get(f"/releases/{old}")
        assert leads_to(response) == "/releases/ثالث"
        assert response.headers["Location"].isascii()
    move(server, made, "أول")
    assert server.get("/releases/أول").status_code == 200
    assert leads_to(server.get("/releases/ثالث")) == "/releases/أول"


def test_a_put_with_another_title_moves_it_too(server: Server) -> None:
    made = server.publish(title="العنوان الأول")
    document = {"title": "العنوان الثاني", "state": "published"}
    server.http.put(made["url"], json=document, headers=server.key("publish"))
    assert leads_to(server.get("/releases/العنوان-الأول")) == "/releases/العنوان-الثاني"


def test_an_old_slug_taken_by_another_is_the_others(server: Server) -> None:
    first = server.publish(slug="بيان")
    move(server, first, "بيان-قديم")
    second = server.publish(slug="بيان")
    assert server.get("/releases/بيان").json()["id"] == second["id"]
    move(server, second, "بيان-جديد")
    assert leads_to(server.get("/releases/بيان")) == "/releases/بيان-جديد"


def test_drafts_leave_no_old_address(server: Server) -> None:
    made = server.create(slug="أول")
    move(server, made, "ثان")
    assert server.get("/releases/أول", "admin").status_code == 404


def test_a_release_that_hides_takes_no_address_from_one_that_shows(
    server: Server, time: Time
) -> None:
    shown = server.publish(slug="بيان")
    move(server, shown, "بيان-المنامة")
    secret = server.publish(slug="بيان", embargoed_until="2026-11-25T20:00:00Z")
    assert leads_to(server.get("/releases/بيان")) == "/releases/بيان-المنامة"
    move(server, secret, "سر")
    assert leads_to(server.get("/releases/بيان")) == "/releases/بيان-المنامة"
    time.passes(days=2)
    assert leads_to(server.get("/releases/بيان")) == "/releases/بيان-المنامة"


def test_one_that_hid_when_it_moved_is_found_once_it_shows(server: Server, time: Time) -> None:
    secret = server.publish(slug="أول", embargoed_until="2026-11-25T20:00:00Z")
    move(server, secret, "ثان")
    assert server.get("/releases/أول").status_code == 404
    assert leads_to(server.get("/releases/أول", "embargo")) == "/releases/ثان"
    time.passes(days=1)
    assert leads_to(server.get("/releases/أول")) == "/releases/ثان"


def test_what_a_key_is_led_to_no_cache_keeps(server: Server) -> None:
    server.publish(slug="بيان", embargoed_until="2999-01-01T00:00:00Z")
    response = server.get("/releases/بيـان", "embargo")
    assert leads_to(response) == "/releases/بيان"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in response.headers["Vary"]


def test_editions_that_share_a_slug_are_chosen_by_language(server: Server) -> None:
    arabic = server.publish(slug="bahrain-egypt", title="وزير الداخلية يستقبل نظيره")
    english = server.publish(
        slug="bahrain-egypt", title="Ministers meet", language="en", translation_of=arabic["id"]
    )
    at = "/releases/bahrain-egypt"

    def chosen(accept: str = "", **parameters: str) -> Any:
        headers = {"Accept-Language": accept} if accept else {}
        response = server.http.get(at, params=parameters, headers=headers)
        assert "Accept-Language" in response.headers["Vary"]
        return response.json()["id"]

    assert chosen() == arabic["id"]
    for accept in ("en", "en-GB,en;q=0.9", "fr, en;q=0.5, ar;q=0.1"):
        assert chosen(accept) == english["id"], accept
    for accept in ("ar", "ar-EG", "fr", "en;q=0.2, ar;q=0.3", "*", "en;q=0"):
        assert chosen(accept) == arabic["id"], accept
    assert chosen("ar", language="en") == english["id"]
    assert chosen("en", language="ar") == arabic["id"]
    assert chosen("en", language="fr") == arabic["id"]
    # an id is one edition, whatever the reader prefers
    assert server.http.get(arabic["url"], headers={"Accept-Language": "en"}).json() == (
        server.get(arabic["url"]).json()
    )
    assert server.get(arabic["url"], language="en").json()["id"] == arabic["id"]


def test_the_exact_tag_is_nearer_than_its_family(server: Server) -> None:
    server.publish(slug="visit", title="Colour", language="en-GB")
    american = server.publish(slug="visit", title="Color", language="en-US")
    assert server.get("/releases/visit", language="en-US").json()["id"] == american["id"]


def test_an_old_slug_that_was_shared_leads_to_the_edition_asked_for(server: Server) -> None:
    arabic = server.publish(slug="visit", title="زيارة")
    english = server.publish(slug="visit", title="Visit", language="en")
    move(server, arabic, "زيارة")
    move(server, english, "state-visit")
    assert leads_to(server.get("/releases/visit")) == "/releases/زيارة"
    assert leads_to(server.get("/releases/visit", language="en")).startswith(
        "/releases/state-visit"
    )
    english_reader = {"Accept-Language": "en"}
    response = server.http.get("/releases/visit", headers=english_reader)
    assert leads_to(response) == "/releases/state-visit"
    assert "Accept-Language" in response.headers["Vary"]
