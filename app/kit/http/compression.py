"""gzip for those who accept it, with an entity tag of its own (RFC 9110, 8.8.3.3).

The tag of the compressed bytes is the plain one with `-gzip`; what a client sends back in
`If-Match` or `If-None-Match` loses it again, so that the rooms know one tag for one answer.
"""

import gzip
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST = 1_000
LEVEL = 6
SUFFIX = b'-gzip"'


class Compression:
    """Compresses finished JSON and text answers of at least 1,000 bytes."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        accepts = accepts_gzip(Headers(scope=scope).get("accept-encoding", "").encode("latin-1"))
        had_compressed = accepts and any(
            name == b"if-none-match" and SUFFIX in value for name, value in scope["headers"]
        )
        if accepts:  # to one who takes no gzip, the compressed bytes are others than theirs
            scope["headers"] = [
                (name, value.replace(SUFFIX, b'"') if name in CONDITIONS else value)
                for name, value in scope["headers"]
            ]
        answering = _Answering(send, accepts=accepts, had_compressed=had_compressed)
        await self.app(scope, receive, answering.send)


CONDITIONS = (b"if-match", b"if-none-match")


class _Answering:
    """Holds back the start of an answer until its body is there."""

    def __init__(self, send: Send, *, accepts: bool, had_compressed: bool) -> None:
        self._send = send
        self._accepts, self._had_compressed = accepts, had_compressed
        self._start: Message = {}
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        headers = MutableHeaders(raw=self._start["headers"])
        headers.add_vary_header("Accept-Encoding")
        body = self._finished(headers)
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})

    def _finished(self, headers: MutableHeaders) -> bytes:
        """Return the body as it goes out, and make the headers say so."""
        body = bytes(self._body)
        is_smaller = self._accepts and _worth_it(headers, body)
        # a 304 has no body to tell by: it names the form that the caller has
        not_modified = self._start["status"] == HTTPStatus.NOT_MODIFIED and self._had_compressed
        if "etag" in headers and (is_smaller or not_modified):
            headers["etag"] = tag_of(headers["etag"])
        if not is_smaller:
            return body
        body = compressed(body)
        headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(body))
        return body


def compressed(body: bytes) -> bytes:
    """Return the body as it goes to one who takes gzip."""
    return gzip.compress(body, LEVEL, mtime=0)


def tag_of(plain: str) -> str:
    """Return the entity tag of compressed bytes, from that of the plain ones."""
    return plain[:-1] + SUFFIX.decode()


def _worth_it(headers: MutableHeaders, body: bytes) -> bool:
    kind = headers.get("content-type", "")
    return len(body) >= SMALLEST and (
        "json" in kind or kind.startswith(("text/", "application/java"))
    )


def accepts_gzip(accept_encoding: bytes) -> bool:
    """Tell whether who sends this header takes gzip."""
    for part in accept_encoding.decode("latin-1").lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
