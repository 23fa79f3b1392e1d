"""Characters that have broken text code before, and strategies that put them together."""

from hypothesis import strategies as st

ALPHABET = [
    *"\u0640\u0610\u061a\u064b\u0651\u0653\u0654\u0655\u065f\u0670\u06d6\u06dd\u06e5\u06ed\u08ca\u08ff",
    *"\ufe70\ufe71\ufe7f\ufe80\ufe8b\ufefb\ufefc\ufdfa\ufdfc\ufdf2\ufc60\ufcf2\ufd3e\ufb56\ufbfc",
    *"\u200b\u200c\u200d\u200e\u200f\u061c\ufeff\u00ad\u034f\u2060\ufe0f\U000e0100\u180b",
    *"\u202e\u2066\u2069\u2028\u2029\u0085\u00a0",
    *"İıßẞKǅΣςσHT\u0331\u0308\u0307\u0323\u0301\u0345\u037aᾼᏰꭰᏸ",
    *"\u1100\u1161\u11a8가\U0001f469\U0001f3fd\U0001f1e7\U0001f1ed",
    *"\ud800\udfff\0\t\n\r\x1f\x7f _-.،؛«»\"'",
    *"٠٩۰۹09²½①٫",
    *"اأإآٱبتةهھۀۂىيیئےۓؤوءكکگپچژڤڨلمنعد",
    *"ہ\u0675\u0678हि\u0903\U0001e94a",
]
WORDS = ["عبد", "الله", "أبو", "ظبي", "أم", "ال", "البحرين", "والأمن", "mid", "محـمود"]

TEXT = st.text(st.sampled_from(ALPHABET), max_size=24)
PHRASES = st.lists(st.sampled_from([*WORDS, *ALPHABET, " ", " "]), max_size=16).map("".join)
ANY = st.one_of(TEXT, PHRASES)
EVERY_CODE_POINT = range(0x110000)
