"""What the server adds to a release: summary, words, minutes, direction and dates."""

from tests.conftest import Server, Time

ARTICLE = (
    "استقبل الفريق أول الشيخ راشد بن عبدالله آل خليفة وزير الداخلية ، اللواء محـمود تـوفيق.\n"
    "\n"
    "وبعد الوصول إلى قلعة الشرطة ، أدى حرس الشرف، التحية."
)


def test_the_summary_is_the_first_paragraph_until_one_is_given(server: Server) -> None:
    made = server.create(body=f"\n\n  {ARTICLE}")
    assert made["summary"] == ARTICLE.partition("\n")[0]
    at, key = made["url"], server.key("publish")
    changed = server.http.patch(at, json={"body": "فقرة أخرى.\nثم"}, headers=key).json()
    assert changed["summary"] == "فقرة أخرى."
    given = server.http.patch(at, json={"summary": "موجز"}, headers=key).json()
    assert given["summary"] == "موجز"
    kept = server.http.patch(at, json={"body": "ثالثة."}, headers=key).json()
    assert kept["summary"] == "موجز"
    back = server.http.patch(at, json={"summary": None}, headers=key).json()
    assert back["summary"] == "ثالثة."


def test_a_long_first_paragraph_is_cut_at_a_word(server: Server) -> None:
    words = "تعزيز التعاون الأمني بين البحرين ومصر ، " * 40
    summary = server.create(body=words)["summary"]
    assert 450 < len(summary) <= 500
    assert summary.endswith("…")
    assert words.startswith(summary[:-1])
    assert words[len(summary) - 1] in " ،"
    assert len(server.create(body="ع" * 3000)["summary"]) == 500


def test_of_html_and_markdown_the_summary_is_plain_text(server: Server) -> None:
    html = "<h2>العنوان</h2><p>قال <b>الوزير</b> &amp; أضاف</p>"
    made = server.create(body=html, body_format="html")
    assert made["body"] == html
    assert made["summary"] == "العنوان"
    assert made["body_text"] == "العنوان\nقال الوزير & أضاف"
    marked = server.create(body="# العنوان\n\nقال **الوزير** كلمة", body_format="markdown")
    assert marked["body_text"] == "العنوان\nقال الوزير كلمة"
    assert marked["word_count"] == 4


def test_words_are_counted_and_minutes_rounded(server: Server) -> None:
    counts = {"": (0, 0), "كلمة": (1, 1), "كلمة " * 269: (269, 1), "كلمة " * 270: (270, 2)}
    for body, (words, minutes) in counts.items():
        made = server.create(body=body)
        assert (made["word_count"], made["reading_minutes"]) == (words, minutes)
    assert server.create(body="محـمود ، تـوفيق .")["word_count"] == 2


def test_direction_follows_language_and_script(server: Server) -> None:
    directions = {
        "ar": "rtl", "ar-BH": "rtl", "fa": "rtl", "ur": "rtl", "he": "rtl",
        "en": "ltr", "en-GB": "ltr", "tr": "ltr", "ku-Arab": "rtl", "ar-Latn": "ltr",
    }  # fmt: skip
    for language, direction in directions.items():
        made = server.create(language=language, title=f"خبر بلغة {language}", body="نص")
        assert made["direction"] == direction
        assert made["body_html"].startswith(f'<div dir="{direction}" lang="{language}">')


def test_a_language_tag_takes_its_customary_case(server: Server) -> None:
    assert server.create(language="EN-gb", title="A release")["language"] == "en-GB"


def test_a_hijri_date_is_of_the_releases_own_time_zone(server: Server, time: Time) -> None:
    late = "2026-11-24T22:30:00Z"  # half past one on the 25th in Manama, still the 24th in London
    time.passes(hours=6)
    here = server.publish(publish_at=late)
    there = server.publish(publish_at=late, timezone="Europe/London", title="خبر من لندن")
    assert here["published_hijri"] == {"iso": "1448-06-15", "ar": "١٥ جمادى الآخرة ١٤٤٨هـ"}
    assert there["published_hijri"]["iso"] == "1448-06-14"


def test_days_before_the_tables_have_no_hijri_date(server: Server) -> None:
    first = "0001-01-01T00:00:00Z"
    for zone in ("Asia/Bahrain", "America/New_York", "UTC"):
        made = server.publish(publish_at=first, timezone=zone, title=f"خبر قديم {zone}")
        assert made["published_at"] == first
        assert made["published_hijri"] is None
    assert server.get("/releases").json()["total"] == 3


def test_a_draft_has_no_date_of_publication(server: Server) -> None:
    made = server.create(publish_at="2020-01-01T00:00:00Z")
    assert made["published_at"] is made["published_hijri"] is None
    assert made["publish_at"] == "2020-01-01T00:00:00Z"
    assert made["version"] == 0


def test_every_documented_field_is_always_there(server: Server) -> None:
    made = server.publish(title="خ")
    read = server.get(made["url"]).json()
    nothing = {name: value for name, value in read.items() if value is None}
    empty = {name: value for name, value in read.items() if value == []}
    assert set(nothing) == {
        "reference", "translation_of", "subtitle", "dateline", "issuer", "embargoed_until",
        "corrected_at", "notice",
    }  # fmt: skip
    assert set(empty) == {
        "translations", "topics", "people", "organisations", "places", "keywords", "contacts",
        "media", "corrections",
    }  # fmt: skip
    assert read["type"] == "press_release"
    assert read["urgency"] == 5
    assert read["timezone"] == "Asia/Bahrain"
    assert read["body"] == read["summary"] == read["body_text"] == ""
    assert read["version"] == 1
