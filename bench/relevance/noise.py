"""How people and their tools misspell an Arabic question, each way the same for the same text.

All but the typo leave a question that any reader of Arabic takes for the same one.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from random import Random

_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a]+")
_LONG = re.compile(r"[^\W\d_]{4,}")
_LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_HARAKAT = "\u064e\u064f\u0650\u0652"
_SHADDA = "\u0651"
_INVISIBLES = "\u200c\u200f\ufeff"  # ZWNJ, RLM, BOM
_OTHER_SEATS = {
    seat: seats.replace(seat, "") for seats in ("اأإآ", "ءؤئ") for seat in seats.removeprefix("ا")
}
_ENDS_OF_YA = str.maketrans("يى", "ىي")
_ENDS_OF_TA = str.maketrans("ةه", "هة")
_PERSIAN = str.maketrans("يىك", "ییک")
_LAM_ALEF = re.compile("ل[اأإآ]|.")


def _shapes() -> dict[tuple[str, str], str]:
    """Return the presentation form of a letter (or of lam-alef) for each place in a word."""
    shapes: dict[tuple[str, str], str] = {}
    for form in map(chr, range(0xFE80, 0xFEFD)):
        place, *letters = unicodedata.decomposition(form).split()
        shapes["".join(chr(int(letter, 16)) for letter in letters), place] = form
    return shapes


_SHAPES = _shapes()


def _joins_next(letter: str) -> bool:
    return (letter, "<initial>") in _SHAPES


def _tatweel(word: str, dice: Random) -> str:
    """Stretch a word after a letter that joins the next, as one can."""
    places = [at for at, letter in enumerate(word[:-1], 1) if _joins_next(letter)]
    return _with(word, places, "ـ" * dice.randint(1, 3), dice)


def _harakat(word: str, dice: Random) -> str:
    """Vocalise every letter but alefs."""
    return "".join(
        letter
        if letter in "اآى"
        else letter + dice.choice(["", "", _SHADDA]) + dice.choice(_HARAKAT)
        for letter in word
    )


def _hamza_seats(word: str, dice: Random) -> str:
    """Write every hamza on another seat; an alef that has none is left alone."""
    return "".join(dice.choice(_OTHER_SEATS.get(letter, letter)) for letter in word)


def _ya_at_the_end(word: str, _: Random) -> str:
    return word[:-1] + word[-1].translate(_ENDS_OF_YA)


def _ta_at_the_end(word: str, _: Random) -> str:
    return word[:-1] + word[-1].translate(_ENDS_OF_TA)


def _presentation_forms(word: str, _: Random) -> str:
    """Write the shapes that letters have in print, as text that is copied from a PDF does."""
    shaped, joined = "", False
    letters = _LAM_ALEF.findall(word)
    for letter, following in zip(letters, [*letters[1:], ""], strict=True):
        joined = joined and (letter, "<final>") in _SHAPES
        joins = _joins_next(letter) and (following, "<final>") in _SHAPES
        place = {
            (False, False): "<isolated>",
            (False, True): "<initial>",
            (True, True): "<medial>",
            (True, False): "<final>",
        }[joined, joins]
        shaped += _SHAPES[letter, place]
        joined = joins
    return shaped


def _invisibles(word: str, dice: Random) -> str:
    return _with(word, range(1, len(word)), dice.choice(_INVISIBLES), dice)


def _persian(word: str, _: Random) -> str:
    return word.translate(_PERSIAN)


def _with(word: str, places: Sequence[int], what: str, dice: Random) -> str:
    """Put something into a word at one of the places, where there is one."""
    if not places:
        return word
    at = dice.choice(places)
    return word[:at] + what + word[at:]


_OF_WORDS: dict[str, Callable[[str, Random], str]] = {
    "tatweel": _tatweel,
    "harakat": _harakat,
    "hamza seats": _hamza_seats,
    "ى/ي at the end": _ya_at_the_end,
    "ة/ه at the end": _ta_at_the_end,
    "presentation forms": _presentation_forms,
    "ZWNJ, RLM, BOM inside": _invisibles,
    "Persian ی ک": _persian,
}
MIXED_SHARE = 2 / 3  # of the words
CLEAN, MIXED, TYPO = "clean", "all mixed", "one typo"
NOISES = (CLEAN, *_OF_WORDS, MIXED, TYPO)


def noised(noise: str, question: str) -> str:
    """Return the question with one of `NOISES` in it."""
    dice = random.Random(f"{noise}: {question}")  # noqa: S311 - the same each time, no secret
    if noise == CLEAN:
        return question
    if noise == TYPO:
        return _one_typo(question, dice)
    if noise == MIXED:
        return _ARABIC.sub(lambda word: _mixed(word[0], dice), question)
    return _ARABIC.sub(lambda word: _OF_WORDS[noise](word[0], dice), question)


def _mixed(word: str, dice: Random) -> str:
    """Put one of the noises into a word, or none."""
    noise = dice.choice(list(_OF_WORDS.values()))
    return noise(word, dice) if dice.random() < MIXED_SHARE else word


def _one_typo(question: str, dice: Random) -> str:
    """Miswrite one letter of one word of at least four letters, where there is such a word."""
    words = list(_LONG.finditer(question))
    if not words:
        return question
    word = dice.choice(words)
    written = word[0]
    while written == word[0]:
        written = _edited(word[0], dice)
    return question[: word.start()] + written + question[word.end() :]


def _edited(word: str, dice: Random) -> str:
    """Swap two neighbours, or leave out, replace or add a letter; it may stay equal."""
    at = dice.randrange(len(word))
    letter = dice.choice(_LATIN_LETTERS if word.isascii() else _ARABIC_LETTERS)
    return dice.choice(
        [
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + letter + word[at:],
        ]
    )
