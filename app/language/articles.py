"""Words whose first two letters are ال and no article: the hamza that tells is gone once folded."""

# God's name, relatives, «إلى»; countries without their hamza, nouns and verbs of press headlines.
_WORDS = """
    الله اللهم الذي الذين اللذان اللذين التي اللتان اللتين اللاتي اللواتي اللاءي الان الاف
    المانيا الماني المانيه البانيا الباني البانيه الكتروني الكترونيه الكترونيا الزام الغاء
    القاء التقي التقت التقوا التقاء التزم التزمت التزام التحق التحقت التحاق التمس التماس
    التهاب الغي الغت القي القت الزم الزمت
"""
NO_ARTICLE = frozenset(_WORDS.split())
# Of these, and a few that open no headline, what is written after them is told apart too.
_NOUNS = frozenset((
    *("المان", "المانيا", "البانيا", "البان", "الكترون", "الزام", "الغاء", "القاء", "التقاء"),
    *("التزام", "التحاق", "التماس", "التهاب", "العاب", "الوان", "الهام", "الحاق"),
))  # fmt: skip
_AFTER = frozenset((
    *("", "ا", "ات", "ان", "ين", "ون", "ي", "يه", "يا", "يات", "يين", "ه", "ها", "هم", "هن", "نا"),
    *("اته", "اتها", "اتهم", "اتنا", "كم"),
))  # fmt: skip
_LONGEST_AFTER = 4


def begins_without(word: str) -> bool:
    """Tell whether a folded word that begins with ال has it as its own letters: «إلكترونية»."""
    return word in NO_ARTICLE or any(
        word[:end] in _NOUNS and word[end:] in _AFTER
        for end in range(len(word), max(len(word) - _LONGEST_AFTER, 0) - 1, -1)
    )
