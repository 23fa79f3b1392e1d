"""The readable end of an address: words of a title, as spelled, with hyphens between them."""

from app.language.folding import undecorated
from app.language.tokens import WORD

LONGEST = 80


def make_slug(text: str, limit: int = LONGEST) -> str:
    """Return letters and digits of any script, small, one hyphen between words; '' when none.

    At most `limit` characters, cut between words; a first word that is longer is cut hard. Arabic
    stays as it is spelled. The slug of a slug is itself.
    """
    words = WORD.findall(_small(undecorated(text)).replace("_", " "))
    slug = "-".join(words)
    if len(slug) <= limit:
        return slug
    cut = slug.rfind("-", 0, max(limit, 0) + 1)
    return slug[: cut if cut > 0 else max(limit, 0)]


def _small(text: str) -> str:
    # Lower case brings together what composes: H̱ has no composed form, ẖ has.
    return undecorated(text.lower())
