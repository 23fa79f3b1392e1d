"""Editions of one announcement: linked both ways, shown to those who may see them."""

from typing import Any
from uuid import uuid4

from sqlalchemy import text

from tests.conftest import Server, Time


def languages(server: Server, release: dict[str, Any], scope: Any = None) -> list[str]:
    """Return the languages of the other editions that a release shows."""
    read = server.get(release["url"], scope).json()
    return [edition["language"] for edition in read["translations"]]


def refused(server: Server, release: dict[str, Any], **change: Any) -> tuple[int, str, str]:
    """Return status, code and pointer of a change that cannot be."""
    response = server.http.patch(release["url"], json=change, headers=server.key("publish"))
    body = response.json()
    return response.status_code, body["code"], body["errors"][0]["pointer"]


def test_each_edition_names_all_the_others(server: Server) -> None:
    arabic = server.publish(title="وزير الداخلية يستقبل نظيره")
    english = server.publish(title="Ministers meet", language="en", translation_of=arabic["id"])
    server.publish(title="Rencontre", language="fr", translation_of=arabic["id"])
    assert languages(server, arabic) == ["en", "fr"]
    assert languages(server, english) == ["ar", "fr"]
    read = server.get(english["url"]).json()
    assert read["translation_of"] == arabic["id"]
    assert server.get(arabic["url"]).json()["translation_of"] is None
    assert read["translations"][0] == {
        "id": arabic["id"],
        "language": "ar",
        "direction": "rtl",
        "title": "وزير الداخلية يستقبل نظيره",
        "slug": arabic["slug"],
        "url": arabic["url"],
        "is_stale": False,
    }
    listed = server.get("/releases", language="ar").json()["items"][0]
    assert [edition["language"] for edition in listed["translations"]] == ["en", "fr"]


def test_only_editions_that_the_caller_may_see_are_named(server: Server, time: Time) -> None:
    arabic = server.publish(title="أصل")
    server.create(title="Draft", language="en", translation_of=arabic["id"])
    embargo = {"embargoed_until": "2026-11-25T20:00:00Z"}
    server.publish(title="Sous embargo", language="fr", translation_of=arabic["id"], **embargo)
    server.publish(title="Bald", language="de", translation_of=arabic["id"],
                   publish_at="2026-11-25T20:00:00Z")  # fmt: skip
    assert languages(server, arabic) == []
    assert languages(server, arabic, "embargo") == ["fr"]
    assert languages(server, arabic, "draft") == ["de", "en", "fr"]
    time.passes(days=1)
    assert languages(server, arabic) == ["de", "fr"]


def test_a_source_that_hides_is_not_named_by_its_translation(server: Server, time: Time) -> None:
    source = server.publish(title="أصل", publish_at="2026-11-25T20:00:00Z")
    edition = server.publish(title="Edition", language="en", translation_of=source["id"])
    other = server.publish(title="Autre", language="fr", translation_of=source["id"])
    read = server.get(edition["url"]).json()
    assert read["translation_of"] is None
    assert languages(server, edition) == ["fr"]
    assert source["id"] not in server.get(other["url"]).text
    assert server.get("/releases", translation_of=source["id"]).json()["total"] == 0
    assert server.get("/releases", "draft", translation_of=source["id"]).json()["total"] == 2
    time.passes(days=1)
    assert languages(server, edition) == ["ar", "fr"]
    assert server.get(edition["url"]).json()["translation_of"] == source["id"]
    assert server.get("/releases", translation_of=source["id"]).json()["total"] == 2


def test_what_lacks_an_edition_is_found(server: Server, time: Time) -> None:
    with_english = server.publish(title="له ترجمة")
    server.publish(title="Translated", language="en", translation_of=with_english["id"])
    server.publish(title="بلا ترجمة")
    hidden = server.publish(title="ترجمته محظورة")
    server.publish(title="Later", language="en", translation_of=hidden["id"],
                   embargoed_until="2026-11-25T20:00:00Z")  # fmt: skip

    def lacking(scope: Any = None, **filters: str) -> set[str]:
        page = server.get("/releases", scope, **filters).json()
        return {item["title"] for item in page["items"]}

    assert lacking(missing_translation="en") == {"بلا ترجمة", "ترجمته محظورة"}
    assert lacking("embargo", missing_translation="en") == {"بلا ترجمة"}
    assert lacking(missing_translation="ar") == set()
    everything = {"له ترجمة", "Translated", "بلا ترجمة", "ترجمته محظورة"}
    assert lacking(missing_translation="fr") == everything
    assert lacking(missing_translation="en", language="ar") == {"بلا ترجمة", "ترجمته محظورة"}
    time.passes(days=1)
    assert lacking(missing_translation="en") == {"بلا ترجمة"}


