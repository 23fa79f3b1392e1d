"""Stop words: each as folding and tokenising give it, and none that releases are searched by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.folding import fold
from app.language.stopwords import STOP_WORDS, without_stop_words
from app.language.tokens import tokenise
from tests.language.nasty import ANY


@pytest.mark.parametrize("word", sorted(STOP_WORDS))
def test_every_stop_word_is_its_own_fold_and_one_token(word: str) -> None:
    assert fold(word) == word
    assert [token.text for token in tokenise(word)] == [word]


@pytest.mark.parametrize(
    "question",
    [
        "ما ماذا من متى أين كيف كم هل لماذا بماذا أي هو هي",
        "ماهو ماهي لمن ممن بأي لأي فيمن عمّن",
        "في على إلى عن مع بين عند بعد قبل منذ خلال حول",
        "وفي وعلى فمن ومن وما وهو وهي وكيف وقد وكان وذلك",
        "فيها عليه منهم بها له لديه بينهما",
        "التي الذي الذين اللذين هذا هذه ذلك تلك هؤلاء أولئك",
        "كان كانت يكون تم تمت يتم قد لقد أن إن أنّ و أو ثم",
        "what who when where which how the a an of in on at to for and or is are was were did does",
        "Who WHAT The",
    ],
)
def test_words_that_ask_and_join(question: str) -> None:
    words = [token.text for token in tokenise(question)]
    assert [word for word in words if word not in STOP_WORDS] == []


@pytest.mark.parametrize(
    "written",
    [
        "أمن الأمن وزير الداخلية البحرين مصر شرطة الشرطة مكافحة حماية الطفل قلعة درون مطار",
        "ولي العهد والي إمام أم أحد الأحد آخر آلية فعلي فلم فقد فحول وفد والد عمان عام عدم",
        "اليوم الأول لقاء زيارة اجتماع مجلس وطني بلد لجنة كلية كهرباء فني منح منع عدد",
        "security police minister interior bahrain egypt us may news no1 it2",
    ],
)
def test_words_that_releases_are_searched_by(written: str) -> None:
    words = [token.text for token in tokenise(written)]
    assert without_stop_words(words) == words


@pytest.mark.parametrize(
    ("words", "content"),
    [
        (["ما", "هو", "الامن", "السيبراني"], ["الامن", "السيبراني"]),
        (["من", "هو", "وزير", "الداخليه"], ["وزير", "الداخليه"]),
        (["اين", "تقع", "قلعه", "الشرطه"], ["تقع", "قلعه", "الشرطه"]),
        (["what", "is", "cyber", "security"], ["cyber", "security"]),
        (["من", "هو"], ["من", "هو"]),
        (["who"], ["who"]),
        (["علي"], ["علي"]),
        ([], []),
    ],
)
def test_without_stop_words(words: list[str], content: list[str]) -> None:
    assert without_stop_words(words) == content
    assert without_stop_words(tuple(words)) == content


@given(st.lists(st.one_of(st.sampled_from(sorted(STOP_WORDS)), ANY.map(fold))))
def test_something_is_left_of_something(words: list[str]) -> None:
    left = without_stop_words(words)
    assert bool(left) == bool(words)
    assert left == words or STOP_WORDS.isdisjoint(left)
