"""The stem of a folded word: what is left of it without what is written onto it.

Arabic is stemmed lightly, after Lucene's ArabicStemmer, which is Larkey, Ballesteros and Connell's
light10 (2007). At least three letters are always left. In this order:

1. The article with what stands before it: وبال فبال وكال فكال ابال, وال بال كال فال ولل فلل, ال لل.
   Lucene has وال بال كال فال ال لل. Not where ال is the word's own («إلكتروني», «إلغاء», «التزام»:
   a list, since the hamza that tells is folded), so that «الإلكتروني» and «إلكتروني» are one. Where
   it would leave two letters only the article stays and the rest goes: «بالدم» and «للدم» are الدم.
   (Lucene leaves two; measured, it made no difference.)
2. One pronoun: ها; هما كما هم هن كم where four letters are left («تفاهم» is no pronoun's); نا after
   ت only («قانونا» is none's either); ه where four are left. Lucene has ها and ه. A ت that they lay
   bare goes too, it is a ة («وزارتها»), but not that of ات. Else a final ا, of tanween or not: with
   the article as well, or «قضايا» and «القضايا» would be two.
3. ان ات ون ين يه ي until none is left, and the ت that a dual lays bare («المدرستين»). Lucene takes
   each once in this order, and so «اعلان» isn't «اعلانات», nor «البحرين» «البحريني».
4. و ب ل before the word, until none is left. Lucene takes و only, and only where no article was,
   which parts «وزير» from «الوزير». Ours goes everywhere: what is no «and» is lost on both sides.
   After 3, so that «البلدين» and «وطنيه» keep the first letter of بلد and وطن.
5. ه, once more: after 4, so that «بقوه» is قوه and not بقو.

Names whose remainder is another word are spared 3 and 4: «البحرين» is no sea. Broken plurals
(«طفل», «أطفال») stay two words. English is stemmed by Snowball; everything else stays as it is.
"""

from app.language.articles import begins_without

_SHORTEST = 3

_LONGEST = 64  # no word is longer, and what follows is quadratic
_ARABIC = "".join(map(chr, range(0x621, 0x64B)))

_ARTICLE = "ال"
_ARTICLES = frozenset(
    ("وبال", "فبال", "وكال", "فكال", "ابال", "وال", "بال", "كال", "فال", "ولل", "فلل", "ال", "لل")
)
_ARTICLE_LENGTHS = (4, 3, 2)
_DUAL_PRONOUNS = frozenset(("هما", "كما"))
_PLURAL_PRONOUNS = frozenset(("هم", "هن", "كم"))
_ENDINGS = frozenset(("ان", "ات", "ون", "ين", "يه"))
_DUALS = frozenset(("ان", "ين"))
_CLITICS = frozenset("وبل")

# Sea, milk, black, Persians, peace, sound, authority, Aden, praise, oil, Omar, people, …
_SPARED = """
    بحرين لبنان سودان عجمان سلمان سليمان سلطان عدنان حمدان زيدان عمران شعبان خلدون سعدون حسنين
    عرفات
"""
_NAMES = frozenset(_SPARED.split())


def stem(word: str) -> str:
    """Return the stem of one folded word; no word raises, and none becomes empty.

    What isn't wholly of Arabic letters (U+0621 to U+064A) or of ASCII's is returned unchanged, and
    so is what has less than 3 letters or more than 64. Takes 1 µs in Arabic, 40 µs in English.
    """
    if not _SHORTEST <= len(word) <= _LONGEST:
        return word
    if word.isascii():
        return _english(word) if word.isalpha() else word
    return word if word.strip(_ARABIC) else _arabic(word)


def _english(word: str) -> str:
    # its thirty languages come with the first English word, not with each start
    import snowballstemmer  # type: ignore[import-untyped]  # no types  # noqa: PLC0415 - see above

    # One for each word: a stemmer holds the word that it works on, and requests run in threads.
    found = str(snowballstemmer.stemmer("english").stemWord(word))
    return found or word


def _arabic(word: str) -> str:
    rest = _without_endings(_without_pronoun(without_article(word)))
    if rest in _NAMES:
        return rest
    # A name is spared the endings behind a clitic too (وبحرين), and here becomes itself.
    while len(rest) > _SHORTEST and rest[0] in _CLITICS and rest not in _NAMES:
        rest = rest[1:]
    return rest[:-1] if rest[-1] == "ه" and len(rest) > _SHORTEST else rest


def without_article(word: str) -> str:
    """Return a folded word without the article and what stands before it: «بالأمن» is امن."""
    for size in _ARTICLE_LENGTHS:
        if word[:size] in _ARTICLES:
            left = len(word) - size
            if begins_without(_ARTICLE + word[size:]):
                return _ARTICLE + word[size:]
            if left >= _SHORTEST:
                return word[size:]
            if left == _SHORTEST - 1:
                return _ARTICLE + word[size:]
    return word


def _without_pronoun(word: str) -> str:
    size = _pronoun(word)
    if not size:
        return word[:-1] if word[-1] == "ا" and len(word) > _SHORTEST else word
    rest = word[:-size]
    if rest[-1] == "ت" and rest[-2] != "ا" and len(rest) > _SHORTEST:
        return rest[:-1]
    return rest


def _pronoun(word: str) -> int:
    """Return the length of the pronoun that ends a word, 0 for none."""
    last = word[-1]
    length = len(word)
    if last == "ه":
        return int(length > _SHORTEST + 1 and word[-2] != "ي")
    if last == "ا" and length >= _SHORTEST + 2:
        if word[-2] == "ه":
            return 2
        if word[-2] == "ن":
            return 2 if word[-3] == "ت" else 0
        return 3 if word[-3:] in _DUAL_PRONOUNS and length >= _SHORTEST + 4 else 0
    return 2 if word[-2:] in _PLURAL_PRONOUNS and length >= _SHORTEST + 3 else 0


def _without_endings(word: str) -> str:
    while len(word) > _SHORTEST:
        if word[-2:] in _ENDINGS and len(word) >= _SHORTEST + 2:
            if word in _NAMES or word[1:] in _NAMES:
                break
            is_dual, word = word[-2:] in _DUALS, word[:-2]
            if is_dual and word[-1] == "ت" and word[-2] != "ا" and len(word) > _SHORTEST:
                word = word[:-1]
        elif word[-1] == "ي":
            word = word[:-1]
        else:
            break
    return word
