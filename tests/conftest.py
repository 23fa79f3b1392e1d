"""A fresh server for every test: uvicorn on a loopback port, and a real database.

The server runs in a thread of the test's own process, so that a test can tell it the time.
"""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from time import sleep
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from app.access.scopes import Scope
from app.imports import seeding
from app.kit import clock
from app.kit.config import Settings
from app.kit.db import Database
from app.main import create_app, serving
from tests.cluster import Cluster
from tests.databases import EVENING, SECRET, Databases, PostgresDatabases, SqliteDatabases

# a test sends more in a second than a person in an hour, all from one address
UNLIMITED = {"rate_limit_writes": "", "rate_limit_failed_keys": ""}
CLUSTER = pytest.StashKey[Cluster]()
SEEDS = Path(__file__).parent.parent / "seeds"
# for plain HTTP: to read every certificate of the machine takes longer than most tests
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let it be said which database the tests run on."""
    parser.addoption("--engine", choices=["sqlite", "postgresql"], default="sqlite")


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses by the marks
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is only of the other database, and mark what asks for neither."""
    engine, others = config.getoption("engine"), list[pytest.Item]()
    for item in items:
        only = item.get_closest_marker("only")
        if only is not None and engine not in only.args:
            others.append(item)
        elif only is None and "engine" not in getattr(item, "fixturenames", ()):
            item.add_marker("once")
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the cluster is that all of them share."""
    if CLUSTER in node.config.stash:
        node.workerinput["cluster"] = node.config.stash[CLUSTER].address


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the cluster, once: workers are told of it."""
    config = session.config
    if config.getoption("engine") == "postgresql" and not hasattr(config, "workerinput"):
        config.stash[CLUSTER] = Cluster()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it, however the tests ended."""
    if CLUSTER in config.stash:
        config.stash[CLUSTER].stop()


@pytest.fixture(scope="session")
def engine(pytestconfig: pytest.Config) -> str:
    """Return the database that is asked for: what does not ask says the same on either."""
    name: str = pytestconfig.getoption("engine")
    return name


@pytest.fixture(scope="session")
def shared_databases(
    engine: str, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Databases:
    """Return what makes databases; made once, because it migrates the one to be copied."""
    if engine == "sqlite":
        return SqliteDatabases(tmp_path_factory.mktemp("migrated"))
    told = getattr(pytestconfig, "workerinput", {})
    address = told["cluster"] if told else pytestconfig.stash[CLUSTER].address
    return PostgresDatabases(address, told.get("workerid", "alone"))


@pytest.fixture
def databases(shared_databases: Databases) -> Iterator[Databases]:
    """Return what makes the databases of one test."""
    made = shared_databases.of_its_own()
    yield made
    made.forget()


@pytest.fixture(scope="module")
def databases_of_file(shared_databases: Databases) -> Iterator[Databases]:
    """Return what makes the databases that the tests of one file share."""
    made = shared_databases.of_its_own()
    yield made
    made.forget()


@dataclass
class Server:
    """A running application, and keys to it."""

    app: FastAPI
    http: httpx.Client
    settings: Settings
    keys: dict[Scope, str]

    @property
    def database(self) -> Database:
        """The server's own database."""
        database = self.app.state.database
        assert isinstance(database, Database)
        return database

    def key(self, scope: Scope) -> dict[str, str]:
        """Return the header that carries a key with this scope alone."""
        return {"Authorization": f"Bearer {self.keys[scope]}"}

    def create(self, **document: Any) -> dict[str, Any]:
        """POST a release with the publishing key; return what the server answered."""
        whole = {"title": "خبر من المنامة", **document}
        response = self.http.post("/releases", json=whole, headers=self.key("publish"))
        assert response.status_code == 201, response.text
        made: dict[str, Any] = response.json()
        return made

    def publish(self, **document: Any) -> dict[str, Any]:
        """POST a release that is published at once."""
        return self.create(state="published", **document)

    def get(self, path: str, scope: Scope | None = None, **parameters: Any) -> httpx.Response:
        """GET as the public, or with a key."""
        headers = self.key(scope) if scope else {}
        return self.http.get(path, params=parameters or None, headers=headers)


@pytest.fixture
def make_server(databases: Databases, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Return a function that starts a server with the settings given."""

    def start(**changed: Any) -> Server:
        folder = changed.pop("data_dir", None) or Path(mkdtemp(dir=tmp_path))
        settings = Settings(
            **databases.furnished(folder), secret=SECRET, **{**UNLIMITED, **changed}
        )
        app = create_app(settings)
        port = listening.enter_context(served(app))
        http = listening.enter_context(client(port))
        return Server(app, http, settings, databases.keys)

    with ExitStack() as listening:
        yield start


def client(port: int | None, **more: Any) -> httpx.Client:
    """Return who asks the server that has a port of 127.0.0.1."""
    address = f"http://127.0.0.1:{port}"
    return httpx.Client(base_url=address, verify=NO_CERTIFICATES, timeout=30, **more)


class _Attentive(uvicorn.Server):
    """A server that is told of its end soon: uvicorn looks for it ten times a second."""

    async def main_loop(self) -> None:
        """Serve until it is to end."""
        while not await self.on_tick(0):  # noqa: ASYNC110 - uvicorn is told by an attribute
            await asyncio.sleep(0.005)


@contextmanager
def served(app: FastAPI) -> Iterator[int]:
    """Serve `app` as `nashra serve` does, on a free port of 127.0.0.1; yield the port."""
    socket_ = socket.socket()
    socket_.bind(("127.0.0.1", 0))
    server = _Attentive(serving(app))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket_]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server ended before it began"
        sleep(0.005)
    try:
        yield socket_.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        socket_.close()


@pytest.fixture
def server(make_server: Callable[..., Server]) -> Server:
    """Return a server with an empty catalogue."""
    return make_server()


@pytest.fixture
def seeded(make_server: Callable[..., Server]) -> Server:
    """Return a server that holds the seed article."""
    server = make_server()
    assert server.settings.seeds_dir == SEEDS
    seeding.seed(server.database, server.settings.seeds_dir)
    return server


class Time:
    """A clock that stands until it is told to go on."""

    def __init__(self, now: datetime) -> None:
        """Stand at `now`."""
        self.now = now

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def passes(self, **how_much: float) -> None:
        """Go on by `how_much`, as timedelta takes it."""
        self.now += timedelta(**how_much)


@pytest.fixture
def time() -> Iterator[Time]:
    """Stop the clock at an evening in Manama: 23:00 on 24 November 2026."""
    stopped = Time(EVENING)
    with clock.told_by(stopped):
        yield stopped
