"""What a route depends on changes no thread: FastAPI runs each plain function on another one."""

from collections.abc import Callable, Iterable, Iterator
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, get_args

from fastapi import APIRouter, Depends
from fastapi.routing import iter_route_contexts

from app.kit.config import Settings
from app.kit.http import session
from app.kit.http.openapi import calls_of
from app.main import create_app

# They open a transaction, which may be waited for. A POST does so on its endpoint's own thread.
TRANSACTIONS = {get_args(one)[1].dependency for one in (session.Read, session.Write)}


def on_threads(routes: Iterable[Any]) -> Iterator[str]:
    """Yield the routes that depend on what is called on a thread of its own, and on what."""
    for route in iter_route_contexts(list(routes)):
        for call in calls_of(getattr(route, "dependant", None)):
            if call not in TRANSACTIONS and not _is_async(call):
                yield f"{route.name}: {call}"


def _is_async(call: Callable[..., Any]) -> bool:
    return iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__)


def test_no_dependency_changes_threads(tmp_path: Path) -> None:
    assert list(on_threads(create_app(Settings(data_dir=tmp_path)).routes)) == []


def test_one_that_does_is_caught() -> None:
    router = APIRouter()

    def plain() -> None:
        """Wait for a thread."""

    @router.get("/", dependencies=[Depends(plain)])
    def asks(_db: session.Read) -> None:
        """Read."""

    assert [said.partition(":")[0] for said in on_threads(router.routes)] == ["asks"]
