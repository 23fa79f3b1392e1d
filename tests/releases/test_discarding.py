"""DELETE and restore: a draft can be thrown away and brought back, what was public cannot."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import update

from app.releases.models import Release
from tests.conftest import Server
from tests.releases.stages import act


def discard(server: Server, release: dict[str, Any]) -> None:
    """Throw a draft away."""
    response = server.http.delete(release["url"], headers=server.key("write"))
    assert (response.status_code, response.content) == (204, b"")


def restore(server: Server, release: dict[str, Any]) -> httpx.Response:
    """Ask for a discarded draft back."""
    return server.http.post(f"{release['url']}/restore", headers=server.key("write"))


def test_a_draft_goes_and_comes_back_as_it_was(server: Server) -> None:
    made = server.create(title="مسودة", body="نص", keywords=["أمن"], topics=["الأمن"][:0])
    discard(server, made)
    assert server.get(made["url"], "admin").status_code == 404
    assert server.get(f"/releases/{made['slug']}", "admin").status_code == 404
    assert server.get("/releases", "admin").json()["total"] == 0
    assert server.get("/releases/search", "admin", q="مسودة").json()["total"] == 0
    assert server.http.delete(made["url"], headers=server.key("write")).status_code == 404
    back = restore(server, made)
    assert back.status_code == 200
    assert {**back.json(), "updated_at": made["updated_at"]} == made
    assert server.get("/releases/search", "admin", q="مسودة").json()["total"] == 1


def test_a_draft_that_older_rules_took_comes_back(server: Server) -> None:
    made = server.create(title="مسودة")
    with server.database.writing() as db:
        db.change(update(Release).values(title="\u200b"))
    discard(server, made)
    back = restore(server, made)
    assert (back.status_code, back.json()["title"]) == (200, "\u200b")


def test_what_was_not_discarded_is_not_restored(server: Server) -> None:
    for made, told in (
        (server.create(title="مسودة"), ("draft", "submit")),
        (server.publish(title="منشور"), ("published", "withdraw")),
    ):
        refused = restore(server, made)
        assert (refused.status_code, refused.json()["code"]) == (409, "action_impossible")
        assert all(word in refused.json()["detail"] for word in told)
    assert restore(server, {"url": f"/releases/{uuid4()}"}).status_code == 404


def test_what_is_published_is_not_deleted(server: Server) -> None:
    for gates, told in (
        ({}, ("published", "withdraw", "kill")),
        ({"publish_at": "2999-01-01T00:00:00Z"}, ("scheduled", "unschedule")),
    ):
        made = server.publish(title="منشور", **gates)
        response = server.http.delete(made["url"], headers=server.key("admin"))
        assert response.status_code == 409
        assert response.json()["code"] == "action_impossible"
        for word in told:
            assert word in response.json()["detail"]
        assert server.get(made["url"], "admin").json() == made


def test_the_id_of_a_discarded_draft_is_not_given_again(server: Server) -> None:
    at = f"/releases/{uuid4()}"
    server.http.put(at, json={"title": "مسودة"}, headers=server.key("write"))
    server.http.delete(at, headers=server.key("write"))
    response = server.http.put(at, json={"title": "غيرها"}, headers=server.key("write"))
    assert response.status_code == 409
    assert response.json()["code"] == "release_discarded"


def test_a_slug_is_free_once_its_draft_is_gone_and_the_restored_one_has_a_number(
    server: Server,
) -> None:
    made = server.create(slug="بيان", reference="م-١")
    discard(server, made)
    other = server.create(slug="بيان")
    assert restore(server, made).json()["slug"] == "بيان-2"
    discard(server, made)
    server.http.patch(other["url"], json={"slug": "غيره"}, headers=server.key("write"))
    assert restore(server, made).json()["slug"] == "بيان-2"


def test_a_reference_is_free_once_its_draft_is_gone_and_the_restored_one_must_wait(
    server: Server,
) -> None:
    made = server.create(reference="م-١")
    discard(server, made)
    other = server.create(reference="م-١")
    response = restore(server, made)
    assert (response.status_code, response.json()["code"]) == (409, "reference_taken")
    server.http.patch(other["url"], json={"reference": None}, headers=server.key("write"))
    assert restore(server, made).status_code == 200


def test_a_second_edition_keeps_the_first_from_coming_back(server: Server) -> None:
    source = server.create(title="أصل")
    first = server.create(title="First", language="en", translation_of=source["id"])
    discard(server, first)
    server.create(title="Second", language="en", translation_of=source["id"])
    response = restore(server, first)
    assert (response.status_code, response.json()["code"]) == (409, "edition_exists")


def test_a_source_cannot_come_back_beside_an_edition_in_its_language(server: Server) -> None:
    source = server.create(title="أصل")
    edition = server.create(title="Edition", language="en", translation_of=source["id"])
    discard(server, source)
    arabic = server.http.patch(edition["url"], json={"language": "ar"}, headers=server.key("write"))
    assert arabic.status_code == 200, arabic.text
    response = restore(server, source)
    assert (response.status_code, response.json()["code"]) == (409, "edition_exists")


@pytest.mark.parametrize(
    ("method", "document"),
    [
        ("PATCH", {"title": "Edited"}),
        ("PUT", {"title": "Edited", "language": "en", "translation_of": None}),  # as it was read
    ],
)
def test_an_edition_can_be_changed_while_its_source_is_discarded(
    server: Server, method: str, document: dict[str, Any]
) -> None:
    source = server.create(title="أصل")
    edition = server.create(title="Edition", language="en", translation_of=source["id"])
    discard(server, source)
    assert server.get(edition["url"], "draft").json()["translation_of"] is None
    response = server.http.request(
        method, edition["url"], json=document, headers=server.key("write")
    )
    assert response.status_code == 200, response.text
    assert restore(server, source).status_code == 200
    assert server.get(edition["url"], "draft").json()["translation_of"] == source["id"]


def test_only_who_reads_of_a_killed_source_cuts_the_link_to_it(server: Server) -> None:
    source = server.publish(title="أصل")
    edition = server.publish(title="Edition", language="en", translation_of=source["id"])
    assert act(server, source, "kill").status_code == 200
    links = []
    for scope in ("publish", "admin"):
        read = server.get(edition["url"], scope).json()["translation_of"]
        document = {"title": "Edited", "language": "en", "translation_of": None}
        put = server.http.put(edition["url"], json=document, headers=server.key(scope))
        assert put.status_code == 200, put.text
        links.append((read, server.get(edition["url"], "admin").json()["translation_of"]))
    assert links == [(None, source["id"]), (source["id"], None)]


def test_no_translation_of_a_translation_comes_of_restoring(server: Server) -> None:
    first = server.create(title="أول")
    second = server.create(title="Second", language="en", translation_of=first["id"])
    third = server.create(title="Troisième", language="fr")
    discard(server, second)
    linked = server.http.patch(
        first["url"], json={"translation_of": third["id"]}, headers=server.key("write")
    )
    assert linked.status_code == 200
    response = restore(server, second)
    assert (response.status_code, response.json()["code"]) == (409, "translation_source_unfit")
