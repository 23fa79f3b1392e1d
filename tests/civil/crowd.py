"""A crowd of clients that never finish what they began: half a head, half a body."""

import selectors
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from time import monotonic

DRIPS = 1.0  # seconds between two bytes of one client


@dataclass
class Client:
    """One of them: what it sends at once, and then byte by byte; and how it ended."""

    line: socket.socket
    drip: bytes
    began: float = field(default_factory=monotonic)
    got: bytes = b""
    lasted: float | None = None


class Crowd:
    """Connects all of them, and keeps them dripping in a thread until every one was cut off."""

    def __init__(self, port: int) -> None:
        """Let them come to a server of this machine."""
        self.clients: list[Client] = []
        self._port = port
        self._selector = selectors.DefaultSelector()
        self._thread = Thread(target=self._drip, daemon=True)

    def join(self, count: int, sent: bytes, drip: bytes = b"") -> list[Client]:
        """Let so many clients send this, and then a byte now and then."""
        joined = []
        for _ in range(count):
            client = Client(socket.create_connection(("127.0.0.1", self._port)), drip)
            client.line.sendall(sent)
            client.line.settimeout(0)
            self._selector.register(client.line, selectors.EVENT_READ, client)
            joined.append(client)
        self.clients += joined
        return joined

    def while_it_lasts(self, do: Callable[[], None], longest: float) -> None:
        """Do this again and again until all were cut off, or for so many seconds."""
        self._thread.start()
        until = monotonic() + longest
        while self._thread.is_alive() and monotonic() < until:
            do()

    def close(self) -> None:
        """Close what is still open."""
        for client in self.clients:
            client.line.close()

    def _drip(self) -> None:
        next_drip = monotonic() + DRIPS
        while any(client.lasted is None for client in self.clients):
            for key, _ in self._selector.select(0.1):
                self._listen(key.data)
            if monotonic() > next_drip:
                next_drip += DRIPS
                for client in self.clients:
                    with suppress(OSError):
                        client.line.send(client.drip)

    def _listen(self, client: Client) -> None:
        more = b""
        with suppress(OSError):
            more = client.line.recv(65_536)
        client.got += more
        if not more:
            client.lasted = monotonic() - client.began
            self._selector.unregister(client.line)
            client.line.close()
