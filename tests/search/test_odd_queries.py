"""Whatever is typed, in whatever bytes: an answer, or a problem that says what is wrong."""

# ruff: noqa: E501 - a row of a table holds what belongs together

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from structlog.testing import capture_logs

from app.imports import seeding
from app.kit.config import Settings
from app.kit.errors import every_problem
from app.kit.http.layers import LONGEST_ADDRESS
from app.language import prose
from app.main import create_app
from tests.conftest import client, served
from tests.databases import SECRET, Databases
from tests.language.nasty import ALPHABET

DOCUMENTED = {problem.code for problem in every_problem()}
LONGEST = {"/releases/search": 1000, "/releases/suggestions": 200}
MEMBERS = {"type", "title", "status", "detail", "code", "request_id"}
TEXT = [character for character in ALPHABET if not 0xD800 <= ord(character) < 0xE000]
WORDS = ["محمود", "توفيق", "وزير", "الداخلية", "عبد", "الله", "أبو", "ظبي", "title:", "عنوان:"]
SIGNS = [*"\"'“”„‟«»‹›‘’*-+()[]{}^:;,.،؛؟!?~|\\/&=#%@<>_`$…", "AND", "OR", "NOT", "NEAR", " ", " "]

ZOO = [
    # one or several signs alone, and FTS5's words
    *SIGNS, "", '""', '"" "', "- -", "--", "-*", "*-", "**", '"*"', '-""', '-"', "()", ")(", "((((",
    "AND", "AND OR", "NOT", "NEAR/2", "NEAR(محمود توفيق, 2)", "{", "{title}", "{title} : محمود", "^",
    "^محمود", "title:", "title: محمود", "title:محمود", "title:title:محمود", "-title:محمود", "title:*",
    'title:"', 'title:""', "title:-محمود", "عنوان:وزير", "عنوان:", "title:سيبر*", "body:محمود", "marks:lar",
    # prefixes
    "a*b*", "محمو*", "*محمود", "م*", "ال*", "مح*مود*", "محمود *", '"محمود"*', '"محمود*"', "-محمو*",
    # what to leave out
    "-محمود", "محمود -محمود", "-محمود -توفيق", "محمود - توفيق", "محمود-توفيق", '-"محمود توفيق"', "--محمود",
    # quotes of every kind, whole and alone
    '"محمود توفيق', 'محمود توفيق"', "“محمود توفيق”", "„محمود توفيق“", "«محمود توفيق»", "«محمود", "»محمود«",
    "“محمود", "‘محمود توفيق’", "«محمود “توفيق» اللواء”", '"محمود""توفيق"', '"محمود"توفيق', "“", "”", "«", "»",
    # spellings that are hard to see
    "\u202eمحمود\u202c", "\u2066محمود\u2069", "\u200f\u200e\u061c", "مح\u200cمود", "\ufeffمحمود", "ـــ", "\u064b",
    "محـــمود", "ﷺ", "ﷺ" * 40, "ﷲ", "ﻻ", "ﻣﺤﻤﻮد", "e\u0301", "\u0301", "½", "①", "٢٠٢٦", "۲۰۲۶", "\u2028", "\u2029",
    "😀", "👩🏽‍🚀", "🇧🇭", "محمود😀توفيق", "\U0010ffff", "\ufffe", "\ufffd", "中文", "हिन्दी", "ǅ", "ß", "İ", "ﬁ",
    # what forgets that it is text
    "' OR 1=1 --", "'; DROP TABLE releases; --", "search_public", ":lar", "=محمود", "|", ":none", "%", "%00",
    "\\", "\\u0000", "<mark>", "&amp;", "<script>", "COVID-19", "a@b.c", "http://a.b/c?d=e&f", "a/b", "C++",
    # whitespace
    " ", "\t", "\n", "\r\n", "محمود\r\nتوفيق", "\u00a0", "\u3000محمود", " " * 200,
    # long ones
    "خ" * 200, "خ" * 201, "خ" * 1000, "خ" * 1001, "ك" * 2500, "a" * 5000, " ".join("ab"[n % 2] for n in range(500)),
    " ".join("محمود" for _ in range(500)), " ".join(chr(0x0628 + n % 20) * 2 for n in range(333)),
    '"' * 1000, "-" * 1000, "*" * 1000, "(" * 1000, "a-" * 500, "title:" * 166, "-ا " * 333, "ﷺ" * 200, "ﷺ" * 1000,
    '"' + "محمود " * 160 + '"', "عبد " * 250, "أبو " * 40, '" ' * 500, "م* " * 333, "محم* " * 200, "a" * 999 + "*",
    # and what no text may hold
    "\0", "محمود\0", "\x01", "مح\x1fمود", "\x08", "\x0b", "\x0c", "\x7f", "\x80", "\x85",
]  # fmt: skip


