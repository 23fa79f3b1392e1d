"""What can go wrong, as a tree of kinds; rooms derive their own answers from these.

A kind knows no HTTP: `kit.http.problems` holds the one table that gives each kind its status.

    Problem
    ├── Malformed             the bytes are not a request that can be read
    ├── Unauthenticated       nobody we know is calling
    ├── Forbidden             we know who calls, and they may not
    ├── NotFound              no such thing, or none that this caller may know of
    ├── Gone                  it was here, and is no more, as whoever took it away says
    ├── MethodNotAllowed      the address is known, the verb is not
    ├── Conflict              right in itself, but it disagrees with what is stored
    ├── PreconditionFailed    the caller's version is no longer the current one
    ├── PreconditionRequired  a write must say which version it changes
    ├── Late                  the body did not arrive in time
    ├── TooLarge              body too large
    │   ├── AddressTooLong    the URL
    │   └── HeadersTooLarge   the headers
    ├── UnsupportedMedia      a content type or encoding that we do not read
    ├── Invalid               readable, but a value breaks a rule
    ├── RateLimited           too many requests in a short time
    ├── Busy                  could not be done in time; try again
    │   ├── OutcomeUnknown    nobody can tell whether it was done
    │   └── DatabaseLost      not to be read from until somebody has looked
    ├── StorageFull           no room left on the disk
    └── Fault                 our mistake

`code` is a promise to clients: it never changes once released.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same sentence in Arabic and in English."""

    ar: str
    en: str

    def format(self, **values: object) -> "Bilingual":
        """Both sentences with the same values filled in."""
        return Bilingual(self.ar.format(**values), self.en.format(**values))


@dataclass(frozen=True, slots=True)
class InputError:
    """One wrong place in the input: a JSON Pointer into the body, or a parameter's name."""

    code: str
    detail: Bilingual
    pointer: str | None = None
    parameter: str | None = None


@dataclass
class Problem(Exception):
    """Something the caller must be told; `detail` is about this case, `title` about the code.

    `members` stand in the document beside the standard ones (RFC 9457, 3.2).
    """

    detail: Bilingual | None = None
    errors: list[InputError] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    members: dict[str, object] = field(default_factory=dict)

    code: ClassVar[str] = ""
    title: ClassVar[Bilingual]

    def __post_init__(self) -> None:
        """Give the exception a message, for logs."""
        super().__init__((self.detail or self.title).en)


class Malformed(Problem):
    """The bytes are not a request that can be read."""


class Unauthenticated(Problem):
    """Nobody we know is calling."""


class Forbidden(Problem):
    """We know who calls, and they may not."""


class NotFound(Problem):
    """No such thing, or none that this caller may know of."""


class Gone(Problem):
    """It was here, and is no more, as whoever took it away says."""


class MethodNotAllowed(Problem):
    """The address is known, the verb is not."""

    code = "method_not_allowed"
    title = Bilingual("الطريقة غير متاحة لهذا العنوان", "This address does not take that method")


class Conflict(Problem):
    """Right in itself, but it disagrees with what is stored."""


class PreconditionFailed(Problem):
    """The caller's version is no longer the current one."""

    code = "precondition_failed"
    title = Bilingual("تغيّر المورد منذ قراءته", "The resource has changed since it was read")


class PreconditionRequired(Problem):
    """A write must say which version it changes."""

    code = "precondition_required"
    title = Bilingual("يلزم إرسال If-Match", "If-Match is required")


class Late(Problem):
    """The body of the request did not arrive in time, or too slowly; nothing was changed."""

    code = "request_timeout"
    title = Bilingual("لم يصل محتوى الطلب في وقته", "The request body did not arrive in time")


class TooLarge(Problem):
    """The body is larger than this server reads."""

    code = "body_too_large"
    title = Bilingual("محتوى الطلب أكبر من المسموح", "The request body is too large")


class AddressTooLong(TooLarge):
    """The URL is longer than this server reads."""

    code = "address_too_long"
    title = Bilingual("العنوان أطول من المسموح", "The URL is too long")


class HeadersTooLarge(TooLarge):
    """The headers are larger than this server reads."""

    code = "headers_too_large"
    title = Bilingual("ترويسات الطلب أكبر من المسموح", "The request headers are too large")


