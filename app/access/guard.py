"""Who stands at the door: the caller of each request, and what routes demand of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPBearer

from app.access import keys
from app.access.errors import REALM, KeyUnknown
from app.access.scopes import PUBLIC, Caller, Scope, demand
from app.kit.config import Settings
from app.kit.http.session import database_of

bearer = HTTPBearer(
    auto_error=False, scheme_name="key", description="An API key: `Authorization: Bearer nsh_…`"
)


async def identify(request: Request, _documented: Annotated[object, Depends(bearer)]) -> Caller:
    """Return the caller: the public without a key, else the key's holder."""
    sent = request.headers.getlist("authorization")
    if not sent:
        return PUBLIC
    scheme, _, token = sent[0].partition(" ")
    if len(sent) > 1 or scheme.lower() != "bearer" or not token.isascii():
        raise KeyUnknown(headers={"WWW-Authenticate": REALM})
    caller = await run_in_threadpool(_look_up, request, token.strip())
    request.scope["key_id"] = str(caller.key_id)
    return caller


def _look_up(request: Request, token: str) -> Caller:
    with database_of(request).reading() as db:
        caller = keys.identify(db, request.app.state.secret, token)
    settings: Settings = request.app.state.settings
    return replace(caller, publishes_alone=not settings.review_required)


Anyone = Annotated[Caller, Depends(identify)]


def _holder_of(scope: Scope) -> Callable[[Caller], Caller]:
    def holder(caller: Anyone) -> Caller:
        demand(caller, scope)
        return caller

    return holder


Writer = Annotated[Caller, Depends(_holder_of("write"))]
# a GET that says which scope it needs is documented as one that nobody reads without a key
DraftReader = Annotated[Caller, Security(_holder_of("draft"), scopes=["draft"])]
