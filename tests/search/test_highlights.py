"""Highlights are cut from the original: every mark holds a whole word, as it was written."""

import re
from time import thread_time

import pytest
from hypothesis import given

from app.search import evidence, highlight, query
from app.search.sought import Sought
from tests.conftest import Server
from tests.language.nasty import ANY

# Checked by hand against the article: (typed, title or None if nothing in it is marked, passages)
ARTICLE: list[tuple[str, str | None, list[str]]] = [
    (
        "محمود توفيق",
        None,
        [
            (
                "… بن عبدالله آل خليفة وزير الداخلية، بعد ظهر اليوم ، اللواء "
                "<mark>محمود</mark> <mark>توفيق</mark> وزير الداخلية بجمهورية مصر "
                "العربية الشقيقة والوفد المرافق ، وذلك بحضور عدد من كبار المسئولين "
                "بالوزارة.\nوبعد الوصول إلى …"
            ),
            (
                "… الشرطة ، أدى حرس الشرف، التحية ، ثم توجه وزير الداخلية واللواء "
                "<mark>محمود</mark> <mark>توفيق</mark> إلى قاعة الاجتماعات ، حيث "
                "ألقى وزير الداخلية ، كلمة ، أعرب في مستهلها عن ترحيبه بالزيارة "
                "الأخوية للواء <mark>محـمود</mark> <mark>تـوفيق</mark> …"
            ),
            (
                "… المواقف في مواجهة التحديات الأمنية الراهنة والمستقبلية ، متمنيا "
                "للاجتماع المشترك <mark>التوفيق</mark> والسداد في خدمة مصالح البلدين "
                "الشقيقين .\nمن جهته ، أكد اللواء <mark>محمود</mark> "
                "<mark>توفيق</mark> وزير الداخلية بجمهورية مصر العربية الشقيقة على …"
            ),
        ],
    ),
    (
        "وزيرُ الدّاخليّةِ",
        (
            "<mark>وزير</mark> <mark>الداخلية</mark> يؤكد على تعزيز قوة الترابط "
            "الأمني وما تنعم به البحرين ومصر من علاقات أخوية راسخة"
        ),
        [
            (
                "استقبل الفريق أول الشيخ راشد بن عبدالله آل خليفة <mark>وزير</mark> "
                "<mark>الداخلية</mark>، بعد ظهر اليوم ، اللواء محمود توفيق "
                "<mark>وزير</mark> <mark>الداخلية</mark> بجمهورية مصر العربية "
                "الشقيقة والوفد المرافق ، وذلك بحضور عدد من كبار …"
            ),
        ],
    ),
    (
        "الهجمات السيبرانيه",
        None,
        [
            (
                "… عام ، يواجه تحديات حديثة ، منها سوء استخدام وسائل التواصل "
                "الاجتماعي، <mark>الهجمات</mark> <mark>السيبرانية</mark> ، الطائرات "
                "المسيرة “درون”، والاستخدام غير القانوني لبعض تطبيقات الذكاء "
                "الاصطناعي ، مقترحا معاليه ، تشكيل فريق عمل مشترك لتحليل المخاطر …"
            ),
            (
                "… المختبر الجنائي ، مكافحة المخدرات والإتجار بالأشخاص والجريمة "
                "المنظمة وتعزيز الأمن <mark>السيبراني</mark> والتحول الالكتروني في "
                "الخدمات الشرطية.\nوكان وزير الداخلية بجمهورية مصر العربية الشقيقة، "
                "قد وصل اليوم إلى مملكة البحرين ، حيث …"
            ),
        ],
    ),
    (
        "عبد الفتاح السيسي",
        None,
        [
            (
                "… حمد بن عيسى آل خليفة ، ملك مملكة البحرين المعظم ، والرئيس "
                "<mark>عبدالفتاح</mark> <mark>السيسي</mark> رئيس جمهورية مصر العربية "
                "الشقيقة ، مقدرين على الدوام المواقف الأصيلة لجمهورية مصر العربية "
                "الشقيقة ، المؤيدة والداعمة لمملكة البحرين …"
            ),
        ],
    ),
    (
        "المسؤولين",
        None,
        [
            (
                "… مصر العربية الشقيقة والوفد المرافق ، وذلك بحضور عدد من كبار "
                "<mark>المسئولين</mark> بالوزارة.\nوبعد الوصول إلى قلعة الشرطة ، أدى "
                "حرس الشرف، التحية ، ثم توجه وزير الداخلية واللواء محمود توفيق إلى "
                "قاعة …"
            ),
            (
                "… مملكة البحرين ، تأتى في إطار العلاقات الوثيقة والتشاور المستمر "
                "بين <mark>مسئولي</mark> البلدين .\nوأكد على حرص وزارة الداخلية "
                "المصرية الدائم على مد جسور التواصل مع وزارات الداخلية والأجهزة "
                "الأمنية بالدول العربية …"
            ),
            (
                "… اليوم إلى مملكة البحرين ، حيث كان في استقباله بمطار البحرين "
                "الدولي ، الفريق أول الشيخ راشد بن عبدالله آل خليفة وزير الداخلية "
                "وعدد من كبار <mark>المسئولين</mark> بالوزارة وسعادة محافظ محافظة "
                "المحرق."
            ),
        ],
    ),
    (
        "درون",
        None,
        [
            (
                "… منها سوء استخدام وسائل التواصل الاجتماعي، الهجمات السيبرانية ، "
                "الطائرات المسيرة “<mark>درون</mark>”، والاستخدام غير القانوني لبعض "
                "تطبيقات الذكاء الاصطناعي ، مقترحا معاليه ، تشكيل فريق عمل مشترك "
                "لتحليل المخاطر والتهديدات الحديثة ، التي يعاني …"
            ),
        ],
    ),
    (
        '"الشقيقة والوفد المرافق إلى"',
        None,
        [
            (
                "… بالزيارة الأخوية للواء محـمود تـوفيق وزيـر الـداخـلية بجـمهوريـة "
                "مـصر الــعربــية <mark>الــشقيقة</mark> <mark>والوفد</mark> "
                "<mark>المرافق</mark> <mark>إلى</mark> مملكة البحرين ، مؤكداً أنها "
                "محل تقدير واعتزاز، وستسهم بلا شك في تعزيز قوة الترابط الأمني في …"
            ),
        ],
    ),
    (
        "الاتجار بالأشخاص",
        None,
        [
            (
                "… المفتوحة ، شرطة خدمة المجتمع ، التحريات المالية ، المختبر الجنائي "
                "، مكافحة المخدرات <mark>والإتجار</mark> <mark>بالأشخاص</mark> "
                "والجريمة المنظمة وتعزيز الأمن السيبراني والتحول الالكتروني في "
                "الخدمات الشرطية.\nوكان وزير الداخلية بجمهورية مصر العربية الشقيقة، "
                "قد …"
            ),
        ],
    ),
    (
        "سيبر*",
        None,
        [
            (
                "… يواجه تحديات حديثة ، منها سوء استخدام وسائل التواصل الاجتماعي، "
                "الهجمات <mark>السيبرانية</mark> ، الطائرات المسيرة “درون”، "
                "والاستخدام غير القانوني لبعض تطبيقات الذكاء الاصطناعي ، مقترحا "
                "معاليه ، تشكيل فريق عمل مشترك لتحليل المخاطر والتهديدات …"
            ),
            (
                "… المختبر الجنائي ، مكافحة المخدرات والإتجار بالأشخاص والجريمة "
                "المنظمة وتعزيز الأمن <mark>السيبراني</mark> والتحول الالكتروني في "
                "الخدمات الشرطية.\nوكان وزير الداخلية بجمهورية مصر العربية الشقيقة، "
                "قد وصل اليوم إلى مملكة البحرين ، حيث …"
            ),
        ],
    ),
    (
        "تأتي",
        None,
        [
            (
                "… تجمع البلدين الشقيقين ، مشيرا إلى أن زيارته إلى مملكة البحرين ، "
                "<mark>تأتى</mark> في إطار العلاقات الوثيقة والتشاور المستمر بين "
                "مسئولي البلدين .\nوأكد على حرص وزارة الداخلية المصرية الدائم على مد "
                "جسور …"
            ),
        ],
    ),
]


