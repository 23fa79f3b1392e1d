"""Which save of a release an answer shows, and since when: what conditional requests compare."""

from datetime import datetime
from typing import Any, NamedTuple

from app.kit.http.caching import digest


class Whole(NamedTuple):
    """A release as JSON; `is_alone`: no other edition and no changed concept is shown with it."""

    json: bytes
    row: Any
    is_alone: bool

    @property
    def save(self) -> str:
        """What stands for the save in an entity tag."""
        return save_tag(self.row)

    @property
    def modified(self) -> datetime | None:
        """Since when it is as it is; None: what is shown with it has dates of its own."""
        return max(self.row.updated_at, self.row.listed_at) if self.is_alone else None


def save_tag(release: Any) -> str:
    """Return what stands for this save of this release in an entity tag."""
    return digest(release.id, release.revision, release.updated_at)
