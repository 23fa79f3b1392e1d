"""What releases announce, inside the transaction in which it happens."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.releases.models import Release


@dataclass(frozen=True, slots=True)
class ReleasesSaved:
    """Releases were made, changed or published; text and state are as they now stand.

    Mostly it is one; an import saves many at once.
    """

    releases: Sequence[Release]


@dataclass(frozen=True, slots=True)
class ReleaseDiscarded:
    """A draft was thrown away; it can be restored."""

    release: Release
