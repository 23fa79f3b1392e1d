"""What a stranger sees of an answer, to the byte: two answers that are equal here tell the same."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.conftest import Server

# the id is echoed, in the header and in problems; the client would ask for gzip by itself
PLAIN = {"X-Request-ID": "the-same-for-all", "Accept-Encoding": "identity"}


@dataclass(frozen=True)
class Seen:
    """Status, headers in their order and body; without the date, which is the wall clock's."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the value of a header, or None."""
        return next((v.decode() for k, v in self.headers if k == name.encode()), None)


def seen(response: httpx.Response) -> Seen:
    """Return what is to be seen of a response."""
    raw = [(name.lower(), value) for name, value in response.headers.raw]
    headers = tuple((name, value) for name, value in raw if name != b"date")
    return Seen(response.status_code, headers, response.content)


def ask(
    server: Server,
    path: str,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    **parameters: Any,
) -> Seen:
    """Ask as the public does, without following redirects."""
    return seen(
        server.http.request(
            method,
            path,
            params=parameters or None,
            headers={**PLAIN, **(headers or {})},
            follow_redirects=False,
        )
    )
