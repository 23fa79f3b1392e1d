"""Where a PostgreSQL is, in the words of libpq: several hosts, and what each host must be."""

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

# Of a host that is gone without a word: seconds, but for the milliseconds of tcp_user_timeout.
CONNECTING = {
    "application_name": "nashra",
    "client_encoding": "UTF8",
    "connect_timeout": "2",
    "keepalives": "1",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
MANNERS = "-c TimeZone=UTC -c DateStyle=ISO -c jit=off"


def parameters(url: str) -> dict[str, str]:
    """Return what libpq is to be told; raise ValueError, which never quotes the URL.

    Of several hosts only one takes writes; which it is changes in the life of a cluster, so the
    others are passed over unless the URL says otherwise.
    """
    try:
        said = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except ProgrammingError as error:
        raise ValueError("libpq cannot read this postgresql:// address") from error
    if not said.get("dbname"):
        raise ValueError("a postgresql:// address ends in the name of the database")
    ports = said.get("port", "").split(",")
    if not all(port.isdigit() or not port for port in ports):
        raise ValueError("a port of the postgresql:// address is no number")
    if "," in said.get("host", ""):
        said.setdefault("target_session_attrs", "read-write")
    return said


def each_host(url: str) -> list[dict[str, str]]:
    """Return what libpq is to be told of each host alone, whatever that host is at the moment."""
    said = parameters(url)
    for choice in ("target_session_attrs", "load_balance_hosts"):
        said.pop(choice, None)
    listed = {
        name: said.pop(name).split(",") for name in ("host", "hostaddr", "port") if name in said
    }
    count = max((len(values) for values in listed.values()), default=1)
    return [
        {**said, **{name: values[place % len(values)] for name, values in listed.items()}}
        for place in range(count)
    ]


def polite(said: dict[str, str], options: str) -> dict[str, Any]:
    """Return what libpq is told, with how we speak to any server."""
    return {**CONNECTING, **said, "options": f"{MANNERS} {options} {said.get('options', '')}"}
