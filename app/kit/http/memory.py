"""Answers to the public that are kept, ready to be sent again: what is kept, and how long it holds.

An answer holds while the public version is the one that it was made of (`kit.public_version`) and
no instant has passed at which the public may see what it may not yet. Both are compared at each
request: nothing is dropped by a timer. What was asked for only once is not kept: the answers to a
thousand rare searches would push out those that everybody reads.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime

from app.kit import clock

Headers = Sequence[tuple[bytes, bytes]]
Key = tuple[bytes, ...]

AROUND = 3_000  # bytes that an answer takes beside its body
MOST_ASKED = 20_000  # addresses that are remembered as asked for once
OF_THE_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})


class Answer:
    """A finished answer of status 200, and of what it was made.

    `lines` are its headers as they are sent, but for the id of the request.
    """

    __slots__ = (
        *("body", "etag", "headers", "lines", "modified", "number", "since", "until"),
        "_lines_around_tag",
    )

    def __init__(
        self, headers: Headers, body: bytes, number: int, since: datetime, until: datetime | None
    ) -> None:
        """Hold what was sent; it was made of this public version, at `since`, to hold `until`."""
        named = dict(headers)
        self.headers, self.body, self.number = tuple(headers), body, number
        self.since, self.until = since, until
        self.etag, self.modified = named[b"etag"], named.get(b"last-modified")
        self.lines = _lines(self.headers)
        self._lines_around_tag: tuple[bytes, bytes] | None = None

    def not_modified(self, tag: bytes) -> Headers:
        """Return the headers of the 304 to one who has this answer, and knows it by `tag`."""
        kept = (pair for pair in self.headers if pair[0] not in OF_THE_BODY)
        return [(name, tag if name == b"etag" else value) for name, value in kept]

    def lines_not_modified(self, tag: bytes) -> bytes:
        """Return the same as lines."""
        if self._lines_around_tag is None:  # made once, when it is first asked for
            headers = self.not_modified(self.etag)
            place = [name for name, _ in headers].index(b"etag")
            self._lines_around_tag = _lines(headers[:place]), _lines(headers[place + 1 :])
        before, after = self._lines_around_tag
        return b"%betag: %b\r\n%b" % (before, tag, after)

    @property
    def size(self) -> int:
        """How many bytes of memory it takes, roughly."""
        return len(self.body) + AROUND


def _lines(headers: Headers) -> bytes:
    return b"".join(b"%b: %b\r\n" % pair for pair in headers)


class Memory:
    """Finished answers under their keys, up to `most` bytes; the longest unasked go first."""

    def __init__(self, most: int) -> None:
        """Hold nothing yet; `number` says what the public version is, once there is a database."""
        self._most, self.size = most, 0  # bytes
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._asked: dict[Key, None] = {}
        self.number: Callable[[], int | None] = lambda: None

    @property
    def keeps(self) -> bool:
        """Tell whether anything is kept."""
        return self._most > 0

    def get(self, key: Key) -> Answer | None:
        """Return the answer under this key if it holds at this moment."""
        found = self._answers.get(key)
        if found is None or found.number != self.number():
            return None
        now = clock.now()
        if now < found.since or (found.until is not None and now >= found.until):
            return None
        self._answers.move_to_end(key)
        return found

    def was_asked(self, key: Key) -> bool:
        """Tell whether this was asked and answered before."""
        return key in self._asked

    def note_asked(self, key: Key) -> None:
        """Remember that this was asked, and answered without being kept."""
        if len(self._asked) >= MOST_ASKED:
            for old in list(self._asked)[: MOST_ASKED // 2]:
                del self._asked[old]
        self._asked[key] = None

    def keep(self, key: Key, answer: Answer) -> None:
        """Keep an answer, if it is not larger than a tenth of everything."""
        self._drop(key)
        if answer.size > self._most // 10:
            return
        self._answers[key] = answer
        self.size += answer.size
        while self.size > self._most:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: Key) -> None:
        dropped = self._answers.pop(key, None)
        self.size -= dropped.size if dropped else 0
