"""Slugs: made from titles or chosen, one spelling, unique per language."""

from typing import Any

from tests.conftest import Server


def refused(server: Server, **document: Any) -> tuple[int, str, str]:
    """Return status, code and pointer of a release that cannot have its slug."""
    response = server.http.post(
        "/releases", json={"title": "خبر", **document}, headers=server.key("write")
    )
    body = response.json()
    return response.status_code, body["code"], body["errors"][0]["pointer"]


def test_it_is_made_from_the_title(server: Server) -> None:
    slugs = {
        "وزيـر الـداخلية يستقبل نظـيره": "وزير-الداخلية-يستقبل-نظيره",
        "الْأَمْنُ السيبراني: «خطة» جديدة!": "الأمن-السيبراني-خطة-جديدة",
        "  ٣٠٠ رجل إطفاء ، و 15 سيارة  ": "٣٠٠-رجل-إطفاء-و-15-سيارة",
        "Bahrain & EGYPT: Joint_Committee": "bahrain-egypt-joint-committee",
    }
    for title, slug in slugs.items():
        assert server.create(title=title)["slug"] == slug


def test_it_is_cut_at_a_word_within_eighty_characters(server: Server) -> None:
    title = "وزير الداخلية يؤكد على تعزيز قوة الترابط الأمني وما تنعم به البحرين ومصر من علاقات"
    slug = server.create(title=title)["slug"]
    whole = title.replace(" ", "-")
    assert len(slug) <= 80
    assert whole.startswith(f"{slug}-")
    assert server.create(title="ع" * 200)["slug"] == "ع" * 80
    again = server.create(title="ع" * 200)["slug"]
    assert again.endswith("-2")
    assert len(again) <= 80


def test_the_same_title_gets_a_number_per_language(server: Server) -> None:
    titles = ["بيان", "بيـان", "بَيَان", "بيان!"]
    assert [server.create(title=title)["slug"] for title in titles] == [
        "بيان", "بيان-2", "بيان-3", "بيان-4",
    ]  # fmt: skip
    assert server.create(title="بيان", language="fa")["slug"] == "بيان"
    assert server.create(title="بيان 2")["slug"] == "بيان-2-2"


def test_long_titles_that_begin_alike_stay_within_eighty(server: Server) -> None:
    title = "كلمة " * 40
    slugs = [server.create(title=title)["slug"] for _ in range(12)]
    assert len(set(slugs)) == 12
    assert all(len(slug) <= 80 for slug in slugs)
    for slug in slugs:
        assert server.get(f"/releases/{slug}", "draft").status_code == 200


def test_one_that_is_chosen_is_stored_in_its_one_spelling(server: Server) -> None:
    assert server.create(slug="بحرين ـ مصـر")["slug"] == "بحرين-مصر"
    assert server.create(slug="Bahrain Egypt")["slug"] == "bahrain-egypt"
    assert refused(server, slug="بحرين-مصر") == (409, "slug_taken", "/slug")
    assert refused(server, slug="بـحـرين مصر") == (409, "slug_taken", "/slug")
    assert server.create(slug="بحرين-مصر", language="en")["slug"] == "بحرين-مصر"


def test_addresses_of_the_server_itself_are_reserved(server: Server) -> None:
    for slug in ("search", "Search", "suggestions", "؟!", "---"):
        assert refused(server, slug=slug) == (409, "slug_reserved", "/slug")
    id_ = "0b7f1a2e-5d3c-4f6a-8b9c-0d1e2f3a4b5c"
    assert refused(server, slug=id_) == (409, "slug_reserved", "/slug")
    for title in ("Search", "suggestions", id_):
        made = server.publish(title=title)
        assert made["slug"] == f"{title.lower()}-release"
        assert server.get(f"/releases/{made['slug']}").json()["id"] == made["id"]


def test_a_title_without_letters_still_has_an_address(server: Server) -> None:
    for title in ("؟!", "🇧🇭", "ـــ"):
        made = server.publish(title=title)
        assert server.get(f"/releases/{made['slug']}").json()["title"] == title


def test_patching_the_title_keeps_the_address_and_null_makes_it_anew(server: Server) -> None:
    made = server.publish(title="أول")
    key = server.key("publish")
    kept = server.http.patch(made["url"], json={"title": "ثان"}, headers=key).json()
    assert kept["slug"] == "أول"
    anew = server.http.patch(made["url"], json={"slug": None}, headers=key).json()
    assert anew["slug"] == "ثان"


def test_in_another_language_the_address_must_be_free_too(server: Server) -> None:
    server.create(slug="بيان", language="fa")
    made = server.create(slug="بيان")
    response = server.http.patch(made["url"], json={"language": "fa"}, headers=server.key("write"))
    assert (response.status_code, response.json()["code"]) == (409, "slug_taken")
