"""What a request asks for, of the answers in memory: its key, and whether the caller has it.

Only for GET and HEAD without a key. What decides an answer's bytes is in its key: the address, the
query in one spelling, whether gzip is taken, the origin where other sites may read us, and the
caller's languages where the answer varies by them.

What is not there may be made straight away, without the application (`Maker`). Requests that are
answered from memory, or so, are not logged one by one, which would take longer than they do: their
number is told now and then.
"""

import os
from collections.abc import Iterable
from itertools import count
from time import monotonic
from typing import NamedTuple, Protocol
from urllib.parse import parse_qsl, urlencode

import structlog

from app.kit.http.compression import accepts_gzip
from app.kit.http.layers import LARGEST_HEADERS, SANE_ID
from app.kit.http.memory import Answer, Key, Memory

TELL_EVERY = 10.0  # seconds
MOST_SPELLINGS = 10_000
NOT_OURS = frozenset({b"authorization", b"transfer-encoding", b"content-length", b"expect"})
log = structlog.get_logger("nashra.http")


class Wanted(NamedTuple):
    """What is asked for: under which key, and under which where the languages decide."""

    key: Key
    by_language: Key
    said: dict[bytes, bytes]


class Recalled(NamedTuple):
    """An answer from memory; `tag` names what the caller has, if that is it: else it is empty."""

    answer: Answer
    tag: bytes
    request_id: bytes


class Maker(Protocol):
    """Who answers without the application."""

    def answer(self, path: bytes, *, gzip: bool, to_keep: bool) -> Answer | None:
        """Return the answer to GET without a query; None: the application knows what to say."""


class Recall:
    """Finds what requests ask for in `memory`, or has it made."""

    def __init__(self, memory: Memory, origins: Iterable[str]) -> None:
        """Look in `memory`; `origins` are of other sites that may read us."""
        self.memory = memory
        self.maker: Maker | None = None
        self._origins = frozenset(origin.encode() for origin in origins)
        self._spellings: dict[tuple[bytes, bytes], tuple[bytes, bytes]] = {}
        self._takes_gzip: dict[bytes, bytes] = {}
        self._ids, self._process = count(), os.urandom(10).hex().encode()
        self.given = self.made = self._bytes = 0  # since the start
        self._told = (monotonic(), 0, 0, 0)  # when, and of how many

    def wanted(
        self, path: bytes, query: bytes, headers: Iterable[tuple[bytes, bytes]]
    ) -> Wanted | None:
        """Return what is asked for; None: it is not to be answered from memory."""
        size, said = 0, dict[bytes, bytes]()
        for name, value in headers:
            if name in NOT_OURS:
                return None
            size += len(name) + len(value)
            said[name] = said[name] + b"," + value if name in said else value
        if size > LARGEST_HEADERS:
            return None
        if query:
            path, query = self._spelled(path, query)
        accepted = said.get(b"accept-encoding", b"")
        gzip = self._takes_gzip.get(accepted)
        if gzip is None:
            gzip = self._takes_gzip[accepted] = self._gzip(accepted)
        key: Key = (path, query, gzip)
        if self._origins and b"origin" in said:
            key = (*key, b"from", self._origin(said[b"origin"]))
        return Wanted(key, (*key, b"in", said.get(b"accept-language", b"")), said)

    def find(self, wanted: Wanted) -> Recalled | None:
        """Return the answer in memory, if it holds."""
        found = self.memory.get(wanted.key) or self.memory.get(wanted.by_language)
        if found is None:
            return None
        self.given += 1
        return self._recalled(found, wanted)

    def make(self, wanted: Wanted) -> Recalled | None:
        """Return the answer made on the spot, if it is of those that take no application."""
        path, query, gzip, *_ = wanted.key
        if self.maker is None or query or self._origins:
            return None  # to other sites the application says who may read
        to_keep = self.memory.keeps and self.memory.was_asked(wanted.key)
        try:
            found = self.maker.answer(path, gzip=bool(gzip), to_keep=to_keep)
        except Exception:  # noqa: BLE001 - the application meets it too, and tells of it
            return None
        if found is None:
            return None
        if to_keep:
            self.memory.keep(wanted.key, found)
        elif self.memory.keeps:
            self.memory.note_asked(wanted.key)
        self.made += 1
        return self._recalled(found, wanted)

    def _recalled(self, found: Answer, wanted: Wanted) -> Recalled:
        tag = what_it_has(found, wanted.said)
        self._bytes += 0 if tag else len(found.body)
        if monotonic() - self._told[0] > TELL_EVERY:
            self._tell()
        sent = wanted.said.get(b"x-request-id")
        if sent is not None and SANE_ID.fullmatch(sent):
            return Recalled(found, tag, sent)
        return Recalled(found, tag, b"%b%012x" % (self._process, next(self._ids)))

    def _spelled(self, path: bytes, query: bytes) -> tuple[bytes, bytes]:
        """Return the query in one spelling, in whatever way it was encoded."""
        known = self._spellings.get((path, query))
        if known is None:
            # byte for byte, as latin-1 has them: what is no UTF-8 is refused by the application
            pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
            known = path, urlencode(pairs, encoding="latin-1").encode()
            if len(self._spellings) >= MOST_SPELLINGS:
                self._spellings.clear()
            self._spellings[path, query] = known
        return known

    def _gzip(self, accepted: bytes) -> bytes:
        if len(self._takes_gzip) >= MOST_SPELLINGS:
            self._takes_gzip.clear()
        return b"gzip" if accepts_gzip(accepted) else b""

    def _origin(self, origin: bytes) -> bytes:
        """Return what of an origin decides: which it is, if it may read us."""
        return origin if origin in self._origins or b"*" in self._origins else b"another"

    def _tell(self) -> None:
        since, given, made, sent = self._told
        self._told = (monotonic(), self.given, self.made, self._bytes)
        log.info(
            "from memory",
            requests=self.given - given,
            made=self.made - made,
            bytes=self._bytes - sent,
            seconds=round(self._told[0] - since),
        )


def what_it_has(answer: Answer, said: dict[bytes, bytes]) -> bytes:
    """Return the tag of what the caller has, if that is this answer; else nothing."""
    known = said.get(b"if-none-match")
    if known is None:
        since = said.get(b"if-modified-since")
        return answer.etag if since is not None and since == answer.modified else b""
    if known == answer.etag:
        return known
    plain = answer.etag.replace(b'-gzip"', b'"')
    named = {name.strip().removeprefix(b"W/") for name in known.split(b",")}
    if b"*" in named or answer.etag in named:
        return answer.etag
    return plain if plain in named else b""
