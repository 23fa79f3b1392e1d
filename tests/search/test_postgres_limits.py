"""No release is refused because PostgreSQL's full-text index has no room for its words."""

import random
from collections.abc import Iterator

from app.search import evidence, postgres_limits
from tests.conftest import Server

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def words(count: int) -> Iterator[str]:
    """Yield different words, of nine letters each."""
    dice = random.Random(2)  # noqa: S311 - the same each time
    return ("".join(dice.choices(LETTERS, k=9)) for _ in range(count))


def test_what_fits_is_left_as_it_is() -> None:
    found = evidence.unpack(evidence.of("وزير الداخلية", "زار أبو ظبي " * 300).data)
    assert postgres_limits.fitting(found) is found


def test_the_longest_natural_text_fits() -> None:
    dice, known = random.Random(3), list(words(25_000))  # noqa: S311 - the same
    text = " ".join(dice.choices(known, range(25_000, 0, -1), k=90_000))
    found = evidence.unpack(evidence.of("عنوان", text).data)
    assert postgres_limits.fitting(found) == found


def test_of_too_many_words_the_last_are_left_out_at_their_places() -> None:
    found = evidence.unpack(evidence.of("عنوان", " ".join(words(95_000))).data)
    kept = postgres_limits.fitting(found)
    assert kept.body.count(" ") == found.body.count(" ")
    assert kept.body_stems.count(" ") == found.body_stems.count(" ")
    assert kept.title == found.title
    assert kept.body.split()[:1000] == found.body.split()[:1000]
    size = sum(len(word.encode()) for line in kept[:4] for word in set(line.split()))
    assert size < 2**20


def test_any_text_is_taken(server: Server) -> None:
    long = "ط" * 3000
    server.publish(title=f"كلمة {long[:200]}", body=f"السجون {long} المفتوحة")
    server.publish(title="كلمات", body=" ".join(words(95_000)))
    server.publish(title="علامات", body=r"it's \ a 'quoted' <-> & | ! :* word:A \' ''")
    server.publish(title="تكرار", body="مرحبا بكم " * 40_000 + "وداعا لكم")
    for typed, total in (
        ("السجون المفتوحة", 1),
        ("ططططططط*", 1),
        (next(words(1)), 1),
        ("quoted", 1),
        ("it's", 1),
        ('"وداعا لكم"', 1),
        ('"بكم وداعا"', 1),
        ('"لكم وداعا"', 0),
    ):
        found = server.get("/releases/search", q=typed, match="exact").json()
        assert found["total"] == total, typed
