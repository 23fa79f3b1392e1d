"""Every operation with every scope, out of the OpenAPI document: no cell is left to chance."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

import pytest

from app.access import keys
from app.access.scopes import IMPLIED, SCOPES, Scope
from tests.conftest import Server, Time
from tests.databases import SECRET
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
    "list_keys": ("admin", 200),
    "issue_key": ("admin", 201),
    "get_key": ("admin", 200),
    "patch_key": ("admin", 200),
    "revoke_key": ("admin", 204),
    "list_audit": ("admin", 200),
    "list_concepts": (None, 200),
    "get_concept": (None, 200),
    "create_concept": ("write", 201),
    "put_concept": ("write", 200),
    "patch_concept": ("write", 200),
    "delete_concept": ("write", 204),
    "get_liveness": (None, 200),
    "get_readiness": (None, 200),
    "get_problem": (None, 200),
}
SEARCHES = ("/releases/search", "/releases/suggestions")
Stranger = Literal["unknown", "revoked", "expired"]
STRANGERS: tuple[Stranger, ...] = ("unknown", "revoked", "expired")
CALLERS: tuple[Scope | Stranger | None, ...] = (None, *SCOPES, *STRANGERS)
BODIES: dict[str, dict[str, Any]] = {
    "create_release": {"title": "خبر جديد"},
    "put_release": {"title": "خبر آخر"},
    "patch_release": {"title": "خبر معدّل"},
    "patch_concept": {"title": {"ar": "باب معدّل"}},
    "issue_key": {"name": "مفتاح جديد", "scopes": ["draft"]},
    "patch_key": {"name": "اسم آخر"},
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

    @property
    def looks_at_keys(self) -> bool:
        """Tell whether it refuses a wrong key, also where none is needed."""
        return self.security != [{}]


def operations(server: Server) -> Iterator[Operation]:
    """Yield every operation that the server documents."""
    for path, item in server.get("/openapi.json").json()["paths"].items():
        for method, told in item.items():
            name = told["operationId"]
            yield Operation(name, method.upper(), path, told.get("security", [{}]))


def address(server: Server, operation: Operation) -> str:
    """Return where to send it: a fresh release, or key, that the operation fits."""
    path = operation.path.replace("{code}", "release_not_found")
    if "{key}" in path:
        with server.database.writing() as db:
            made, _ = keys.make(db, SECRET.encode(), "للتجربة", ["draft"])
        return path.replace("{key}", str(made.id))
    if "{release}" in path:
        usual = "draft" if operation.needs else "published"
        release = stages.at_stage(server, STAGE.get(operation.name, usual))
        if operation.name == "restore_release":
            server.http.delete(f"/releases/{release['id']}", headers=server.key("admin"))
        return path.replace("{release}", release["id"]).replace("{revision}", "1")
    if "{concept}" in path:
        return path.replace("{concept}", concept(server, operation))
    return path


def concept(server: Server, operation: Operation) -> str:
    """Return the id of a fresh concept: one that a public release names, if the public reads it."""
    named = {"name": {"ar": f"باب {uuid4()}"}}
    if operation.needs is None:
        return str(server.publish(topics=[named])["topics"][0]["id"])
    made = server.http.post(
        "/concepts", json={"kind": "topic", **named}, headers=server.key("write")
    )
    return str(made.json()["id"])


def body(operation: Operation) -> Any:
    """Return what is sent with it."""
    if operation.name in {"create_concept", "put_concept"}:  # a name is one concept's
        return {"kind": "topic", "name": {"ar": f"باب جديد {uuid4()}"}}
    return BODIES.get(operation.name)


def expected(operation: Operation, caller: Scope | Stranger | None) -> int:
    """Return the status that the caller must get."""
    needed, fine = NEEDS[operation.name]
    if caller in STRANGERS:
        return 401 if operation.looks_at_keys else fine
    if needed is None:
        return fine
    if caller is None:
        return 401
    return fine if any(needed in IMPLIED[held] for held in SCOPES if held == caller) else 403


def everything(server: Server) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]]]:
    """Return releases and concepts, as an admin reads them, and keys but for their last use."""
    page = server.get("/releases", "admin", limit=100, fields="title,state,updated_at,id")
    with server.database.reading() as db:
        held = [(key.id, key.name, key.expires_at, key.revoked_at) for key in keys.listing(db)]
    items: list[dict[str, Any]] = page.json()["items"]
    concepts = server.get("/concepts", "admin", limit=100).json()["items"]
    return [*items, *concepts], held


def lines(server: Server) -> tuple[int, dict[str, Any]]:
    """Return how many lines the audit log has, and the last."""
    page = server.get("/audit", "admin", limit=1).json()
    return page["total"], page["items"][0]


def bearers(server: Server, time: Time) -> dict[Scope | Stranger | None, dict[str, str]]:
    """Return the header of every caller."""
    tokens = {str(scope): token for scope, token in server.keys.items()}
    tokens["unknown"] = "nsh_" + "x" * 43
    with server.database.writing() as db:
        revoked, tokens["revoked"] = keys.make(db, SECRET.encode(), "ملغى", SCOPES)
        soon = time.now + timedelta(minutes=1)
        tokens["expired"] = keys.issue(db, SECRET.encode(), "منته", SCOPES, soon)
        keys.revoke(db, revoked.id)
    time.passes(minutes=2)
    return {who: {"Authorization": f"Bearer {tokens[who]}"} if who else {} for who in CALLERS}


def test_the_table_names_every_operation_and_no_other(server: Server) -> None:
    assert {operation.name for operation in operations(server)} == set(NEEDS)


def test_the_document_demands_a_key_where_the_server_does(server: Server) -> None:
    for operation in operations(server):
        assert ({} not in operation.security) == (operation.needs is not None), operation


@pytest.mark.once  # who may what is decided before a database is asked
def test_every_cell_of_operation_and_caller_is_as_it_should_be(server: Server, time: Time) -> None:
    wrong, cells = [], 0
    headers = bearers(server, time)
    assert time.now < datetime.fromisoformat(stages.SOON)
    for operation in operations(server):
        for caller in CALLERS:
            cells += 1
            target = address(server, operation)
            before, (count, _) = everything(server), lines(server)
            answer = server.http.request(
                operation.method,
                target,
                headers=headers[caller],
                json=body(operation),
                params={"q": "خبر"} if operation.path in SEARCHES else None,
            )
            if answer.status_code != expected(operation, caller):
                wrong.append((operation.name, caller, answer.status_code, answer.text))
            if answer.status_code in {401, 403}:
                assert everything(server) == before, (operation.name, caller)
                assert answer.headers["www-authenticate"].startswith('Bearer realm="nashra"')
            if answer.status_code == 403:
                named = missing(operation, caller)
                assert f'scope="{named}"' in answer.headers["www-authenticate"]
                assert named in answer.json()["detail"]
            after, last = lines(server)
            writes = operation.method != "GET"
            assert after == count + writes, (operation.name, caller)
            if writes:
                told = (last["action"], last["status"], last["outcome"] == "refused")
                status = answer.status_code
                assert told == (operation.name, status, status >= 400), last
    assert wrong == []
    sys.stdout.write(f"{cells} cells: {cells // len(CALLERS)} operations, {len(CALLERS)} callers\n")
    assert cells == len(NEEDS) * len(CALLERS)


def missing(operation: Operation, caller: Scope | Stranger | None) -> str:
    """Return the scope that a caller is told to lack."""
    if operation.needs == "admin":
        return "admin"
    return "publish" if caller == "write" else operation.asks_first
