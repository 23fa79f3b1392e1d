"""The table that remembers what was imported."""

import uuid
from datetime import datetime

from sqlalchemy import LargeBinary, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Table
from app.kit.types import Instant


class Imported(Table):
    """The hash of an imported content, written with its release: neither is there alone."""

    __tablename__ = "imported"

    content_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    release_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    imported_at: Mapped[datetime] = mapped_column(Instant)
