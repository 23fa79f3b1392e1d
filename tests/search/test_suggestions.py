"""While somebody types: names of what visible releases are about, and their titles."""

from typing import Any

import pytest

from tests.conftest import Server, Time

SECRET = {"name": {"ar": "المشروع السري", "en": "Secret Project"}}


def suggested(server: Server, typed: str, **more: Any) -> list[tuple[str, str]]:
    answer = server.get("/releases/suggestions", q=typed, **more)
    assert answer.status_code == 200, answer.text
    return [(one["kind"], one["text"]) for one in answer.json()["items"]]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("محمو", ("person", "محمود توفيق")),
        ("محـمود تـ", ("person", "محمود توفيق")),
        ("توفيق", ("person", "محمود توفيق")),
        ("Mahm", ("person", "Mahmoud Tawfik")),
        ("الأمن السيب", ("topic", "الأمن السيبراني")),
        ("الامن السيبرانى", ("topic", "الأمن السيبراني")),
        ("وزاره الداخليه المص", ("organisation", "وزارة الداخلية المصرية")),
        ("قلعه", ("place", "قلعة الشرطة")),
        ("سيبر", ("topic", "الأمن السيبراني")),
        ("اتجار", ("topic", "الاتجار بالأشخاص")),
        ('"محمود', ("person", "محمود توفيق")),
    ],
)
def test_names_go_on_in_any_spelling(seeded: Server, typed: str, name: tuple[str, str]) -> None:
    assert suggested(seeded, typed)[0] == name


def test_titles_go_on_from_their_last_word(seeded: Server) -> None:
    [one] = seeded.get("/releases/suggestions", q="وزيرُ الداخليه يؤ").json()["items"]
    article = seeded.get("/releases/bahrain-egypt").json()
    assert (one["kind"], one["id"], one["url"]) == ("release", article["id"], article["url"])
    assert one["text"] == article["title"]
    assert one["highlight"].startswith("<mark>وزير</mark> <mark>الداخلية</mark> <mark>يؤكد</mark>")


def test_the_newest_titles_are_first_and_few(server: Server) -> None:
    for number in range(12):
        server.publish(title=f"زيارة رسمية {number}", language=("ar", "fa")[number % 2])
    titles = [f"زيارة رسمية {number}" for number in range(11, 3, -1)]
    assert [text for _, text in suggested(server, "زياره رس")] == titles
    assert len(suggested(server, "زيا", limit=3)) == 3
    assert [text for _, text in suggested(server, "زيا", language="fa", limit=1)] == titles[:1]


@pytest.mark.parametrize("typed", ["", " ", "؟", "و", "زراف", "ال", '"(*', "a"])
def test_nothing_is_suggested_for_nothing(seeded: Server, typed: str) -> None:
    assert suggested(seeded, typed) == []


def test_what_is_hidden_suggests_nothing(server: Server, time: Time) -> None:
    server.create(title="مسودة المشروع", topics=[SECRET])
    later = "2026-11-25T00:00:00Z"
    server.publish(title="خبر المشروع", embargoed_until=later, issuer=SECRET)
    assert suggested(server, "المشرو") == suggested(server, "secret") == []
    items = server.get("/releases/suggestions", "draft", q="المشرو").json()["items"]
    assert [one["text"] for one in items] == [
        "المشروع السري",
        "المشروع السري",
        "خبر المشروع",
        "مسودة المشروع",
    ]
    time.passes(hours=5)
    assert suggested(server, "المشرو") == [
        ("organisation", "المشروع السري"),
        ("release", "خبر المشروع"),
    ]


def test_names_and_titles_share_the_room(server: Server) -> None:
    for number in range(9):
        server.publish(
            title=f"البحرين {number}", topics=[{"name": {"ar": f"البحرين اليوم {number}"}}]
        )
    kinds = [kind for kind, _ in suggested(server, "البحر")]
    assert kinds == ["topic"] * 4 + ["release"] * 4


def test_answers_can_be_validated(seeded: Server) -> None:
    answer = seeded.get("/releases/suggestions", q="محمو")
    again = seeded.http.get(
        "/releases/suggestions",
        params={"q": "محمو"},
        headers={"If-None-Match": answer.headers["etag"]},
    )
    assert again.status_code == 304
    assert seeded.get("/releases/suggestions", q="م" * 201).status_code == 422
    assert seeded.get("/releases/suggestions", q="محمو", limit=21).status_code == 422
    assert seeded.get("/releases/suggestions").status_code == 422
