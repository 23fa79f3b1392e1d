"""Conditional requests (RFC 9110, 13) and what caches may keep.

An entity tag is `"SAVE.BODY"`: SAVE stands for the save that the answer shows and is what
`If-Match` compares, BODY for these very bytes, so that the tag is strong whatever `fields` or
key shaped them. Answers that no single save made (lists) have only the second part.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache, partial
from typing import Annotated

from fastapi import Depends, Request, Response
from xxhash import xxh3_128_hexdigest

from app.kit import clock
from app.kit.config import Settings
from app.kit.errors import Bilingual, PreconditionFailed, PreconditionRequired

JSON = "application/json"
HOLDS_UNTIL = "holds_until"  # in the scope: when time alone makes it another answer
SECOND = timedelta(seconds=1)
LAST_SECOND = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
REFUSALS = (PreconditionFailed, PreconditionRequired)


def digest(*parts: object) -> str:
    """Return a short fingerprint of `parts`."""
    joined = "\x1f".join(map(str, parts)).encode()
    return hashlib.blake2b(joined, digest_size=6).hexdigest()


def etag(body: bytes, save: str | None = None) -> str:
    """Return the strong entity tag of a body, and of the save that it shows if there is one."""
    # no secret hangs on it, and SHA-256 was a tenth of what a page took that is made anew
    of_body = xxh3_128_hexdigest(body)
    return f'"{save}.{of_body}"' if save else f'"{of_body}"'


def answer(
    request: Request,
    body: bytes,
    *,
    private: bool,
    save: str | None = None,
    modified: datetime | None = None,
    vary: str = "Authorization",
    media_type: str = JSON,
) -> Response:
    """Return 200 with the body, or 304 when the caller has these very bytes.

    `modified` is given only where one date tells the whole truth about the answer.
    """
    settings: Settings = request.app.state.settings
    headers = validators(settings, body, private=private, save=save, modified=modified, vary=vary)
    stamp = headers.get("Last-Modified")
    if stamp is None and modified is not None:
        request.scope[HOLDS_UNTIL] = next_second(modified)
    if _has_it(request, headers["ETag"], stamp):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def validators(
    settings: Settings,
    body: bytes,
    *,
    private: bool,
    save: str | None,
    modified: datetime | None,
    vary: str = "Authorization",
) -> dict[str, str]:
    """Return the headers that say which version of what this is, for whom, and how long."""
    headers = {"ETag": etag(body, save), "Vary": vary, **lifetime(settings, private=private)}
    stamp = last_modified(modified)
    return {**headers, "Last-Modified": stamp} if stamp else headers


def lifetime(settings: Settings, *, private: bool) -> dict[str, str]:
    """Return `Cache-Control`: what a key unlocked is never kept by anyone."""
    if private:
        return {"Cache-Control": "private, no-store"}
    age = settings.cache_max_age
    return {"Cache-Control": f"public, max-age={age}" if age else "public, no-cache"}


def last_modified(modified: datetime | None) -> str | None:
    """Return the HTTP date, but none within its own second: another change could share it."""
    if modified is None or clock.now().timestamp() < int(modified.timestamp()) + 1:
        return None
    return _http_date(modified.replace(microsecond=0))


# a twentieth of a release that is made anew; of a catalogue, the same dates are asked for again
_http_date = lru_cache(maxsize=1_000)(partial(format_datetime, usegmt=True))


def next_second(modified: datetime) -> datetime:
    """Return when the date of what has none yet can be told."""
    # at the end of the last year there is no next second, nor anything that could be later
    return min(modified.replace(microsecond=0), LAST_SECOND - SECOND) + SECOND


def _has_it(request: Request, tag: str, stamp: str | None) -> bool:
    known = request.headers.getlist("if-none-match")
    if known:
        return any(name in {"*", tag} for name in _listed(known, weak=True))
    # equal, not later: a date that went back (an edition hidden again) is a change too
    return stamp is not None and request.headers.get("if-modified-since") == stamp


def _listed(values: list[str], *, weak: bool) -> list[str]:
    names = [name.strip() for value in values for name in value.split(",")]
    return [name.removeprefix("W/") for name in names] if weak else names


class Conditions:
    """What a write demands of the version that it changes."""

    def __init__(self, request: Request) -> None:
        """Read `If-Match` and `If-None-Match`, every line of them."""
        settings: Settings = request.app.state.settings
        self._match = request.headers.getlist("if-match")
        self._none_match = request.headers.getlist("if-none-match")
        self._required = settings.require_if_match

    @property
    def asks_nothing(self) -> bool:
        """True when any version may be changed: what most writes ask, and cheaply answered."""
        return not (self._match or self._none_match or self._required)

    def check(self, save: str, current: str) -> None:
        """Raise unless the caller's version is the one saved as `save`; `current` is its tag."""
        named = _listed(self._match, weak=False)
        refused = _listed(self._none_match, weak=True)
        if "*" in refused or any(self._names(tag, save) for tag in refused):
            raise self._stale(current)
        if not named and self._required:
            raise PreconditionRequired(
                Bilingual(
                    "أرسل If-Match بقيمة ETag التي قرأتها.",
                    "Send If-Match with the ETag that you read.",
                )
            )
        if named and "*" not in named and not any(self._names(tag, save) for tag in named):
            raise self._stale(current)

    def check_absent(self) -> None:
        """Raise when the caller demands a version of what does not exist."""
        if self._match:
            raise PreconditionFailed(
                Bilingual("لا توجد نسخة حالية بعد.", "There is no current version.")
            )

    @staticmethod
    def _names(tag: str, save: str) -> bool:
        return tag.startswith('"') and tag[1:].split(".", maxsplit=1)[0] == save

    @staticmethod
    def _stale(current: str) -> PreconditionFailed:
        return PreconditionFailed(
            Bilingual(f"النسخة الحالية هي {current}.", f"The current version is {current}."),
            headers={"ETag": current},
        )


async def conditions(request: Request) -> Conditions:
    """Return what a write demands; `openapi` tells of its headers."""
    return Conditions(request)


Preconditions = Annotated[Conditions, Depends(conditions)]
