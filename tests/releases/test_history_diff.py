"""What differs between two revisions: which fields, and in texts which words."""

from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.access.scopes import Scope
from tests.conftest import Server
from tests.language.nasty import ALPHABET, WORDS
from tests.releases.saves import patch

pytestmark = pytest.mark.once  # no database decides which words differ

# what a text may hold, and comes back as it was sent
KEPT = [one for one in [*ALPHABET, *WORDS, "\n", " "] if one not in "\0\r\x1f\ud800\udfff"]
BODIES = st.lists(st.sampled_from(KEPT), max_size=30).map("".join)


def diff(
    server: Server, release: dict[str, Any], number: int, scope: Scope = "write", **asked: int
) -> Any:
    """Return what makes a revision of the one before it, or of another."""
    answer = server.get(f"{release['url']}/revisions/{number}/diff", scope, **asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_says_which_words_changed(server: Server) -> None:
    made = server.create(title="استقبل الوزير محـمود", body="فقرة.\n\nقال الوزير اليوم.", urgency=5)
    patch(server, made, title="استقبل الوزير محمود", body="فقرة.\n\nقال معالي الوزير.", urgency=1)
    told = diff(server, made, 2)
    assert [told["revision"]["number"], told["against"]["number"]] == [2, 1]
    assert told["fields"] == [
        {
            "field": "title",
            "before": "استقبل الوزير محـمود",
            "after": "استقبل الوزير محمود",
            "parts": [
                {"op": "equal", "text": "استقبل الوزير "},
                {"op": "delete", "text": "محـمود"},
                {"op": "insert", "text": "محمود"},
            ],
        },
        {
            "field": "body",
            "before": "فقرة.\n\nقال الوزير اليوم.",
            "after": "فقرة.\n\nقال معالي الوزير.",
            "parts": [
                {"op": "equal", "text": "فقرة.\n\nقال "},
                {"op": "insert", "text": "معالي "},
                {"op": "equal", "text": "الوزير"},
                {"op": "delete", "text": " اليوم"},
                {"op": "equal", "text": "."},
            ],
        },
        {"field": "urgency", "before": 5, "after": 1, "parts": None},
    ]


def test_the_first_is_told_against_nothing(server: Server) -> None:
    made = server.create(title="خبر", subtitle="عنوان فرعي")
    told = diff(server, made, 1)
    assert told["against"] is None
    fields = {one["field"]: one for one in told["fields"]}
    assert fields["subtitle"] == {
        "field": "subtitle",
        "before": None,
        "after": "عنوان فرعي",
        "parts": [{"op": "insert", "text": "عنوان فرعي"}],
    }
    assert "body" not in fields
    assert diff(server, made, 1, against=0) == told


def test_any_two_can_be_compared_and_one_with_itself(server: Server) -> None:
    made = server.create(title="واحد")
    for title in ("اثنان", "ثلاثة", "واحد"):
        patch(server, made, title=title)
    assert diff(server, made, 4, against=1)["fields"] == []
    assert diff(server, made, 4, against=4)["fields"] == []
    [back] = diff(server, made, 1, against=3)["fields"]
    assert (back["before"], back["after"]) == ("ثلاثة", "واحد")


def test_concepts_are_compared_by_their_ids_and_shown_by_their_names(server: Server) -> None:
    made = server.create(people=[{"name": {"ar": "محـمود تـوفيق"}}], keywords=["أمن"])
    patch(server, made, people=[], keywords=["أمن", "مرور"])
    [people, keywords] = diff(server, made, 2)["fields"]
    assert people["before"][0]["name"]["ar"] == "محـمود تـوفيق"
    assert (people["after"], people["parts"]) == ([], None)
    assert (keywords["before"], keywords["after"]) == (["أمن"], ["أمن", "مرور"])


def test_instants_are_written_as_everywhere(server: Server) -> None:
    made = server.create()
    patch(server, made, publish_at="2999-01-01T00:00:00+03:00")
    [gate] = diff(server, made, 2)["fields"]
    assert (gate["field"], gate["before"], gate["after"]) == (
        "publish_at", None, "2998-12-31T21:00:00Z",
    )  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.tuples(BODIES, BODIES))
def test_the_parts_join_back_to_both_texts(server: Server, bodies: tuple[str, str]) -> None:
    """Tatweel, tashkeel, space and what is not seen, as they were sent."""
    made = server.create(body=bodies[0])
    patch(server, made, body=bodies[1])
    if bodies[0] == bodies[1]:
        return
    [told] = diff(server, made, 2)["fields"]
    parts = told["parts"]
    assert (told["before"], told["after"]) == bodies
    assert "".join(part["text"] for part in parts if part["op"] != "insert") == bodies[0]
    assert "".join(part["text"] for part in parts if part["op"] != "delete") == bodies[1]


def test_a_megabyte_of_one_paragraph_is_compared_while_one_waits(server: Server) -> None:
    sentences = [f"قال الوزير في كلمته رقم {number} إن الأمن مستتب ، والحمد لله. "
                 for number in range(16_000)]  # fmt: skip
    changed = [
        one.replace("الوزير", "معاليه") if number % 100 == 0 else one
        for number, one in enumerate(sentences)
    ]
    before, after = "".join(sentences), "".join(changed)
    assert len(before) > 900_000
    made = server.create(body=before)
    patch(server, made, body=after)
    started = process_time()  # the server is a thread of this process
    told = diff(server, made, 2)
    assert process_time() - started < 5  # two, where no other test runs beside it
    [body] = [one for one in told["fields"] if one["field"] == "body"]
    ops = [part["op"] for part in body["parts"]]
    assert ops.count("insert") == ops.count("delete") == 160
