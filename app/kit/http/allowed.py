"""Which methods an address takes: routes of one path are many, `Allow` must name them all."""

from typing import Any

from fastapi import Request
from fastapi.routing import iter_route_contexts
from starlette.routing import compile_path


def methods(request: Request) -> str:
    """Return the value of `Allow` for the path of `request`; empty when no route has it."""
    return methods_of(request.app, request.scope["path"])


def methods_of(app: Any, path: str) -> str:
    """Return the value of `Allow` for `path`; empty when no route has it."""
    found: set[str] = set()
    for route in iter_route_contexts(app.routes):
        if route.path and route.methods and compile_path(route.path)[0].match(path):
            found |= route.methods
    if "GET" in found:
        found.add("HEAD")
    return ", ".join(sorted(found | {"OPTIONS"})) if found else ""
