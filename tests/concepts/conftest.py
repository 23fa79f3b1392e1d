"""Making concepts over HTTP, and a directory that knows a few."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Server

Make = Callable[..., dict[str, Any]]


@pytest.fixture
def make(server: Server) -> Make:
    """Return a function that POSTs a concept, a person unless it says otherwise."""

    def post(ar: str | None = None, **document: Any) -> dict[str, Any]:
        name = {"name": {"ar": ar}} if ar else {}
        whole = {"kind": "person", **name, **document}
        answer = server.http.post("/concepts", json=whole, headers=server.key("write"))
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    return post
