"""What every router of releases does: check the caller's version, and answer what was saved."""

from typing import Annotated, Any

from fastapi import Path, Request, Response

from app.access.scopes import Caller
from app.kit.config import Settings
from app.kit.db import ReadSession
from app.kit.http import answers, caching
from app.language.fields import CanonicalId
from app.releases import addresses, picking, presenting
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.versions import save_tag
from app.releases.views import ReleaseWhole

Id = Annotated[CanonicalId, Path(alias="release", description="The release's id")]
OF_THE_KILLED = frozenset({"id", "url", "state", "notice"})  # what everybody may still be told
SAVED = {"headers": answers.VALIDATORS, "model": ReleaseWhole}


def settings_of(request: Request) -> Settings:
    """Return the settings of the application that answers."""
    settings: Settings = request.app.state.settings
    return settings


def saved(
    request: Request, db: ReadSession, caller: Caller, release: Release, *, made: bool = False
) -> Response:
    """Answer a write with the release as it now stands."""
    settings = settings_of(request)
    body = _whole(db, caller, release, settings)
    etag = caching.etag(body, save_tag(release))
    made_at = addresses.of(settings.public_url, release) if made else None
    return answers.saved(request, body, etag, made_at)


def check(
    request: Request, db: ReadSession, caller: Caller, release: Release, conditions: Any
) -> None:
    """Raise unless the caller's version of the release is the current one."""
    if conditions.asks_nothing:
        return
    tag = save_tag(release)
    body = _whole(db, caller, release, settings_of(request))
    conditions.check(tag, caching.etag(body, tag))


def _whole(db: ReadSession, caller: Caller, release: Release, settings: Settings) -> bytes:
    viewer = Viewer.at_this_moment(caller)
    fields = picking.fields_for(viewer, [], whole=True)
    if release.state == "killed" and not caller.may("admin"):
        fields &= OF_THE_KILLED
    return presenting.whole(db, viewer, release, fields, settings.public_url).json
