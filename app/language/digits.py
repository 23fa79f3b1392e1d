"""Digits of the two Arabic ranges and of ASCII, turned into each other; nothing else changes."""

_ASCII = "0123456789"
_ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"

_TO_ASCII = str.maketrans(_ARABIC_INDIC + _PERSIAN, _ASCII * 2)
_TO_ARABIC = str.maketrans(_ASCII, _ARABIC_INDIC)


def ascii_digits(text: str) -> str:
    """Return the text with ٠-٩ (U+0660) and ۰-۹ (U+06F0) as 0-9."""
    return text.translate(_TO_ASCII)


def arabic_digits(text: str) -> str:
    """Return the text with 0-9 as ٠-٩ (U+0660), the digits of Arabic east of Libya."""
    return text.translate(_TO_ARABIC)
