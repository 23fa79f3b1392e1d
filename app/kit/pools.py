"""What the connections to either database have in common."""

from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

WAIT = 10  # seconds until who waits for a connection is told that the server is busy
UNHURRIED = "unhurried"


def _json(value: Any) -> str:
    """Return a value as JSON, Arabic as it is."""
    return to_json(value).decode()


# what columns of JSON are written and read by: in a third of the standard library's time
IN_JSON: dict[str, Any] = {"json_serializer": _json, "json_deserializer": from_json}


def pool(url: URL | str, size: int, **more: Any) -> Engine:
    """Return an engine with up to `size` connections; none is opened yet."""
    return create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=WAIT,
        hide_parameters=True,  # an error in the log must not quote a text under embargo
        **IN_JSON,
        **more,
    )


def is_unhurried(connection: Connection) -> bool:
    """Tell whether the transaction that begins may take as long as it takes."""
    return bool(connection.get_execution_options().get(UNHURRIED))


def driver_of(connection: Connection) -> Any:
    """Return the connection as the database's own driver has it."""
    return connection.connection.driver_connection


def said(error: Exception) -> BaseException | None:
    """Return the error as the database's own driver raised it."""
    return error.orig if isinstance(error, DBAPIError) else error
