"""Reading a paged list to its end, as an admin."""

from collections.abc import Callable
from typing import Any

from tests.conftest import Server


def walked(
    server: Server, path: str, between: Callable[[], object] = lambda: None
) -> list[dict[str, Any]]:
    """Follow `next` from page to page, doing something `between` them; return every page."""
    pages: list[dict[str, Any]] = []
    following: str | None = path
    while following:
        pages.append(server.get(following, "admin").json())
        following = pages[-1]["links"]["next"]
        between()
    return pages


def items(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what stands on all of them."""
    return [item for page in pages for item in page["items"]]
