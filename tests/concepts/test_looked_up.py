"""What a release is about is looked up at once, however much it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.conftest import Server


@contextmanager
def asked_for_concepts(server: Server) -> Iterator[list[str]]:
    """Gather the statements of writers that look for concepts."""
    seen = list[str]()

    def note(*said: Any) -> None:
        if "FROM concepts" in said[2]:
            seen.append(said[2])

    writer = server.database.writer
    event.listen(writer, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(writer, "before_cursor_execute", note)


def test_thirty_take_no_more_questions_than_one(server: Server) -> None:
    topics = [{"id": f"topic-{n}", "name": {"ar": f"باب {n}"}} for n in range(30)]
    server.create(topics=topics)
    asked = list[int]()
    for count in (1, 30):
        with asked_for_concepts(server) as seen:
            made = server.create(topics=topics[:count])
        asked.append(len(seen))
        assert [topic["id"] for topic in made["topics"]] == [one["id"] for one in topics[:count]]
    assert asked[0] == asked[1] > 0


def test_an_id_of_another_kind_is_another_concept(server: Server) -> None:
    server.create(topics=[{"id": "manama", "name": {"ar": "أخبار المنامة"}}])
    made = server.create(
        places=[{"id": "manama", "name": {"ar": "المنامة"}}],
        topics=[{"id": "manama", "name": {"ar": "أخبار المنامة"}}],
    )
    assert [one["name"]["ar"] for one in made["places"]] == ["المنامة"]
    assert [one["name"]["ar"] for one in made["topics"]] == ["أخبار المنامة"]