def test_an_announcement_has_one_edition_in_a_language(server: Server) -> None:
    source = server.publish(title="أصل")
    english = server.publish(title="First", language="en", translation_of=source["id"])
    free = server.create(title="Free", language="en")
    link = {"translation_of": source["id"]}
    assert refused(server, free, **link) == (409, "edition_exists", "/language")
    assert refused(server, english, language="ar") == (409, "edition_exists", "/language")
    assert refused(server, source, language="en") == (409, "edition_exists", "/language")
    document = {"title": "عربي", "translation_of": source["id"]}
    response = server.http.post("/releases", json=document, headers=server.key("write"))
    assert (response.status_code, response.json()["code"]) == (409, "edition_exists")
    assert english["id"] not in server.get("/releases/search", q="Free").text


def test_some_releases_cannot_be_the_source(server: Server) -> None:
    source = server.publish(title="أصل")
    english = server.publish(title="English", language="en", translation_of=source["id"])
    french = server.create(title="Français", language="fr")
    gone = server.create(title="مسودة")
    server.http.delete(gone["url"], headers=server.key("write"))
    unfit = (409, "translation_source_unfit", "/translation_of")
    assert refused(server, french, translation_of=english["id"]) == unfit
    assert refused(server, french, translation_of=french["id"]) == unfit
    assert refused(server, french, translation_of=str(uuid4())) == unfit
    assert refused(server, french, translation_of=gone["id"]) == unfit
    assert refused(server, source, translation_of=french["id"]) == unfit
    assert server.get(french["url"], "write").json() == french


def test_a_link_can_be_cut_and_tied_again(server: Server) -> None:
    source = server.publish(title="أصل")
    edition = server.publish(title="Edition", language="en", translation_of=source["id"])
    key = server.key("publish")
    cut = server.http.patch(edition["url"], json={"translation_of": None}, headers=key).json()
    assert (cut["translation_of"], cut["translations"]) == (None, [])
    assert languages(server, source) == []
    server.http.patch(source["url"], json={"translation_of": edition["id"]}, headers=key)
    assert languages(server, edition) == ["ar"]
    assert server.get(source["url"]).json()["translation_of"] == edition["id"]


def test_an_edition_is_stale_until_it_is_saved_after_its_source(server: Server) -> None:
    source = server.publish(title="أصل")
    edition = server.publish(title="Edition", language="en", translation_of=source["id"])

    def is_stale() -> list[bool]:
        shown = server.get(source["url"]).json()["translations"]
        return [one["is_stale"] for one in shown]

    assert is_stale() == [False]
    # publishing a further version is not due yet, so the database is told that there is one
    with server.database.writing() as db:
        db.change(text("UPDATE releases SET version = 2 WHERE title = 'أصل'"))
    assert is_stale() == [True]
    assert server.get(edition["url"]).json()["translations"][0]["is_stale"] is False
    server.http.patch(edition["url"], json={"title": "Edited"}, headers=server.key("publish"))
    assert is_stale() == [False]


def test_a_translation_of_a_draft_is_not_stale_once_the_draft_is_published(server: Server) -> None:
    source = server.create(title="مسودة")
    server.publish(title="Edition", language="en", translation_of=source["id"])
    server.http.post(f"{source['url']}/publish", headers=server.key("publish"))
    [shown] = server.get(source["url"]).json()["translations"]
    assert shown["is_stale"] is False


def test_the_bytes_change_with_the_other_editions(server: Server) -> None:
    source = server.publish(title="أصل")
    before = server.get(source["url"])
    edition = server.publish(title="Edition", language="en", translation_of=source["id"])
    after = server.get(source["url"])
    assert after.headers["ETag"] != before.headers["ETag"]
    assert "Last-Modified" not in after.headers
    server.http.patch(edition["url"], json={"title": "New"}, headers=server.key("publish"))
    again = server.http.get(source["url"], headers={"If-None-Match": after.headers["ETag"]})
    assert again.status_code == 200
    # the source itself was not saved: an editor who read it before may still change it
    kept = server.http.patch(
        source["url"],
        json={"urgency": 1},
        headers={**server.key("publish"), "If-Match": before.headers["ETag"]},
    )
    assert kept.status_code == 200
