"""How PostgreSQL is opened: durable, one writer at a time, and given up when it does not answer."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus
from sqlalchemy import (
    Connection,
    Engine,
    PoolProxiedConnection,
    Table,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy.orm import Session

from app.kit import libpq
from app.kit.attended import Attended, CommitDoubtfulError
from app.kit.backup import BackupRefusedError
from app.kit.config import Settings
from app.kit.errors import Problem, StorageFull, busy, database_lost, outcome_unknown
from app.kit.pools import UNHURRIED, driver_of, is_unhurried, pool
from app.kit.postgres_watch import PostgresWatch

driver_error = psycopg.Error

READERS = 16  # of each server: five of them stay below PostgreSQL's own limit of 100
WRITERS = 2  # the next one waits for the lock already while the first one commits
LOCK_SECONDS = 5.0
WRITE_SECONDS = 5.0
PING_SECONDS = 2.0  # until a server that was well a moment ago is given up
GRACE = 2.0  # beyond the time at which the server should have said that it takes too long
THE_WRITER = int.from_bytes(b"nashra", "big")  # the lock of whoever writes

# More is left alone: remote_apply. Less would acknowledge what a crash then takes back.
DURABLE = """SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')"""


def writer(settings: Settings) -> Engine:
    """Return the engine of those who write: one at a time, on whichever server they are.

    The lock is taken before anything is read, as SQLite's is, so that whatever was checked still
    holds when it is written: no code has to be right twice.
    """
    options = (
        f"-c lock_timeout={_ms(LOCK_SECONDS)} -c statement_timeout={_ms(WRITE_SECONDS)}"
        # a server that is frozen in a transaction must not keep all others from writing
        f" -c idle_in_transaction_session_timeout={_ms(6 * WRITE_SECONDS)}"
    )
    engine = opened(libpq.parameters(settings.database_url), WRITERS, options)
    # A COMMIT that wrote nothing waits for no standby, and could repeat what is on one disk only:
    # after a crash, an Idempotency-Key whose first answer never came.
    write = "pg_logical_emit_message(true, 'nashra', '')"
    at_once = f"SELECT CASE WHEN pg_try_advisory_xact_lock({THE_WRITER}) THEN {write} END"
    in_turn = f"SELECT pg_advisory_xact_lock({THE_WRITER}); SELECT {write}"

    @event.listens_for(engine, "connect")
    def _durable(connection: Attended, _record: object) -> None:
        connection.execute(DURABLE)
        connection.note_warnings()

    @event.listens_for(engine, "begin")
    def _lock_first(connection: Connection) -> None:
        if is_unhurried(connection):
            _attend(connection, None)
            patient = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0"
            connection.exec_driver_sql(f"BEGIN; {patient}; {in_turn}")
            return
        # at once, or not: a server that is well answers it, however long others write
        _attend(connection, PING_SECONDS - GRACE)
        connection.exec_driver_sql("BEGIN")
        is_ours = connection.exec_driver_sql(at_once).scalar() is not None
        _attend(connection, max(LOCK_SECONDS, WRITE_SECONDS))
        if not is_ours:
            connection.exec_driver_sql(in_turn)

    return engine


def reader(settings: Settings) -> Engine:
    """Return the engine of those who only look; PostgreSQL itself refuses their writes."""
    options = f"-c statement_timeout={_ms(settings.query_seconds)}"
    engine = opened(libpq.parameters(settings.database_url), READERS, options)
    stay_prepared(engine)

    def begin(dbapi_connection: Any) -> bool:
        dbapi_connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return True

    # Whether the server of a connection that was used before is still there, its BEGIN tells.
    engine.dialect.do_ping = begin  # type: ignore[method-assign]  # there is no setting for it

    @event.listens_for(engine, "begin")
    def _snapshot(connection: Connection) -> None:
        unhurried, driver = is_unhurried(connection), driver_of(connection)
        if driver.info.transaction_status == TransactionStatus.IDLE:  # a new connection
            begin(driver)
        if unhurried:
            driver.execute("SET LOCAL statement_timeout = 0")
        _attend(connection, None if unhurried else settings.query_seconds)

    return engine


def opened(said: dict[str, str], size: int, options: str, *, ping: bool = True) -> Engine:
    """Return an engine of up to `size` connections to where libpq is told."""
    address = libpq.polite(said, options)
    # The URL stays here: SQLAlchemy does not learn it, and cannot write it into a log.
    engine = pool("postgresql+psycopg://", size, pool_pre_ping=ping, use_native_hstore=False)

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _record: object, _args: object, more: Any) -> Attended:
        # BEGIN is ours, not the driver's: in one message with what else a transaction begins with
        connection = Attended.connect(**more, **address, autocommit=True)
        connection.patience = PING_SECONDS
        return connection

    @event.listens_for(engine, "checkin")
    def _patient_no_more(connection: Attended | None, _record: object) -> None:
        if connection is not None:  # or the next one's ping of a frozen server took for ever
            connection.patience = PING_SECONDS

    return engine


