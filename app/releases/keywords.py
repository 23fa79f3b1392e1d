"""The one form of a free tag, under which every way of writing it is stored and found."""

from app.language.folding import fold

LONGEST = 100


def key_of(written: str) -> str:
    """Return the form that equal tags share, of at most 100 characters."""
    return " ".join(fold(written).split())[:LONGEST]
