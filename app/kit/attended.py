"""A connection to PostgreSQL that waits for no server for ever, and believes no doubtful COMMIT."""

from traceback import clear_frames
from typing import Any, Self, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import Diagnostic
from psycopg.pq import TransactionStatus

T = TypeVar("T")

# What a COMMIT warns of when it stopped waiting for the standby: it said yes, and may be lost.
UNSURE = frozenset({"01000", "57P01"})
LOOKS = 0.1  # seconds between two looks at the clock while waiting


class CommitDoubtfulError(psycopg.OperationalError):
    """Nobody can tell whether the transaction was kept."""


class Attended(psycopg.Connection[Any]):
    """One connection; `patience`: seconds that the server may take for an answer, None: any time.

    A server that is stopped or frozen still has a kernel that acknowledges what is sent, so that
    neither TCP nor libpq ever give it up.
    """

    patience: float | None = None
    _warned_of: Diagnostic | None = None

    @classmethod
    def connect(cls, *said: Any, **more: Any) -> Self:
        """Connect; whoever gets no answer hangs up.

        Left alone, the error's own frames keep the socket open until the garbage is collected, and
        a PostgreSQL that is told to stop waits a minute for whoever connected and says nothing.
        """
        try:
            return super().connect(*said, **more)
        except psycopg.Error as error:
            clear_frames(error.__traceback__)
            raise

    def wait(self, gen: PQGen[T], interval: float = LOOKS, timeout: float | None = None) -> T:
        """Wait for the server; hang up when it says nothing in time."""
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
                raise psycopg.OperationalError("the server does not answer") from error
            raise

    def commit(self) -> None:
        """End the transaction; raise `CommitDoubtfulError` unless its end is known."""
        self._warned_of = None
        try:
            super().commit()
        except psycopg.OperationalError as error:
            if self.closed:
                raise CommitDoubtfulError("the connection was lost in a COMMIT") from error
            raise
        if self._warned_of is not None:
            raise CommitDoubtfulError(self._warned_of.message_primary)

    def note_warnings(self) -> None:
        """Listen for what a COMMIT may warn of."""
        self.add_notice_handler(self._note)

    def _note(self, said: Diagnostic) -> None:
        if said.sqlstate in UNSURE:
            self._warned_of = said
