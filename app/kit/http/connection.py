"""A client's connection: it ends when the client keeps us waiting, and any bytes get an answer.

uvicorn has a deadline for connections on which nothing is asked, and none for those that ask
slowly, or do not take what they asked for; and what its parser refuses it answers in plain text.
"""

import re
from asyncio import AbstractEventLoop, BaseTransport, TimerHandle
from typing import Any
from urllib.parse import unquote

import httptools
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from app.kit import errors
from app.kit.config import Settings
from app.kit.errors import Bilingual, Problem
from app.kit.http.layers import LONGEST_ADDRESS, REFUSED
from app.kit.http.recall import Recall, Recalled

RATE = 16_384  # bytes: whoever moves so many has a second more
LARGEST_HEAD = 131_072  # what is only too large for an answer to tell by how much is below it
LOOKS = 10  # at a connection, in the time that a client has
CLOSE = {"Connection": "close"}
NOT_ASCII = re.compile(rb"[\x80-\xff]")
ASKED = re.compile(rb"([A-Z]{1,20}) ([^ ?#\r\n]+)")
TELLING = re.compile(rb"(?im)^(accept-language|x-request-id):[ \t]*([^\r\n]*)")
# What nothing here can be upgraded to, and after which the parser would take the body for another
# request: Java's client asks for HTTP/2 with each first request.
UPGRADE = re.compile(rb"(?i)(?<=\n)(?=upgrade[ \t]*:)")
MOST_FRAMING = 8  # bytes for each byte of a body in chunks
NO_PATH = Bilingual(
    "العنوان ليس مسارًا يبدأ بشرطة مائلة /.", "The URL is not a path that begins with a slash."
)
NOT_ENCODED = Bilingual(
    "رمّز ما في العنوان من مسافات وعلامات تحكم بعلامة النسبة المئوية: المسافة %20.",
    "Percent-encode blanks and control characters in the URL: a blank is %20.",
)
READING = frozenset({b"GET", b"HEAD"})
HERE, HAS_IT = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 304 Not Modified\r\n"
STAND_IN = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"


class ServerConfig(uvicorn.Config):
    """How the application is served, as the settings say."""

    def __init__(self, app: ASGIApp, settings: Settings, recall: Recall | None = None) -> None:
        """Serve `app`; what is in memory already is answered without it."""
        self.client_seconds, self.recall = settings.client_seconds, recall
        super().__init__(
            app,
            http=Connection,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=settings.idle_seconds,
        )


