"""Keys over HTTP, as an admin of the tests issues, changes and revokes them."""

from typing import Any

import httpx

from app.access import keys
from app.access.scopes import Scope
from tests.conftest import Server


def issue(server: Server, **document: Any) -> dict[str, Any]:
    """Issue a key over HTTP; return what the server answered."""
    whole = {"name": "مكتب الإعلام", "scopes": ["publish"], **document}
    answer = server.http.post("/keys", json=whole, headers=server.key("admin"))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries a key."""
    return {"Authorization": f"Bearer {token}"}


def change(server: Server, key_id: str, **fields: Any) -> httpx.Response:
    """PATCH a key."""
    return server.http.patch(f"/keys/{key_id}", json=fields, headers=server.key("admin"))


def revoke(server: Server, key_id: str, scope: Scope = "admin") -> httpx.Response:
    """DELETE a key."""
    return server.http.delete(f"/keys/{key_id}", headers=server.key(scope))


def id_of(server: Server, name: str) -> str:
    """Return the id of the fixture's key with this name."""
    with server.database.reading() as db:
        [found] = [str(key.id) for key in keys.listing(db) if key.name == name]
    return found
