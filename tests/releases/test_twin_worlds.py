"""Twin worlds: two houses, equal but for what is hidden, answer the public alike to the byte.

`NASHRA_TWIN_REQUESTS=5000` asks them that often; usually it is once through the questions.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import ColumnElement, and_, false, select, true

from app.access.scopes import OPERATOR, PUBLIC, Caller
from app.kit.prepared import Among, Prepared
from app.releases import (
    counting,
    editions,
    front_page,
    listing,
    namesakes,
    reading,
    subjects,
    summaries,
)
from app.releases.models import Release
from app.releases.states import STATES
from app.search import indexing, rebuilding
from tests.conftest import Server, Time
from tests.releases.twins import build, compared, id_of, secret

REQUESTS = int(os.environ.get("NASHRA_TWIN_REQUESTS", "1"))


def pair(make_server: Callable[..., Server], time: Time, **settings: Any) -> tuple[Server, Server]:
    """Return a world, and its twin in which something is hidden."""
    plain, full = make_server(**settings), make_server(**settings)
    return build(plain, time, hidden=[]), build(full, time, hidden=secret())


def test_worlds_that_differ_in_hidden_releases_only_cannot_be_told_apart(
    make_server: Callable[..., Server], time: Time
) -> None:
    plain, full = pair(make_server, time)
    assert full.get("/releases", "admin", state=STATES).json()["total"] == 15 + 21
    time.passes(hours=1)
    answers = list(compared(plain, full, REQUESTS))
    assert [said for said in answers if said] == []
    sys.stdout.write(f"{len(answers)} requests, 0 differences\n")
    assert len(answers) > 500


@pytest.mark.once  # it tests the test
def test_one_release_more_that_is_public_is_noticed_in_every_kind_of_request(
    make_server: Callable[..., Server], time: Time
) -> None:
    plain, full = pair(make_server, time)
    id_ = id_of("secret 7")  # a French edition of `known 7`
    opened = {"embargoed_until": None, "publish_at": "2026-11-01T00:00:00Z"}
    answer = full.http.patch(f"/releases/{id_}", json=opened, headers=full.key("publish"))
    assert answer.status_code == 200, answer.text
    time.now = datetime.fromisoformat("2026-11-24T21:00:00Z")
    found = [said for said in compared(plain, full) if said]
    kinds = ("HEAD /releases {", "GET /releases {", "/releases/search {", "/releases?", "/concepts")
    for kind in (*kinds, f"/releases/{id_} ", f"/releases/{id_of('known 7')} ", "If-None-Match"):
        assert any(kind in said for said in found), kind


def everything(*_: Any) -> ColumnElement[bool]:
    """Return no condition at all."""
    return and_(true())


def published(*_: Any) -> ColumnElement[bool]:
    """Return a condition that forgets the gates in time."""
    return Release.state == "published"


class Forgetful:
    """A module whose rule has been forgotten, as one room sees it."""

    def __init__(self, module: ModuleType, **forgotten: Any) -> None:
        """Be the module, but for this."""
        self._module, self._forgotten = module, forgotten

    def __getattr__(self, name: str) -> Any:
        """Return what the module has, or what stands in its place."""
        return self._forgotten[name] if name in self._forgotten else getattr(self._module, name)


def without_gates(release: Release, now: datetime) -> bool:
    """Take every release that is published for a public one, whenever that is."""
    return release.listed_at is not None and now is not None and release.state == "published"


def unruled(_: Caller, names: tuple[str, ...], by: str) -> Prepared:
    """Return the query for these columns of releases, whoever asks."""
    columns = Release.__table__.c
    return Prepared(select(*(columns[name] for name in names)).where(Among(columns[by], "keys")))


def as_the_operator(_: Caller, *asked: Any, prepared: Any = listing._prepared) -> Prepared:  # noqa: SLF001 - as it was before it is broken
    """Return the query of a list, whoever asks."""
    query: Prepared = prepared(OPERATOR, *asked)
    return query


unwaiting = Prepared(counting._counts(false()))  # noqa: SLF001 - made of the same
# each path that asks the rule: the room, and what it has in its place
BROKEN: dict[str, tuple[ModuleType, str, Any]] = {
    "one release, by id and slug": (reading, "readable_by", everything),
    "what was killed": (reading, "killed_for", lambda *_: Release.state == "killed"),
    "lists": (listing, "reading", Forgetful(reading, visible_to=everything)),
    "totals": (counting, "reading", Forgetful(reading, visible_to=everything)),
    "totals, embargoes only": (counting, "reading", Forgetful(reading, visible_to=published)),
    "the total of all": (counting, "_ALL", dict.fromkeys((False, True), unwaiting)),
    "the totals of a language": (counting, "_WAITING", dict.fromkeys((False, True), false())),
    "lists that nothing narrows": (listing, "_prepared", as_the_operator),
    "rows of lists, and translations": (reading, "_columns", unruled),
    "missing translations, and those of a source": (editions, "visible_to", everything),
    "concepts": (subjects, "reading", Forgetful(reading, visible_to=everything)),
    "the public index: search, facets, suggestions": (
        indexing, "reading", Forgetful(reading, is_public=without_gates)
    ),
}  # fmt: skip


def ungated(room: ModuleType, make: Callable[[], Prepared]) -> Prepared:
    """Return the query that is made where the gates in time are forgotten."""
    with broken(room, "reading", Forgetful(reading, visible_to=published)):
        return make()


@contextmanager
def broken(room: ModuleType, name: str, instead: Any) -> Iterator[None]:
    """Break one path inside the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, name, instead)
        yield


def straight() -> dict[str, tuple[ModuleType, str, Any]]:
    """Return the paths without the application, of which the queries are made beforehand."""
    whole = summaries._whole_query.__wrapped__  # noqa: SLF001 - as it is made
    one = ungated(summaries, lambda: whole(PUBLIC))
    return {
        "one release, finished": (summaries, "_whole_query", lambda _: one),
        "the front page": (front_page, "_NEWEST", ungated(front_page, front_page._query)),  # noqa: SLF001 - the same
    }


@pytest.mark.once  # it tests the test
def test_numbers_in_the_order_in_which_releases_are_made_are_noticed(
    make_server: Callable[..., Server], time: Time
) -> None:
    with broken(namesakes, "settle", lambda *_: []):
        plain, full = pair(make_server, time)
    found = [said for said in compared(plain, full) if said]
    assert any("/releases/بيان-صحفي " in said for said in found)
    assert any(said.startswith("GET /releases {") for said in found)


@pytest.mark.once  # it tests the test
def test_a_rule_that_is_broken_on_one_path_is_caught(
    make_server: Callable[..., Server], time: Time
) -> None:
    plain, full = pair(make_server, time, memory_bytes=0)  # or the answers of before
    time.passes(hours=1)
    for path, (room, name, instead) in {**BROKEN, **straight()}.items():
        with broken(room, name, instead):
            if room is indexing:
                rebuilding.rebuild(full.database, lambda *_: None)
            needed = next((n for n, said in enumerate(compared(plain, full), 1) if said), None)
        assert needed, path
        sys.stdout.write(f"{path}: caught by request {needed}\n")
