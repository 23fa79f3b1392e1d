"""BCP 47 language tags, and the direction that their script is written in."""

import re
from typing import Literal

TAG_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$"
_TAG = re.compile(TAG_PATTERN, re.ASCII)

# Scripts and languages written from the right: Unicode CLDR, characterOrder, and its likely subtags
_RTL_SCRIPTS = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr"})
_RTL_LANGUAGES = frozenset(
    [
        "ar",
        "arc",
        "ary",
        "arz",
        "ckb",
        "dv",
        "fa",
        "glk",
        "he",
        "iw",
        "khw",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "prs",
        "ps",
        "sd",
        "sdh",
        "skr",
        "syr",
        "ug",
        "ur",
        "yi",
    ]
)


def canonical_tag(tag: str) -> str | None:
    """Return language[-Script][-REGION] in its customary case, or None when it is not well formed."""
    if not _TAG.fullmatch(tag):
        return None
    language, *rest = tag.split("-")
    parts = [part.title() if len(part) == 4 else part.upper() for part in rest]  # noqa: PLR2004
    return "-".join([language.lower(), *parts])


def primary(tag: str) -> str:
    """Return the language alone: `en` of `en-GB`."""
    return tag.split("-", maxsplit=1)[0].lower()


def direction(tag: str) -> Literal["rtl", "ltr"]:
    """Return how text in this language is written; a script in the tag decides before the language."""
    script = next((part.title() for part in tag.split("-")[1:] if len(part) == 4), None)  # noqa: PLR2004
    if script:
        return "rtl" if script in _RTL_SCRIPTS else "ltr"
    return "rtl" if primary(tag) in _RTL_LANGUAGES else "ltr"
