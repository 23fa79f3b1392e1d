"""The article is found in every spelling, and only what holds every word is found."""

import pytest

from tests.conftest import Server

SPELLINGS = [
    "محمود توفيق",
    "اللواء محـمود تـوفيق",
    "مع اجتماعات اللجنة الأمنية",
    "الإلكتروني",
    "الاتجار",
    "تأتي",
    "جمهوريه مصر العربيه",
    "المسؤولين",
    "وَزِيرُ الدَّاخِلِيَّة",
    "وزير الــداخــلية",
    "ﻣﺤﻤﻮد ﺗﻮﻓﻴﻖ",
    "عبد الفتاح السيسي",
    "راشد بن عبد الله",
    "  ،؛ الأمن !! السيبرانى ؟",
]
FOREIGN = ["كرة القدم", "زرافة", "البورصة", "محمود زرافة", "football"]
NOTHING = ["", "   ", "…", '"', "()", "*", "-", "؟!", "ـــ", "\u064b"]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_the_article_is_found(seeded: Server, typed: str) -> None:
    found = seeded.get("/releases/search", q=typed).json()
    assert found["total"] == 1
    assert found["items"][0]["slug"] == "bahrain-egypt"


@pytest.mark.parametrize("typed", FOREIGN + NOTHING)
def test_it_is_not_found_by_what_it_does_not_say(seeded: Server, typed: str) -> None:
    response = seeded.get("/releases/search", q=typed)
    assert response.status_code == 200
    assert response.json()["items"] == []
    assert response.json()["total"] == 0


@pytest.mark.parametrize(
    "typed",
    ['"', "محمود AND", "NEAR/2", "title:محمود", "{محمود", "^محمود", "محمود OR", "NOT", "a:b:c"],
)
def test_no_text_is_a_syntax_error(seeded: Server, typed: str) -> None:
    assert seeded.get("/releases/search", q=typed).status_code == 200


def test_the_query_says_how_it_was_understood(seeded: Server) -> None:
    found = seeded.get("/releases/search", q="وَزيرُ الــداخلية").json()
    assert found["query"] == {"text": "وَزيرُ الــداخلية", "terms": ["وزير", "الداخليه"]}


def test_filters_narrow_what_is_found(seeded: Server) -> None:
    seeded.publish(title="محمود توفيق في القاهرة", language="ar", type="statement")
    everything = seeded.get("/releases/search", q="محمود توفيق").json()
    assert everything["total"] == 2
    narrowed = seeded.get("/releases/search", q="محمود توفيق", type="statement").json()
    assert [item["title"] for item in narrowed["items"]] == ["محمود توفيق في القاهرة"]
    person = seeded.get("/releases/search", q="محمود", person="mahmoud-tawfik").json()
    assert [item["slug"] for item in person["items"]] == ["bahrain-egypt"]


def test_pages_of_what_is_found_hold_every_release_once(server: Server) -> None:
    for number in range(7):
        server.publish(title=f"زيارة رسمية {number}")
    seen, path = [], "/releases/search?q=زياره&limit=3"
    while path:
        page = server.get(path).json()
        assert page["total"] == 7
        seen += [item["title"] for item in page["items"]]
        path = page["links"]["next"]
    assert seen == [f"زيارة رسمية {number}" for number in reversed(range(7))]


def test_a_change_of_the_text_changes_what_finds_it(server: Server) -> None:
    made = server.publish(title="افتتاح مستشفى")
    server.http.patch(made["url"], json={"title": "افتتاح مدرسة"}, headers=server.key("publish"))
    assert server.get("/releases/search", q="مستشفى").json()["total"] == 0
    assert server.get("/releases/search", q="مدرسه").json()["total"] == 1


def test_a_discarded_draft_is_found_again_once_it_is_restored(server: Server) -> None:
    made = server.create(title="مسودة عن المحرق")

    def found() -> int:
        total: int = server.get("/releases/search", "draft", q="المحرق").json()["total"]
        return total

    assert found() == 1
    server.http.delete(made["url"], headers=server.key("write"))
    assert found() == 0
    server.http.post(f"{made['url']}/restore", headers=server.key("write"))
    assert found() == 1
