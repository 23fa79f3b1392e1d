"""Language tags: their form, and the direction of their languages."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.tags import TAG_PATTERN, canonical_tag, direction, primary
from tests.language.nasty import ANY

# `$` ends an ECMA-262 string; in Python it also stands before a last line end.
PATTERN = re.compile(TAG_PATTERN.removesuffix("$") + r"\Z")
NEARLY = st.lists(
    st.sampled_from(["ar", "AR", "-", "Arab", "BH", "001", "é", "٠٠١", "\n", "ſ", "K"]), max_size=6
)


@pytest.mark.parametrize(
    ("tag", "canonical"),
    [
        *(("ar", "ar"), ("AR-bh", "ar-BH"), ("ar-arab-bh", "ar-Arab-BH"), ("ckb", "ckb")),
        *(("en-GB", "en-GB"), ("zh-hant", "zh-Hant"), ("ES-419", "es-419")),
    ],
)
def test_well_formed(tag: str, canonical: str) -> None:
    assert canonical_tag(tag) == canonical


@pytest.mark.parametrize(
    "tag",
    ["", "a", "arabic", "ar_BH", "ar-", "-ar", "ar-BH-Arab", "ar\n", "ar-٠٠١", "عر", "ar-B", "aſ"],
)
def test_not_well_formed(tag: str) -> None:
    assert canonical_tag(tag) is None
    assert not PATTERN.search(tag)
    assert direction(tag) == "ltr"


@pytest.mark.parametrize(
    ("tag", "runs"),
    [
        *(
            (tag, "rtl")
            for tag in (
                "ar",
                "AR",
                "ar-BH",
                "fa",
                "ur",
                "he",
                "ps",
                "sd",
                "ug",
                "dv",
                "yi",
                "ckb",
                "ks",
                "ary",
                "afb",
                "syr",
                "nqo",
            )
        ),
        *((tag, "rtl") for tag in ("az-Arab", "pa-PK", "ku-IQ", "uz-AF", "ff-Adlm", "ur-Aran")),
        *(
            (tag, "ltr")
            for tag in ("en", "en-GB", "ar-Latn", "ku", "tr", "sd-IN", "pa", "zh-Hant", "mt")
        ),
    ],
)
def test_direction(tag: str, runs: str) -> None:
    assert direction(tag) == runs


def test_primary() -> None:
    assert [primary(tag) for tag in ("ar", "AR-bh", "zh-Hant-TW", "")] == ["ar", "ar", "zh", ""]


@given(ANY | NEARLY.map("".join))
def test_the_pattern_says_what_is_accepted(tag: str) -> None:
    canonical = canonical_tag(tag)
    assert (canonical is not None) == bool(PATTERN.search(tag))
    assert canonical is None or canonical_tag(canonical) == canonical
    assert direction(tag) in {"rtl", "ltr"}
    assert primary(tag) == primary(tag).lower()
