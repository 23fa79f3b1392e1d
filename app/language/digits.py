"""Digits of both shapes: 2026 and ٢٠٢٦."""

_TO_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_TO_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def ascii_digits(text: str) -> str:
    """Return `text` with Arabic-Indic and Persian digits as 0–9; nothing else changes."""
    return text.translate(_TO_ASCII)


def arabic_digits(text: str) -> str:
    """Return `text` with 0–9 as ٠–٩; nothing else changes."""
    return text.translate(_TO_ARABIC)
