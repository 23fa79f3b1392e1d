"""Which of the two databases the settings name, and what each of them answers to."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from app.kit import sqlite
from app.kit.config import Settings
from app.kit.errors import Problem, busy
from app.kit.pools import said
from app.kit.sqlite_at_hand import AtHand

INSUFFICIENT_PRIVILEGE = "42501"


class Watch(Protocol):
    """Who knows what the public version is: `kit.sqlite_watch`, `kit.postgres_watch`."""

    def number(self) -> int | None:
        """Return the number at this moment; None: it cannot be told."""

    def note_commit(self) -> None:
        """Believe nothing that was said before now."""

    def close(self) -> None:
        """Stop watching."""


class Kind(Protocol):
    """What is different from one database to the other: `kit.sqlite`, `kit.postgres`."""

    @property
    def driver_error(self) -> type[Exception]:
        """What its driver raises."""

    def writer(self, settings: Settings) -> Engine:
        """Return the engine of those who write: one at a time, whoever else does."""

    def reader(self, settings: Settings) -> Engine:
        """Return the engine of those who only look, at one instant."""

    def problem_of(self, said: BaseException | None) -> Problem | None:
        """Return what to answer to its driver's error; None: it is our mistake."""

    def is_there(self, engine: Engine) -> bool:
        """Tell whether there is a database at all, without making one."""

    def watch(self, settings: Settings) -> Watch:
        """Begin to watch the public version."""

    def at_hand(self, settings: Settings) -> AtHand | None:
        """Return what the event loop reads on itself; None: to ask would keep it waiting."""

    def accept(self, settings: Settings) -> None:
        """Let what is there be the database from now on, though another was there before."""

    def back_up(
        self,
        source: Engine,
        file: Path,
        show: Callable[[int, int], None],
        finish: Callable[[Session], None],
    ) -> None:
        """Copy it to a file while it is used; `show`: (done, of how many); `finish`: adds to it."""

    def is_sound(self, connection: Connection) -> bool:
        """Let the database look through itself for damage."""

    def learn(self, writer: Engine) -> None:
        """Let the database look at what its tables hold now, to plan by."""

    def insert(self, cursor: Any, sql: str, rows: Sequence[Any]) -> list[int]:
        """Run an INSERT that returns a key for each of the rows; return the keys in order."""

    def count_on(self, connection: Connection, table: Table) -> None:
        """Let the next row's number follow the greatest, after rows that brought their own."""

    def alone(self, engine: Engine) -> AbstractContextManager[Connection]:
        """Open the transaction that migrations run in."""


class Replicas(Protocol):
    """Who else may answer those who read: `kit.replicas`."""

    @property
    def stand_in(self) -> bool:
        """Tell whether no primary answers, and readers can go on without."""

    def note_commit(self) -> None:
        """Let no host answer that does not show what was committed until now."""

    def lent(self, *, public: bool) -> AbstractContextManager[Connection | None]:
        """Lend a connection, within its transaction; None: the primary is to be asked."""

    def close(self) -> None:
        """Stop watching."""


def kind_of(name: str) -> Kind:
    """Return the database that SQLAlchemy calls so."""
    if name == "sqlite":
        return sqlite
    from app.kit import postgres  # noqa: PLC0415 - 0.2 s, which SQLite has no use for

    return postgres


def replicas_of(settings: Settings, succeeded: Callable[[], None]) -> Replicas | None:
    """Return who else may answer readers; None: the one host of the database answers everybody.

    `succeeded` is called when another primary is met than before.
    """
    if not (settings.read_database_url or "," in settings.database_url):
        return None
    from app.kit.replicas import WatchedReplicas  # noqa: PLC0415 - as in kind_of

    return WatchedReplicas(settings, succeeded)


def is_forbidden(error: DBAPIError) -> bool:
    """Tell whether the database refused because the user that the settings name may not."""
    return getattr(error.orig, "sqlstate", None) == INSUFFICIENT_PRIVILEGE


@contextmanager
def honest_errors(kind: Kind) -> Iterator[None]:
    """Turn what a database says of its circumstances into answers for the caller."""
    try:
        yield
    except PoolTimeout as error:
        raise busy() from error
    except Exception as error:
        problem = kind.problem_of(said(error))
        if problem is not None:
            raise problem from error
        if isinstance(error, kind.driver_error):  # of a statement that was sent past SQLAlchemy
            raise _as_sqlalchemy_has_it(error, kind.driver_error) from error
        raise


def _as_sqlalchemy_has_it(error: Exception, every: type[Exception]) -> BaseException:
    return DBAPIError.instance(None, None, error, every, hide_parameters=True)
