"""The newest releases as the public reads them, finished, in one query: what is read most."""

from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, select

from app.access.scopes import PUBLIC
from app.kit.http.paging import Page, Place, cut
from app.kit.prepared import Prepared
from app.kit.snapshot import Snapshot
from app.releases import counting, presenting, reading, summaries
from app.releases.listing import ORDERS, Listing
from app.releases.models import PublicSummary, Release
from app.releases.reading import Viewer

FIRST = Listing()
_ORDER = ORDERS[FIRST.sort]


class FrontPage(NamedTuple):
    """The page, and its items as JSON, one after the other."""

    page: Page
    items: bytes


class _Row(NamedTuple):
    key: int
    value: Any  # as the driver has it, and the id too
    id: Any
    translation_of_key: int | None
    has_editions: bool
    json: bytes | None


def of(db: Snapshot, viewer: Viewer, public_url: str) -> FrontPage | None:
    """Return the first page, as long as what it shows is finished."""
    given = {"now": viewer.now, "most": FIRST.limit + 1, "made_by": summaries.MADE_BY}
    found, read = db.unread(_NEWEST, given)
    rows = [_Row(*row) for row in found]
    page = cut(
        rows,
        FIRST.limit,
        None,
        lambda row: Place(_ORDER.name, *read(row)[1:3]),
        counting.of_all(db, viewer),
    )
    if any(row.json is None for row in page.rows):
        return None
    linked = [row for row in page.rows if row.has_editions]
    links = presenting.links(db, viewer, linked, public_url) if linked else {}
    return FrontPage(page, summaries.joined(page.rows, links, public_url))


def _query() -> Prepared:
    made, release = PublicSummary.__table__.c, Release.__table__.c
    around = summaries.around(release)
    is_finished = and_(made.release_key == release.key, made.made_by == bindparam("made_by"))
    return Prepared(
        select(
            release.key,
            _ORDER.column.label("value"),
            release.id,
            *(around[name].label(name) for name in ("translation_of_key", "has_editions")),
            made.json,
        )
        .outerjoin_from(Release.__table__, PublicSummary.__table__, is_finished)
        .where(reading.visible_to(Viewer(PUBLIC, reading.NOW), release))
        .order_by(*_ORDER.by(backwards=False))
        .limit(bindparam("most", type_=Integer))
    )


_NEWEST = _query()
