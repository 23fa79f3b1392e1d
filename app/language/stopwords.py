"""Words that ask or join and name nothing: they leave a query, never the index.

The words are folded, so that some are two in one: علي is «على» and a man's name (a query for him is
answered by his other names), who is the World Health Organization too. Where the other word is one
that releases are searched by, it is no stop word: ولي («ولي العهد»), والي, امام, ام, احد, اخر,
اليه (آلية), لاول, عدم; in English us, may.
"""

from collections.abc import Sequence

# و and ف («and», «so») are written onto these.
_JOINED = """
    ما ماذا من متي اين كيف كم هل لماذا اي هو هي هما نحن انا
    في فيه فيها فيهم فيهما علي عليه عليها عليهم عليهما عن عنه عنها عنهم الي اليها اليهم
    منه منها منهم منهما به بها بهم بهما له لها لهم لهما مع معه معها معهم
    بين بينه بينها بينهم بينهما عند عندما عندها لدي لديه لديها لديهم لدينا حتي منذ خلال حول عبر ضد
    دون بدون بعد قبل تحت فوق حيث كما مثل بما مما فيما عما لما كلما بينما حينما ربما انما
    التي الذي الذين اللذان اللذين اللتان اللتين اللاتي اللواتي
    هذا هذه هذان هذين هاتان هاتين هءلاء ذلك تلك اولءك هنا هناك هنالك كذلك لذلك بذلك
    كان كانت كانوا كانا يكون تكون يكونون نكون اكون سيكون ستكون ليس ليست
    تم تمت يتم تتم سيتم ستتم قد لقد سوف لن لا لم ان انه انها انهم اننا اذا اذ لو لان لانه لانها
    بان بانه بانها لكن ثم كل بعض غير جميع ايضا
"""
_ALONE = """
    ال و او بل اما الا هم هن انت انتم يا ايها كي لكي عقب اثناء ضمن نحو وفق وفقا حسب بحسب
    ماهو ماهي ماهم ماهذا ماهذه بماذا عماذا لم بم مم عم ممن وممن عمن لمن ولمن بمن فيمن باي لاي ايه
    بكم ايان مين اللي اللتي يمكن يوجد توجد قام قامت يقوم تقوم فقط جدا هكذا الان كانه كانها
    لنا لك بنا عنا منا فينا علينا الينا معنا بيننا
"""
# And what they make with و and ف that is another word: governor, actual, film, loss, stallions.
_OTHER_WORDS = frozenset(("والي", "فعلي", "فلم", "فقد", "فحول"))

_ENGLISH = """
    what who whom whose when where which why how
    a an the this that these those of in on at to for from by with about into as than
    and or but if then so not no
    i you he she it its we they them his her him our your their there
    is are was were be been being am do does did has have had will would can could should s
"""

_ARABIC = frozenset(clitic + word for clitic in ("", "و", "ف") for word in _JOINED.split())
STOP_WORDS = (_ARABIC - _OTHER_WORDS) | frozenset(_ALONE.split()) | frozenset(_ENGLISH.split())


def without_stop_words(words: Sequence[str]) -> list[str]:
    """Return the words of a query, folded, that name something; all of them when none does."""
    return [word for word in words if word not in STOP_WORDS] or list(words)
