"""Where a release is read."""

from urllib.parse import quote

from app.releases.editions import Edition
from app.releases.models import Release


def of(public_url: str, release: Release | Edition) -> str:
    """Return a release's own address: by its id, which never changes."""
    return f"{public_url}/releases/{release.id}"


def of_slug(public_url: str, slug: str) -> str:
    """Return the address at a slug, percent-encoded as headers need it."""
    return f"{public_url}/releases/{quote(slug)}"
