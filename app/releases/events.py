"""What releases announce, inside the transaction in which it happens."""

from dataclasses import dataclass

from app.releases.models import Release


@dataclass(frozen=True, slots=True)
class ReleaseSaved:
    """A release was made, changed or published; its text and state are as they now stand."""

    release: Release


@dataclass(frozen=True, slots=True)
class ReleaseDiscarded:
    """A draft was thrown away; it can be restored."""

    release: Release
