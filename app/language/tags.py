"""Language tags (BCP 47: language, script, region) and the direction their languages run in."""

import re
from typing import Literal

TAG_PATTERN = r"^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?$"

_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(?:-(?P<script>[A-Za-z]{4}))?"
    r"(?:-(?P<region>[A-Za-z]{2}|[0-9]{3}))?"
)

# Scripts (ISO 15924) whose letters have Bidi_Class R or AL in the Unicode Character Database.
_SCRIPTS = """
    Adlm Arab Aran Armi Avst Chrs Cprt Elym Gara Hatr Hebr Hung Khar Lydi Mand Mani Mend
    Merc Mero Narb Nbat Nkoo Orkh Ougr Palm Phli Phlp Phlv Phnx Prti Rohg Samr Sarb Sogd
    Sogo Syrc Syre Syrj Syrn Thaa Todr Yezi
"""

# Languages whose likely script is one of those (CLDR, likelySubtags), with the members of the
# macrolanguage Arabic (ISO 639-3) and the old codes iw and ji.
_LANGUAGES = """
    ar aao abh abv acm acq acw acx acy adf aeb aec afb ajp apc apd arb arq ars ary arz auz
    avl ayh ayl ayn ayp pga shu ssh aii arc bal bcc bft bgn bgp bqi brh ckb cja dcc dv fa
    fia gbz gjk gju glk hac haz he hnd hno iw jdt ji jpr jrb khw ks kvx lah lki lrc luz mvy
    myz mzn nqo ota pal pbt pbu phn pnb prs ps pst rhg rmt sam sd sdh skr smp syc syr trw ug
    ur ydd yi
"""

_RTL_SCRIPTS = frozenset(_SCRIPTS.split())
_RTL_LANGUAGES = frozenset(_LANGUAGES.split())

# Where the region decides the script (CLDR, likelySubtags).
_BY_REGION: dict[str, Literal["rtl", "ltr"]] = {
    "az-IQ": "rtl",
    "az-IR": "rtl",
    "ha-CM": "rtl",
    "ha-SD": "rtl",
    "kk-AF": "rtl",
    "kk-CN": "rtl",
    "kk-IR": "rtl",
    "ku-IQ": "rtl",
    "ku-IR": "rtl",
    "ku-LB": "rtl",
    "ky-CN": "rtl",
    "ms-CC": "rtl",
    "pa-PK": "rtl",
    "sd-IN": "ltr",
    "tg-PK": "rtl",
    "ug-KZ": "ltr",
    "ug-MN": "ltr",
    "uz-AF": "rtl",
}


def canonical_tag(tag: str) -> str | None:
    """Return a well-formed tag in its canonical case (`ar-Arab-BH`), else None.

    Case and order are those of RFC 5646, 2.1.1; whether the subtags are registered isn't asked.
    """
    found = _TAG.fullmatch(tag)
    if not found:
        return None
    language, script, region = found.groups(default="")
    return "-".join(filter(None, (language.lower(), script.title(), region.upper())))


def direction(tag: str) -> Literal["rtl", "ltr"]:
    """Return how text in this language runs: by its script when told, else by its likely one.

    What is not well formed runs from left to right, as unmarked text on the web does.
    """
    found = _TAG.fullmatch(tag)
    if not found:
        return "ltr"
    language, script, region = found.groups(default="")
    if script:
        return "rtl" if script.title() in _RTL_SCRIPTS else "ltr"
    likely: Literal["rtl", "ltr"] = "rtl" if language.lower() in _RTL_LANGUAGES else "ltr"
    return _BY_REGION.get(f"{language.lower()}-{region.upper()}", likely)


def primary(tag: str) -> str:
    """Return the language subtag in small letters: `ar` of `ar-BH`."""
    return tag.partition("-")[0].lower()
