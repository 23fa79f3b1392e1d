"""What is made of a title alone: its words in an address, and its place among titles."""

from app.kit.foreseen import foreseeable
from app.language.collation import sort_key
from app.language.slugs import make_slug


@foreseeable
def slug_of(title: str) -> str:
    """Return the words of a title, or of a slug that somebody wrote, as an address has them."""
    return make_slug(title)


@foreseeable
def order_of(title: str) -> str:
    """Return what titles are put into order by."""
    return sort_key(title)
