"""What a person typed, and what a release must hold for it: a table of pairs."""

import pytest
from hypothesis import given

from app.search import fts5, query
from app.search.engine import Match, Term
from tests.language.nasty import ANY


def stems(*words: str) -> tuple[Term, ...]:
    return tuple(Term("stem", (word,)) for word in words)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("وزير الداخلية", stems("زير", "داخل")),
        ("وَزِيرُ الــداخـليّة", stems("زير", "داخل")),
        ("عبد الله بن عيسى", stems("عبدالل", "بن", "عيس")),
        # question and stop words leave, unless nothing would be left
        ("ما هي جهود الوزارة؟", stems("جهود", "زار")),
        ("من هو", stems("من", "هو")),
        ("What are the drones?", stems("drone")),
        # the same word twice, in two forms, is one
        ("الأمن والأمن أمن", stems("امن")),
        ("", ()),
        ("؟! … ـــ", ()),
        ("محمود AND", stems("محمود")),
    ],
)
def test_plain_words(typed: str, terms: tuple[Term, ...]) -> None:
    assert query.read(typed).plain_terms == terms


@pytest.mark.parametrize(
    ("typed", "required"),
    [
        ('"محمود توفيق"', [Term("phrase", ("محمود", "توفيق"))]),
        ("“محمود توفيق”", [Term("phrase", ("محمود", "توفيق"))]),
        ("«محـمود تـوفيق»", [Term("phrase", ("محمود", "توفيق"))]),
        ('"الأمن"', [Term("exact", ("الامن",))]),
        ("سيبر*", [Term("prefix", ("سيبر",))]),
        ("الأم*", [Term("prefix", ("الام",))]),
        ("title:الأمن", [Term("stem", ("امن",), in_title=True)]),
        ("عنوان:الأمن", [Term("stem", ("امن",), in_title=True)]),
        ('title:"الأمن العام"', [Term("phrase", ("الامن", "العام"), in_title=True)]),
        ("COVID-19", [Term("phrase", ("covid", "19"))]),
        ("press@moi.gov.bh", [Term("phrase", ("press", "moi", "gov", "bh"))]),
        ("AND OR NOT NEAR/2", [Term("phrase", ("near", "2"))]),
        ('"" "؟"', []),
    ],
)
def test_signs(typed: str, required: list[Term]) -> None:
    read = query.read(typed)
    assert list(read.required) == required
    assert read.plain_terms == ()


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("ال*", stems("ال")),  # every third word begins so
        ("الأ*", stems("الا")),
        ("م*", stems("م")),
        ('"محمود توفيق', stems("محمود", "توفيق")),
        ("title:", stems("titl")),
        ("title: الأمن", stems("titl", "امن")),
        ("الأمن-السيبراني", stems("امن", "سيبر")),
        ("-", ()),
    ],
)
def test_signs_that_are_none(typed: str, plain: tuple[Term, ...]) -> None:
    read = query.read(typed)
    assert read.plain_terms == plain
    assert read.required == read.excluded == ()


def test_what_is_left_out() -> None:
    read = query.read('الأمن -زرافة -"كرة القدم" -title:مصر -سيبر*')
    assert read.plain_terms == stems("امن")
    assert read.excluded == (
        *stems("زراف"),
        Term("phrase", ("كره", "القدم")),
        Term("stem", ("مصر",), in_title=True),
        Term("prefix", ("سيبر",)),
    )
    assert not query.read("-زرافة").asks_something


def test_exact_keeps_words_as_spelled_and_every_one() -> None:
    read = query.read("في وزارةِ الداخليه", "exact")
    assert read.plain_terms == tuple(Term("exact", (w,)) for w in ("في", "وزاره", "الداخليه"))
    assert not read.may_relax


def test_no_name_is_made_over_a_phrase() -> None:
    assert query.read('عبد "الأمن" الله').plain_terms == stems("عبد", "الل")


def test_a_long_query_is_cut_after_32_terms() -> None:
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    typed = " ".join(f"م{one}م{other}" for one in letters for other in "قشض")
    assert len(query.read(typed).plain) == 32


@given(ANY)
def test_no_text_is_a_syntax_error(typed: str) -> None:
    for matching in ("auto", "exact"):
        read = query.read(typed, matching)
        for word in read.plain:
            assert 0 <= word.start < word.end <= len(typed)
        match = Match((*read.required, *read.plain_terms), none=read.excluded)
        if read.asks_something:
            said = fts5.expression(match)
            assert said.count('"') % 2 == 0