@dataclass
class Asker:
    """One connection to a server, and how often it was answered how."""

    http: httpx.Client
    answered: Counter[str] = field(default_factory=Counter)

    def ask(self, path: str, raw: bytes) -> None:
        """Send `raw` as q, percent-encoded byte by byte; see that the answer is the right one."""
        query = f"q={quote(raw, safe='')}"
        response = self.http.get(f"{path}?{query}")
        document = json.loads(response.content)
        status, error, said = expected(raw, LONGEST[path])
        if len(path) + len(query) > LONGEST_ADDRESS:
            status, error = 414, "address_too_long"
        assert response.status_code == status, (raw, document)
        self.answered[error or str(status)] += 1
        if status == 200:
            check_found(path, raw.decode(), document)
            return
        assert response.headers["content-type"] == "application/problem+json"
        assert set(document) >= MEMBERS, document
        assert document["code"] in DOCUMENTED
        assert document["status"] == status
        if status in {400, 414}:
            assert document["code"] == error
            return
        assert document["code"] == "invalid_input"
        [wrong] = document["errors"]
        assert (wrong["parameter"], wrong["code"]) == ("q", error), raw
        assert all(part in wrong["detail"] for part in said), wrong


def expected(raw: bytes, longest: int) -> tuple[int, str | None, list[str]]:
    """Return the status that is due, the code of what is wrong, and what its sentence names."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return 400, "malformed_address", []
    if len(text) > longest:
        return 422, "too_long", [str(longest)]
    forbidden = prose.forbidden(text, one_line=False)
    if forbidden:
        place, name = forbidden
        return 422, "forbidden_character", [str(place), name]
    return 200, None, []


def check_found(path: str, typed: str, document: dict[str, Any]) -> None:
    """See that an answer holds together: it is of the one release that there is."""
    items = document["items"]
    for item in items:
        marked = item["highlights"]["title"] if "highlights" in item else item["highlight"]
        assert marked.count("<mark>") == marked.count("</mark>")
    if path.endswith("suggestions"):
        assert len(items) <= 8
        return
    assert len(items) <= 1, typed
    assert document["total"] == len(items), typed
    assert document["query"]["text"] == prose.line_feeds(typed)
    assert all(document["query"]["terms"])
    suggestion = document["query"]["suggestion"]
    assert suggestion is None or suggestion != typed
    assert document["facets"] == {}
    assert document["links"]["next"] is document["links"]["prev"] is None


@pytest.fixture(scope="module")
def asker(
    databases_of_file: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asker]:
    """Return the one client of one server that holds the article."""
    where = databases_of_file.migrated(tmp_path_factory.mktemp("odd"))
    settings = Settings(**where, secret=SECRET)
    app = create_app(settings)
    with (
        capture_logs(),
        served(app) as port,
        client(port) as http,
    ):
        seeding.seed(app.state.database, settings.seeds_dir)
        yield Asker(http)


@pytest.fixture
def dice() -> random.Random:
    """Return dice that fall alike in every run."""
    return random.Random(20261124)  # noqa: S311 - variety, not secrecy


def test_the_zoo_of_operators_is_answered(asker: Asker) -> None:
    for typed in ZOO:
        asker.ask("/releases/search", typed.encode())
        asker.ask("/releases/suggestions", typed.encode())


def test_lone_surrogates_are_no_utf_8(asker: Asker) -> None:
    for typed in ("\ud800", "محمود\udfff", "\ud83d\ude00"):
        asker.ask("/releases/search", typed.encode("utf-8", "surrogatepass"))


def test_random_bytes_are_answered(asker: Asker, dice: random.Random) -> None:
    before = asker.answered.copy()
    for number in range(2000):
        raw = dice.randbytes(dice.randint(1, 24))
        if number % 4 == 0:  # within what is text, and cut anywhere
            raw = ("محمود" * 4).encode()[: dice.randint(1, 39)] + raw[: number % 3]
        asker.ask("/releases/search", raw)
        if number % 10 == 0:
            asker.ask("/releases/suggestions", raw)
    answered = asker.answered - before
    assert answered["malformed_address"] > 1000
    assert answered["200"] > 100


def test_random_text_is_answered(asker: Asker, dice: random.Random) -> None:
    before = asker.answered.copy()
    pools = [TEXT, [*TEXT, *SIGNS, *WORDS, " "], [*SIGNS, *WORDS]]
    for number in range(600):
        pool = pools[number % 3]
        typed = "".join(dice.choice(pool) for _ in range(dice.randint(1, 10)))
        asker.ask("/releases/search", typed.encode())
        if number % 10 == 0:
            asker.ask("/releases/suggestions", typed.encode())
    answered = asker.answered - before
    assert answered["200"] > 300
    assert answered["forbidden_character"] > 10


def test_match_exact_takes_the_same_zoo(asker: Asker) -> None:
    ways = ("match=exact", "sort=published_at", "facets=topic,year&limit=1&match=exact")
    for number, typed in enumerate(ZOO):
        if expected(typed.encode(), 1000)[0] == 200 and len(typed.encode()) < 2400:
            how = ways[number % 3]
            response = asker.http.get(f"/releases/search?q={quote(typed)}&{how}")
            assert response.status_code == 200, (typed, how, response.text)


def test_the_article_is_found_among_signs(asker: Asker) -> None:
    for typed in (
        "(محمود",
        "محمود)",
        "^محمود",
        "{محمود}",
        "“محمود",
        "محمود»",
        "محمود…",
        "\u202eمحمود",
    ):
        found = asker.http.get("/releases/search", params={"q": typed}).json()
        assert found["total"] == 1, typed
