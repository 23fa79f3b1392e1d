"""What a list shows is read as rows, not objects: the same JSON, in few queries that never scan."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy import select

from app.access.scopes import OPERATOR, PUBLIC, Caller
from app.kit.db import ReadSession
from app.releases import presenting
from app.releases.models import Release
from app.releases.reading import Viewer
from app.releases.views import (
    EDITOR_FIELDS,
    LIST_FIELDS,
    PUBLIC_FIELDS,
    ReleaseWhole,
    SummaryForEditors,
)
from tests.conftest import Server, Time
from tests.databases import Databases

EVERYTHING: dict[str, Any] = {
    "title": "خبر «كامل»",
    "subtitle": "ومعه عنوان",
    "body": "قال الوزير ، نعم.\n\nوالسلام.",
    "reference": "MOI-1",
    "dateline": "المنامة",
    "issuer": {"id": "moi", "name": {"ar": "وزارة الداخلية", "en": "Ministry of Interior"}},
    "topics": [{"name": {"ar": "المرور"}}, {"name": {"ar": "الأمن"}}],
    "people": [{"name": {"ar": "محمود توفيق"}, "title": {"ar": "وزير الداخلية"}}],
    "organisations": ["moi"],
    "places": [{"name": {"en": "Cairo"}}, {"name": {"ar": "المنامة", "en": "Manama"}}],
    "keywords": ["ب", "ا", "ج"],
    "contacts": [{"name": {"ar": "العلاقات العامة"}, "phone": "1"}, {"email": "a@example.bh"}],
    "media": [{"url": "https://example.bh/a.jpg", "alt": {"ar": "صورة"}, "role": "featured"}],
    "ed_note": "للمحررين",
    "timezone": "America/New_York",
    "publish_at": "2026-11-01T01:00:00.25Z",
}


def _filled(server: Server, time: Time) -> None:
    """Write releases of every kind: with everything, with nothing, hidden, and translations."""
    arabic = server.publish(**EVERYTHING)
    server.publish(title="بلا شيء")
    server.publish(title="A translation", language="en", translation_of=arabic["id"])
    server.create(title="Brouillon", language="fr", translation_of=arabic["id"])
    server.publish(title="Early", publish_at="0001-01-01T00:00:00Z", timezone="America/New_York")
    server.publish(title="محظور", embargoed_until="2027-01-01T00:00:00Z")
    time.passes(hours=1)


def _shown(
    server: Server, caller: Caller, fields: set[str], keys: list[int] | None = None
) -> list[tuple[int, dict[str, Any]]]:
    viewer = Viewer.at_this_moment(caller)
    with server.database.reading() as db:
        known = keys or list(db.scalars(select(Release.key).order_by(Release.key)))
        made = presenting.items(db, viewer, known, fields, "https://news.example.bh")
        return [(one.key, one.shown) for one in made]


@contextmanager
def _asked() -> Iterator[list[tuple[str, Any]]]:
    """Yield the queries that `presenting` has the driver run inside the block."""
    queries: list[tuple[str, Any]] = []
    run = ReadSession.driver_rows

    def note(db: ReadSession, sql: str, values: Any = ()) -> list[Any]:
        queries.append((sql, values))
        return run(db, sql, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ReadSession, "driver_rows", note)
        yield queries


def _as_viewed(view: type[BaseModel], written: bytes) -> bytes:
    """Return what a view makes of it; what only editors are shown it does not add."""
    return view.model_validate_json(written).model_dump_json(exclude_unset=True).encode()


@pytest.mark.parametrize("caller", [PUBLIC, OPERATOR])
def test_what_is_shown_is_what_the_views_describe_to_the_byte(
    server: Server, time: Time, caller: Caller
) -> None:
    _filled(server, time)
    for _, item in _shown(server, caller, set(LIST_FIELDS)):
        written = to_json(item)
        assert _as_viewed(SummaryForEditors, written) == written
    for _, item in _shown(server, caller, set(EDITOR_FIELDS)):
        written = to_json(item)
        assert _as_viewed(ReleaseWhole, written) == written


def test_rows_are_shown_as_objects_are(server: Server, time: Time) -> None:
    _filled(server, time)
    for scope in (None, "embargo", "draft", "admin"):
        names = EDITOR_FIELDS if scope == "admin" else PUBLIC_FIELDS
        page = server.get("/releases", scope, fields=",".join(names)).json()
        assert page["total"] == {None: 4, "embargo": 5}.get(scope, 6)
        for item in page["items"]:
            assert server.get(f"/releases/{item['id']}", scope).json() == item
        for name in names:
            alone = server.get("/releases", scope, fields=name).json()["items"]
            assert alone == [{name: item[name]} for item in page["items"]]


def test_they_come_in_the_order_of_their_keys_without_what_is_hidden(
    server: Server, time: Time
) -> None:
    _filled(server, time)
    assert [key for key, _ in _shown(server, OPERATOR, {"id"})] == [1, 2, 3, 4, 5, 6]
    assert [key for key, _ in _shown(server, PUBLIC, {"id"})] == [1, 2, 3, 5]
    assert [key for key, _ in _shown(server, PUBLIC, {"id"}, [6, 3, 4, 1, 99, 2])] == [3, 1, 2]
    with server.database.reading() as db:
        viewer = Viewer.at_this_moment(PUBLIC)
        assert presenting.items(db, viewer, [], set(LIST_FIELDS), "") == []


def test_who_sees_less_is_not_shown_what_was_shown_before(server: Server, time: Time) -> None:
    _filled(server, time)
    languages = {
        caller: [
            one["language"]
            for one in _shown(server, caller, {"translations"})[0][1]["translations"]
        ]
        for caller in (OPERATOR, PUBLIC, OPERATOR, PUBLIC)
    }
    assert languages == {OPERATOR: ["en", "fr"], PUBLIC: ["en"]}
    assert len(_shown(server, PUBLIC, {"id"})) == 4
    time.now = time.now.replace(year=2027, month=1, day=1)  # the embargo lifts
    assert len(_shown(server, PUBLIC, {"id"})) == 5


def test_only_what_is_asked_for_is_read(server: Server, time: Time) -> None:
    _filled(server, time)
    for fields, tables in (
        ({"title", "url", "published_hijri"}, ["releases"]),
        ({"issuer"}, ["releases", "concepts"]),
        ({"keywords"}, ["releases", "release_keywords"]),
        ({"topics", "places", "issuer"}, ["releases", "release_concepts", "concepts"]),
        ({"translations"}, ["releases", "releases", "releases"]),
    ):
        with _asked() as queries:
            _shown(server, PUBLIC, fields, [1, 2, 3])
        assert [sql.split("FROM ")[1].split()[0] for sql, _ in queries] == tables
        assert not any("body" in sql or "summary" in sql for sql, _ in queries)


def _described(view: type[BaseModel], written: bytes) -> bytes:
    """Return what a view makes of it; what only editors are shown it does not add."""
    return view.model_validate_json(written).model_dump_json(exclude_unset=True).encode()


@pytest.mark.parametrize("caller", [PUBLIC, OPERATOR])
def test_no_query_looks_through_the_archive(
    server: Server, databases: Databases, time: Time, caller: Caller
) -> None:
    _filled(server, time)
    with _asked() as queries:
        _shown(server, caller, set(EDITOR_FIELDS), [1, 2, 3])
    assert len(queries) == 6
    with server.database.reader.connect() as connection:
        scans = [databases.scans(connection, *query) for query in queries]
    given = "json_each"  # the keys
    assert [[step for step in steps if given not in step] for steps in scans] == [[]] * 6