def stay_prepared(engine: Engine) -> None:
    """End the transactions of those who only look so that the driver keeps what it has prepared.

    At a ROLLBACK it forgets all, so that PostgreSQL would plan each question anew: more than a
    quarter of its time for a search. Nothing was written; COMMIT ends a failed transaction, too.
    """

    def commit(dbapi_connection: PoolProxiedConnection) -> None:
        driver: Any = dbapi_connection.driver_connection
        psycopg.Connection.commit(driver)  # not `Attended.commit`: what was read is not in doubt

    engine.dialect.do_rollback = commit  # type: ignore[method-assign]  # there is no setting for it


def _attend(connection: Connection, seconds: float | None) -> None:
    driver: Attended = driver_of(connection)
    driver.patience = None if seconds is None else seconds + GRACE


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def problem_of(said: BaseException | None) -> Problem | None:
    """Return what to answer when the server refused by its circumstances; None: our mistake."""
    match said:
        case CommitDoubtfulError():
            return outcome_unknown()
        case errors.DiskFull():
            return StorageFull()
        case (
            errors.UndefinedTable()  # at a start it had all of its tables
            | errors.UndefinedFile()
            | errors.IoError()
            | errors.DataCorrupted()
            | errors.IndexCorrupted()
        ):
            return database_lost(str(said))
        case errors.ProgramLimitExceeded() | errors.StatementTooComplex():
            return None
        case psycopg.OperationalError() | errors.ReadOnlySqlTransaction():
            return busy()
    return None


def is_there(engine: Engine) -> bool:
    """Tell whether any version of Nashra made its tables here."""
    with engine.connect() as connection:
        return engine.dialect.has_table(connection, "alembic_version")


def watch(settings: Settings) -> PostgresWatch:
    """Begin to watch the public version."""
    return PostgresWatch(settings)


def at_hand(_settings: Settings) -> None:
    """Return nothing: whoever asks a server waits for it."""


def accept(_settings: Settings) -> None:
    """Do nothing: which cluster is the right one, PostgreSQL and Patroni know by themselves."""


def back_up(
    _source: Engine,
    _file: Path,
    _show: Callable[[int, int], None],
    _finish: Callable[[Session], None],
) -> None:
    """Refuse: PostgreSQL's own program does it better."""
    raise BackupRefusedError(
        "لقاعدة PostgreSQL أداتها · PostgreSQL has its own program for this:"
        " pg_dump --format=custom --file=FILE NAME"
    )


def is_sound(connection: Connection) -> bool:
    """Ask PostgreSQL whether a page ever failed its checksum, or an index is invalid."""
    failures = "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
    invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
    return not any(connection.exec_driver_sql(asked).scalar() for asked in (failures, invalid))


def learn(writer: Engine) -> None:
    """Let PostgreSQL look at what its tables hold now, to plan by, and note what all may see of it.

    By itself it does so a minute later. Until then it takes them for empty, reads the whole of an
    index for a page of twenty, and asks of each row that it counts whether it was committed. A
    table that it looks at already is left to it.
    """
    tables = inspect(writer).get_table_names()
    names = ", ".join(map(writer.dialect.identifier_preparer.quote, tables))
    with closing(writer.raw_connection()) as connection:
        driver: Any = connection.driver_connection
        driver.patience = None
        driver.execute("SET statement_timeout = 0")
        try:
            driver.execute(f"VACUUM (ANALYZE, SKIP_LOCKED) {names}")
        finally:
            driver.execute("RESET statement_timeout")


def insert(cursor: psycopg.Cursor[Any], sql: str, rows: Sequence[Any]) -> list[int]:
    """Insert the rows in one conversation."""
    if len(rows) == 1:  # as in `WriteSession.send`: executemany takes half as long again
        return [key for (key,) in cursor.execute(sql, rows[0])]
    cursor.executemany(sql, rows, returning=True)
    return [key for one in cursor.results() for (key,) in one]


def count_on(connection: Connection, table: Table) -> None:
    """Let the next row's number follow the greatest, after rows that brought their own."""
    number = table.autoincrement_column
    if number is not None:
        sequence = func.pg_get_serial_sequence(table.name, number.name)
        greatest = select(func.max(number)).scalar_subquery()
        connection.execute(select(func.setval(sequence, greatest)))


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """Open the transaction that migrations run in: whoever else writes or migrates, waits."""
    with engine.execution_options(**{UNHURRIED: True}).begin() as connection:
        yield connection
