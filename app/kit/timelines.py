"""Which lives of a PostgreSQL cluster its history went through: a row for each.

PostgreSQL numbers them: each failover begins a new timeline. Positions in the WAL of two timelines
cannot be compared, and a host that did not follow (the old primary, awake again, or a standby that
went on with it) may be further by its number than one that did. It is known by its rows: a host
that does not show the present timeline's has not replayed what began with it.
"""

from sqlalchemy.orm import Mapped, mapped_column

from app.kit.db import Table


class Timeline(Table):
    """A timeline on which a primary was met; `kit.hosts` writes it, on that primary."""

    __tablename__ = "timelines"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
