"""What the values of facets are called, in Arabic and in English."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.concepts.models import Concept
from app.concepts.schemas import BilingualOut
from app.kit.db import ReadSession
from app.language.digits import arabic_digits
from app.search.engine import Facet

_LANGUAGES = {
    "ar": ("العربية", "Arabic"),
    "en": ("الإنجليزية", "English"),
    "fr": ("الفرنسية", "French"),
    "es": ("الإسبانية", "Spanish"),
    "de": ("الألمانية", "German"),
    "fa": ("الفارسية", "Persian"),
    "ur": ("الأردية", "Urdu"),
    "hi": ("الهندية", "Hindi"),
    "ml": ("المليالم", "Malayalam"),
    "tl": ("التاغالوغية", "Tagalog"),
    "tr": ("التركية", "Turkish"),
    "ru": ("الروسية", "Russian"),
    "zh": ("الصينية", "Chinese"),
    "he": ("العبرية", "Hebrew"),
}
_TYPES = {
    "press_release": ("بيان صحفي", "Press release"),
    "statement": ("تصريح", "Statement"),
    "news_story": ("خبر", "News story"),
    "speech": ("كلمة", "Speech"),
    "media_advisory": ("تنويه إعلامي", "Media advisory"),
    "correction_notice": ("تصويب", "Correction notice"),
}
MOST_AT_ONCE = 10_000  # values that a database takes in one query
KEYED = ("topic", "person", "organisation", "place")


def of(
    db: ReadSession, facet: Facet, values: Sequence[str]
) -> Mapping[str, tuple[str, BilingualOut]]:
    """Return, under each value as the index has it, the value that clients know and its label.

    For concepts the index has keys, and clients ids.
    """
    if facet in KEYED:
        return _concepts(db, values)
    return {value: (value, BilingualOut(**_called(facet, value))) for value in values}


def _called(facet: Facet, value: str) -> dict[str, str]:
    if facet == "year":
        return {"ar": arabic_digits(value), "en": value}
    named = _TYPES if facet == "type" else _LANGUAGES
    plain = value.split("-", maxsplit=1)[0]  # ar-BH is Arabic
    ar, en = named.get(value) or named.get(plain) or (value, value)
    return {"ar": ar, "en": en}


def _concepts(db: ReadSession, keys: Sequence[str]) -> Mapping[str, tuple[str, BilingualOut]]:
    query = select(Concept.key, Concept.id, Concept.name_ar, Concept.name_en)
    found: dict[str, tuple[str, BilingualOut]] = {}
    for start in range(0, len(keys), MOST_AT_ONCE):
        wanted = [int(key) for key in keys[start : start + MOST_AT_ONCE]]
        for key, id_, ar, en in db.rows(query.where(Concept.key.in_(wanted))):
            found[str(key)] = (id_, BilingualOut(ar=ar, en=en))
    return found
