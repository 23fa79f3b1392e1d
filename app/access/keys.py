"""Issuing, finding and revoking API keys."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, inspect, select

from app.access.errors import REALM, KeyUnknown
from app.access.models import ApiKey, ServerSecret, has_ended
from app.access.scopes import Scope
from app.kit import audit, clock, durable
from app.kit.config import Settings
from app.kit.db import Database, ReadSession, WriteSession
from app.kit.ids import new_id
from app.kit.prepared import Prepared
from app.kit.snapshot import Snapshot

PREFIX = "nsh_"
SECRET_BYTES = 32


def server_secret(settings: Settings, database: Database) -> bytes:
    """Return what hashes the keys: the setting, or random bytes made once and kept with the data.

    Beside SQLite's file it is a file; a database that was restored from a backup brings its own.
    Servers that share a database must agree on it, so there it is a row: not a key's, whose 256
    random bits nobody guesses even from its hash.
    """
    if settings.secret:
        return settings.secret.encode()
    if database.is_shared:
        return _in_database(database)
    kept = kept_secret(settings, database)
    return _in_file(settings.data_dir) if kept is None else kept.encode()


def _in_database(database: Database) -> bytes:
    asked = select(ServerSecret.secret)
    with database.reading() as db:
        found = db.scalar(asked)
    if found is None:
        with database.writing(unhurried=True) as db:  # alone: of two servers the second finds it
            found = db.scalar(asked)
            if found is None:
                found = secrets.token_hex(SECRET_BYTES)
                db.add(ServerSecret(number=1, secret=found))
    return found.encode()


def _in_file(folder: Path) -> bytes:
    path = folder / "secret"
    durable.keep(path, secrets.token_hex(SECRET_BYTES).encode())
    return path.read_bytes()  # of two starts at once, both read that of the first


def kept_secret(settings: Settings, database: Database) -> str | None:
    """Return the secret that is kept with the data; None when none was made."""
    found = None
    if inspect(database.reader).has_table(ServerSecret.__tablename__):
        with database.reading() as db:
            found = db.scalar(select(ServerSecret.secret))
    path = settings.data_dir / "secret"
    if found is None and not database.is_shared and path.exists():
        return path.read_text()
    return found


def keep_secret(settings: Settings, database: Database, secret: str) -> None:
    """Keep a secret that was made elsewhere, unless one is kept already."""
    if not database.is_shared:
        durable.keep(settings.data_dir / "secret", secret.encode())
        return
    with database.writing() as db:
        if db.scalar(select(ServerSecret.secret)) is None:
            db.add(ServerSecret(number=1, secret=secret))


def put_secret_into(settings: Settings, database: Database, copy: WriteSession) -> None:
    """Let a copy of the database hold what its keys are hashed with, unless a setting does."""
    secret = kept_secret(settings, database)
    if secret and not settings.secret:
        copy.change(delete(ServerSecret))
        copy.add(ServerSecret(number=1, secret=secret))


def hashed(token: str, secret: bytes) -> bytes:
    """Return the keyed hash under which a key is stored."""
    return hmac.digest(secret, token.encode(), hashlib.sha256)


def make(
    db: WriteSession,
    secret: bytes,
    name: str,
    scopes: Iterable[Scope],
    expires_at: datetime | None = None,
    created_by: uuid.UUID | None = None,
) -> tuple[ApiKey, str]:
    """Make a key; return it with its token, which is shown this once and stored nowhere."""
    token = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    key = ApiKey(
        id=new_id(),
        name=name,
        hashed=hashed(token, secret),
        scopes=sorted(set(scopes)),
        created_at=clock.now(),
        expires_at=expires_at,
        created_by=created_by,
    )
    db.add(key)
    db.flush()
    return key, token


def issue(
    db: WriteSession,
    secret: bytes,
    name: str,
    scopes: Iterable[Scope],
    expires_at: datetime | None = None,
) -> str:
    """Make a key at the server's own terminal, and return its token."""
    key, token = make(db, secret, name, scopes, expires_at)
    audit.by_operator(db, "issue_key", ("key", key.id), {"name": name, "scopes": key.scopes})
    return token


def issue_first(db: WriteSession, secret: bytes) -> str | None:
    """Make the admin key of an installation that never had a key, and return its token."""
    if db.scalar(select(func.count()).select_from(ApiKey)):
        return None
    return issue(db, secret, "admin", ["admin"])


class Sent(NamedTuple):
    """What a request needs to know of the key that it came with."""

    id: uuid.UUID
    name: str
    scopes: list[Any]
    last_used_at: datetime | None
    revoked_at: datetime | None
    expires_at: datetime | None


_SENT = tuple(ApiKey.__table__.c[name] for name in Sent._fields)
_BY_HASH = Prepared(select(*_SENT).where(ApiKey.hashed == bindparam("hashed")))
_ENDS = Prepared(
    select(ApiKey.revoked_at, ApiKey.expires_at).where(ApiKey.id == bindparam("key_id"))
)


def of_token(db: Snapshot, secret: bytes, token: str) -> Sent | None:
    """Return the key with this token, whether or not it still opens anything."""
    for row in db.prepared(_BY_HASH, {"hashed": hashed(token, secret)}):
        return Sent(*row)
    return None


def holder(db: Snapshot, secret: bytes, token: str) -> Sent:
    """Return the key with this token; raise when it is unknown, revoked or expired."""
    key = of_token(db, secret, token)
    if key is None or has_ended(key.revoked_at, key.expires_at, clock.now()):
        raise unknown()
    return key


def check_still(db: ReadSession, key_id: uuid.UUID) -> None:
    """Raise when a key that was good a moment ago is so no more."""
    for revoked_at, expires_at in db.prepared(_ENDS, {"key_id": key_id}):
        if has_ended(revoked_at, expires_at, clock.now()):
            raise unknown()


def unknown() -> KeyUnknown:
    """Return the one answer to every key that opens nothing."""
    return KeyUnknown(headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'})


def listing(db: ReadSession) -> Sequence[ApiKey]:
    """Return every key, oldest first."""
    return db.scalars(select(ApiKey).order_by(ApiKey.created_at))


def revoke(db: WriteSession, key_id: uuid.UUID) -> bool:
    """End a key at the server's own terminal; False when there is none with this id.

    The next request already feels it. The last admin's key too: whoever is here makes another.
    """
    key = db.scalar(select(ApiKey).where(ApiKey.id == key_id))
    if key is None:
        return False
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        audit.by_operator(db, "revoke_key", ("key", key.id))
    return True
