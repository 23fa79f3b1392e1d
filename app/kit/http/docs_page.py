"""The documentation page: Swagger UI from our own files, so that it works with no internet."""

from pathlib import Path as File

from fastapi import APIRouter, Request, Response

from app.kit.errors import PathNotFound
from app.kit.http import caching
from app.kit.http.routes import StrictRoute

FILES = File(__file__).parent / "docs"
# Swagger UI sets styles from its script; everything else comes from here or not at all
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
TYPES = {
    "index.html": "text/html; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "start.js": "text/javascript; charset=utf-8",
}

router = APIRouter(route_class=StrictRoute, include_in_schema=False)


@router.get("/docs")
def get_docs_page(request: Request) -> Response:
    """Show this API to people."""
    return _file(request, "index.html")


@router.get("/docs/{name}")
def get_docs_file(request: Request, name: str) -> Response:
    """Serve a part of the documentation page."""
    if name not in TYPES:
        raise PathNotFound
    return _file(request, name)


def _file(request: Request, name: str) -> Response:
    response = caching.answer(
        request, (FILES / name).read_bytes(), private=False, media_type=TYPES[name], vary="Accept"
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
