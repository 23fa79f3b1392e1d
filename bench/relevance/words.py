"""Words as the Unicode standard parts them (UAX #29, for scripts that write spaces).

Not `app.language.tokens`: the baselines must stand still while the product's own rules move.
"""

import re
import unicodedata


def _class_of(*categories: str) -> str:
    """Return the body of a class of all characters of the categories, in the first plane."""
    return "".join(
        re.escape(character)
        for character in map(chr, range(0x80, 0x10000))
        if unicodedata.category(character) in categories and character != "\u200b"
    )


MARKS = _class_of("Mn", "Mc", "Me")
INVISIBLES = _class_of("Cf")  # ZWNJ, RLM, BOM: they part no word, and stay inside it (rule WB4)
_LETTER = r"[^\W\d_]"
_WORD = re.compile(
    rf"[^\W_](?:[\w{MARKS}{INVISIBLES}]"
    rf"|(?<={_LETTER})[.:'’·](?={_LETTER})"  # WB6, WB7: «U.S»
    r"|(?<=\d)[.,;'’،٫٬](?=\d))*"  # WB11, WB12: 1,904
)


def words(text: str) -> list[str]:
    """Return the words of a text in order, as they are written."""
    return _WORD.findall(text)