@pytest.mark.parametrize(("typed", "title", "passages"), ARTICLE, ids=[a[0] for a in ARTICLE])
def test_what_is_shown_of_the_article(
    seeded: Server, typed: str, title: str | None, passages: list[str]
) -> None:
    [item] = seeded.get("/releases/search", q=typed).json()["items"]
    assert item["highlights"]["title"] == (title or item["title"])
    assert item["highlights"]["body"][: len(passages)] == passages
    assert len(item["highlights"]["body"]) == (3 if title else len(passages))


def test_what_is_marked_is_the_text_itself(seeded: Server) -> None:
    article = seeded.get("/releases/bahrain-egypt").json()["body"]
    for typed in ("الأمن", "وزير الداخلية", "مصر"):
        [item] = seeded.get("/releases/search", q=typed).json()["items"]
        for passage in item["highlights"]["body"]:
            assert re.sub("</?mark>", "", passage).strip("… ") in article


def sought(typed: str) -> Sought:
    read = query.read(typed)
    return Sought.by([*read.plain_terms, *read.required])


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("وَزيرُ الدّاخليّةِ", "الداخليه", "وَزيرُ <mark>الدّاخليّةِ</mark>"),
        ("الأمـن <b>&", "الامن", "<mark>الأمـن</mark> &lt;b&gt;&amp;"),
        ("«محمود»،محمود", "محمود", "«<mark>محمود</mark>»،<mark>محمود</mark>"),
        ("عبد الله بن عيسى", "عبدالله", "<mark>عبد الله</mark> بن عيسى"),
        ("عبد الله بن عيسى", "الله", "عبد <mark>الله</mark> بن عيسى"),
        ("\u200fمصر\u200f", "مصر", "\u200f<mark>مصر</mark>\u200f"),
        ("\u202eمصر", "مصر", "\u202e<mark>مصر</mark>\u202c"),
        (
            "الأمن العام، والعام الأمن",
            '"الأمن العام"',
            "<mark>الأمن</mark> <mark>العام</mark>، والعام الأمن",
        ),
        ("COVID-19 in 19 days", "covid-19", "<mark>COVID</mark>-<mark>19</mark> in 19 days"),
        ("لا شيء", "محمود", "لا شيء"),
        ("", "محمود", ""),
    ],
)
def test_a_headline_is_marked(text: str, typed: str, marked: str) -> None:
    assert highlight.headline(text, sought(typed)) == marked


