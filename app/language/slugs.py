"""The last part of a readable address: Arabic stays Arabic, and as it is spelled."""

import re
import unicodedata

from app.language.folding import DROPPED, PRESENTATION_MARKS

_DROP = dict.fromkeys(map(ord, DROPPED + PRESENTATION_MARKS))
_BETWEEN = re.compile(r"(?:[^\w]|_)+")
LONGEST = 80


def make_slug(text: str, limit: int = LONGEST) -> str:
    """Return letters and digits in lower case, joined by hyphens, of at most `limit` characters.

    Tatweel, tashkeel and invisibles are dropped; it is cut at a word where it can be. It may be
    empty; making the slug of a slug changes nothing.
    """
    slug = _once(text, limit)
    while (again := _once(slug, limit)) != slug:
        slug = again
    return slug


def _once(text: str, limit: int) -> str:
    composed = unicodedata.normalize("NFKC", text.translate(_DROP)).lower().translate(_DROP)
    slug = _BETWEEN.sub("-", unicodedata.normalize("NFC", composed)).strip("-")
    if len(slug) <= limit:
        return slug
    cut = slug.rfind("-", 0, limit + 1)
    return slug[: cut if cut > 0 else limit].strip("-")
