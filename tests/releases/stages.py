"""Releases brought to every state of their life through the API, and what each verb says."""

from collections.abc import Mapping
from typing import Any

import httpx

from app.access.scopes import Scope
from tests.conftest import Server

SOON = "2026-11-25T09:00:00+03:00"
REASON = {"ar": "وردت أرقام غير دقيقة.", "en": "Some figures were wrong."}
BODIES: Mapping[str, dict[str, Any]] = {
    "reject": {"reason": REASON},
    "schedule": {"publish_at": SOON},
    "correct": {"note": REASON, "title": "عنوان مصحّح"},
    "withdraw": {"reason": REASON},
    "kill": {"reason": REASON, "confirm": True},
}
# the document that it begins with, and the verbs that bring it there
STAGES: Mapping[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "draft": ({}, ()),
    "in_review": ({}, ("submit",)),
    "scheduled": ({}, ("schedule",)),
    "published": ({"state": "published"}, ()),
    "embargoed": ({"state": "published", "embargoed_until": SOON}, ()),
    "withdrawn": ({"state": "published"}, ("withdraw",)),
    "archived": ({"state": "published"}, ("archive",)),
    "killed": ({"state": "published"}, ("kill",)),
}


def act(
    server: Server,
    release: Mapping[str, Any],
    verb: str,
    scope: Scope | None = "admin",
    **said: Any,
) -> httpx.Response:
    """POST a verb, with what is usually said with it."""
    return server.http.post(
        f"/releases/{release['id']}/{verb}",
        json={**BODIES.get(verb, {}), **said} or None,
        headers=server.key(scope) if scope else {},
    )


def at_stage(server: Server, stage: str, **document: Any) -> dict[str, Any]:
    """Return a release that was brought to this stage."""
    begins, verbs = STAGES[stage]
    release = server.create(**{"body": "استقبل الوزير نظيره.", **begins, **document})
    for verb in verbs:
        answer = act(server, release, verb)
        assert answer.status_code == 200, answer.text
        release = answer.json()
    return release