def passages(text: str, typed: str) -> list[str]:
    found = evidence.unpack(evidence.of("", text).data)
    return highlight.passages(text, sought(typed), found)


def test_passages_are_short_few_and_the_fullest_first() -> None:
    text = "محمود " + "كلمة " * 200 + "محمود توفيق " + "كلمة " * 200 + "توفيق " + "كلمة " * 99
    shown = passages(text, "محمود توفيق")
    assert len(shown) == 3
    assert "<mark>محمود</mark> <mark>توفيق</mark>" in shown[0]
    assert all(len(passage.split()) <= 32 for passage in shown)


def test_a_text_that_does_not_say_it_has_no_passages() -> None:
    assert passages("كلمة " * 50, "محمود") == []


@pytest.mark.parametrize("before", [0, 1, 9, 15, 16, 17, 31, 32, 33, 100])
@pytest.mark.parametrize(
    "odd", ["", "عبد الله ", "أبو عبد الله ", "ﷺ ", "ـ ", "½ ", "بابا الفاتيكان "]
)
def test_a_passage_begins_a_third_before_its_word_whatever_stands_before(
    odd: str, before: int
) -> None:
    text = f"{odd * 3}{'كلمة ' * before}محمود {'بعد ' * 100}"
    [shown] = passages(text, "محمود")
    lead, _, rest = shown.partition("<mark>محمود</mark>")
    said = lead.removeprefix("… ").split()
    assert said == ["كلمة"] * 10 if before >= 10 else " ".join(said) in text
    assert rest.split()[-1] == "…"
    assert 15 <= len(rest.split()) <= 31


MARKED = re.compile("<mark>(.*?)</mark>", re.DOTALL)


@pytest.mark.parametrize(
    "typed", ["محمود توفيق", "محم*", '"محمود توفيق"', "الله", "عبدالله", "الأمن", "عبد"]
)
@given(text=ANY)
def test_what_a_text_says_is_shown_from_wherever_it_says_it(typed: str, text: str) -> None:
    for body in (
        text,
        f"{text} محمود توفيق {text}",
        f"½ محمود ـــ {text}",
        f"ﷺ {text} ـ ـ ـ محمود",
        f"{'عبد الله ' * 20}{text} محمود {'أبو عبد الله ' * 9}",
    ):
        everywhere = MARKED.findall(highlight.headline(body, sought(typed)))
        shown = passages(body, typed)
        assert bool(shown) == bool(everywhere)
        for passage in shown:
            marked = MARKED.findall(passage)
            assert marked
            assert set(marked) <= set(everywhere)


def test_an_index_that_an_older_version_filled_is_shown_from_all_the_same() -> None:
    text = f"{'كلمة ' * 100}عبد الله محمود {'كلمة ' * 100}"
    found = evidence.unpack(evidence.of("", text).data)._replace(milestones="", beside="")
    for typed in ("محمود", "الله"):
        assert highlight.passages(text, sought(typed), found)


def test_a_long_text_takes_time_in_proportion() -> None:
    body = "في الأمن " * 11_000
    began = thread_time()
    assert passages(body, "الأمن")
    assert thread_time() - began < 5
