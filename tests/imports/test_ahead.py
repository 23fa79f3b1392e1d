"""What a second process works out beforehand changes nothing that is imported, but the time."""

import multiprocessing
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

import pytest
from sqlalchemy import select

from app.concepts.models import Concept
from app.imports import importing
from app.imports.importing import Report
from app.language.analysis import Analysis, analyse
from app.releases.models import Release, ReleaseConcept
from app.search import indexing
from bench import archive, nashra
from tests.conftest import Server
from tests.imports.lines import line
from tests.waiting import until

pytestmark = pytest.mark.once  # what is worked out is the same whatever it is written to
LINES = 1_700  # three batches, and a part of one
FORMATS = ("text", "markdown", "html")


def _lines() -> Iterator[bytes]:
    for number in range(LINES):
        yield line(
            title=f"خبر {number}: زيـارة",
            subtitle="من المنامة" if number % 3 else None,
            body=f"**قال** الوزير إن {number} مشروعًا\n\nستبدأ في الأحساء",
            body_format=FORMATS[number % 3],
            state="published",
            issuer={"name": {"ar": "وزارة الداخلية"}, "aliases": [f"الداخلية {number % 2}"]},
            topics=[{"name": {"ar": "الأمن"}}, {"name": {"ar": f"الموضوع {number % 7}"}}],
        )
    yield b'{"title": ""}'
    yield line(title="الأخير")


def _stored(server: Server) -> list[Any]:
    columns = Release.title, Release.body_html, Release.body_text, Release.word_count
    about = select(Release.title, Concept.name_ar, Concept.aliases).select_from(Release)
    about = about.join(ReleaseConcept).join(Concept)
    with server.database.reading() as db:
        return [
            *db.rows(select(*columns).order_by(Release.title)),
            *db.rows(about.order_by(Release.title, ReleaseConcept.position)),
        ]


def _found(server: Server) -> list[Any]:
    queries = ("زياره", "الاحساء", "1699", '"من المنامة"', "وزير -الأخير")
    answers = [server.get("/releases/search", q=query, fields="title").json() for query in queries]
    alone = [answer["items"] for answer in answers if answer["total"] == 1]
    assert len(alone) == 1
    return [alone, [answer["total"] for answer in answers]]


@pytest.mark.parametrize("is_killed", [False, True])
def test_the_same_is_imported(
    make_server: Callable[..., Server], monkeypatch: pytest.MonkeyPatch, *, is_killed: bool
) -> None:
    alone, helped = make_server(), make_server()
    list(importing.import_lines(alone.database, _lines()))
    analysed, reports = list[str](), list[Report]()

    def counted(text: str) -> Analysis:
        analysed.append(text)
        return analyse(text)

    monkeypatch.setattr("app.search.evidence.analyse", counted)
    for report in importing.import_lines(helped.database, _lines(), indexing.foresee):
        reports.append(report)
        if is_killed:
            for process in multiprocessing.active_children():
                process.kill()
    assert sum(report.imported for report in reports) == LINES + 1
    assert [one.number for report in reports for one in report.refused] == [LINES + 1]
    assert _stored(helped) == _stored(alone)
    assert _found(helped) == _found(alone)
    texts_of_a_batch = 2 * importing.BATCH_LINES
    assert len(analysed) > texts_of_a_batch if is_killed else len(analysed) == texts_of_a_batch
    assert multiprocessing.active_children() == []


def test_it_ends_with_the_first_process(tmp_path: Path) -> None:
    archive.write(tmp_path / "archive.jsonl", 3_000)
    with nashra.start(tmp_path, "import", str(tmp_path / "archive.jsonl"), stdout=DEVNULL) as first:
        mine = Path(f"/proc/{first.pid}/task/{first.pid}/children")
        try:
            until(lambda: nashra.count(tmp_path, "imported") > importing.BATCH_LINES)
            children = [Path("/proc", child) for child in mine.read_text().split()]
        finally:
            first.kill()
    assert children
    until(lambda: not any(child.exists() for child in children))


def test_it_ends_when_no_more_is_wanted(make_server: Callable[..., Server]) -> None:
    reports = importing.import_lines(make_server().database, _lines(), indexing.foresee)
    next(reports)
    assert multiprocessing.active_children()
    del reports
    assert multiprocessing.active_children() == []
