"""`fields=`: what was asked for and no more; a wrong name is answered with the nearest."""

from app.access.scopes import Scope
from tests.conftest import Server

BODY = {"body", "body_format", "body_html", "body_text"}


def test_a_list_leaves_out_the_body_unless_it_is_picked(server: Server) -> None:
    made = server.publish(body="نص")
    [item] = server.get("/releases").json()["items"]
    assert set(made) - set(item) == {*BODY, "ed_note", "needs_review"}
    [picked] = server.get("/releases", fields="body,body_html").json()["items"]
    assert picked == {"body": made["body"], "body_html": made["body_html"]}


def test_fields_are_given_once_or_often_in_any_order(server: Server) -> None:
    made = server.publish()
    wanted = {"title": made["title"], "published_at": made["published_at"]}
    for asked in (
        "fields=title,published_at",
        "fields=published_at,title,title",
        "fields=title&fields=published_at",
        "fields=title,%20published_at",
    ):
        assert server.get(f"{made['url']}?{asked}").json() == wanted
        assert server.get(f"/releases?{asked}").json()["items"] == [wanted]
    assert server.get(f"/releases/{made['slug']}", fields="id").json() == {"id": made["id"]}


def test_a_page_keeps_its_total_and_links(server: Server) -> None:
    server.publish()
    page = server.get("/releases", fields="title").json()
    assert set(page) == {"items", "total", "links"}


def test_a_wrong_name_is_answered_with_the_nearest(server: Server) -> None:
    made = server.publish()
    wrong = {"titel": "title", "publishedat": "published_at", "body_htm": "body_html"}
    for name, nearest in wrong.items():
        for path in ("/releases", made["url"], "/releases/لا-شيء"):
            response = server.get(path, fields=f"id,{name}")
            assert response.status_code == 422
            [error] = response.json()["errors"]
            assert (error["parameter"], error["code"]) == ("fields", "unknown_field")
            assert nearest in error["detail"]
    for name in ("", "key", "listed_at", "discarded_at", "revision", "summary_is_made", "عنوان"):
        assert server.get("/releases", fields=name).status_code == 422
        assert server.get(made["url"], "admin", fields=name).status_code == 422


def test_what_only_editors_see_is_unknown_to_the_others(server: Server) -> None:
    made = server.publish(ed_note="سر المهنة")
    for scope in (None, "embargo", "draft"):
        for path in ("/releases", made["url"]):
            plain = server.get(path, scope)
            assert "سر المهنة" not in plain.text
            assert "ed_note" not in plain.text
            assert server.get(path, scope, fields="ed_note").status_code == 422
    editors: list[Scope] = ["write", "publish", "admin"]
    for scope in editors:
        assert server.get(made["url"], scope).json()["ed_note"] == "سر المهنة"
        assert server.get(made["url"], scope, fields="ed_note").json() == {"ed_note": "سر المهنة"}
        assert server.get("/releases", scope).json()["items"][0]["ed_note"] == "سر المهنة"
