"""What the tests of a release's history do with it again and again."""

from typing import Any

from app.access.scopes import Scope
from tests.conftest import Server


def patch(
    server: Server, release: dict[str, Any], scope: Scope = "publish", **changes: Any
) -> dict[str, Any]:
    """PATCH a release; return what the server answered."""
    answer = server.http.patch(release["url"], json=changes, headers=server.key(scope))
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def history(server: Server, release: dict[str, Any], scope: Scope = "write") -> list[Any]:
    """Return all revisions, the newest first."""
    answer = server.get(f"{release['url']}/revisions", scope, limit=100)
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


def revision(server: Server, release: dict[str, Any], number: int, scope: Scope = "write") -> Any:
    """Return one revision, whole."""
    answer = server.get(f"{release['url']}/revisions/{number}", scope)
    assert answer.status_code == 200, answer.text
    return answer.json()
