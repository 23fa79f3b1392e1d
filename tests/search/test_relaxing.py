"""When too few releases hold every word, those that hold some are found, and the answer says so."""

import pytest

from app.search import finding
from tests.conftest import Server


def publish(server: Server, *titles: str) -> None:
    for title in titles:
        server.publish(title=title)


def test_few_with_every_word_are_joined_by_those_with_some(server: Server) -> None:
    publish(server, "افتتاح جسر المحرق", "افتتاح مستشفى", "إغلاق جسر", "معرض الكتاب")
    found = server.get("/releases/search", q="افتتاح الجسر").json()
    assert found["query"]["relaxed"] is True
    assert found["total"] == 3
    assert found["items"][0]["title"] == "افتتاح جسر المحرق"


def test_ten_with_every_word_are_enough(server: Server) -> None:
    publish(server, *(f"افتتاح جسر {number}" for number in range(10)), "إغلاق جسر")
    found = server.get("/releases/search", q="افتتاح الجسر").json()
    assert found["query"]["relaxed"] is False
    assert found["total"] == 10


def test_what_is_asked_for_by_a_sign_is_never_relaxed(server: Server) -> None:
    publish(server, "افتتاح جسر المحرق", "افتتاح مستشفى المحرق", "إغلاق الجسر")
    for typed, total in (
        ('"جسر المحرق" افتتاح إغلاق', 1),
        ("title:جسر افتتاح مستشفى", 1),
        ("مستش* افتتاح جسر", 1),
        ("افتتاح جسر -المحرق", 1),
    ):
        assert server.get("/releases/search", q=typed).json()["total"] == total, typed


def test_exact_is_never_relaxed(server: Server) -> None:
    publish(server, "افتتاح جسر المحرق", "افتتاح مستشفى")
    found = server.get("/releases/search", q="افتتاح جسر", match="exact").json()
    assert (found["total"], found["query"]["relaxed"]) == (1, False)
    found = server.get("/releases/search", q="افتتاح الجسر", match="exact").json()
    assert (found["total"], found["query"]["relaxed"]) == (0, False)


def test_a_filter_decides_what_is_few(server: Server) -> None:
    publish(server, *(f"افتتاح جسر {number}" for number in range(12)))
    server.publish(title="افتتاح جسر", type="speech")
    server.publish(title="افتتاح مدرسة", type="speech")
    found = server.get("/releases/search", q="افتتاح جسر", type="speech").json()
    assert (found["total"], found["query"]["relaxed"]) == (2, True)
    assert [item["title"] for item in found["items"]] == ["افتتاح جسر", "افتتاح مدرسة"]


def test_too_common_words_weigh_but_are_not_looked_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(server, *(f"بيان الوزارة {number}" for number in range(12)))
    publish(server, "زرافة في المحرق", "زرافة الوزارة")
    monkeypatch.setattr(finding, "COMMON", 10)
    found = server.get("/releases/search", q="زرافة الوزارة").json()
    assert found["query"]["relaxed"] is True
    assert [item["title"] for item in found["items"]] == ["زرافة الوزارة", "زرافة في المحرق"]
    assert found["total"] == 2


def test_a_word_that_nothing_holds_is_looked_for_as_it_is_meant(server: Server) -> None:
    publish(server, "افتتاح جسر المحرق", "إغلاق مستشفى السلمانية", "معرض الكتاب")
    found = server.get("/releases/search", q="المستشفى السلمنية").json()
    assert found["query"]["relaxed"] is True
    assert found["query"]["suggestion"] == "المستشفى السلمانية"
    [item] = found["items"]
    assert item["highlights"]["title"] == "إغلاق <mark>مستشفى</mark> <mark>السلمانية</mark>"


def test_a_word_that_only_a_draft_holds_is_no_mistake_to_who_sees_it(server: Server) -> None:
    publish(server, "افتتاح جسر المحرق", "زرافات في الحديقة")
    server.create(title="زرافاث عند الجسر")
    public = server.get("/releases/search", q="زرافاث الجسر").json()
    assert public["query"]["suggestion"] == "زرافات الجسر"
    editor = server.get("/releases/search", "draft", q="زرافاث الجسر").json()
    assert editor["query"]["suggestion"] is None
    assert editor["items"][0]["title"] == "زرافاث عند الجسر"
