"""The database: two kinds of session, and where a transaction begins and ends."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import CursorResult, Dialect, Engine, Executable, MetaData, Select
from sqlalchemy.orm import DeclarativeBase, Session

from app.kit import bringing, bus, engines
from app.kit.config import Settings
from app.kit.pools import UNHURRIED, driver_of
from app.kit.prepared import Prepared, insertion
from app.kit.snapshot import Snapshot
from app.kit.witness import WITNESS

T = TypeVar("T")


class Table(DeclarativeBase):
    """What every mapped class derives from; named constraints, so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ReadSession(Snapshot):
    """One snapshot of the database, to look at only: it has no word for writing."""

    def __init__(self, session: Session, counted: dict[Any, Any] | None = None) -> None:
        """Wrap SQLAlchemy's session; `counted` is what was counted in the same database before."""
        self._session, self.counted = session, counted
        self._driver: Any = None
        self._dialect = session.get_bind().dialect

    def scalar(self, query: Select[T]) -> T | None:
        """Return the first column of the first row, or None."""
        return self._session.scalar(query)

    def scalars(self, query: Select[T], values: Any = None) -> Sequence[T]:
        """Return the first column of every row."""
        return self._session.scalars(query, values).all()

    def rows(self, query: Executable, values: Any = None) -> Sequence[Any]:
        """Return the rows of a query with several columns."""
        # by the connection: the ORM looks through each statement for objects to make, here none
        return self._session.connection().execute(query, values).all()

    @property
    def dialect(self) -> Dialect:
        """The kind of database that this is a session of."""
        return self._dialect

    def driver_rows(self, sql: str, values: Any = ()) -> list[Any]:
        """Return the rows of SQL in the database's own words, as `Snapshot` says."""
        rows: list[Any] = self.driver.execute(sql, values).fetchall()
        return rows

    @property
    def driver(self) -> Any:
        """The driver's own connection, in the session's transaction."""
        if self._driver is None:  # each time SQLAlchemy asks it takes as long as a small question
            self._driver = driver_of(self._session.connection())
        return self._driver

    @property
    def engine_name(self) -> str:
        """The database that this is a session of, as SQLAlchemy calls it."""
        return self.dialect.name

    def is_sound(self) -> bool:
        """Let the database look through itself for damage."""
        return engines.kind_of(self.engine_name).is_sound(self._session.connection())


