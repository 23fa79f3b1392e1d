"""A host whose kernel accepts whoever comes, and whose PostgreSQL says nothing: it is frozen."""

import gc
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from app.kit.attended import Attended


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage: whatever is let go of is let go of by whoever had it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def test_who_is_not_answered_in_time_hangs_up() -> None:
    """Or a PostgreSQL that wakes and is told to stop waits a minute for what he has to say."""
    with socket.create_server(("127.0.0.1", 0)) as host, uncollected():
        port = host.getsockname()[1]
        with pytest.raises(psycopg.errors.ConnectionTimeout):
            Attended.connect(host="127.0.0.1", port=port, dbname="nashra", connect_timeout=2)
        visitor, _ = host.accept()
        with visitor:
            visitor.settimeout(1)
            assert visitor.recv(1000)  # how it would like to speak
            assert visitor.recv(1000) == b""
