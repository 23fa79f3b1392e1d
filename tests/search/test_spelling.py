"""«هل تقصد …»: a word that nothing holds, corrected from what public releases hold."""

from typing import Any

import pytest

from tests.conftest import Server


def suggestion(server: Server, typed: str, **more: Any) -> str | None:
    found: str | None = server.get("/releases/search", q=typed, **more).json()["query"][
        "suggestion"
    ]
    return found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("الداخلبة", "الداخلية"),  # another letter
        ("السيبرني", "السيبراني"),  # a letter too few
        ("المخدراات", "المخدرات"),  # a letter too many
        ("اجتامعات", "اجتماعات"),  # two letters changed places
        ("وزير الداخلبة", "وزير الداخلية"),
        ("«الأمن» السيبرني ؟", "«الأمن» السيبراني ؟"),
        ("المسؤلين", "المسئولين"),  # as the article spells it
        ("سبراني", "السيبراني"),  # with the article or without
        ("الــشقيقة الداخلبة", "الــشقيقة الداخلية"),
    ],
)
def test_an_unknown_word_is_corrected(seeded: Server, typed: str, meant: str) -> None:
    assert suggestion(seeded, typed) == meant
    assert seeded.get("/releases/search", q=meant).json()["total"] == 1


@pytest.mark.parametrize("typed", ["الداخلية", "زرافة", "درو", "2027", "الداخلبة*", "م" * 40, ""])
def test_nothing_is_suggested_where_nothing_is_better(seeded: Server, typed: str) -> None:
    assert suggestion(seeded, typed) is None


def test_english_is_corrected_too(server: Server) -> None:
    server.publish(title="Cybersecurity conference", language="en")
    assert suggestion(server, "cybersecurty") == "Cybersecurity"


def test_exact_searches_and_full_ones_are_left_alone(seeded: Server) -> None:
    assert suggestion(seeded, "الداخلبة", match="exact") is None
    for number in range(10):
        seeded.publish(title=f"زرافتان في الحديقة {number}")
    assert suggestion(seeded, "زرافتان الحديقة") is None


def test_the_word_that_more_releases_hold_is_meant(server: Server) -> None:
    for title in ("السلامة العامة", "السلامة المرورية", "الملامة"):
        server.publish(title=title)
    assert suggestion(server, "السلالامة") is None
    assert suggestion(server, "السلامت") == "السلامة"


def test_hidden_words_correct_nothing(server: Server) -> None:
    server.create(title="الزرافات المحظورة")
    assert suggestion(server, "الزرافت") is None
    assert (
        server.get("/releases/search", "draft", q="الزرافت").json()["query"]["suggestion"] is None
    )


def test_the_correction_that_goes_with_the_other_words_is_meant(seeded: Server) -> None:
    for number in range(3):
        seeded.publish(title=f"حفل توقيع اتفاقية {number}")
    assert suggestion(seeded, "محمود توقيق") == "محمود توفيق"
    assert suggestion(seeded, "حفل توقيق") == "حفل توقيع"
