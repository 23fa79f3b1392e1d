"""Who stands at the door: the caller of each request, and what routes demand of them."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from app.access import keys
from app.access.errors import REALM, KeyUnknown
from app.access.scopes import PUBLIC, Caller, Scope, demand
from app.kit.config import Settings
from app.kit.db import Database, ReadSession
from app.kit.http import bearer
from app.kit.http.session import database_of
from app.kit.snapshot import Snapshot


async def identify(request: Request) -> Caller:
    """Return the caller: the public without a key, else the key's holder."""
    sent = bearer.sent(request.scope["headers"])
    if not sent:
        return PUBLIC
    token = bearer.token(sent)
    if token is None:
        raise KeyUnknown(headers={"WWW-Authenticate": REALM})
    find = partial(keys.holder, secret=request.app.state.secret, token=token)
    database = database_of(request)
    key = database.at_hand(find)  # which takes less than to wait for a thread
    if key is None:  # not at hand, or no good key: there it is said
        key = await run_in_threadpool(_look_up, database, find)
    request.app.state.last_use.note(key.id, key.last_used_at)
    request.scope["key_id"], request.scope["key_name"] = str(key.id), key.name
    request.scope["still_known"] = partial(keys.check_still, key_id=key.id)
    settings: Settings = request.app.state.settings
    alone = not settings.review_required
    return Caller(key.id, key.name, frozenset(key.scopes), publishes_alone=alone)


def _look_up(database: Database, find: Callable[[Snapshot], keys.Sent]) -> keys.Sent:
    with database.reading() as db:
        return find(db)


def whose(db: ReadSession, scope: Any) -> tuple[uuid.UUID, str] | None:
    """Return id and name of the key that a request brought; also of one that was revoked."""
    token = bearer.token(bearer.sent(scope["headers"]))
    key = keys.of_token(db, scope["app"].state.secret, token) if token else None
    return None if key is None else (key.id, key.name)


Anyone = Annotated[Caller, Depends(identify)]


class Holder:
    """What routes depend on that are not for everybody: lets in who holds the scope."""

    def __init__(self, scope: Scope) -> None:
        """Demand `scope`."""
        self.scope = scope

    async def __call__(self, request: Request) -> Caller:
        """Return the caller; raise 401 or 403."""
        # asked here: each dependency of a dependency takes FastAPI as long as a small query
        caller = await identify(request)
        demand(caller, self.scope)
        return caller


Writer = Annotated[Caller, Depends(Holder("write"))]
DraftReader = Annotated[Caller, Depends(Holder("draft"))]
Admin = Annotated[Caller, Depends(Holder("admin"))]
