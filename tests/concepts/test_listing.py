"""`GET /concepts`: by name in Arabic order, found by any word of any name, a page at a time."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.concepts.conftest import Make
from tests.conftest import Server


def ids(server: Server, **asked: Any) -> list[str]:
    """Return the ids that an editor is answered, in their order."""
    answer = server.get("/concepts", "draft", **asked)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["items"]]


def turned(server: Server, path: str | None, onward: str) -> Iterator[dict[str, Any]]:
    """Yield one page after the other, in the direction that a link leads."""
    while path:
        page = server.get(path, "draft").json()
        yield page
        path = page["links"][onward]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("توفيق", "mahmoud-tawfik"),
        ("محـمود تـوفيق", "mahmoud-tawfik"),
        ("توفيق محمود", "mahmoud-tawfik"),
        ("مَحْمُود", "mahmoud-tawfik"),
        ("توف", "mahmoud-tawfik"),
        ("TAWF", "mahmoud-tawfik"),
        ("محمود tawfik", "mahmoud-tawfik"),
        ("لواء", "mahmoud-tawfik"),
        ("اللواء مح", "mahmoud-tawfik"),
        ("وزاره الداخليه", "moi"),
        ("وزارة داخلية", "moi"),
        ("داخ", "moi"),
        ("الداخ", "moi"),
        ("الداخليه", "moi"),
        ("أمن السيبرانى", "cyber"),
        ("الامن", "cyber"),
        ("الأشخاص", "trafficking"),
        ("اشخاص", "trafficking"),
        ("المنامة", "manama"),
        ("عبد الله", "abdullah"),
        ("عبدالله", "abdullah"),
        ("الله", "abdullah"),
        ("khal", "abdullah"),
        ("زرافة", None),
        ("حمود", None),
        ("محمود زرافة", None),
        ("", None),
        ("؟ %", None),
        ("_", None),
    ],
)
def test_any_word_of_any_name_finds_in_any_spelling(
    server: Server, make: Make, typed: str, found: str | None
) -> None:
    names = {"ar": "محـمود تـوفيق", "en": "Mahmoud Tawfik"}
    make(id="mahmoud-tawfik", name=names, aliases=["اللواء محمود توفيق"])
    make(id="abdullah", name={"ar": "راشد بن عبد الله", "en": "Rashid Al-Khalifa"})
    make("وزارة الداخلية", id="moi", kind="organisation")
    make("الأمن السيبراني", id="cyber", kind="topic")
    make("الاتجار بالأشخاص", id="trafficking", kind="topic")
    make("منامة", id="manama", kind="place")
    assert ids(server, q=typed) == ([found] if found else [])


def test_they_stand_in_arabic_order_and_the_article_is_passed_over(
    server: Server, make: Make
) -> None:
    for name in ("الوزارة", "إسكان", "بيت", "الأمن", "ألمانيا", "Bahrain", "٣ نجوم"):
        make(name, kind="topic")
    listed = server.get("/concepts", "draft").json()["items"]
    order = ["٣ نجوم", "Bahrain", "إسكان", "ألمانيا", "الأمن", "بيت", "الوزارة"]
    assert [one["name"]["ar"] for one in listed] == order
    assert ids(server, sort="name") == [one["id"] for one in listed]


def test_kinds_are_or(server: Server, make: Make) -> None:
    made = {kind: make("البحرين", kind=kind)["id"] for kind in ("topic", "person", "place")}
    assert ids(server, kind="place") == [made["place"]]
    assert set(ids(server, kind=["place", "topic"])) == {made["place"], made["topic"]}
    assert ids(server, kind=["organisation"], q="بحر") == []


def test_pages_are_turned_there_and_back(server: Server, make: Make) -> None:
    same = [make("مدينة", kind=kind)["id"] for kind in ("topic", "person", "organisation", "place")]
    every = sorted(same) + [make(f"مدينة {letter}")["id"] for letter in "أبتثج"]
    pages = list(turned(server, "/concepts?limit=2&q=مدينة", "next"))
    assert [one["id"] for page in pages for one in page["items"]] == every
    assert [page["total"] for page in pages] == [len(every)] * 5
    back = list(turned(server, pages[-1]["links"]["self"], "prev"))[::-1]
    assert [one["id"] for page in back for one in page["items"]] == every
    first = server.get("/concepts", "draft", limit=1)
    link = re.findall(r'<([^>]+)>; rel="(\w+)"', first.headers["link"])
    assert {rel: url for url, rel in link} == {
        rel: url for rel, url in first.json()["links"].items() if url
    }


def test_a_row_that_comes_or_goes_neither_repeats_nor_hides_another(
    server: Server, make: Make
) -> None:
    for letter in "بتثج":
        make(letter)
    page = server.get("/concepts", "draft", limit=2).json()
    make("أ")
    server.http.delete(page["items"][1]["url"], headers=server.key("write"))
    onward = server.get(page["links"]["next"], "draft").json()
    assert [one["name"]["ar"] for one in onward["items"]] == ["ث", "ج"]


@pytest.mark.parametrize(
    "asked",
    [
        *({"limit": 0}, {"limit": 101}, {"sort": "-name"}, {"kind": "شخص"}, {"q": "م" * 201}),
        *({"cursor": "x"}, {"cursor": "WyJuYW1lIiwgImEiLCA3LCAwXQ"}, {"name": "محمود"}),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(server: Server, asked: dict[str, Any]) -> None:
    answer = server.get("/concepts", **asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == next(iter(asked))


def test_a_cursor_of_releases_is_none_of_concepts(server: Server, make: Make) -> None:
    for title in ("أ", "ب"):
        server.publish(title=title)
        make(title)
    of_releases = server.get("/releases", limit=1, sort="title").json()["links"]["next"]
    cursor = of_releases.partition("cursor=")[2]
    assert server.get("/concepts", cursor=cursor).status_code == 422


def test_who_has_the_page_is_told_so(server: Server, make: Make) -> None:
    make("محمود توفيق")
    tag = server.get("/concepts", "draft").headers["etag"]
    again = {"If-None-Match": tag, **server.key("draft")}
    assert server.http.get("/concepts", headers=again).status_code == 304
    make("راشد")
    assert server.http.get("/concepts", headers=again).status_code == 200
