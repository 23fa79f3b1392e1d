"""Who is at the other end: the client's address, behind proxies only as far as they are trusted."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
OF_ONE_CLIENT = 64  # bits of IPv6: whoever has one address has all that begin with these


def client_address(scope: Scope) -> str | None:
    """Return the address of the client; None when the connection has none.

    `X-Forwarded-For` is read from its end, and only as long as a trusted proxy wrote it: what the
    client itself sent in it is left of that.
    """
    if "client_address" not in scope:
        trusted = scope["app"].state.settings.trusted_proxies
        scope["client_address"] = _behind(scope, trusted)
    found: str | None = scope["client_address"]
    return found


def _behind(scope: Scope, trusted: Sequence[Network]) -> str | None:
    peer = scope["client"][0] if scope.get("client") else None
    if not trusted or peer is None:
        return peer
    said = [
        hop
        for name, value in scope["headers"]
        if name == b"x-forwarded-for"
        for hop in value.decode("latin-1").split(",")
    ]
    at = _read(peer)
    while said and at is not None and any(at in network for network in trusted):
        before = _read(said.pop())
        if before is None:  # what is no address was not written by a proxy to be trusted
            break
        at = before
    return str(at or peer)


def _read(text: str) -> Address | None:
    """Return the address that a hop names; it may be written with its port."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def neighbourhood(address: str | None) -> str:
    """Return what stands for all the addresses that one client can choose from."""
    if address is None or ":" not in address:
        return address or ""
    try:
        return str(ip_network((address, OF_ONE_CLIENT), strict=False))
    except ValueError:
        return address