class Connection(HttpToolsProtocol):
    """One connection, looked at now and then: a timer for each request would cost each of them.

    What is waited for is the head of a request, or its body, or that an answer is taken. Each may
    take `client_seconds`, and a second more for every 16 KiB that came or went meanwhile.
    """

    def __init__(
        self,
        config: ServerConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        """Wait for a client."""
        super().__init__(config, server_state, app_state, _loop)
        self._seconds, self._recall = config.client_seconds, config.recall
        self._began: float | None = None  # when it was first waited for; None: for nothing
        self._moved = self._came = 0  # bytes of it that are here: of a body, without its framing
        self._untaken: tuple[float, int] | None = None  # bytes of answers, since when
        self._looking: TimerHandle | None = None
        self._head = b""  # as it came, if it began with a segment: else nothing
        self._in_line = True  # the next byte is the line's, or its first
        self._is_refused = self._is_answered = False
        self.url = b""  # uvicorn's, which has none before the first request begins

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to wait for the first head."""
        super().connection_made(transport)  # type: ignore[arg-type]  # as uvicorn's
        self._await()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._looking is not None:
            self._looking.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Let the parser read; what it refuses is refused by the application, as all else is."""
        self._unset_keepalive_if_required()
        if self._is_refused:
            return
        if self._began is None:
            self._await()
        goes_on = False
        if not self._is_in_body:
            data, goes_on = self._readable(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._is_refused, self.cycle.keep_alive = True, False  # what follows is no HTTP
            return
        except httptools.HttpParserError as error:
            self._refuse(self._problem_of(error))
            return
        self._in_line |= goes_on
        self._came += len(data)
        most = 2 * LARGEST_HEAD + MOST_FRAMING * self._moved if self._is_in_body else LARGEST_HEAD
        if self._began is not None and self._came > most:
            self._refuse(self._too_large())

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._in_line = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Answer what is in memory; else start to answer, and begin to wait for the body."""
        recalled = self._recalled(self._recall) if self._recall is not None else None
        self._is_answered = recalled is not None
        if recalled is not None:
            self._give(recalled)
            return
        super().on_headers_complete()
        self.headers = []  # what follows a body in chunks is no header: a key there is none
        self._await()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._moved += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for nothing, until more is asked."""
        if not self._is_answered:
            super().on_message_complete()
        self._began, self._in_line, self._head = None, True, b""

    def _recalled(self, recall: Recall) -> Recalled | None:
        """Return what was answered before to what is asked now, if nothing else is being answered.

        Whatever is not plain is left to the application, and to uvicorn.
        """
        parser, url = self.parser, self.url
        is_busy = self.cycle is not None and not self.cycle.response_complete
        if (
            (is_busy or self.flow.write_paused or self.transport.is_closing())
            or parser.get_method() not in READING
            or parser.get_http_version() != "1.1"
            or not parser.should_keep_alive()
            or not url.startswith(b"/")
            or b"#" in url
        ):
            return None
        path, _, query = url.partition(b"?")
        wanted = recall.wanted(path, query, self.headers)
        return None if wanted is None else recall.find(wanted) or recall.make(wanted)

    def _give(self, recalled: Recalled) -> None:
        """Send what is in memory, as it is."""
        answer, tag, request_id = recalled
        of_server = b"".join(b"%b: %b\r\n" % pair for pair in self.server_state.default_headers)
        end = b"x-request-id: %b\r\n\r\n" % request_id
        if tag:
            lines = answer.lines_not_modified(tag)
            self.transport.write(b"%b%b%b%b" % (HAS_IT, of_server, lines, end))
        elif self.parser.get_method() == b"HEAD":
            self.transport.write(b"%b%b%b%b" % (HERE, of_server, answer.lines, end))
        else:
            head = b"%b%b%b%b" % (HERE, of_server, answer.lines, end)
            self.transport.writelines((head, answer.body))
        self.on_response_complete()

    def _await(self) -> None:
        self._began, self._moved, self._came = self.loop.time(), 0, 0

    @property
    def _is_in_body(self) -> bool:
        return self.cycle is not None and self.cycle.scope is self.scope and self.cycle.more_body

    def _look(self) -> None:
        """End what takes too long."""
        self._looking = self.loop.call_later(self._seconds / LOOKS, self._look)
        now = self.loop.time()
        if self._is_not_taken(now):
            self.transport.abort()
        elif self._began is None or self.transport.is_closing():
            return
        elif self.flow.read_paused:
            self._began = now  # it is the application that does not read
        elif self._is_late(now, self._began, self._moved):
            self._give_up()

    def _is_not_taken(self, now: float) -> bool:
        """Tell whether an answer is kept in memory for a client that does not read it."""
        left = self.transport.get_write_buffer_size()
        if not left:
            self._untaken = None
        elif self._untaken is None or left > self._untaken[1]:
            self._untaken = now, left
        else:
            since, before = self._untaken
            return self._is_late(now, since, before - left)
        return False

    def _is_late(self, now: float, since: float, moved: int) -> bool:
        return now - since > self._seconds + moved / RATE

    def _give_up(self) -> None:
        if self._is_in_body:
            self._refuse(errors.Late(headers=CLOSE))
        else:  # nothing was asked that could be answered, but for what is being answered
            self.shutdown()

    def _refuse(self, problem: Problem) -> None:
        """Let the application answer what is asked now with a problem, and close; read no more."""
        self._is_refused, self._began = True, None
        if not self._is_in_body:
            self._stand_in()
        elif self.cycle.response_complete:
            self.transport.close()
            return
        self.cycle.keep_alive = False
        self.scope["state"][REFUSED] = problem
        self.cycle.message_event.set()

    def _stand_in(self) -> None:
        """Put a request in the place of one that cannot be read, after those before it.

        It has the headers by which to answer it; and for the log what was asked.
        """
        headers = [(name.lower(), value) for name, value in TELLING.findall(self._head)]
        asked = ASKED.match(self._head)
        method, path = asked.groups() if asked else (b"", b"")
        self.parser = httptools.HttpRequestParser(self)
        self.parser.feed_data(STAND_IN)
        self.scope["headers"] = headers
        self.scope["method"] = method.decode()
        self.scope["path"] = unquote(path.decode("utf-8", "replace"))

    def _readable(self, data: bytes) -> tuple[bytes, bool]:
        """Return a part of a head as the parser takes it; tell whether its first line goes on."""
        goes_on = False
        if self._in_line:  # what is typed raw into an address is percent-encoded
            data = data if self._head else data.lstrip(b"\r\n")
            self._head += data
            line, end, rest = data.partition(b"\n")
            goes_on = not end
            if not line.isascii():
                data = NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line) + end + rest
        elif self._head:
            self._head += data
        if b"pgrade" in data:
            head, end, body = data.partition(b"\r\n\r\n")
            data = UPGRADE.sub(b"not-", head) + end + body
        return data, goes_on

    def _problem_of(self, error: httptools.HttpParserError) -> Problem:
        """Return what the caller is told of what the parser refused."""
        if self._is_in_body:
            return errors.MalformedBody(_said(error), headers=CLOSE)
        if len(self.url) > LONGEST_ADDRESS:
            return self._too_large()
        if isinstance(error, httptools.HttpParserCallbackError):  # ours, from parsing the URL
            return errors.MalformedAddress(NO_PATH, headers=CLOSE)
        has_blanks = self._head.partition(b"\n")[0].count(b" ") > 2  # noqa: PLR2004 - method, address, version
        if has_blanks or isinstance(error, httptools.HttpParserInvalidURLError):
            return errors.MalformedAddress(NOT_ENCODED, headers=CLOSE)
        return errors.MalformedRequest(_said(error), headers=CLOSE)

    def _too_large(self) -> Problem:
        kind = errors.AddressTooLong if len(self.url) > LONGEST_ADDRESS else errors.HeadersTooLarge
        return kind(headers=CLOSE)


def _said(error: httptools.HttpParserError) -> Bilingual:
    return Bilingual(
        f"ليس هذا HTTP/1.1 سليمًا: {error}.", f"This is not well-formed HTTP/1.1: {error}."
    )
