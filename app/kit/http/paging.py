"""Keyset pages: a cursor says after (or before) which row, so that depth costs nothing.

A cursor holds only what the client has seen of that row: its place in the order and its id.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote_plus, urlencode
from uuid import UUID

from sqlalchemy import ColumnElement, tuple_

from app.kit.errors import Bilingual, InputError, Invalid
from app.kit.ids import parse_id

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an order: the sort, the row's value there, its id, and which way to go on.

    `within`: the page begins with that very row, not beyond it.
    """

    sort: str
    value: datetime | str
    id: UUID | str
    backwards: bool = False
    within: bool = False

    def turned(self) -> "Place":
        """Return the same place, going the other way."""
        return replace(self, backwards=not self.backwards)

    def cursor(self) -> str:
        """Return the opaque text that clients send back."""
        value = self.value.isoformat() if isinstance(self.value, datetime) else self.value
        how = self.backwards + 2 * self.within
        id_ = self.id.hex if isinstance(self.id, UUID) else self.id
        packed = json.dumps([self.sort, value, id_, how], ensure_ascii=False)
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Order:
    """A sort: its name, its column, the id that parts ties, and which end comes first."""

    name: str
    column: Any
    id_column: Any
    newest_first: bool
    is_instant: bool
    id_is_text: bool = False

    def after(self, place: Place) -> ColumnElement[bool]:
        """Return the condition for rows beyond `place` (or at it), in the direction it goes."""
        here = tuple_(self.column, self.id_column)
        there = tuple_(place.value, place.id, types=[self.column.type, self.id_column.type])
        if self.newest_first != place.backwards:
            return here <= there if place.within else here < there
        return here >= there if place.within else here > there

    def by(self, *, backwards: bool) -> list[Any]:
        """Return the ORDER BY columns."""
        if self.newest_first != backwards:
            return [self.column.desc(), self.id_column.desc()]
        return [self.column.asc(), self.id_column.asc()]

    def read(self, cursor: str) -> Place:
        """Return the place that a cursor of this sort names."""
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            packed = base64.b64decode(padded, altchars=b"-_", validate=True)
            sort, value, id_, how = json.loads(packed)
            found = _text(id_) if self.id_is_text else parse_id(str(UUID(hex=id_)))
            if sort != self.name or found is None or how not in range(4):
                raise not_a_cursor()
            at = _instant(value) if self.is_instant else _text(value)
            return Place(sort, at, found, backwards=how in {1, 3}, within=how in {2, 3})
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise not_a_cursor() from error


def _text(written: object) -> str:
    """Return a text that every database can compare; raise for what is none."""
    if not isinstance(written, str) or "\0" in written:  # which PostgreSQL has not
        raise ValueError(written)
    written.encode("utf-8")
    return written


def _instant(written: object) -> datetime:
    """Return the instant in UTC; raise for one without an offset, or outside years 1 to 9999."""
    at = datetime.fromisoformat(_text(written))
    if at.tzinfo is None:
        raise ValueError(written)
    return at.astimezone(UTC)


def not_a_cursor() -> Invalid:
    """Return the refusal of a cursor that this list, in this order, never gave."""
    said = Bilingual(
        "هذا المؤشر لا يخص هذه القائمة بهذا الترتيب؛ خذه كما هو من links.",
        "This cursor is not of this list in this order; take it unchanged from links.",
    )
    return Invalid(errors=[InputError("invalid_cursor", said, parameter="cursor")])


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in the order asked for, how many there are in all, and where the neighbours begin."""

    rows: Sequence[Any]
    total: int
    next: str | None
    prev: str | None


def cut(
    rows: Sequence[T], limit: int, place: Place | None, place_of: Callable[[T], Place], total: int
) -> Page:
    """Make a page of up to `limit + 1` rows, fetched in the direction that `place` goes."""
    backwards = place is not None and place.backwards
    more = len(rows) > limit
    shown = list(rows[:limit])
    if backwards:
        shown.reverse()
    has_next, has_prev = (True, more) if backwards else (more, place is not None)
    next_ = place_of(shown[-1]).cursor() if shown and has_next else None
    prev = place_of(shown[0]).turned().cursor() if shown and has_prev else None
    if not shown and place is not None:  # beyond the end: the way back begins where we stand
        other = replace(place.turned(), within=True).cursor()
        next_, prev = (other, None) if backwards else (None, other)
    return Page(shown, total, next_, prev)


def links(query: Sequence[tuple[str, str]], base: str, page: Page) -> dict[str, str | None]:
    """Return `self`, `next` and `prev` as addresses; `base` is the path, with the public URL."""
    asked = [(k, v) for k, v in query if k != "cursor"]

    def to(cursor: str | None) -> str:
        query = urlencode([*asked, *([("cursor", cursor)] if cursor else [])], quote_via=quote_plus)
        return f"{base}?{query}" if query else base

    return {
        "self": to(dict(query).get("cursor")),
        "next": to(page.next) if page.next else None,
        "prev": to(page.prev) if page.prev else None,
    }


def link_header(of: dict[str, str | None]) -> str:
    """Return the same links as an RFC 8288 `Link` header."""
    return ", ".join(f'<{url}>; rel="{rel}"' for rel, url in of.items() if url)
