"""Export, import elsewhere, export: the same bytes; import where it came from: nothing new."""

import io
import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.imports import exporting
from app.releases.models import Release
from tests.conftest import Server
from tests.imports.lines import codes, import_all, line
from tests.releases.stages import act

FAR = "9999-12-31T23:59:59.999999Z"


def exported(server: Server) -> list[bytes]:
    """Return the lines that an export writes."""
    out = io.BytesIO()
    count = exporting.export(server.database, out, lambda _done, _total: None)
    lines = out.getvalue().splitlines(keepends=True)
    assert len(lines) == count
    return lines


def fill(server: Server) -> None:
    """Put in one of everything that a release can be."""
    minister = {"name": {"ar": "الوزير", "en": "Minister"}, "aliases": ["معاليه"]}
    office = {"id": "office", "name": {"en": "Office"}, "title": {"ar": "مكتب"}}
    source = server.publish(
        title="مــصر و«البحرين» — \u200fبيان",
        subtitle="عنوان فرعي",
        body="سطر\r\n\r\nآخر ، \u202bنص\u202c\ttab",
        people=[minister],
        topics=[{"name": {"ar": "أمن"}}, {"name": {"ar": "تعاون"}}],
        issuer=office,
        organisations=[office],
        keywords=["الأمن", "أمن", "ٱلأمن"],
        contacts=[{"name": {"ar": "المتحدث"}, "phone": "+973"}],
        media=[{"url": "https://media.example.bh/a.jpg", "alt": {"ar": "صورة"}}],
        embargoed_until=FAR,
        reference="MOI-1",
        ed_note="ملاحظة",
    )
    server.create(title="Egypt", language="en", translation_of=source["id"])
    server.create(title="مسودة", summary="ملخص", body="**نص**", body_format="markdown")
    server.create(title="مسودة", body="<p>نص</p>", body_format="html", timezone="Africa/Cairo")
    server.publish(title="قديم", publish_at="0001-01-01T00:00:00Z", urgency=1)
    server.publish(title="لاحق", publish_at=FAR, type="statement", dateline="المنامة")
    thrown = server.create(title="محذوف")
    server.http.delete(thrown["url"], headers=server.key("write"))


def test_there_and_back_the_bytes_are_the_same(make_server: Callable[..., Server]) -> None:
    here, there = make_server(), make_server()
    fill(here)
    lines = exported(here)
    assert len(lines) == 6
    report = import_all(there.database, lines)
    assert (report.imported, report.refused) == (6, [])
    assert exported(there) == lines


def test_there_a_number_is_still_one_that_was_given(make_server: Callable[..., Server]) -> None:
    here, there = make_server(), make_server()
    drafts = [here.create(title="بيان", body=f"{n}") for n in range(2)]
    chosen = here.create(title="خطة", slug="خطة-2030")
    assert import_all(there.database, exported(here)).refused == []
    slugs = [act(there, one, "publish").json()["slug"] for one in (drafts[1], chosen)]
    assert slugs == ["بيان", "خطة-2030"]


def test_a_number_that_is_none_is_not_believed(server: Server) -> None:
    lines = [line(title="خبر", slug=slug, numbered_from="بيان") for slug in ("خبر-2", "بيان-٢x")]
    assert import_all(server.database, lines).refused == []
    with server.database.reading() as db:
        assert db.scalars(select(Release.numbered_from)) == [None, None]


def test_what_readers_see_is_the_same(make_server: Callable[..., Server], seeded: Server) -> None:
    there = make_server()
    seeded.publish(title="خبر آخر")
    import_all(there.database, exported(seeded))
    for scope in (None, "publish"):
        seen = [
            [without_saving(release) for release in server.get("/releases", scope).json()["items"]]
            for server in (seeded, there)
        ]
        assert seen[0] == seen[1]
        assert len(seen[0]) == 2


def without_saving(release: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in release.items() if name != "updated_at"}


def test_into_the_same_database_all_are_there_already(server: Server) -> None:
    fill(server)
    lines = exported(server)
    report = import_all(server.database, lines)
    assert (report.imported, report.there_already, report.refused) == (0, 6, [])
    assert exported(server) == lines


def test_after_an_edit_the_old_export_is_refused(server: Server) -> None:
    made = server.create(title="قبل")
    lines = exported(server)
    server.http.patch(made["url"], json={"title": "بعد"}, headers=server.key("write"))
    assert codes(import_all(server.database, lines)) == {1: "release_exists"}
    assert server.get(made["url"], "draft").json()["title"] == "بعد"


def test_sources_come_before_their_translations(server: Server) -> None:
    early = server.create(title="Early", language="en")
    source = server.create(title="الأصل")
    patch = {"translation_of": source["id"]}
    moved = server.http.patch(early["url"], json=patch, headers=server.key("write"))
    assert moved.status_code == 200
    titles = [json.loads(each)["title"] for each in exported(server)]
    assert titles == ["الأصل", "Early"]


def test_arabic_is_written_as_arabic(server: Server) -> None:
    server.create(title="وزيـر الداخلية")
    assert "وزيـر الداخلية".encode() in exported(server)[0]
    assert b"\\u" not in exported(server)[0]


def test_more_than_one_batch(server: Server) -> None:
    lines = [line(title=f"خبر {n}") for n in range(exporting.BATCH * 2 + 1)]
    import_all(server.database, lines)
    told: list[tuple[int, int]] = []
    out = io.BytesIO()
    exporting.export(server.database, out, lambda done, total: told.append((done, total)))
    assert told == [(200, 401), (400, 401), (401, 401)]
    titles = [json.loads(each)["title"] for each in out.getvalue().splitlines()]
    assert titles == [f"خبر {n}" for n in range(401)]
