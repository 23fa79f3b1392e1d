"""What admins do with keys over HTTP: list, issue, rename, let expire and revoke them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from app.access import keys
from app.access.errors import ExpiryPast, KeyEnded, KeyNotFound, LastAdminKey
from app.access.models import ApiKey
from app.access.schemas import KeyIn, KeyListing, KeyPatch
from app.access.scopes import Caller
from app.kit import clock
from app.kit.clock import rfc3339
from app.kit.db import ReadSession, WriteSession
from app.kit.errors import Bilingual, InputError
from app.kit.http.caching import digest
from app.kit.http.paging import Order, Page, Place, cut

NEWEST_FIRST = Order(
    "-created_at", ApiKey.created_at, ApiKey.id, newest_first=True, is_instant=True
)


def page(db: ReadSession, asked: KeyListing) -> Page:
    """Return one page of the keys, newest first."""
    place = None if asked.cursor is None else NEWEST_FIRST.read(asked.cursor)
    query = select(ApiKey).order_by(*NEWEST_FIRST.by(backwards=bool(place and place.backwards)))
    if place is not None:
        query = query.where(NEWEST_FIRST.after(place))
    return cut(
        db.scalars(query.limit(asked.limit + 1)),
        asked.limit,
        place,
        lambda key: Place(NEWEST_FIRST.name, key.created_at, key.id),
        db.scalar(select(func.count()).select_from(ApiKey)) or 0,
    )


def get(db: ReadSession, key_id: UUID) -> ApiKey:
    """Return the key; raise when there is none."""
    key = db.scalar(select(ApiKey).where(ApiKey.id == key_id))
    if key is None:
        raise KeyNotFound
    return key


def shown(key: ApiKey) -> dict[str, Any]:
    """Return a key as admins read it: nothing of its secret, not even the hash."""
    return {
        "id": str(key.id),
        "name": key.name,
        "scopes": key.scopes,
        "created_at": rfc3339(key.created_at),
        "created_by": None if key.created_by is None else str(key.created_by),
        "expires_at": _instant(key.expires_at),
        "revoked_at": _instant(key.revoked_at),
        "last_used_at": _instant(key.last_used_at),
    }


def save_tag(key: ApiKey) -> str:
    """Return what stands for the last change of the key; that it was used is none."""
    return digest(key.id, key.name, key.expires_at, key.revoked_at)


def issue(db: WriteSession, secret: bytes, caller: Caller, document: KeyIn) -> tuple[ApiKey, str]:
    """Make a key; return it with its token."""
    _check_future(document.expires_at)
    scopes, expires_at = document.scopes, document.expires_at
    return keys.make(db, secret, document.name, scopes, expires_at, caller.key_id)


def change(db: WriteSession, key: ApiKey, patch: KeyPatch) -> dict[str, Any]:
    """Change what the patch names; return that as it then is, for the audit log."""
    if key.revoked_at is not None:
        raise KeyEnded
    if "name" in patch.model_fields_set:
        key.name = patch.name
    if "expires_at" in patch.model_fields_set and patch.expires_at != key.expires_at:
        _check_future(patch.expires_at)
        _check_admin_remains(db, key, patch.expires_at)
        key.expires_at = patch.expires_at
    return {name: value for name, value in shown(key).items() if name in patch.model_fields_set}


def revoke(db: WriteSession, key: ApiKey) -> None:
    """End the key now; one that was revoked stays as it is."""
    if key.revoked_at is None:
        _check_admin_remains(db, key, clock.now())
        key.revoked_at = clock.now()


def _check_future(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= clock.now():
        said = Bilingual(
            "وقت الانتهاء قد مضى؛ لإنهاء مفتاح الآن استعمل DELETE.",
            "The expiry is in the past; to end a key now, DELETE it.",
        )
        raise ExpiryPast(said, errors=[InputError("expiry_past", said, pointer="/expires_at")])


def _check_admin_remains(db: ReadSession, key: ApiKey, end: datetime | None) -> None:
    """Raise when this key ends sooner than before, and no other admin's outlives it."""
    sooner = end is not None and (key.expires_at is None or end < key.expires_at)
    if end is None or not sooner or "admin" not in key.scopes or key.has_ended(clock.now()):
        return
    lasting = or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > end)
    others = select(ApiKey).where(ApiKey.id != key.id, ApiKey.revoked_at.is_(None), lasting)
    if any("admin" in other.scopes for other in db.scalars(others)):
        return
    raise LastAdminKey(
        Bilingual(
            "لا يبقى بعده مفتاح إدارة. أصدر غيره أولًا، أو من طرفية الخادم:"
            f" nashra keys revoke {key.id}",
            "No admin key would outlive it. Issue another first, or at the server's terminal:"
            f" nashra keys revoke {key.id}",
        )
    )


def _instant(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)
