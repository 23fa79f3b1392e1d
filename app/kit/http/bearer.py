"""The key that a request brought: the same, however its header is written (RFC 6750, 2.1)."""

from collections.abc import Iterable, Sequence

Headers = Iterable[tuple[bytes, bytes]]


def sent(headers: Headers) -> list[bytes]:
    """Return the values of `Authorization`, of which there should be one."""
    return [value for name, value in headers if name == b"authorization"]


def token(values: Sequence[bytes]) -> str | None:
    """Return the token; None: it is no well-formed `Bearer TOKEN`."""
    if len(values) != 1 or not values[0].isascii():
        return None
    scheme, _, found = values[0].decode().partition(" ")
    return found.strip() if scheme.lower() == "bearer" else None


def credentials(headers: Headers) -> bytes:
    """Return the token that was sent, or what stands in its place; nothing: nothing was sent."""
    values = sent(headers)
    found = token(values)
    return b"\0".join(values) if found is None else found.encode()
