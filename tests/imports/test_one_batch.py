"""Lines of one batch that meet: they are saved together, and it shows nowhere."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.access.scopes import OPERATOR
from app.kit.db import Database, WriteSession
from app.releases import writing
from app.releases.events import ReleasesSaved
from app.releases.models import Release, ReleaseConcept, ReleaseKeyword, Revision
from app.releases.schemas import ReleaseIn
from app.releases.states import STATES
from tests.conftest import Server
from tests.imports.lines import codes, import_all, line

ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
OTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def slugs(server: Server) -> set[str]:
    """Return the slugs of every release."""
    items = server.get("/releases", "draft", limit="100").json()["items"]
    return {release["slug"] for release in items}


def test_one_title_many_times_each_has_its_number(server: Server) -> None:
    server.create(title="بيان")
    report = import_all(server.database, [line(title="بيان", body=f"{n}") for n in range(8)])
    assert (report.imported, report.refused) == (8, [])
    assert slugs(server) == {"بيان", *(f"بيان-{n}" for n in range(2, 10))}


def test_one_title_is_numbered_in_the_order_in_which_its_releases_open(server: Server) -> None:
    gates: tuple[dict[str, Any], ...] = (
        {},
        {"state": "published"},
        {"state": "published", "publish_at": "2027-01-01T00:00:00Z"},
    )
    lines = [line(title="بيان", body=f"{n}", **gates[n % 3]) for n in range(6)]
    for batch in (lines[:4], lines[4:]):
        assert import_all(server.database, batch).refused == []
    read = server.get("/releases", "admin", fields="id,slug,state", state=list(STATES)).json()
    order = sorted((item["slug"], item["state"]) for item in read["items"])
    saves = [
        server.get(f"/releases/{item['id']}/revisions", "admin").json()["total"]
        for item in read["items"]
    ]
    assert sorted(saves) == [1, 1, 1, 2, 2, 2]  # of the first batch: what the second one moved
    assert order == [
        ("بيان", "published"), ("بيان-2", "published"),
        ("بيان-3", "scheduled"), ("بيان-4", "scheduled"),
        ("بيان-5", "draft"), ("بيان-6", "draft"),
    ]  # fmt: skip


def test_a_slug_that_was_made_is_not_chosen_again(server: Server) -> None:
    lines = [line(title="بيان"), line(title="آخر", slug="بيان"), line(title="ثالث")]
    report = import_all(server.database, lines)
    assert codes(report) == {2: "slug_taken"}
    assert slugs(server) == {"بيان", "ثالث"}


def test_one_slug_in_two_languages(server: Server) -> None:
    lines = [
        line(title=f"{n}", slug="x", language=language)
        for n, language in enumerate(("ar", "en", "ar"))
    ]
    assert codes(import_all(server.database, lines)) == {3: "slug_taken"}


def test_one_reference_twice(server: Server) -> None:
    server.create(reference="R-0")
    lines = [line(title=f"{n}", reference=f"R-{n % 2}") for n in range(1, 5)]
    assert codes(import_all(server.database, lines)) == {
        2: "reference_taken", 3: "reference_taken", 4: "reference_taken",
    }  # fmt: skip


def test_one_id_twice(server: Server) -> None:
    lines = [
        line(id=ID, title="هذا"),
        line(id=ID, title="هذا", urgency=5),  # other bytes, the same release
        line(id=ID, title="غيره"),
    ]
    report = import_all(server.database, lines)
    assert (report.imported, report.there_already) == (1, 1)
    assert codes(report) == {3: "release_exists"}


def test_translations_of_sources_in_the_same_batch(server: Server) -> None:
    lines = [
        line(id=ID, title="الأصل"),
        line(id=OTHER, title="أصل آخر"),
        line(title="One", language="en", translation_of=ID),
        line(title="Un", language="fr", translation_of=ID),
        line(title="Other", language="en", translation_of=OTHER),
        line(title="Again", language="en", translation_of=ID),
    ]
    report = import_all(server.database, lines)
    assert (report.imported, codes(report)) == (5, {6: "edition_exists"})
    editions = server.get(f"/releases/{ID}", "draft").json()["translations"]
    assert {edition["language"] for edition in editions} == {"en", "fr"}


def test_every_save_is_told_in_the_order_of_the_file_whole(server: Server) -> None:
    told: list[dict[str, Any]] = []

    def listen(db: WriteSession, event: ReleasesSaved) -> None:
        for release in event.releases:
            stored = db.scalars(
                select(ReleaseKeyword.folded).where(ReleaseKeyword.release_key == release.key)
            )
            about = [(link.concept.kind, link.concept.id) for link in release.concepts]
            said = {
                "title": release.title,
                "revision": release.revision,
                "about": about,
                "issuer": release.issuer and release.issuer.id,
                "issuer_key": release.issuer_key,
                "keywords": [word.folded for word in release.keywords],
            }
            told.append(said)
            assert list(stored) == said["keywords"]

    listening = Database(server.settings, {ReleasesSaved: [listen]})
    office = {"id": "office", "name": {"en": "Office"}}
    lines = [
        line(title=f"{n}", issuer=office, organisations=["office"], keywords=["أمن", "أمـن"])
        for n in range(3)
    ]
    report = import_all(listening, lines)
    listening.close()
    assert report.imported == 3
    assert [each["title"] for each in told] == ["0", "1", "2"]
    assert all(each["revision"] == 1 for each in told)
    assert all(each["about"] == [("organisation", "office")] for each in told)
    assert all(each["issuer"] == "office" and each["issuer_key"] for each in told)
    assert all(each["keywords"] == ["امن", "امن"] for each in told)


def test_alone_and_together_the_rows_are_the_same(make_server: Callable[..., Server]) -> None:
    document = ReleaseIn.model_validate({
        "title": "بيان", "body": "نص.", "keywords": ["أمن"], "urgency": 2,
        "people": [{"id": "m", "name": {"ar": "الوزير"}}], "topics": [{"name": {"ar": "أمن"}}],
    })  # fmt: skip
    alone, together = make_server(), make_server()
    with alone.database.writing() as db:
        writing.draft(db, OPERATOR, document)
    written = line(**document.model_dump(mode="json", exclude_unset=True))
    import_all(together.database, [written, line(title="آخر")])
    assert stored(alone) == stored(together)


def stored(server: Server) -> list[Any]:
    """Return what the tables say of the first release, but for its id and its times."""
    differs = {"id", "created_at", "updated_at", "listed_at", "saved_at"}
    mine = (
        select(Release.__table__).where(Release.key == 1),
        select(Revision.__table__).where(Revision.release_key == 1),
        select(ReleaseConcept.__table__).where(ReleaseConcept.release_key == 1),
        select(ReleaseKeyword.__table__).where(ReleaseKeyword.release_key == 1),
    )
    with server.database.reading() as db:
        rows = [dict(row._mapping) for query in mine for row in db.rows(query)]  # noqa: SLF001 - a Row's own word
    return [{name: row[name] for name in row if name not in differs} for row in rows]
