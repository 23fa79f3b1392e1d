"""How a write is answered: with the release as it now stands, and only of the version meant."""

from typing import Annotated, Any

from fastapi import Path, Request, Response

from app.access.scopes import Caller
from app.kit.config import Settings
from app.kit.db import ReadSession
from app.kit.http import answers, caching
from app.language.fields import CanonicalId
from app.releases import picking, presenting
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.views import ReleaseWhole

Id = Annotated[CanonicalId, Path(alias="release", description="The release's id")]
SAVED = {"headers": answers.VALIDATORS, "model": ReleaseWhole}


def settings_of(request: Request) -> Settings:
    """Return the settings of the server that answers."""
    settings: Settings = request.app.state.settings
    return settings


def answer(
    request: Request, db: ReadSession, caller: Caller, release: Release, status: int = 200
) -> Response:
    """Answer a write with the release as it now stands."""
    viewer, settings = Viewer.at_this_moment(caller), settings_of(request)
    fields = picking.fields_for(viewer, [], whole=True)
    body, _ = presenting.whole(db, viewer, release, fields, settings.public_url)
    headers = {"ETag": caching.etag(body, presenting.save_tag(release)), "Vary": "Authorization"}
    if status == 201:  # noqa: PLR2004
        headers["Location"] = presenting.address(settings.public_url, release)
    return Response(
        body,
        status_code=status,
        media_type=caching.JSON,
        headers={**headers, **caching.lifetime(settings, private=True)},
    )


def check(
    request: Request, db: ReadSession, caller: Caller, release: Release, conditions: Any
) -> None:
    """Raise unless the caller's version of the release is the current one."""
    if conditions.asks_nothing:
        return
    viewer, settings = Viewer.at_this_moment(caller), settings_of(request)
    fields = picking.fields_for(viewer, [], whole=True)
    body, _ = presenting.whole(db, viewer, release, fields, settings.public_url)
    conditions.check(presenting.save_tag(release), caching.etag(body, presenting.save_tag(release)))
