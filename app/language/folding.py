"""What spellings of one word have in common: marks dropped, letter variants folded, lower case."""

import re
import unicodedata

TATWEEL = "\u0640"

# Bodies of character classes, to stand between the brackets of a regular expression.
_SHAPED_MARKS = "\ufc5e-\ufc63\ufe70-\ufe7f"
MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08ca-\u08ff" + _SHAPED_MARKS
INVISIBLES = (
    "\u00ad\u034f\u061c"  # soft hyphen, grapheme joiner, Arabic letter mark
    "\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variation selectors
    "\u200b-\u200f\u202a-\u202e"  # zero width space, joiners, directional marks, bidi controls
    "\u2060-\u206f\ufeff"  # word joiner, invisible operators, bidi isolates, BOM
)

# Keys are dropped into the value's letter. ۂ and ۓ are beside the letters that their hamza sits on.
_LETTERS = {
    "أإآٱٲٳ": "ا",
    "ىیېےۍۓ": "ي",
    "ةۃہھەۀۂ": "ه",
    "کڪگ": "ك",
    "ؤئ": "ء",
    "پ": "ب",
    "چ": "ج",
    "ژ": "ز",
    "ڤ": "ف",
    "ڨ": "ق",
}
_ZEROS = "٠۰"

_RANGE = re.compile("(.)-(.)|(.)", re.DOTALL)
# Before normalising: NFKC turns a shaped mark into a space and a mark, which would part the word,
# and an invisible or tatweel between a letter and its hamza would keep the two from composing.
_NOISE = re.compile(f"[{TATWEEL}{_SHAPED_MARKS}{INVISIBLES}]+")
_PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe80-\ufefc]+")


def members(class_body: str) -> list[str]:
    """Return every character that the body of a character class (`MARKS`, …) stands for."""
    return [
        chr(code)
        for first, last, single in _RANGE.findall(class_body)
        for code in range(ord(first or single), ord(last or single) + 1)
    ]


def _combining() -> str:
    """Return the body of a class of every combining mark that isn't an invisible.

    In ranges: `re` looks at what lies beyond U+FFFF one item after the other.
    """
    invisible = frozenset(members(INVISIBLES))
    ranges: list[list[str]] = []
    for character in map(chr, range(0x300, 0x20000)):  # the planes beyond hold no other marks
        if unicodedata.category(character)[0] != "M" or character in invisible:
            continue
        if ranges and ord(ranges[-1][1]) == ord(character) - 1:
            ranges[-1][1] = character
        else:
            ranges.append([character, character])
    return "".join(f"{first}-{last}" for first, last in ranges)


# Not dropped but where MARKS says so: a word of Hindi is not its consonants.
COMBINING = _combining()

_DROPPED = dict.fromkeys(map(ord, members(TATWEEL + MARKS + INVISIBLES)))
_FOLDED: dict[int, str | None] = {
    **_DROPPED,
    **{ord(letter): plain for variants, plain in _LETTERS.items() for letter in variants},
    **{ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)},
}


def fold(text: str) -> str:
    """Return the form in which all spellings of a text are equal; folding it again changes nothing.

    Tatweel, marks and invisibles go, NFKC resolves presentation forms, letter variants become one
    letter, Arabic digits ASCII, capitals small (design/search.md, "Folding"). The length changes
    (U+FDFA becomes four words): whoever needs places in the original goes through `tokens`.
    """
    if text.isascii():
        return text.lower()
    # Composed before the marks go: a hamza typed apart from its seat (NFD, as macOS writes it) is
    # the same letter as ؤ, and must not be lost with the vowels.
    composed = unicodedata.normalize("NFKC", _NOISE.sub("", text))
    # And once more at the end: dropping and lower case bring together what composes (H̱ has no
    # composed form, ẖ has), so without this a second fold would not be the first.
    return unicodedata.normalize("NFKC", composed.translate(_FOLDED).lower())


def undecorated(text: str) -> str:
    """Return the text as spelled (hamza, ة, ى, capitals stay) but for its decoration, in NFC.

    Tatweel, marks and invisibles go; Arabic presentation forms become the letters they show, since
    they are what a PDF makes of a spelling and not a spelling.
    """
    if text.isascii():
        return text
    plain = _PRESENTATION_FORMS.sub(_resolved, _NOISE.sub("", text))
    composed = unicodedata.normalize("NFC", plain)
    return unicodedata.normalize("NFC", composed.translate(_DROPPED))


def _resolved(forms: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", forms[0])
