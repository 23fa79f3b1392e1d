"""Every route that writes ends in a transaction that writes a line of the audit log."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts

from app.kit.config import Settings
from app.kit.http import idempotency, session
from app.kit.http.auditing import WRITES
from app.kit.http.openapi import calls_of
from app.kit.http.routes import StrictRoute
from app.main import create_app

AUDITED = {get_args(one)[1].dependency for one in (session.Write, idempotency.Once)}


def unaudited(routes: Iterable[Any]) -> Iterator[str]:
    """Yield the routes that write, and not through `Write` (or `Once`) of a `StrictRoute`."""
    for route in iter_route_contexts(list(routes)):
        calls = list(calls_of(getattr(route, "dependant", None)))
        audited = not AUDITED.isdisjoint(calls) and isinstance(route.original_route, StrictRoute)
        if (route.methods or set()) & WRITES and not audited:
            yield str(route.name)


def test_every_route_that_writes_is_audited(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path))
    writing = [
        route for route in iter_route_contexts(app.routes) if route.methods or set() & WRITES
    ]
    assert len(writing) >= 9
    assert list(unaudited(app.routes)) == []


def test_one_that_forgets_it_is_caught() -> None:
    strict, plain = APIRouter(route_class=StrictRoute), APIRouter()

    @strict.post("/by-itself")
    def opens_its_own() -> None:
        """Write past the session."""

    @plain.delete("/plain")
    def is_no_strict_route(_db: session.Write) -> None:
        """Leave no word of what was answered."""

    @strict.put("/right")
    def is_right(_db: session.Write) -> None:
        """Write as all do."""

    @strict.post("/once")
    def is_done_once(_once: idempotency.Once) -> None:
        """Write as a POST does."""

    @strict.get("/read")
    def reads(_db: session.Read) -> None:
        """Read."""

    app = FastAPI()
    app.include_router(strict)
    app.include_router(plain)
    assert list(unaudited(app.routes)) == ["opens_its_own", "is_no_strict_route"]
