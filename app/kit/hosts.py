"""One host of a PostgreSQL cluster: watched by a thread, and lent to those who read."""

from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from time import monotonic
from typing import NamedTuple

import psycopg
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.kit import libpq, postgres
from app.kit.attended import Attended
from app.kit.config import Settings
from app.kit.pools import driver_of

INTERVAL = 0.2  # seconds between two looks
PATIENCE = 0.4  # seconds that a host may take to say where it stands

_WATCHED = """SELECT
    CASE WHEN NOT pg_is_in_recovery() THEN pg_walfile_name(pg_current_wal_flush_lsn()) END,
    (CASE WHEN pg_is_in_recovery()
        THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
        ELSE pg_current_wal_flush_lsn() END - '0/0')::bigint,
    current_setting('synchronous_standby_names') <> ''"""
_NOTED = "INSERT INTO timelines VALUES (%s) ON CONFLICT DO NOTHING"
# The position in a transaction of its own, over before the snapshot is taken: within one, what was
# replayed between the snapshot and the question would be taken for seen. One message, one wait.
_BEGIN = """BEGIN;
    SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
        ELSE pg_current_wal_flush_lsn() END - '0/0')::bigint;
    COMMIT; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT max(number) FROM timelines"""


class Fence(NamedTuple):
    """What a host must show: this timeline, and its WAL up to this position.

    `is_last_word`: no primary answers; else it is the primary's, of this moment.
    """

    timeline: int
    position: int
    is_last_word: bool = False


class Seen(NamedTuple):
    """What a host said: it holds all that was acknowledged there before `at`, when it was asked.

    `timeline` is a primary's; a standby has None. `is_confirmed`: its commits wait for a standby.
    """

    at: float
    timeline: int | None
    position: int
    is_confirmed: bool


class _BehindError(Exception):
    """The host does not show what it must."""


class Host:
    """One host; `seen` is None while it does not answer."""

    def __init__(
        self, settings: Settings, address: dict[str, str], lost: Callable[[], None]
    ) -> None:
        """Be told by libpq's words where it is; `lost` is called when it answers no more."""
        self.seen: Seen | None = None
        self._lost = lost
        # a note that waited for a standby which is not there would pile up behind itself
        watching = "-c synchronous_commit=local"
        self._address = libpq.polite(address, watching)
        self._looking = Event()
        self._closing = False
        self._noted = 0
        self._seconds = settings.query_seconds
        options = f"-c statement_timeout={round(settings.query_seconds * 1000)}"
        # no ping: what a connection is first asked is where the host stands
        self._engine = postgres.opened(address, postgres.READERS, options, ping=False)
        postgres.stay_prepared(self._engine)
        event.listen(self._engine, "begin", self._begin)
        self._thread = Thread(target=self._watch, name="watching a host", daemon=True)
        self._thread.start()

    def look(self) -> None:
        """Look at once."""
        self._looking.set()

    def lend(self, fence: Callable[[], Fence | None]) -> Connection | None:
        """Return a connection whose transaction shows what it must; None: ask another host."""
        connection = None
        try:
            connection = self._engine.connect().execution_options(fence=fence)
            connection.begin()
        except _BehindError:
            assert connection is not None  # noqa: S101 - it had begun
            connection.close()
            return None
        except (psycopg.Error, DBAPIError, PoolTimeout):
            self.give_up(connection)
            return None
        return connection

    def take_back(self, connection: Connection) -> None:
        """End what was lent; a host that is lost only now has answered already."""
        try:
            connection.close()
        except (psycopg.Error, DBAPIError):
            self.give_up(connection)

    def give_up(self, connection: Connection | None) -> None:
        """Leave the host alone until it is seen again."""
        self._lose()
        if connection is not None and not connection.closed:
            connection.invalidate()
            connection.close()

    def _lose(self) -> None:
        was_seen, self.seen = self.seen is not None, None
        if was_seen:
            self._lost()

    def close(self) -> None:
        """Stop looking, and close every connection."""
        self._closing = True
        self._looking.set()
        self._thread.join(PATIENCE * 10)
        self._engine.dispose()

    def _begin(self, connection: Connection) -> None:
        driver = driver_of(connection)
        # asked for only now: whoever waited for a connection has an old one
        fence = connection.get_execution_options()["fence"]()
        if fence is None:
            raise _BehindError
        driver.patience = PATIENCE
        answers = driver.execute(_BEGIN).results()
        [position], [timeline] = (each.fetchone() for each in answers if each.description)
        if (timeline or 0) < fence.timeline or (position or 0) < fence.position:
            raise _BehindError
        driver.patience = self._seconds  # no grace: somebody else is there to be asked

    def _watch(self) -> None:
        connection = None
        while not self._closing:
            self._looking.clear()
            try:
                connection = connection or self._connected()
                self._see(connection)
            except psycopg.Error:
                self._lose()
                if connection is not None:
                    connection.close()
                connection = None
            self._looking.wait(INTERVAL)
        if connection is not None:
            connection.close()

    def _connected(self) -> Attended:
        connection = Attended.connect(**self._address, autocommit=True)
        connection.patience = PATIENCE
        return connection

    def _see(self, connection: Attended) -> None:
        at = monotonic()
        [row] = connection.execute(_WATCHED).fetchall()
        file, position, is_confirmed = row
        timeline = None if file is None else int(file[:8], 16)
        self.seen = Seen(at, timeline, position or 0, is_confirmed)
        if timeline is not None and timeline != self._noted:
            # without its table (another version's schema) no host is ever past the fence
            with suppress(psycopg.errors.ProgrammingError):
                connection.execute(_NOTED, [timeline])
            self._noted = timeline
