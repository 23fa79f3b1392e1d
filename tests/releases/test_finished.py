"""Summaries that were finished when a release was saved say, at any time, what its rows say."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from time import sleep
from typing import Any

import pytest
from pydantic_core import to_json
from sqlalchemy import select, text, update

from app.access.scopes import PUBLIC
from app.kit.db import WriteSession
from app.releases import presenting, reading, summaries
from app.releases.events import ReleasesSaved
from app.releases.models import PublicSummary, Release
from app.releases.reading import Viewer
from app.releases.views import ReleaseSummary
from tests.conftest import Server, Time
from tests.releases.saves import patch
from tests.releases.test_summaries import EVERYTHING

URL = "https://news.example.bh"
GONE = {"killed": 410}
RENAMED = {"name": {"ar": "الداخلية"}}
Done = Callable[[Server, dict[str, Any]], Any]


def _written(server: Server, time: Time) -> dict[str, Any]:
    """Write an Arabic release and its English edition, one under embargo and one with nothing."""
    arabic = server.publish(**EVERYTHING)
    server.publish(title="A translation", language="en", translation_of=arabic["id"])
    server.publish(title="بلا شيء")
    server.publish(title="محظور", embargoed_until="2027-01-01T00:00:00Z", topics=["المرور"])
    time.passes(hours=1)
    return arabic


def _kept(server: Server) -> set[int]:
    with server.database.reading() as db:
        return set(db.scalars(select(PublicSummary.release_key)))


def _differing(server: Server) -> list[tuple[bytes, bytes]]:
    """Return what the public is shown of each release, where that is not what its rows say."""
    viewer = Viewer.at_this_moment(PUBLIC)
    fields = set(summaries.SHOWN)
    with server.database.reading() as db:
        keys = list(db.scalars(select(Release.key)))
        shown = summaries.of(db, viewer, keys, fields, URL)
        made = presenting.items(db, viewer, keys, fields, URL)
    assert [one.key for one in shown] == [one.key for one in made]
    pairs = [(one.json, to_json(other.shown)) for one, other in zip(shown, made, strict=True)]
    return [(one, other) for one, other in pairs if one != other]


def _read(server: Server) -> list[tuple[int, list[str | None], str]]:
    """Return what the public is told at the address of each release."""
    with server.database.reading() as db:
        ids = db.scalars(select(Release.id).order_by(Release.key))
    answers = [server.get(f"/releases/{id_}") for id_ in ids]
    told = ("etag", "last-modified", "vary", "cache-control")
    return [
        (
            one.status_code,
            [one.headers.get(name) for name in told],
            one.text.split('"request_id"')[0],
        )
        for one in answers
    ]


def _post(server: Server, path: str, scope: Any, **document: Any) -> None:
    answer = server.http.post(path, json=document, headers=server.key(scope))
    assert answer.status_code in {200, 201}, answer.text


REASON = {"ar": "خطأ", "en": "Wrong"}
CHANGES: dict[str, Done] = {
    "edited": lambda server, release: patch(server, release, title="عنوان آخر"),
    "corrected": lambda server, release: _post(
        server, f"{release['url']}/correct", "publish", note=REASON, title="صواب"
    ),
    "withdrawn": lambda server, release: _post(
        server, f"{release['url']}/withdraw", "publish", reason=REASON
    ),
    "killed": lambda server, release: _post(
        server, f"{release['url']}/kill", "admin", reason=REASON, confirm=True
    ),
    "archived": lambda server, release: _post(server, f"{release['url']}/archive", "publish"),
    "topics changed": lambda server, release: patch(
        server, release, topics=[{"name": {"ar": "الاقتصاد"}}]
    ),
    "keywords taken away": lambda server, release: patch(server, release, keywords=[]),
}


@pytest.mark.parametrize("change", [*CHANGES, "renamed"])
def test_one_release_is_answered_as_it_is_when_nothing_is_finished(
    make_server: Callable[..., Server], time: Time, change: str
) -> None:
    server = make_server(memory_bytes=0)
    arabic = _written(server, time)
    if change == "renamed":
        server.http.patch("/concepts/moi", json=RENAMED, headers=server.key("write"))
    else:
        CHANGES[change](server, arabic)
    time.passes(hours=1)
    finished = _read(server)
    with server.database.writing() as db:
        db.change(text("DELETE FROM public_summaries"))
    assert _read(server) == finished
    assert [status for status, *_ in finished] == [GONE.get(change, 200), 200, 200, 404]


@pytest.mark.parametrize("change", CHANGES)
def test_they_say_what_the_rows_say_after_a_release_was(
    server: Server, time: Time, change: str
) -> None:
    arabic = _written(server, time)
    CHANGES[change](server, arabic)
    assert _differing(server) == []
    time.now = time.now.replace(year=2027, month=6)  # what was under an embargo is shown
    assert _differing(server) == []
    with server.database.reading() as db:
        published = set(db.scalars(select(Release.key).where(Release.state == "published")))
    assert _kept(server) == published


def test_they_are_what_the_public_is_shown(server: Server, time: Time) -> None:
    _written(server, time)
    with server.database.writing() as db:
        db.change(update(PublicSummary).values(json=b'{"id":"1","url":"\n","type":"1",\n"a":1}'))
    shown = server.get("/releases").json()["items"]
    assert {one["id"] for one in shown} == {"1"}
    found = server.get("/releases/search", q="شيء").json()["items"]
    assert [one["id"] for one in found] == ["1"]
    assert found[0]["highlights"]["title"] == "بلا <mark>شيء</mark>"
    # fields that were picked, and what keys are shown, are made of the rows
    for one in (server.get("/releases", "draft"), server.get("/releases", fields="id")):
        assert all(len(item["id"]) == 36 for item in one.json()["items"])


@pytest.mark.parametrize("scope", ["put", "patch"])
def test_a_concept_that_is_renamed_is_shown_by_its_new_name(
    server: Server, time: Time, scope: str
) -> None:
    _written(server, time)
    before = _kept(server)
    document = {"kind": "organisation", "name": {"ar": "الداخلية"}}
    send = server.http.put if scope == "put" else server.http.patch
    answer = send("/concepts/moi", json=document, headers=server.key("write"))
    assert answer.status_code == 200, answer.text
    assert _differing(server) == []
    assert server.get("/releases", issuer="moi").json()["items"][0]["issuer"]["name"] == {
        "ar": "الداخلية",
        "en": None if scope == "put" else "Ministry of Interior",
    }
    assert _kept(server) == before  # the newest are finished again at once


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE releases SET title = 'آخر' WHERE key = 1",
        "UPDATE releases SET needs_review = true, revision = revision + 1 WHERE key = 1",
        "UPDATE concepts SET name_ar = 'آخر' WHERE id = 'moi'",
        "UPDATE concepts SET title_ar = 'آخر' WHERE title_ar = 'وزير الداخلية'",
    ],
)
def test_whatever_changes_a_release_or_a_name_throws_them_away(
    server: Server, time: Time, statement: str
) -> None:
    _written(server, time)
    with server.database.writing() as db:
        db.change(text(statement))
    assert _kept(server) == {2, 3, 4}
    assert _differing(server) == []


def test_an_edition_that_is_to_be_looked_at_again_keeps_its_summary(
    server: Server, time: Time
) -> None:
    arabic = _written(server, time)
    CHANGES["corrected"](server, arabic)
    with server.database.reading() as db:
        assert db.scalars(select(Release.key).where(Release.needs_review)) == [2]
    assert _kept(server) == {1, 2, 3, 4}


def test_those_that_are_missing_or_of_an_older_program_are_finished_at_a_start(
    server: Server, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    _written(server, time)
    server.create(title="مسودة")
    told: list[tuple[int, int]] = []
    summaries.finish_all(server.database, lambda *far: told.append(far))
    assert told == []  # nothing to do
    with server.database.writing() as db:
        db.change(text("DELETE FROM public_summaries WHERE release_key = 2"))
        db.change(update(PublicSummary).where(PublicSummary.release_key < 4).values(json=b"{}"))
    monkeypatch.setattr(summaries, "MADE_BY", summaries.MADE_BY + 1)
    monkeypatch.setattr(summaries, "BATCH", 3)
    assert _differing(server) == []  # older ones are not shown
    summaries.finish_all(server.database, lambda *far: told.append(far))
    assert told == [(3, 4), (4, 4)]
    assert _kept(server) == {1, 2, 3, 4}
    assert _differing(server) == []


def _rename(server: Server) -> None:
    """Rename somebody whom the first release names once."""
    [one] = server.get("/concepts", kind="person").json()["items"]
    answer = server.http.patch(one["url"], json=RENAMED, headers=server.key("write"))
    assert answer.status_code == 200, answer.text


def test_a_release_that_is_saved_while_a_concept_is_renamed_shows_the_new_name(
    server: Server, time: Time
) -> None:
    _written(server, time)
    with ThreadPoolExecutor() as beside:
        with server.database.writing() as db:
            db.change(text("UPDATE releases SET revision = revision + 1 WHERE key = 1"))
            first = select(Release).where(Release.key == 1)
            saved = db.scalars(first.options(*reading.everything_to_show()))
            summaries.keep(db, ReleasesSaved(saved))
            renaming = beside.submit(_rename, server)
            sleep(0.5)  # in which it comes as far as it can
            assert not renaming.done()
        renaming.result()
    assert _differing(server) == []


def test_those_that_are_finished_at_a_start_show_a_name_that_changes_meanwhile(
    server: Server, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    _written(server, time)
    with server.database.writing() as db:
        db.change(text("DELETE FROM public_summaries"))
    make, begun = summaries._make, list[Future[None]]()

    def make_slowly(db: WriteSession, keys: Sequence[int]) -> None:
        make(db, keys)
        begun.append(beside.submit(_rename, server))
        sleep(0.5)

    with ThreadPoolExecutor() as beside:
        with monkeypatch.context() as patch_:
            patch_.setattr(summaries, "finish_newest", lambda _: None)
            patch_.setattr(summaries, "_make", make_slowly)
            summaries.finish_all(server.database, lambda *_: None)
        for one in begun:
            one.result()
    assert begun
    assert _differing(server) == []


def test_several_servers_that_start_together_finish_them_once(server: Server, time: Time) -> None:
    _written(server, time)
    with server.database.writing() as db:
        db.change(text("DELETE FROM public_summaries"))
    with ThreadPoolExecutor(5) as beside:
        for done in [
            beside.submit(summaries.finish_all, server.database, lambda *_: None) for _ in range(5)
        ]:
            done.result()
    assert _kept(server) == {1, 2, 3, 4}


@pytest.mark.once
def test_what_a_summary_has_and_which_program_made_it_go_together() -> None:
    """When this fails, raise `summaries.MADE_BY` and put the new digest here."""
    shape = to_json(ReleaseSummary.model_json_schema(mode="serialization"))
    assert (summaries.MADE_BY, sha256(shape).hexdigest()[:8]) == (2, "f1980109")
