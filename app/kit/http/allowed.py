"""Which methods an address takes: routes of one path are many, `Allow` must name them all."""

from typing import Any

from fastapi import Request
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path


def methods(request: Request) -> str:
    """Return the value of `Allow` for the path of `request`; empty when no route has it."""
    return methods_of(request.app, request.scope["path"])


def methods_of(app: Any, path: str) -> str:
    """Return the value of `Allow` for `path` (`*`: for all of them); empty when no route has it.

    A fixed address is no case of one with parameters: `/releases/search` is not a release.
    """
    found: set[str] = set(_fixed(app).get(path, ()))
    if not found:
        for route in iter_route_contexts(app.routes):
            matches = route.path and (path == "*" or compile_path(route.path)[0].match(path))
            if matches and route.methods:
                found |= route.methods
    if "GET" in found:
        found.add("HEAD")
    return ", ".join(sorted(found | {"OPTIONS"})) if found else ""


def is_fixed(request: Request) -> bool:
    """Tell whether a route without parameters has the path of `request`."""
    return request.scope["path"] in _fixed(request.app)


def _fixed(app: Any) -> dict[str, set[str]]:
    """Return the methods of every address without parameters; gathered once."""
    found: dict[str, set[str]] | None = getattr(app.state, "fixed_methods", None)
    if found is None:
        found = {}
        for route in iter_route_contexts(app.routes):
            if route.path and route.methods and "{" not in route.path:
                found.setdefault(route.path, set()).update(route.methods)
        app.state.fixed_methods = found
    return found
