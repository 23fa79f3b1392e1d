"""Readable addresses: as spelled, short, and their own slugs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.slugs import make_slug
from tests.language.nasty import ANY, EVERY_CODE_POINT


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("وزير الــداخلية يُؤكّد: «الأمن أولًا»", "وزير-الداخلية-يؤكد-الأمن-أولا"),
        ("مسؤولي وزارة ٢٠٢٦", "مسؤولي-وزارة-٢٠٢٦"),
        ("ﻣﺤﻤﻮد ﺗﻮﻓﻴﻖ", "محمود-توفيق"),
        ("می\u200cشود", "میشود"),
        ("مسؤول", "مسؤول"),
        ("  --«»  ", ""),
        ("COVID_19 – Update!", "covid-19-update"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("H\u0331", "ẖ"),
        ("👍", ""),
    ],
)
def test_slug(title: str, slug: str) -> None:
    assert make_slug(title) == slug


def test_cut_between_words() -> None:
    assert make_slug("وزير الداخلية يستقبل", 13) == "وزير-الداخلية"
    assert make_slug("وزير الداخلية يستقبل", 17) == "وزير-الداخلية"
    assert make_slug("الداخلية", 4) == "الدا"
    assert make_slug("الداخلية", 0) == ""
    assert len(make_slug("كلمة " * 50)) <= 80


@given(ANY, st.integers(0, 40))
def test_the_slug_of_a_slug_is_itself(title: str, limit: int) -> None:
    slug = make_slug(title, limit)
    assert len(slug) <= limit
    assert make_slug(slug, limit) == slug
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug


def test_every_code_point() -> None:
    for character in map(chr, EVERY_CODE_POINT):
        slug = make_slug(f"ب{character}ب")
        assert make_slug(slug) == slug
        slug.encode()
