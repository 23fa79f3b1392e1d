"""Every spelling of a word to one: what search, concept names and sort keys compare.

The rules, in this order (Lucene's ArabicNormalizer, widened by what was measured on newspapers):

1. drop tatweel, marks (tashkeel, Quranic signs) and invisibles (joiners, direction marks, BOM …);
2. NFKC with full case folding: presentation forms and ligatures become letters;
3. drop once more: U+FE70–FE7F become a space and a mark, so one pass is not idempotent;
4. letters that writers interchange: أإآٱٲٳ → ا, ىیېےۍ → ي, ةۃہھەۀ → ه, کڪگ → ك, ؤئ → ء
   (Lucene leaves these two, and «المسؤولين» does not find «المسئولين»), Persian پچژڤڨ → بجزفق;
5. Arabic-Indic and Persian digits → 0–9.
"""

import unicodedata

TATWEEL = "\u0640"


def _span(*ranges: tuple[int, int]) -> str:
    return "".join(chr(code) for first, last in ranges for code in range(first, last + 1))


MARKS = _span(
    (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06ED), (0x08CA, 0x08FF)
)
PRESENTATION_MARKS = _span((0xFE70, 0xFE7F))
INVISIBLES = _span(
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x180B, 0x180F),  # Mongolian variation selectors
    (0x200B, 0x200F),  # zero width space, ZWNJ, ZWJ, LRM, RLM
    (0x202A, 0x202E),  # bidi embeddings and overrides
    (0x2060, 0x206F),  # word joiner, bidi isolates
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFEFF, 0xFEFF),  # BOM
    (0xE0100, 0xE01EF),
)
DROPPED = MARKS + INVISIBLES + TATWEEL

_DROP = dict.fromkeys(map(ord, DROPPED + PRESENTATION_MARKS))
_LETTERS = {
    **dict.fromkeys(map(ord, "أإآٱٲٳ"), "ا"),
    **dict.fromkeys(map(ord, "ىیېےۍ"), "ي"),
    **dict.fromkeys(map(ord, "ةۃہھەۀ"), "ه"),
    **dict.fromkeys(map(ord, "کڪگ"), "ك"),
    **dict.fromkeys(map(ord, "ؤئ"), "ء"),
    **dict(zip(map(ord, "پچژڤڨ"), "بجزفق", strict=True)),
    **dict(zip(map(ord, "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"), "01234567890123456789", strict=True)),
}
_FOLD = {**_DROP, **_LETTERS}


def fold(text: str) -> str:
    """Return the one spelling of `text`; folding it again changes nothing.

    Any string is taken, of any length; spaces and punctuation stay where they are.
    """
    folded = _once(text)
    while (again := _once(folded)) != folded:  # a few code points settle only on the second round
        folded = again
    return folded


def _once(text: str) -> str:
    if text.isascii():
        return text.lower()
    dropped = text.translate(_DROP)
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", dropped).casefold())
    return composed.translate(_FOLD)
