"""What nearly everybody reads, answered without the application: one release, and the first page.

Only to the public, only without a query, and only where the database is at hand: to find the route,
check what was asked and change threads takes ten times as long as to read what is finished. They
are the very answers that the application gives; whatever is anything else is left to it.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from app.access.scopes import PUBLIC
from app.kit import public_version
from app.kit.config import Settings
from app.kit.db import Database
from app.kit.http import answers, caching, compression, paging
from app.kit.http.memory import Answer
from app.kit.ids import parse_id
from app.kit.snapshot import Snapshot
from app.releases import counting, front_page, summaries
from app.releases.reading import Viewer

LIST, ONE = "/releases", "/releases/"
VARY = "Authorization, Accept-Encoding"
_ADDRESS = len(ONE) + len(str(UUID(int=0)))


class _Made(NamedTuple):
    """The body of an answer, and what its headers tell of it."""

    body: bytes
    save: str | None = None
    modified: datetime | None = None
    link: str | None = None


class Straight:
    """Answers from one database, under these settings."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Take the database that was opened."""
        self._database, self._settings = database, settings

    def answer(self, path: bytes, *, gzip: bool, to_keep: bool) -> Answer | None:
        """Return the answer to GET; None: the application knows what to say.

        Only one that is `to_keep` is looked after: of which public version it is, until when.
        """
        make = self._how(path.decode("latin-1"))
        if make is None:
            return None

        def finished(db: Snapshot) -> Answer | None:
            viewer = Viewer.at_this_moment(PUBLIC)
            made = make(db, viewer)
            if made is None:
                return None
            headers, body = self._sent(made, gzip=gzip)
            if not to_keep:
                return Answer(headers, body, 0, viewer.now, None)
            until = _earlier(counting.next_change(db, viewer.now), _told_later(made.modified))
            return Answer(headers, body, public_version.number(db), viewer.now, until)

        return self._database.at_hand(finished)

    def _how(self, path: str) -> Callable[[Snapshot, Viewer], _Made | None] | None:
        if path == LIST:
            return self._first_page
        if len(path) != _ADDRESS or not path.startswith(ONE):
            return None
        id_ = parse_id(path[len(ONE) :])
        return None if id_ is None else partial(self._one, id_)

    def _one(self, id_: UUID, db: Snapshot, viewer: Viewer) -> _Made | None:
        found = summaries.whole(db, viewer, id_, self._settings.public_url)
        return None if found is None else _Made(found.json, found.save, found.modified)

    def _first_page(self, db: Snapshot, viewer: Viewer) -> _Made | None:
        url = self._settings.public_url
        found = front_page.of(db, viewer, url)
        if found is None:
            return None
        links = paging.links([], f"{url}{LIST}", found.page)
        body = answers.page_body(found.page, [found.items], links)
        return _Made(body, link=paging.link_header(links))

    def _sent(self, made: _Made, *, gzip: bool) -> tuple[list[tuple[bytes, bytes]], bytes]:
        """Return headers, in the order in which the application has them, and body as sent."""
        told = caching.validators(
            self._settings, made.body, private=False, save=made.save, modified=made.modified
        )
        told["Vary"] = VARY
        body, is_smaller = made.body, gzip and len(made.body) >= compression.SMALLEST
        if is_smaller:
            body = compression.compressed(body)
            told["ETag"] = compression.tag_of(told["ETag"])
        told |= {"Content-Length": str(len(body)), "Content-Type": caching.JSON}
        if made.link is not None:
            told["Link"] = made.link
        if is_smaller:
            told["Content-Encoding"] = "gzip"
        return [(name.lower().encode(), value.encode()) for name, value in told.items()], body


def _told_later(modified: datetime | None) -> datetime | None:
    """Return when an answer gets its date, if that cannot be told yet."""
    if modified is None or caching.last_modified(modified):
        return None
    return caching.next_second(modified)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)
