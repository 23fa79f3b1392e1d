"""The HTTP entrance: `create_app(settings)` builds the application; nothing happens at import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app import wiring
from app.access import keys
from app.access.errors import KeyRequired, KeyUnknown, ScopeMissing
from app.directory import router as directory
from app.kit.config import Settings
from app.kit.db import Database
from app.kit.http import docs_page, health, openapi, problem_pages, problems
from app.kit.http.compression import Compression
from app.kit.http.idempotency import Running
from app.kit.http.layers import Limits, RequestLog, Verbs
from app.kit.http.openapi import KeyProblems
from app.kit.http.second_reading import SecondReading
from app.releases import router as releases
from app.search import router as search

VERSION = "0.1.0"


def create_app(settings: Settings) -> FastAPI:
    """Return the application; it opens the database when it starts and closes it when it ends."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.database = Database(settings, wiring.LISTENERS)
        app.state.secret = keys.server_secret(settings, app.state.database)
        app.state.database.watch()
        yield
        app.state.database.close()

    app = FastAPI(
        title="نشرة · Nashra",
        version=VERSION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # it would redirect to whatever Host the client sent
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.settings = settings
    app.state.running = Running()
    # search before releases: /releases/search must not be read as a slug
    for router in (
        search.router,
        releases.router,
        directory.router,
        health.router,
        problem_pages.router,
        openapi.router,
        docs_page.router,
    ):
        app.include_router(router)
    openapi.install(
        app, KeyProblems(needed=(KeyRequired, KeyUnknown, ScopeMissing), optional=[KeyUnknown])
    )
    problems.install(app)
    _surround(app, settings)
    return app


def _surround(app: FastAPI, settings: Settings) -> None:
    """Put the layers around the application; the last one added is the outermost."""
    app.add_middleware(SecondReading)
    app.add_middleware(Compression)
    app.add_middleware(Verbs)  # outside compression: HEAD has the headers of the GET
    if settings.cors_origins:
        app.add_middleware(  # outside Verbs: a preflight is an OPTIONS of its own kind
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=["ETag", "Link", "Location", "X-Request-ID"],
        )
    app.add_middleware(Limits, max_body_bytes=settings.max_body_bytes)
    app.add_middleware(RequestLog)
