"""Concepts go out and in with the releases that name them; the others have lines of their own."""

import json
from collections.abc import Callable
from typing import Any

from tests.conftest import Server
from tests.imports.lines import codes, import_all, line
from tests.imports.test_round_trip import exported

KINGS = (
    {"id": "hamad", "name": {"ar": "حمد بن عيسى"}, "aliases": ["جلالة الملك"]},
    {"id": "salman", "name": {"ar": "سلمان"}, "aliases": ["جلالة الملك", "خادم الحرمين"]},
)


def make(server: Server, **document: Any) -> None:
    answer = server.http.post("/concepts", json=document, headers=server.key("write"))
    assert answer.status_code == 201, answer.text


def directory(server: Server) -> list[dict[str, Any]]:
    """Return all concepts, without the instants: those are of the database that they are in."""
    items = server.get("/concepts", "draft", limit=100).json()["items"]
    return [
        {k: v for k, v in one.items() if k not in {"created_at", "updated_at"}} for one in items
    ]


def test_there_and_back_all_are_there(make_server: Callable[..., Server]) -> None:
    here, there = make_server(), make_server()
    for king in KINGS:
        make(here, kind="person", **king)
    make(here, kind="topic", name={"ar": "الأمن", "en": "Security"}, title={"ar": "باب"})
    make(here, kind="place", name={"ar": "الأمن"})
    here.publish(people=["salman"], topics=["security"])
    discarded = here.create(places=["الأمن"])
    here.http.delete(discarded["url"], headers=here.key("write"))
    change = {"name": {"ar": "سلمان بن عبدالعزيز"}}
    here.http.patch("/concepts/salman", json=change, headers=here.key("write"))
    lines = exported(here)
    assert [json.loads(each)["concept"]["id"] for each in lines[1:]] == ["hamad", "الأمن"]
    report = import_all(there.database, lines)
    assert (report.imported, report.refused) == (3, [])
    assert exported(there) == lines
    assert directory(there) == directory(here)
    assert len(directory(there)) == 4
    again = import_all(there.database, lines)
    assert (again.imported, again.there_already, again.refused) == (0, 3, [])


def test_one_that_is_there_is_left_as_it_is(server: Server) -> None:
    make(server, kind="person", **KINGS[0], title={"ar": "ملك البحرين"})
    before = directory(server)
    others = (
        {"id": "hamad", "kind": "person", "name": {"ar": "اسم آخر"}},
        {"id": "other", "kind": "person", "name": {"ar": "حَمد بن عيسى"}},
    )
    report = import_all(server.database, [json.dumps({"concept": one}).encode() for one in others])
    assert (report.imported, report.there_already, report.refused) == (0, 2, [])
    assert directory(server) == before


def test_what_is_wrong_with_one_is_told(server: Server) -> None:
    wrong: list[Any] = [
        None,
        {},
        {"kind": "person"},
        {"kind": "person", "name": {}},
        {"kind": "x", "name": {"ar": "أ"}},
    ]
    lines = [line(concept={"kind": "person", "name": {"ar": "أ"}})]
    lines += [json.dumps({"concept": one}).encode() for one in wrong]
    said = ["unknown_field", "not_an_object", "required", "required", "concept_without_name"]
    said.append("not_a_choice")
    assert codes(import_all(server.database, lines)) == dict(enumerate(said, 1))
    assert directory(server) == []
