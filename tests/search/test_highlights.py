"""Highlights are cut from the original: every mark holds a whole word, as it was written."""

import re

import pytest

from app.search import highlight
from tests.conftest import Server


def test_the_original_word_is_marked_with_its_tatweel(seeded: Server) -> None:
    found = seeded.get("/releases/search", q="العربية الشقيقة والوفد المرافق إلى").json()
    body = "\n".join(found["items"][0]["highlights"]["body"])
    assert "<mark>الــعربــية</mark> <mark>الــشقيقة</mark> <mark>والوفد</mark>" in body


def test_the_title_is_marked_too(seeded: Server) -> None:
    found = seeded.get("/releases/search", q="وزير الداخليه").json()
    title = found["items"][0]["highlights"]["title"]
    assert title.startswith("<mark>وزير</mark> <mark>الداخلية</mark> يؤكد على تعزيز")


def test_what_is_marked_is_the_text_itself(seeded: Server) -> None:
    article = seeded.get("/releases/bahrain-egypt").json()["body"]
    found = seeded.get("/releases/search", q="الأمن").json()
    for passage in found["items"][0]["highlights"]["body"]:
        assert re.sub("</?mark>", "", passage).strip("… ") in article


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("وَزيرُ الدّاخليّةِ", ["الداخليه"], "وَزيرُ <mark>الدّاخليّةِ</mark>"),
        ("الأمـن <b>&", ["الامن"], "<mark>الأمـن</mark> &lt;b&gt;&amp;"),
        ("«محمود»،محمود", ["محمود"], "«<mark>محمود</mark>»،<mark>محمود</mark>"),
        ("عبد الله بن عيسى", ["عبدالله"], "<mark>عبد الله</mark> بن عيسى"),
        ("\u200fمصر\u200f", ["مصر"], "\u200f<mark>مصر</mark>\u200f"),
        ("لا شيء", ["محمود"], "لا شيء"),
        ("", ["محمود"], ""),
    ],
)
def test_a_headline_is_marked(text: str, terms: list[str], marked: str) -> None:
    assert highlight.headline(text, terms) == marked


def test_passages_are_short_few_and_the_fullest_first() -> None:
    text = "محمود " + "كلمة " * 200 + "محمود توفيق " + "كلمة " * 200 + "توفيق " + "كلمة " * 99
    passages = highlight.passages(text, ["محمود", "توفيق"])
    assert len(passages) == 3
    assert "<mark>محمود</mark> <mark>توفيق</mark>" in passages[0]
    assert all(len(passage.split()) <= 32 for passage in passages)


def test_a_text_that_does_not_say_it_has_no_passages() -> None:
    assert highlight.passages("كلمة " * 50, ["محمود"]) == []
