"""What the public version of a PostgreSQL database is now: told by it, and asked now and then.

A thread listens, and asks for the number at each notification and at least each fifth of a second.
What it was told is believed for half a second, and not after a COMMIT of our own that came later:
so a server that hears nothing, of a primary that is gone or frozen, knows that it knows nothing.
"""

import select
import socket
from contextlib import suppress
from threading import Thread
from time import monotonic
from typing import Any

import psycopg
from psycopg import Notify

from app.kit import libpq
from app.kit.attended import Attended
from app.kit.config import Settings

CHANNEL = "nashra_public_version"
INTERVAL = 0.2  # seconds between two questions, when nothing is told
AGE = 0.5  # seconds after which the answer is not believed any more
PATIENCE = 0.4  # seconds that the server may take for it


class PostgresWatch:
    """Knows the number of the public version, of the primary."""

    def __init__(self, settings: Settings) -> None:
        """Begin to listen."""
        said = libpq.parameters(settings.database_url)
        self._address = libpq.polite(said, "")
        self._seen: tuple[float, int] = (0.0, 0)  # when it was asked, and what it said
        self._committed = 0.0
        self._closing = self._is_told = False
        self._woken, self._wakes = socket.socketpair()
        self._wakes.settimeout(0)  # it has been woken often enough when it takes no more
        self._thread = Thread(target=self._watch, name="watching the public version", daemon=True)
        self._thread.start()

    def number(self) -> int | None:
        """Return the number at this moment; None: it cannot be told."""
        at, number = self._seen
        return number if at > self._committed and monotonic() - at < AGE else None

    def note_commit(self) -> None:
        """Believe nothing that was said before now."""
        self._committed = monotonic()
        self._wake()

    def close(self) -> None:
        """Stop listening."""
        self._closing = True
        self._wake()
        self._thread.join(PATIENCE * 10)
        self._woken.close()
        self._wakes.close()

    def _wake(self) -> None:
        with suppress(OSError):
            self._wakes.send(b"!")

    def _watch(self) -> None:
        connection = None
        while not self._closing:
            try:
                connection = connection or self._connected()
                at, self._is_told = monotonic(), False
                [(number,)] = connection.execute("SELECT number FROM public_version").fetchall()
                self._seen = at, number
            except psycopg.Error:
                if connection is not None:
                    connection.close()
                connection = None
            self._wait(connection)
        if connection is not None:
            connection.close()

    def _connected(self) -> Attended:
        connection = Attended.connect(**self._address, autocommit=True)
        connection.patience = PATIENCE
        connection.add_notify_handler(self._note)
        connection.execute(f"LISTEN {CHANNEL}")
        return connection

    def _note(self, _told: Notify) -> None:
        self._is_told = True  # maybe beside an answer that did not know of it yet

    def _wait(self, connection: Attended | None) -> None:
        """Wait until something is told, or a while."""
        if self._is_told:
            return
        listening: list[Any] = [self._woken, *([connection] if connection else [])]
        ready, _, _ = select.select(listening, [], [], INTERVAL)
        if self._woken in ready:
            self._woken.recv(4096)
