"""The endpoints of admins: `/keys`, and `/audit`."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Request, Response
from pydantic_core import to_json

from app.access import administering, trail
from app.access.errors import ExpiryPast, KeyEnded, KeyNotFound, LastAdminKey
from app.access.guard import Admin
from app.access.models import ApiKey
from app.access.schemas import (
    AuditListing,
    AuditPage,
    KeyIn,
    KeyIssued,
    KeyListing,
    KeyOut,
    KeyPage,
    KeyPatch,
)
from app.kit import audit, input_errors
from app.kit.config import Settings
from app.kit.db import WriteSession
from app.kit.http import answers, auditing, caching
from app.kit.http.asked import Asked
from app.kit.http.caching import Preconditions
from app.kit.http.idempotency import Once
from app.kit.http.openapi import documented
from app.kit.http.routes import StrictRoute
from app.kit.http.session import Read, Write
from app.language.fields import CanonicalId

router = APIRouter(tags=["access"], route_class=StrictRoute)

Id = Annotated[CanonicalId, Path(alias="key", description="The key's id")]
ONE = {"model": KeyOut, "headers": answers.VALIDATORS}


@router.get(
    "/keys",
    responses=documented(
        {200: {"model": KeyPage, "headers": answers.LIST_HEADERS}, 304: answers.NOT_MODIFIED}
    ),
)
def list_keys(
    request: Request,
    _caller: Admin,
    db: Read,
    asked: Annotated[KeyListing, Depends(Asked(KeyListing))],
) -> Response:
    """List the keys, newest first; never their secrets."""
    page = administering.page(db, asked)
    items = [administering.shown(key) for key in page.rows]
    return answers.page(request, page, items, private=True)


@router.post(
    "/keys",
    status_code=201,
    responses=documented({201: {**ONE, "model": KeyIssued}}, ExpiryPast),
)
def issue_key(request: Request, caller: Admin, document: KeyIn, once: Once) -> Response:
    """Issue a key, and show its `token` this once.

    Sent again under its `Idempotency-Key` by the same caller it shows the same token for a day;
    what is kept for that can be read with that caller's own key only.
    """

    def issue(db: WriteSession) -> Response:
        key, token = administering.issue(db, request.app.state.secret, caller, document)
        auditing.note(request, name=key.name, scopes=key.scopes)
        settings: Settings = request.app.state.settings
        made_at = f"{settings.public_url}/keys/{key.id}"
        return _saved(request, key, made_at, token=token)

    return once(issue, secret=True)


@router.get(
    "/keys/{key}",
    responses=documented({200: ONE, 304: answers.NOT_MODIFIED}, KeyNotFound),
)
def get_key(request: Request, _caller: Admin, db: Read, key_id: Id) -> Response:
    """Read one key, with when it was last used."""
    key = administering.get(db, key_id)
    body = to_json(administering.shown(key))
    return caching.answer(request, body, private=True, save=administering.save_tag(key))


@router.patch(
    "/keys/{key}",
    responses=documented(
        {200: ONE}, KeyNotFound, KeyEnded, ExpiryPast, LastAdminKey, *caching.REFUSALS
    ),
    openapi_extra=answers.merge_patch_body(KeyPatch),
)
def patch_key(
    request: Request,
    _caller: Admin,
    db: Write,
    key_id: Id,
    patch: Annotated[Any, Body()],
    conditions: Preconditions,
) -> Response:
    """Rename a key, or change when it expires. What it may cannot be changed: issue another."""
    key = administering.get(db, key_id)
    _check(key, conditions)
    changed = administering.change(db, key, input_errors.validated(KeyPatch, patch))
    auditing.note(request, **changed)
    return _saved(request, key)


@router.delete(
    "/keys/{key}",
    status_code=204,
    responses=documented(
        {204: {"description": "Revoked, here and on every other server"}},
        KeyNotFound,
        LastAdminKey,
        *caching.REFUSALS,
    ),
)
def revoke_key(_caller: Admin, db: Write, key_id: Id, conditions: Preconditions) -> Response:
    """Revoke a key: the next request with it is refused. Revoking it again changes nothing."""
    key = administering.get(db, key_id)
    _check(key, conditions)
    administering.revoke(db, key)
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


@router.get(
    "/audit",
    responses=documented(
        {200: {"model": AuditPage, "headers": answers.LIST_HEADERS}, 304: answers.NOT_MODIFIED}
    ),
)
def list_audit(
    request: Request,
    _caller: Admin,
    db: Read,
    asked: Annotated[AuditListing, Depends(Asked(AuditListing))],
) -> Response:
    """Read the audit log, newest first: a line for each change and each refused write.

    Each line holds the hash of the one before, so that none can be changed or taken out unnoticed.
    """
    settings: Settings = request.app.state.settings
    page = trail.page(db, asked, settings.timezone)
    items = [audit.shown(line) for line in page.rows]
    return answers.page(request, page, items, private=True)


def _saved(request: Request, key: ApiKey, made_at: str | None = None, **more: str) -> Response:
    """Answer a write with the key as it now stands; `more` is shown this once."""
    etag = caching.etag(to_json(administering.shown(key)), administering.save_tag(key))
    body = to_json({**administering.shown(key), **more})
    return answers.saved(request, body, etag, made_at)


def _check(key: ApiKey, conditions: caching.Conditions) -> None:
    """Raise unless the caller's version of the key is the current one."""
    save = administering.save_tag(key)
    conditions.check(save, caching.etag(to_json(administering.shown(key)), save))
