"""The request's transaction, for routes: it ends before the answer is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request

from app.kit.db import Database, ReadSession, WriteSession
from app.kit.http import auditing


def database_of(request: Request) -> Database:
    """Return the database that this application opened."""
    database = request.app.state.database
    assert isinstance(database, Database)  # noqa: S101 - main put it there
    return database


@contextmanager
def reading(request: Request) -> Iterator[ReadSession]:
    """Open the snapshot of a read inside its endpoint, where the hottest do.

    As a dependency it is opened and closed on threads of their own: a quarter of a list's time.
    """
    yield from _reading(request)


def _reading(request: Request) -> Iterator[ReadSession]:
    public = "authorization" not in request.headers
    with database_of(request).reading(public=public) as db:
        yield db


@contextmanager
def writing(request: Request) -> Iterator[WriteSession]:
    """Open the transaction of a write inside its endpoint, as a POST does (`idempotency.Once`).

    Whoever opens it says what is answered, with `auditing.answered`, before it ends.
    """
    yield from _writing(request)


def _writing(request: Request) -> Iterator[WriteSession]:
    """Open the transaction of a write; a line of the audit log is its last statement.

    The guard leaves word of what has to hold of the caller still: whoever waited for others who
    write may have been locked out meanwhile.
    """
    with database_of(request).writing() as db:
        yield db
        if "still_known" in request.scope:
            request.scope["still_known"](db)
        auditing.acknowledge(request, db)


# scope="function": FastAPI's default would commit after the answer is sent, and a failed commit
# would then have been acknowledged already
Read = Annotated[ReadSession, Depends(_reading, scope="function")]
Write = Annotated[WriteSession, Depends(_writing, scope="function")]
