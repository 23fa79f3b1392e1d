"""Reading the audit log: a page of its lines, newest first."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, TextClause, and_, func, or_, select

from app.access.schemas import AuditListing
from app.kit.audit import OPERATOR, REFUSALS, REFUSED, AuditLine
from app.kit.db import ReadSession
from app.kit.http.paging import Order, Page, Place, cut, not_a_cursor
from app.language.periods import since, until

NO_ID = UUID(int=0)  # lines have a number, which alone orders them
NEWEST_FIRST = Order(
    "-number", AuditLine.number, AuditLine.number, newest_first=True, is_instant=False
)
GREATEST = 2**31 - 1
Conditions = list[ColumnElement[bool] | TextClause]


def page(db: ReadSession, asked: AuditListing, timezone: str) -> Page:
    """Return one page of the lines asked for, each by its columns."""
    others = _narrowed(asked, ZoneInfo(timezone))
    narrowed = [*others, _ended(asked.outcome[0])] if len(set(asked.outcome)) == 1 else others
    place = None if asked.cursor is None else NEWEST_FIRST.read(asked.cursor)
    query = select(AuditLine.__table__).where(*narrowed).limit(asked.limit + 1)
    backwards = place is not None and place.backwards
    query = query.order_by(AuditLine.number.asc() if backwards else AuditLine.number.desc())
    if place is not None:
        query = query.where(_beyond(place))
    rows = [row._asdict() for row in db.rows(query)]
    if set(asked.outcome) == {"done"}:  # nearly all: what is left out is sooner counted
        total = _count(db, others) - _count(db, [*others, REFUSALS])
    else:
        total = _count(db, narrowed)
    return cut(rows, asked.limit, place, _place, total)


def _count(db: ReadSession, narrowed: Conditions) -> int:
    """Return how many lines there are; of all of them the last has counted the others."""
    counted = func.count() if narrowed else func.max(AuditLine.number)
    return db.scalar(select(counted).select_from(AuditLine).where(*narrowed)) or 0


def _beyond(place: Place) -> ColumnElement[bool]:
    digits = str(place.value)
    if not (digits.isascii() and digits.isdecimal()) or int(digits[:12]) > GREATEST:
        raise not_a_cursor()
    number = int(digits)
    if place.backwards:
        return AuditLine.number >= number if place.within else AuditLine.number > number
    return AuditLine.number <= number if place.within else AuditLine.number < number


def _place(line: dict[str, Any]) -> Place:
    return Place(NEWEST_FIRST.name, str(line["number"]), NO_ID)


def _narrowed(asked: AuditListing, zone: ZoneInfo) -> Conditions:
    """Return the filters as conditions, but for how it ended."""
    conditions: Conditions = []
    periods = [since(asked.since, zone)] if asked.since else []
    periods += [until(asked.until, zone)] if asked.until else []
    for period in periods:
        if period.begin is not None:
            conditions.append(AuditLine.at >= period.begin)
        if period.end is not None:
            conditions.append(AuditLine.at < period.end)
    if asked.key:
        conditions.append(or_(*(_by(who) for who in asked.key)))
    if asked.action:
        conditions.append(AuditLine.action.in_(asked.action))
    if asked.release:
        ids = [str(id_) for id_ in asked.release]
        conditions += [AuditLine.subject_id.in_(ids), AuditLine.subject_kind == "release"]
    return conditions


def _by(who: str) -> ColumnElement[bool]:
    no_key = AuditLine.key_id.is_(None)
    if who == OPERATOR:
        return and_(no_key, AuditLine.key_name == OPERATOR)
    if who == "public":
        return and_(no_key, AuditLine.key_name.is_(None))
    return AuditLine.key_id == UUID(who)


def _ended(outcome: str) -> ColumnElement[bool] | TextClause:
    if outcome == "refused":
        return REFUSALS
    return or_(AuditLine.status.is_(None), AuditLine.status < REFUSED)
