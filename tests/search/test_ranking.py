"""The order of what is found: each kind of evidence can be seen to count, and by how much."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.language.analysis import analyse
from app.search import evidence, query, ranking
from app.search.engine import Found, Weighed
from app.search.ranking import Corpus
from tests.conftest import Server, Time

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
FILLER = "وقد جرى خلال اللقاء بحث سبل تعزيز التعاون بين الجانبين في مختلف المجالات "


def weighed(number: int, title: str, body: str) -> Weighed:
    packed = evidence.of(title, body)
    found = Found(number, number, BEGIN + timedelta(hours=number), UUID(int=number))
    return Weighed(found, packed.title_words, packed.body_words, evidence.unpack(packed.data))


def order(typed: str, *releases: tuple[str, str]) -> list[int]:
    """Return the places of releases (title, body) in the order of their scores."""
    candidates = [weighed(place, *texts) for place, texts in enumerate(releases)]
    words = query.read(typed).weighing
    scores = ranking.rank(words, candidates, Corpus(1000, 20.0, {word.stem: 40 for word in words}))
    return sorted(range(len(releases)), key=lambda place: -scores[place].total)


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        # in the title
        ("السجون", ("السجون المفتوحة", FILLER), ("خبر", FILLER + "السجون المفتوحة")),
        # more often
        ("السجون", ("خبر", "السجون ثم السجون" + FILLER), ("خبر", "السجون ثم الطرق" + FILLER)),
        # in a shorter text
        ("السجون", ("خبر", "السجون" + FILLER), ("خبر", "السجون" + FILLER * 9)),
        # as it was typed
        ("السيبراني", ("خبر", "الأمن السيبراني " + FILLER), ("خبر", "الأمن السيبرانية " + FILLER)),
        # next to each other
        (
            "الأمن السيبراني",
            ("خبر", FILLER + "الأمن السيبراني والوفد"),
            ("خبر", FILLER + "السيبراني والوفد الأمن"),
        ),
        # all of two words, before one of them in a short title
        (
            "محافظة المحرق",
            ("خبر", FILLER * 5 + "محافظة " + FILLER + "المحرق"),
            ("المحرق", "المحرق"),
        ),
        # a broken plural, which no stemmer sees
        ("متاحف وطنية", ("خبر", "وطنية المتاحفيون " + FILLER), ("خبر", "وطنية المعارض " + FILLER)),
    ],
)
def test_the_better_is_first(typed: str, better: tuple[str, str], worse: tuple[str, str]) -> None:
    assert order(typed, better, worse) == [0, 1]
    assert order(typed, worse, better) == [1, 0]


def test_of_equals_the_newer_is_first(server: Server, time: Time) -> None:
    for number in range(3):
        server.publish(title="السجون المفتوحة", body=FILLER, reference=str(number))
        time.passes(minutes=1)
    items = server.get("/releases/search", q="السجون").json()["items"]
    assert [item["reference"] for item in items] == ["2", "1", "0"]
    assert len({item["score"] for item in items}) == 1


def test_a_rare_word_weighs_more_than_a_common_one() -> None:
    words = analyse("درون البحرين").words
    candidates = [weighed(0, "درون", FILLER), weighed(1, "البحرين", FILLER)]
    frequencies = {words[0].stem: 2, words[1].stem: 900}
    scores = ranking.rank(words, candidates, Corpus(1000, 20.0, frequencies))
    assert scores[0].stems > scores[1].stems * 10


def test_a_score_is_the_sum_of_its_parts() -> None:
    words = analyse("الأمن السيبراني").words
    corpus = Corpus(1000, 20.0, {word.stem: 40 for word in words})
    [score] = ranking.rank(words, [weighed(0, "الأمن السيبراني", FILLER)], corpus)
    assert score.total == pytest.approx(sum(score[1:]))
    assert min(score[1:]) > 0


def test_nothing_asked_or_found_scores_nothing() -> None:
    corpus = Corpus(0, 0.0, {})
    assert ranking.rank([], [weighed(0, "خبر", "")], corpus)[0].total == 0
    assert ranking.rank(analyse("خبر").words, [], corpus) == []


def test_editors_see_what_a_score_is_made_of(seeded: Server) -> None:
    asked: dict[str, Any] = {"q": "الأمن السيبراني", "explain": "true"}
    [item] = seeded.get("/releases/search", "write", **asked).json()["items"]
    assert item["score"] == pytest.approx(sum(item["explanation"].values()), abs=0.03)
    assert list(item["explanation"]) == ["stems", "exact", "grams", "neighbours", "whole"]
    assert seeded.get("/releases/search", **asked).status_code == 401
    assert seeded.get("/releases/search", "draft", **asked).status_code == 403
    assert "explanation" not in seeded.get("/releases/search", q="الأمن").json()["items"][0]
