"""The article is found in every spelling and by none of the foreign queries; filters narrow."""

from typing import Any

import pytest

from tests.conftest import Server

# design/search.md: «The article must be found, first, by … and by none of …»
FOUND = [
    "محمود توفيق",
    "اللواء محمود توفيق",
    "راشد بن عبدالله آل خليفة",
    "وزير الداخلية",
    "وزيرُ الدّاخليّةِ",
    "وزير الــداخــلية",
    "وزارة الداخلية المصرية",
    "داخليه مصر",
    "الأمن السيبراني",
    "امن سيبراني",
    "الهجمات السيبرانيه",
    "طائرات مسيرة",
    "درون",
    "الذكاء الاصطناعي",
    "حماية الأطفال",
    "حمايه الطفل في الفضاء الإلكتروني",
    "مكافحه المخدرات",
    "الاتجار بالأشخاص",
    "قلعة الشرطة",
    "مطار البحرين الدولي",
    "محافظة المحرق",
    "المسؤولين",
    "مسؤولي البلدين",
    "السجون المفتوحة",
    "عبد الفتاح السيسي",
    "ﻣﺤﻤﻮد ﺗﻮﻓﻴﻖ",
    "وسائل التواصل الإجتماعي",
    "المختبر الجنائى",
    "زياره ناجحه",
    "تأتي",
]
FOREIGN = [
    "كرة القدم",
    "أسعار النفط",
    "زرافة",
    "البورصة",
    "طقس الغد",
    "مسلسل رمضان",
    "تأشيرة سياحية",
    "وصفة الكبسة",
    "درجات الحرارة",
    "سباق الخيل",
]
ALSO_FOUND = [
    "مع اجتماعات اللجنة الأمنية",
    "جمهوريه مصر العربيه",
    "وَزِيرُ الدَّاخِلِيَّة",
    "راشد بن عبد الله",
    "  ،؛ الأمن !! السيبرانى ؟",
    "العربية الشقيقة والوفد المرافق إلى",
]
NOTHING = ["", "   ", "…", '"', "()", "*", "-", "؟!", "ـــ", "\u064b", "-زرافة", "football"]
OTHERS = [
    ("كرة القدم: ختام دوري المحرق", "اختتمت منافسات كرة القدم في المحرق."),
    ("أسعار النفط ترتفع", "ارتفعت أسعار النفط في البورصة، وفق وزارة النفط المصرية."),
    ("طقس الغد", "درجات الحرارة في البحرين ومصر غدا مرتفعة، والأمن المائي مستقر."),
    ("معرض الطيران الدولي", "يستضيف مطار البحرين الدولي طائرات من دول عدة."),
    ("زيارة وفد من المحافظة", "استقبل المحافظ عددا من المسؤولين ، في زيارة رسمية."),
    ("حملة لمكافحة المخدرات", "نظمت وزارة الداخلية حملة توعية عن المخدرات."),
]


@pytest.fixture
def among_others(seeded: Server) -> Server:
    """Return a server in which other releases share words with the article."""
    for title, body in OTHERS:
        seeded.publish(title=title, body=body)
    return seeded


def test_the_article_is_found_in_every_spelling(seeded: Server) -> None:
    assert len(FOUND) == 30
    for typed in FOUND + ALSO_FOUND:
        found = seeded.get("/releases/search", q=typed).json()
        assert [item["slug"] for item in found["items"]] == ["bahrain-egypt"], typed
        assert found["total"] == 1, typed
        assert found["query"]["relaxed"] is False, typed


def test_it_is_found_by_no_foreign_query(seeded: Server) -> None:
    assert len(FOREIGN) == 10
    for typed in FOREIGN + NOTHING:
        response = seeded.get("/releases/search", q=typed)
        assert response.status_code == 200, typed
        assert response.json()["items"] == [], typed
        assert response.json()["total"] == 0, typed


def test_among_others_it_is_first_for_what_only_it_holds(among_others: Server) -> None:
    for typed in FOUND:
        if typed in {"مطار البحرين الدولي", "مكافحه المخدرات", "المسؤولين", "طائرات مسيرة"}:
            continue  # other releases have these in their titles
        found = among_others.get("/releases/search", q=typed, fields="slug").json()
        assert found["items"][0]["slug"] == "bahrain-egypt", typed
    for typed in FOREIGN:
        found = among_others.get("/releases/search", q=typed, fields="slug").json()
        assert "bahrain-egypt" not in [item["slug"] for item in found["items"]][:1], typed


def test_the_query_says_how_it_was_understood(seeded: Server) -> None:
    found = seeded.get("/releases/search", q="ما هي وَزارةُ الــداخلية").json()
    assert found["query"] == {
        "text": "ما هي وَزارةُ الــداخلية",
        "terms": ["وزاره", "الداخليه"],
        "relaxed": False,
        "suggestion": None,
    }


