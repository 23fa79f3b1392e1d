"""`Accept-Language` as RFC 9110 means it."""

import pytest

from app.kit.http.problems import preferred

ARABIC_ENGLISH = ["ar", "en"]


@pytest.mark.parametrize(
    ("header", "offered", "chosen"),
    [
        ("en", ARABIC_ENGLISH, "en"),
        ("en;q=0.5, ar", ARABIC_ENGLISH, "ar"),
        ("en-US", ARABIC_ENGLISH, "en"),
        ("ar-BH, en;q=0.9", ARABIC_ENGLISH, "ar"),
        ("fr", ARABIC_ENGLISH, None),
        ("*", ARABIC_ENGLISH, "ar"),
        ("ar;q=0, *", ARABIC_ENGLISH, "en"),
        ("en, ar", ARABIC_ENGLISH, "en"),
        ("en-US", ["en-GB", "en-US"], "en-US"),
        ("en-US", ["en-GB"], "en-GB"),
        ("en;q=abc, ar;q=0.1", ARABIC_ENGLISH, "ar"),
        ("", ARABIC_ENGLISH, None),
    ],
)
def test_the_language_weighed_highest_is_chosen(
    header: str, offered: list[str], chosen: str | None
) -> None:
    assert preferred(header, offered) == chosen
