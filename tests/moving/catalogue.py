"""A small catalogue with something of everything, and all that its readers are answered."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from app.access import keys
from app.access.scopes import SCOPES
from app.imports import importing, seeding
from app.kit.config import Settings
from app.kit.db import Database
from app.main import create_app
from app.wiring import LISTENERS
from tests.conftest import SEEDS, client, served

SENT_TWICE: dict[str, Any] = {"title": "أُرسل مرتين", "body": "نصّ ، محـمود."}
WHOLE: dict[str, Any] = {
    "title": "افتتاح مركز الأمن السيبراني",
    "subtitle": "في المنامة",
    "reference": "MOI-2026-0147",
    "body": "# عنوان\n\nافتتح الوزير **مركز الأمن** السيبراني اليوم.",
    "body_format": "markdown",
    "topics": [{"name": {"ar": "الأمن السيبراني", "en": "Cyber security"}}],
    "people": [{"name": {"ar": "محـمود تـوفيق"}}],
    "issuer": {"name": {"ar": "وزارة الداخلية"}},
    "keywords": ["المنامة", "مركز"],
    "contacts": [{"name": {"ar": "المتحدث", "en": "Spokesman"}, "email": "media@example.bh"}],
    "media": [{"url": "https://media.example.bh/a.jpg", "alt": {"ar": "القلعة \U0001f3f0"}}],
    "ed_note": "لا ينشر",
    "publish_at": "2026-02-28T23:59:59.123456+03:00",
    "timezone": "Asia/Bahrain",
}
REQUEST = re.compile(rb'"request_id": "\w+"')
READ = (
    "/releases?limit=100",
    "/releases?limit=100&sort=title",
    "/releases?hijri=1447-09",
    "/releases/search?q=الأمن السيبراني&facets=language,type,year,topic,person,organisation",
    "/releases/search?q=محمود&explain=true",
    "/releases/search?q=السيبرني",
    "/releases/suggestions?q=محمو",
    "/releases/افتتاح-مركز-الأمن-السيبراني",
    "/concepts?limit=100",
    "/concepts?q=الأمن",
    "/concepts/mahmoud-tawfik",
)


@contextmanager
def open_at(settings: Settings) -> Iterator[httpx.Client]:
    """Serve a database; yield who asks it."""
    with (
        served(create_app(settings)) as port,
        client(port) as http,
    ):
        yield http


def write(settings: Settings, more: Iterable[dict[str, Any]] = ()) -> str:
    """Fill the database, most of it over HTTP; return a key that may do everything."""
    token = _begin(settings, more)
    with open_at(settings) as http:
        http.headers.update(bearer(token))
        made = {
            "english": post(http, title="A statement from Manama", language="en"),
            "whole": post(http, **WHOLE, state="published"),
            "embargoed": post(
                http, title="محظور", state="published", embargoed_until="9999-12-31T23:59:59Z"
            ),
            "discarded": post(http, title="مسودة ستحذف", reference="MOI-1"),
        }
        unnamed = {"kind": "topic", "name": {"ar": "لم تذكره نشرة"}, "aliases": ["بعد"]}
        assert http.post("/concepts", json=unnamed).status_code == 201
        # an earlier row refers to a later one
        _patch(http, made["english"], translation_of=made["whole"]["id"], state="published")
        renamed = {"title": {"ar": "وزير الداخلية السابق"}}
        assert http.patch("/concepts/mahmoud-tawfik", json=renamed).status_code == 200
        _patch(http, made["whole"], slug="cyber", body="نصّ آخر عن الأمن.")
        back = http.post(f"/releases/{made['whole']['id']}/restore", json={"revision": 1})
        assert back.status_code == 200, back.text
        _patch(http, made["whole"], slug="cyber", body="نصّ آخر عن الأمن.")
        assert http.delete(f"/releases/{made['discarded']['id']}").status_code == 204
        post(http, title="لها المرجع الآن", reference="MOI-1")
        send_again(http, token)
    return token


def answers(http: httpx.Client, token: str) -> dict[str, tuple[int, bytes, str | None]]:
    """Return status, bytes and ETag of everything there is to read: for the public, and for it."""
    told: dict[str, tuple[int, bytes, str | None]] = {}
    for headers in ({}, bearer(token)):
        listed = http.get("/releases?limit=100", headers=headers).json()["items"]
        addresses = [f"/releases/{one[by]}" for one in listed for by in ("id", "slug")]
        past = ("", "/1", "/1/diff")
        addresses += [f"/releases/{one['id']}/revisions{path}" for one in listed for path in past]
        for path in (*READ, *addresses):
            answer = http.get(path, headers=headers)
            assert answer.status_code < 500, answer.text
            told[f"{path} {len(headers)}"] = (
                answer.status_code,
                REQUEST.sub(b"", answer.content),
                answer.headers.get("etag"),
            )
    return told


def send_again(http: httpx.Client, token: str) -> bytes:
    """POST under an Idempotency-Key; after the first time nothing happens."""
    once = {"Idempotency-Key": "once", **bearer(token)}
    answer = http.post("/releases", json=SENT_TWICE, headers=once)
    assert answer.status_code == 201, answer.text
    return answer.content


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries a key."""
    return {"Authorization": f"Bearer {token}"}


def post(http: httpx.Client, **document: Any) -> dict[str, Any]:
    """Make a release; return what the server answered."""
    answer = http.post("/releases", json=document)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def _begin(settings: Settings, more: Iterable[dict[str, Any]]) -> str:
    database = Database(settings, LISTENERS)
    secret = keys.server_secret(settings, database)
    with database.writing() as db:
        token = keys.issue(db, secret, "مكتب الإعلام", SCOPES)
        keys.issue(db, secret, "ألغي", ["admin"])
    with database.writing() as db:
        [revoked] = [key.id for key in keys.listing(db) if key.name == "ألغي"]
        keys.revoke(db, revoked)
    seeding.seed(database, SEEDS)
    lines = [{"title": "imported", "language": "en"}, *more]
    list(importing.import_lines(database, [json.dumps(line).encode() for line in lines]))
    database.close()
    return token


def _patch(http: httpx.Client, release: dict[str, Any], **changed: Any) -> None:
    answer = http.patch(f"/releases/{release['id']}", json=changed)
    assert answer.status_code == 200, answer.text