@pytest.mark.parametrize(
    ("typed", "match", "total"),
    [
        ("وزاره الداخليه المصريه", "auto", 1),
        ("الوزارات", "exact", 0),  # the article says «وزارات»
        ("الداخليه", "exact", 1),
        ('"محمود توفيق"', "auto", 1),
        ('"توفيق محمود"', "auto", 0),
        ('"اجتماعات اللجنة الأمنية"', "auto", 1),
        ('"اجتماع اللجنة الأمنية"', "auto", 0),
        ("الأمن -مصر", "auto", 0),
        ("الأمن -زرافة", "auto", 1),
        ('الأمن -"محمود توفيق"', "auto", 0),
        ("title:الأمني", "auto", 1),
        ("title:القلعة", "auto", 0),
        ("سيبر*", "auto", 1),
        ("السيبر*", "auto", 1),
        ("زراف*", "auto", 0),
        ("محمود title:البحرين -كرة", "auto", 1),
    ],
)
def test_the_query_language(seeded: Server, typed: str, match: str, total: int) -> None:
    assert seeded.get("/releases/search", q=typed, match=match).json()["total"] == total


def test_filters_narrow_what_is_found(seeded: Server) -> None:
    seeded.publish(title="محمود توفيق في القاهرة", language="ar", type="statement")
    old = "2020-05-01T09:00:00Z"
    seeded.publish(title="محمود توفيق", publish_at=old, keywords=["أمــن"], language="en")

    def found(**filters: Any) -> list[str]:
        items = seeded.get("/releases/search", q="محمود توفيق", **filters).json()["items"]
        return sorted(item["title"][:12] for item in items)

    assert len(found()) == 3
    assert found(type="statement") == ["محمود توفيق "]
    assert found(person="mahmoud-tawfik") == ["وزير الداخلي"]
    assert found(issuer="ministry-of-interior-bahrain") == ["وزير الداخلي"]
    assert found(person="nobody") == []
    assert found(until="2020-05-01") == ["محمود توفيق"]
    assert found(since="2020-05-02", language="ar") == ["محمود توفيق ", "وزير الداخلي"]
    assert found(keyword="امن") == ["محمود توفيق"]
    assert found(hijri="1441-09") == ["محمود توفيق"]
    assert found(missing_translation="en", type="statement") == ["محمود توفيق "]
    assert len(found(state="published")) == 3


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


def test_a_release_is_found_by_its_reference(server: Server) -> None:
    server.publish(title="السجون المفتوحة", reference="MOI-2026-0147")
    server.publish(title="السجون القديمة", reference="MOI-2026-0148")
    items = server.get("/releases/search", q="MOI-2026-0147").json()["items"]
    assert [item["reference"] for item in items] == ["MOI-2026-0147"]


def test_terms_are_shown_as_they_were_typed(server: Server) -> None:
    typed = 'title:الوزير "الأمن العام" سيبر* COVID-19 وزارة'
    terms = server.get("/releases/search", q=typed).json()["query"]["terms"]
    assert terms == ["وزاره", "title:الوزير", '"الامن العام"', "سيبر*", '"covid 19"']


def test_choices_are_listed_in_the_language_of_the_reader(server: Server) -> None:
    refused = server.get("/releases/search", q="مصر", match="fuzzy").json()
    assert refused["errors"][0]["detail"] == "القيم الممكنة: 'auto' أو 'exact'."
    english = {"Accept-Language": "en"}
    answer = server.http.get("/releases/search?q=a&match=fuzzy", headers=english).json()
    assert answer["errors"][0]["detail"] == "The value must be one of 'auto' or 'exact'."


def test_of_many_that_hold_the_words_those_about_them_are_found_however_old(
    server: Server,
) -> None:
    for title, body in (
        ("الأمن السيبراني", "عنوان"),
        ("خبر", "ناقش الجانبان الأمن السيبراني في المنامة"),
        ("خبر", "الأمن والتعاون ثم التدريب السيبراني والتقني"),
        ("خبر", "الأمن السيبرانية"),  # not as it is spelled
    ):
        server.publish(title=title, body=body)
    for number in range(70):
        server.publish(title=f"خبر {number}", body="السيبراني من أخبار الأمن")
    for match, total in (("auto", 74), ("exact", 73)):
        found = server.get("/releases/search", q="الأمن السيبراني", match=match).json()
        assert found["total"] == total
        assert found["items"][0]["title"] == "الأمن السيبراني"
        near = [item["highlights"]["body"][0] for item in found["items"][1:3]]
        assert any("<mark>الأمن</mark> <mark>السيبراني</mark> في" in body for body in near)
        following: list[str] = [item["title"] for item in found["items"]]
        link = found["links"]["next"]
        while link:
            page = server.http.get(link).json()
            following += [item["title"] for item in page["items"]]
            link = page["links"]["next"]
        assert len(following) == total
