"""Whether what the public reads is still what it was: a number that each change of it counts up.

Triggers count it (migration 0011), so that whatever writes, from any process, cannot forget to: at
every change of a release that is more than a draft, and of a concept. Who has read it in the
snapshot that an answer was made of, and is told the same number later, may give the answer again.
What time changes is not in it: an embargo lifts without a write.
"""

from sqlalchemy import BigInteger, CheckConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Table, WriteSession
from app.kit.prepared import Prepared
from app.kit.snapshot import Snapshot


class PublicVersion(Table):
    """The number, in the one row of its table."""

    __tablename__ = "public_version"
    __table_args__ = (CheckConstraint('"only" = 1', name="one"),)

    only: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)


_NUMBER = Prepared(select(PublicVersion.__table__.c.number))


def number(db: Snapshot) -> int:
    """Return the number in this snapshot."""
    [[found]] = db.prepared(_NUMBER, {})
    return int(found)


def changed(db: WriteSession) -> None:
    """Count a change that no trigger sees: an index that answers otherwise than the one before."""
    db.change(update(PublicVersion).values(number=PublicVersion.number + 1))
