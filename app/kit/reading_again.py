"""A read whose database was lost in the middle is run again, from its beginning, somewhere else."""

from contextvars import ContextVar

MAY_READ_AGAIN: ContextVar[bool] = ContextVar("may_read_again", default=False)


class ReadLostError(Exception):
    """The host that was read from is gone; nothing was answered yet, and nothing was changed."""
