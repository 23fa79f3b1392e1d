"""Every operation with every scope, out of the OpenAPI document: no cell is left to chance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.access.scopes import IMPLIED, SCOPES, Scope
from tests.conftest import Server, Time
from tests.releases import stages

# what each operation demands, and what it answers to those who may
NEEDS: dict[str, tuple[Scope | None, int]] = {
    "list_releases": (None, 200),
    "search_releases": (None, 200),
    "suggest_releases": (None, 200),
    "get_release": (None, 200),
    "create_release": ("write", 201),
    "put_release": ("write", 200),
    "patch_release": ("write", 200),
    "delete_release": ("write", 204),
    "restore_release": ("write", 200),
    "list_revisions": ("draft", 200),
    "get_revision": ("draft", 200),
    "diff_revision": ("draft", 200),
    "submit_release": ("write", 200),
    "reject_release": ("write", 200),
    "schedule_release": ("publish", 200),
    "unschedule_release": ("publish", 200),
    "publish_release": ("publish", 200),
    "correct_release": ("publish", 200),
    "withdraw_release": ("publish", 200),
    "reinstate_release": ("publish", 200),
    "kill_release": ("publish", 200),
    "archive_release": ("publish", 200),
    "unarchive_release": ("publish", 200),
    "get_liveness": (None, 200),
    "get_readiness": (None, 200),
    "get_problem": (None, 200),
}
SEARCHES = ("/releases/search", "/releases/suggestions")
CALLERS: tuple[Scope | None, ...] = (None, *SCOPES)
BODIES = {
    "create_release": {"title": "خبر جديد"},
    "put_release": {"title": "خبر آخر"},
    "patch_release": {"title": "خبر معدّل"},
    **{f"{verb}_release": body for verb, body in stages.BODIES.items()},
}
# what each verb is done to; a draft, where nothing is said
STAGE = {
    "reject_release": "in_review",
    "unschedule_release": "scheduled",
    "reinstate_release": "withdrawn",
    "unarchive_release": "archived",
    **dict.fromkeys(
        ("correct_release", "withdraw_release", "kill_release", "archive_release"), "published"
    ),
}


@dataclass(frozen=True)
class Operation:
    """One operation of the document."""

    name: str
    method: str
    path: str
    security: list[dict[str, Any]]

    @property
    def asks_first(self) -> Scope:
        """The scope that is asked of every caller; to publish takes another one besides."""
        return "draft" if self.method == "GET" else "write"

    @property
    def needs(self) -> Scope | None:
        """The scope without which it is refused."""
        return NEEDS[self.name][0]


def operations(server: Server) -> Iterator[Operation]:
    """Yield every operation that the server documents."""
    for path, item in server.get("/openapi.json").json()["paths"].items():
        for method, told in item.items():
            name = told["operationId"]
            yield Operation(name, method.upper(), path, told.get("security", [{}]))


def address(server: Server, operation: Operation) -> str:
    """Return where to send it: a fresh release that the operation fits."""
    if "{release}" in operation.path:
        usual = "draft" if operation.needs else "published"
        made = stages.at_stage(server, STAGE.get(operation.name, usual))
        if operation.name == "restore_release":
            server.http.delete(f"/releases/{made['id']}", headers=server.key("admin"))
        return operation.path.replace("{release}", made["id"]).replace("{revision}", "1")
    return operation.path.replace("{code}", "release_not_found")


def expected(operation: Operation, scope: Scope | None) -> int:
    """Return the status that the caller must get."""
    needed, fine = NEEDS[operation.name]
    if needed is None:
        return fine
    if scope is None:
        return 401
    return fine if needed in IMPLIED[scope] else 403


def everything(server: Server) -> list[dict[str, Any]]:
    """Return all releases, whole, as an admin reads them."""
    page = server.get("/releases", "admin", limit=100, fields="title,state,updated_at,id")
    items: list[dict[str, Any]] = page.json()["items"]
    return items


def test_the_table_names_every_operation_and_no_other(server: Server) -> None:
    assert {operation.name for operation in operations(server)} == set(NEEDS)


def test_the_document_demands_a_key_where_the_server_does(server: Server) -> None:
    for operation in operations(server):
        assert ({} not in operation.security) == (operation.needs is not None), operation


def test_every_cell_of_operation_and_scope_is_as_it_should_be(time: Time, server: Server) -> None:
    wrong = []
    assert time.now < datetime.fromisoformat(stages.SOON)
    for operation in operations(server):
        for scope in CALLERS:
            target = address(server, operation)
            before = everything(server)
            answer = server.http.request(
                operation.method,
                target,
                headers=server.key(scope) if scope else {},
                json=BODIES.get(operation.name),
                params={"q": "خبر"} if operation.path in SEARCHES else None,
            )
            if answer.status_code != expected(operation, scope):
                wrong.append((operation.name, scope, answer.status_code, answer.text))
            if answer.status_code in {401, 403}:
                assert everything(server) == before, (operation.name, scope)
                assert answer.headers["www-authenticate"].startswith('Bearer realm="nashra"')
            if answer.status_code == 403:
                named = "publish" if scope == "write" else operation.asks_first
                assert f'scope="{named}"' in answer.headers["www-authenticate"]
                assert named in answer.json()["detail"]
    assert wrong == []
