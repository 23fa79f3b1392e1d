"""Orders of the list: by publication, by change, and by title as Arabic readers expect."""

from datetime import timedelta
from uuid import UUID

from tests.conftest import Server, Time

# in alphabetical order: ال at the beginning, hamza, tatweel and tashkeel change nothing
IN_ORDER = [
    "2026 عام الخط العربي",
    "Bahrain",
    "zayed",
    "الأمن أولا",
    "آمنة تفتتح المعرض",
    "أمير البحرين",
    "إيران",
    "البحرين",
    "بَرّ الأمان",
    "تـونس",
    "الثقافة",
    "ثمار التعاون",
    "خبر",
    "الدفاع المدني",
    "«ذاكرة» المنامة",
    "الشرطة",
    "غزة",
    "القلعة",
    "كلمة الوزير",
    "ليبيا",
    "مملكة البحرين",
    "النشرة",
    "هيئة الكهرباء",
    "وزارة الداخلية",
    "يوم المرأة",
]


def titles(server: Server, sort: str) -> list[str]:
    page = server.get("/releases", sort=sort, limit=100).json()
    return [item["title"] for item in page["items"]]


def test_titles_stand_in_arabic_order_without_the_article(server: Server) -> None:
    for title in [*IN_ORDER[1::2], *IN_ORDER[::2]]:
        server.publish(title=title)
    assert titles(server, "title") == IN_ORDER


def test_the_newest_stands_first_unless_asked_otherwise(server: Server, time: Time) -> None:
    for title in ("أول", "ثان", "ثالث"):
        server.publish(title=title)
        time.passes(hours=1)
    server.publish(title="قديم", publish_at="2020-01-01T00:00:00+03:00")
    newest = ["ثالث", "ثان", "أول", "قديم"]
    assert titles(server, "-published_at") == newest
    assert titles(server, "published_at") == newest[::-1]
    assert [item["title"] for item in server.get("/releases").json()["items"]] == newest


def test_the_lifting_of_an_embargo_makes_it_new(server: Server, time: Time) -> None:
    until = time.now + timedelta(hours=2)
    server.publish(title="محظور", embargoed_until=until.isoformat())
    time.passes(hours=1)
    server.publish(title="بعده")
    time.passes(hours=1)
    assert titles(server, "-published_at") == ["محظور", "بعده"]


def test_what_was_changed_last_stands_first(server: Server, time: Time) -> None:
    made = [server.publish(title=title) for title in ("أول", "ثان", "ثالث")]
    for release in (made[1], made[0]):
        time.passes(minutes=1)
        server.http.patch(
            release["url"], json={"urgency": 1}, headers=server.key("publish")
        ).raise_for_status()
    assert titles(server, "-updated_at") == ["أول", "ثان", "ثالث"]


def test_ties_are_parted_by_the_id(server: Server, time: Time) -> None:
    at = time.now.isoformat()
    made = sorted(UUID(server.publish(publish_at=at)["id"]) for _ in range(8))
    for sort in ("published_at", "-published_at", "-updated_at", "title"):
        page = server.get("/releases", sort=sort).json()
        ids = [UUID(item["id"]) for item in page["items"]]
        assert ids == (made[::-1] if sort.startswith("-") else made)
