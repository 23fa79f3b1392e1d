"""Arabic alphabetical order as a stored key: its plain code point order is the titles' order."""

from app.language.articles import NO_ARTICLE
from app.language.folding import undecorated
from app.language.tokens import tokenise

LONGEST = 300
_ARTICLE = "ال"
_SHORTEST_REST = 2


def sort_key(title: str) -> str:
    """Return the key of a title: folded words, single spaces, at most 300 characters.

    The article is passed over in the first word only, as an index of titles does; further on it is
    part of how the title reads. Digits stand before Latin letters before Arabic ones. Keys are
    compared by code point, which is what SQLite's BINARY and PostgreSQL's COLLATE "C" do.
    """
    # A title is at most 300 characters too, but a key may be asked of anything.
    words = tokenise(title[: LONGEST * 4])
    if not words:
        return ""
    first = words[0]
    rest = _without_article(title[first.start : first.end], first.text)
    return " ".join([rest, *(word.text for word in words[1:])])[:LONGEST]


def _without_article(written: str, folded: str) -> str:
    """Return a folded word without ال, when it was written with the article's bare alef."""
    # The hamza tells «ألمانيا» and «إلغاء» from «الأمن», and folding has taken it.
    if folded in NO_ARTICLE or not undecorated(written).startswith(("ال", "ٱل")):
        return folded
    rest = folded.removeprefix(_ARTICLE)
    return rest if len(rest) >= _SHORTEST_REST else folded