class UnsupportedMedia(Problem):
    """A content type or encoding that we do not read."""

    code = "unsupported_media_type"
    title = Bilingual("نوع المحتوى غير مدعوم", "The content type or encoding is not supported")


class Invalid(Problem):
    """Readable, but a value breaks a rule; `errors` says which and where."""

    code = "invalid_input"
    title = Bilingual("في الطلب قيم غير صالحة", "The request holds invalid values")


class RateLimited(Problem):
    """Too many requests from this key or address in a short time; `Retry-After` says how long."""

    code = "rate_limited"
    title = Bilingual("طلبات كثيرة في وقت قصير", "Too many requests in a short time")


class Busy(Problem):
    """It could not be done in time; nothing was changed, try again."""

    code = "busy"
    title = Bilingual("الخادم مشغول، أعد المحاولة", "The server is busy, try again")


class OutcomeUnknown(Busy):
    """The database was lost while it kept the change: it may be there or not."""

    code = "outcome_unknown"
    title = Bilingual("لا يُعرف هل حُفظ التغيير", "Whether the change was kept is not known")


@dataclass
class DatabaseLost(Busy):
    """The database is damaged, or not the one that was there; nothing is read from it."""

    why: str = ""  # for whoever runs the server: it names files

    code = "database_lost"
    title = Bilingual("قاعدة البيانات مفقودة أو تالفة", "The database is lost or damaged")


class StorageFull(Problem):
    """No room left on the disk; nothing was changed, reads go on."""

    code = "storage_full"
    title = Bilingual("لا مساحة كافية للحفظ", "There is no room left to store this")


class Fault(Problem):
    """Our mistake; the log has the details under the request id."""

    code = "internal_error"
    title = Bilingual("خطأ داخلي في الخادم", "Internal server error")


class PathNotFound(NotFound):
    """No route has this path."""

    code = "path_not_found"
    title = Bilingual("لا يوجد شيء في هذا العنوان", "There is nothing at this address")


class MalformedBody(Malformed):
    """The body is not one well-formed JSON document in UTF-8."""

    code = "malformed_body"
    title = Bilingual("تعذّرت قراءة محتوى الطلب", "The request body cannot be read")


class MalformedRequest(Malformed):
    """The bytes are not a request in HTTP/1.1; the connection is closed."""

    code = "malformed_request"
    title = Bilingual("تعذّرت قراءة الطلب", "The request cannot be read")


class MalformedAddress(Malformed):
    """The URL is not UTF-8 under its percent-encoding, or holds what must be encoded so."""

    code = "malformed_address"
    title = Bilingual("تعذّرت قراءة العنوان", "The URL cannot be read")


def busy() -> Busy:
    """Return what is answered when the database could not do it now."""
    return Busy(
        Bilingual(
            "لم يكتمل الطلب في وقته ولم يتغيّر شيء.",
            "The request could not be done in time; nothing was changed.",
        ),
        headers={"Retry-After": "1"},
    )


def outcome_unknown() -> OutcomeUnknown:
    """Return what is answered when the end of a transaction was never heard."""
    return OutcomeUnknown(
        Bilingual(
            "انقطع الاتصال بقاعدة البيانات أثناء الحفظ؛ أعد الطلب بمفتاح Idempotency-Key نفسه.",
            "The database was lost while it kept this; send it again with the same"
            " Idempotency-Key, or read first.",
        ),
        headers={"Retry-After": "1"},
    )


def database_lost(why: str) -> DatabaseLost:
    """Return what is answered rather than an empty catalogue, when the database is not whole."""
    return DatabaseLost(
        Bilingual(
            "لا يُقرأ منها ولا يُكتب فيها حتى يُصلحها من يدير الخادم؛ السبب في سجلّ الخادم.",
            "Nothing is read or written until whoever runs the server has mended it;"
            " the server's log says why.",
        ),
        headers={"Retry-After": "60"},
        why=why,
    )


def every_problem(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Every answer with a code, of every room that has been imported."""
    for child in kind.__subclasses__():
        if "code" in vars(child):
            yield child
        yield from every_problem(child)