class WriteSession(ReadSession):
    """One transaction that may change things, and tells who listens what it changed."""

    def __init__(self, session: Session, listeners: bus.Listeners) -> None:
        """Wrap SQLAlchemy's session; `listeners` hear what is announced."""
        super().__init__(session)
        self._listeners = listeners

    def add(self, row: Table) -> None:
        """Put a new row into the transaction."""
        self._session.add(row)

    def insert(self, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
        """Put new rows, all of the same columns, into the transaction, past the ORM.

        PostgreSQL's COPY would take a fifteenth off an import, whose time goes elsewhere.
        """
        if rows:
            mapped = table.metadata.tables[table.__tablename__]
            self.send(insertion(mapped, tuple(rows[0])), rows)

    def send(self, statement: Prepared, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a prepared INSERT, UPDATE or DELETE for each of the rows of values."""
        made = statement.on(self.dialect)
        values = [made.values(row) for row in rows]
        cursor = self.driver.cursor()
        if len(values) == 1:  # two thirds of the time, with psycopg
            cursor.execute(made.sql, values[0])
        elif values:
            cursor.executemany(made.sql, values)

    def bring(self, rows: Sequence[Table]) -> None:
        """Put new rows, all of one class, in at once; they get their keys: `bringing`."""
        if rows:
            kind = engines.kind_of(self.engine_name)
            bringing.bring(self._session, rows, partial(kind.insert, self.driver.cursor()))

    def flush(self) -> None:
        """Send what is pending, so that the database checks it now."""
        self._session.flush()

    def change(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Run an INSERT, UPDATE or DELETE."""
        result = self._session.execute(statement, values)
        assert isinstance(result, CursorResult)  # noqa: S101 - what DML returns, by SQLAlchemy's word
        return result

    def count_on(self, table: sqlalchemy.Table) -> None:
        """Let the next row's number follow the greatest, after rows that brought their own."""
        engines.kind_of(self.engine_name).count_on(self._session.connection(), table)

    def announce(self, event: object) -> None:
        """Let every listener act on `event`, inside this transaction."""
        self._session.flush()
        bus.tell(self._listeners, self, event)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Part of the transaction that can fail alone: when it raises, only it is undone."""
        try:
            with self._session.begin_nested():
                self._session.connection()  # the SAVEPOINT is made now, also for what is sent past
                yield
        except BaseException:
            self._session.expunge_all()  # what was brought is gone, and its key another's
            raise


class Database:
    """The opened database; `close` it when done."""

    def __init__(self, settings: Settings, listeners: bus.Listeners) -> None:
        """Open pools, not yet connections."""
        self._listeners = listeners
        self._settings = settings
        self._kind = engines.kind_of(settings.engine_name)
        self._replicas: engines.Replicas | None = None
        self._watch: engines.Watch | None = None
        self._at_hand = self._kind.at_hand(settings)
        self._counted: dict[Any, Any] | None = {} if settings.memory_bytes else None
        self.writer: Engine = self._kind.writer(settings)
        self.reader: Engine = self._kind.reader(settings)

    @property
    def engine_name(self) -> str:
        """The database that this is, as SQLAlchemy calls it."""
        return self.writer.dialect.name

    @property
    def is_shared(self) -> bool:
        """Tell whether servers on other machines may have opened it too."""
        return self.engine_name != "sqlite"

    def watch(self) -> None:
        """Let replicas answer, if the settings name any: from now on their hosts are watched.

        And the public version is.
        """
        self._replicas = engines.replicas_of(self._settings, self._drop_connections)
        if self._settings.memory_bytes:
            self._watch = self._kind.watch(self._settings)

    def public_version(self) -> int | None:
        """Return which state of what the public reads is the present one; None: it is not known."""
        return None if self._watch is None else self._watch.number()

    @property
    def reads_without_primary(self) -> bool:
        """Tell whether nobody takes writes at the moment, and reads go on."""
        return self._replicas is not None and self._replicas.stand_in

    @contextmanager
    def reading(self, *, unhurried: bool = False, public: bool = False) -> Iterator[ReadSession]:
        """One snapshot; everything read inside the block is of the same instant.

        It must end within the setting `query_seconds`, unless it is `unhurried` (an export is).
        What is read for callers without a key, `public`, may be a replica's; the others see what
        they wrote, which only the primary is sure to show.
        """
        engine = _of(self.reader, unhurried=unhurried)
        lent = self._replicas.lent(public=public) if self._replicas else nullcontext()
        with (
            engines.honest_errors(self._kind),
            lent as replica,
            Session(engine if replica is None else replica, autoflush=False) as session,
        ):
            db, witness = ReadSession(session, self._counted), WITNESS.get()
            if witness is not None:
                witness.look(db)
            yield db

    def at_hand(self, look: Callable[[Snapshot], T]) -> T | None:
        """Return what `look` finds in one snapshot, for the event loop: quickly, on its own thread.

        None: it is not to be had so, and whoever asks elsewhere is told why.
        """
        return self._at_hand.read(look) if self._at_hand else None

    @contextmanager
    def writing(self, *, unhurried: bool = False) -> Iterator[WriteSession]:
        """One transaction: kept when the block ends, undone when it raises.

        No statement of it may take long, nor wait long for others who write, unless it is
        `unhurried`: what a person at the terminal waits for is, what a request does is not.
        """
        engine = _of(self.writer, unhurried=unhurried)
        committing = False
        try:
            with (
                engines.honest_errors(self._kind),
                Session(engine, autoflush=False, expire_on_commit=False) as session,
            ):
                yield WriteSession(session, self._listeners)
                session.flush()
                committing = True
                session.commit()
        finally:
            # also of a COMMIT that failed: it may have been kept without a word. Not where none was
            # sent: without a primary a write that was refused would keep the replicas from readers
            if committing:
                self._note_commit()

    def _note_commit(self) -> None:
        if self._replicas:
            self._replicas.note_commit()
        if self._watch:
            self._watch.note_commit()

    def learn(self) -> None:
        """Let the database look at what it holds now, after much was written: it plans by that."""
        with engines.honest_errors(self._kind):
            self._kind.learn(self.writer)

    def accept(self) -> None:
        """Let what is there be the database from now on, though another was there before."""
        self._kind.accept(self._settings)

    def back_up(
        self,
        file: Path,
        show: Callable[[int, int], None],
        finish: Callable[[WriteSession], None],
    ) -> None:
        """Copy it to a file while it is used; `show`: (done, of how many); `finish`: adds to it."""
        source = _of(self.reader, unhurried=True)
        with engines.honest_errors(self._kind):
            self._kind.back_up(source, file, show, lambda copy: finish(WriteSession(copy, {})))

    def close(self) -> None:
        """Close every connection."""
        if self._replicas:
            self._replicas.close()
        self._drop_connections()
        if self._watch:
            self._watch.close()
        if self._at_hand:
            self._at_hand.close()

    def _drop_connections(self) -> None:
        self.reader.dispose()
        self.writer.dispose()


def _of(engine: Engine, *, unhurried: bool) -> Engine:
    # one with options is an engine of its own: to make it takes as long as a small question
    return engine.execution_options(**{UNHURRIED: True}) if unhurried else engine
