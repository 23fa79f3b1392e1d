"""A release's words in one column: what is packed comes out, and counts as its words do."""

from hypothesis import given

from app.language.analysis import analyse
from app.search import evidence, fts5
from app.search.marks import MARKS
from tests.language.nasty import ANY

ARTICLE = "استقبل اللواء محـمود تـوفيق ، عبد الله بن عيسى.\nمحمود محمود 中文 हिन्दी"


def test_words_stems_and_names_stand_apart() -> None:
    packed = evidence.of("أبو ظبي تستضيف", ARTICLE)
    found = evidence.unpack(packed.data)
    assert packed[2:] == (2, 11)
    assert packed.whole == found
    assert found.title == " ابوظبي تستضيف    ابو ظبي "
    assert found.body.count(" محمود ") == 2  # the third stands next to the second
    assert found.body.count(" تستضيف ابو ") == 0
    assert found.body_stems.count(" زير ") == 0
    assert " हिन्दी " in found.body


def test_arabic_alone_is_kept_in_a_byte_a_letter() -> None:
    arabic = evidence.of("وزير الداخلية", ARTICLE[:40] * 30).data
    mixed = evidence.of("وزير الداخلية 中", ARTICLE[:40] * 30).data
    assert len(arabic) < len(mixed)


@given(ANY, ANY)
def test_every_word_stands_between_spaces_in_its_place(title: str, body: str) -> None:
    found = evidence.unpack(evidence.of(title, body).data)
    for text, exact, stems in (
        (title, found.title, found.title_stems),
        (body, found.body, found.body_stems),
    ):
        words = analyse(text).every_word
        for word in words:
            assert f" {word.exact} " in exact
            assert f" {word.stem} " in stems
        assert exact.split() == [word.exact for word in words]
        assert stems.split() == [word.stem for word in words]


@given(ANY)
def test_the_index_is_given_every_word_in_both_forms(text: str) -> None:
    kept = {"doc": 1, "words": evidence.of("", text).data, **dict.fromkeys(MARKS, "")}
    given_words = fts5.row(kept)["body"].split()
    for word in analyse(text).every_word:
        assert f"={word.exact}" in given_words
        assert word.stem in given_words
