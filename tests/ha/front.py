"""haproxy before the API servers, as `deploy/haproxy.cfg` says."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.ha.machines import filled
from tests.ha.processes import HOST, end_all, free_ports, own, spawn
from tests.waiting import until


@contextmanager
def before(addresses: Sequence[str], folder: Path) -> Iterator[str]:
    """Yield the one address of all these servers."""
    folder.mkdir()
    own(folder)
    [port] = free_ports(1)
    servers = (
        f"server api{number} {address.removeprefix('http://')}"
        for number, address in enumerate(addresses)
    )
    config = folder / "haproxy.cfg"
    written = {"host": HOST, "http_port": str(port), "api_servers": "\n    ".join(servers)}
    config.write_text(filled("haproxy.cfg", written))
    address = f"http://{HOST}:{port}"
    try:
        spawn(["haproxy", "-db", "-f", str(config)], folder)
        until(lambda: _serves(address), what="haproxy serves")
        yield address
    finally:
        end_all(folder)


def _serves(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health/live").status_code == 200
    except httpx.TransportError:
        return False
