"""The HTTP entrance: `create_app(settings)` builds the application; nothing happens at import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app import wiring
from app.access import guard, keys
from app.access import router as access
from app.access.errors import KeyRequired, KeyUnknown, ScopeMissing
from app.access.last_use import LastUse
from app.directory import router as directory
from app.kit.config import Settings
from app.kit.db import Database
from app.kit.http import docs_page, health, openapi, problem_pages, problems
from app.kit.http.auditing import RefusedWrites
from app.kit.http.compression import Compression
from app.kit.http.connection import ServerConfig
from app.kit.http.from_memory import FromMemory
from app.kit.http.idempotency import Running
from app.kit.http.layers import Limits, RequestLog, Verbs
from app.kit.http.memory import Memory
from app.kit.http.openapi import KeyProblems
from app.kit.http.recall import Recall
from app.kit.http.second_reading import SecondReading
from app.releases import history_router as history
from app.releases import lifecycle_router as lifecycle
from app.releases import router as releases
from app.releases.counting import next_change
from app.releases.straight import Straight
from app.search import router as search

VERSION = "0.1.0"
ROUTERS = (
    search.router,  # before releases: /releases/search must not be read as a slug
    releases.router,
    history.router,
    lifecycle.router,
    directory.router,
    access.router,
    health.router,
    problem_pages.router,
    openapi.router,
    docs_page.router,
)
EXPOSED = ["ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After"]
EXPOSED += ["X-Request-ID"]


def create_app(settings: Settings) -> FastAPI:
    """Return the application; it opens the database when it starts and closes it when it ends."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.database = Database(settings, wiring.LISTENERS)
        app.state.secret = keys.server_secret(settings, app.state.database)
        app.state.database.watch()
        app.state.recall.memory.number = app.state.database.public_version
        app.state.recall.maker = Straight(app.state.database, settings)
        app.state.last_use = LastUse(app.state.database)
        yield
        app.state.last_use.close()
        app.state.database.close()

    app = FastAPI(
        title="نشرة · Nashra",
        version=VERSION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # it would redirect to whatever Host the client sent
        # the routes themselves: a router that is included is built anew by the first request
        routes=[route for router in ROUTERS for route in router.routes],
    )
    app.state.settings = settings
    app.state.running = Running()
    app.state.recall = Recall(Memory(settings.memory_bytes), settings.cors_origins)
    openapi.install(
        app,
        KeyProblems(
            needed=(KeyRequired, KeyUnknown, ScopeMissing),
            optional=[KeyUnknown],
            demand=guard.Holder,
            look=guard.identify,
        ),
    )
    problems.install(app)
    _surround(app, settings)
    return app


def serving(app: FastAPI) -> ServerConfig:
    """Return how the application is served: behind what was answered before.

    Not where readers are counted: there that stands inside, behind who counts.
    """
    settings: Settings = app.state.settings
    recall: Recall = app.state.recall
    if settings.rate_limit_reads:
        return ServerConfig(app, settings)
    behind = FromMemory(app, recall, next_change) if settings.memory_bytes else app
    return ServerConfig(behind, settings, recall)


def _surround(app: FastAPI, settings: Settings) -> None:
    """Put the layers around the application; the last one added is the outermost."""
    app.add_middleware(SecondReading)
    app.add_middleware(Compression)
    app.add_middleware(Verbs)  # outside compression: HEAD has the headers of the GET
    app.add_middleware(Limits, max_body_bytes=settings.max_body_bytes)
    app.add_middleware(RefusedWrites, whose=guard.whose)
    if settings.memory_bytes and settings.rate_limit_reads:
        app.add_middleware(FromMemory, recall=app.state.recall, next_change=next_change)
    if settings.rate_limit_reads or settings.rate_limit_writes or settings.rate_limit_failed_keys:
        from app.kit.http.rate_limits import RateLimits  # noqa: PLC0415 - 0.1 s, only to serve

        app.add_middleware(RateLimits, settings=settings)  # outside RefusedWrites: 429 has no line
    if settings.cors_origins:
        app.add_middleware(  # outside Verbs: a preflight is an OPTIONS of its own kind
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )
    app.add_middleware(RequestLog)
