"""The table of API keys, and of what hashes them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Table
from app.kit.types import Instant


class ApiKey(Table):
    """One key: only a keyed hash of its secret is stored, so that a stolen table opens nothing.

    `created_by` is the key that issued it; none, for one made at the server's terminal.
    """

    __tablename__ = "api_keys"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    hashed: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    scopes: Mapped[list[Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    created_by: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    last_used_at: Mapped[datetime | None] = mapped_column(Instant)

    def has_ended(self, now: datetime) -> bool:
        """Tell whether it opens nothing any more."""
        return has_ended(self.revoked_at, self.expires_at, now)


def has_ended(revoked_at: datetime | None, expires_at: datetime | None, now: datetime) -> bool:
    """Tell whether a key of which this is known opens nothing any more."""
    return revoked_at is not None or (expires_at is not None and expires_at <= now)


class ServerSecret(Table):
    """What hashes the keys, where servers on several machines must agree on it: one row."""

    __tablename__ = "server_secrets"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(String(100))
