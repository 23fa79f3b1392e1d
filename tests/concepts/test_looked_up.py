"""What a release is about is looked up at once, however much it is."""

from typing import Any

import pytest

from app.kit.db import ReadSession
from tests.conftest import Server


def test_thirty_take_no_more_questions_than_one(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    topics = [{"id": f"topic-{n}", "name": {"ar": f"باب {n}"}} for n in range(30)]
    server.create(topics=topics)
    seen, ask = list[str](), ReadSession.driver_rows

    def noted(db: ReadSession, sql: str, values: Any = ()) -> list[Any]:
        if "FROM concepts" in sql:
            seen.append(sql)
        return ask(db, sql, values)

    monkeypatch.setattr(ReadSession, "driver_rows", noted)
    for count in (1, 30):
        made = server.create(topics=topics[:count])
        assert [topic["id"] for topic in made["topics"]] == [one["id"] for one in topics[:count]]
    assert len(seen) == 2  # one each time


def test_an_id_of_another_kind_is_another_concept(server: Server) -> None:
    server.create(topics=[{"id": "manama", "name": {"ar": "أخبار المنامة"}}])
    made = server.create(
        places=[{"id": "manama", "name": {"ar": "المنامة"}}],
        topics=[{"id": "manama", "name": {"ar": "أخبار المنامة"}}],
    )
    assert [one["name"]["ar"] for one in made["places"]] == ["المنامة"]
    assert [one["name"]["ar"] for one in made["topics"]] == ["أخبار المنامة"]
