"""Addresses and parameters that no client should send, and some do."""

# ruff: noqa: E501 - a case is a row of a table

import base64
import json
from urllib.parse import quote

from tests.civil.raw import A_RELEASE, ID, KEYED, Case, get, request

INVALID = "invalid_input"
ADDRESS = "malformed_address"
ABSENT = "release_not_found"


def _listed(query: str) -> bytes:
    return get(f"/releases?{query}".encode())


def _cursor(place: object) -> bytes:
    packed = json.dumps(place).encode()
    return _packed(packed)


def _packed(packed: bytes) -> bytes:
    text = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return _listed(f"cursor={text}")


def _search(q: str) -> bytes:
    return get(f"/releases/search?q={quote(q)}".encode(), KEYED)


HEX = ID.replace("-", "")
SORT = "-published_at"
NOW = "2026-11-24T20:00:00+00:00"

PATHS = [
    Case("%FF in the path", get(b"/releases/%FF"), 400, ADDRESS),
    Case("%C0%AF in the path", get(b"/releases/%C0%AF", KEYED), 400, ADDRESS),
    Case("a surrogate in the path", get(b"/releases/%ED%A0%80"), 400, ADDRESS),
    Case("half a character in the path", get(b"/releases/%D8"), 400, ADDRESS),
    Case("%FF in a path that is not there", get(b"/%FF%FE"), 400, ADDRESS),
    Case("NUL in the path", get(b"/releases/%00"), 404, ABSENT),
    Case("NUL after an id", get(A_RELEASE + b"%00", KEYED), 404, ABSENT),
    Case("a line end in the path", get(b"/releases/%0D%0AX-A:%20b"), 404, ABSENT),
    Case("a slash in the path", get(b"/releases/a%2Fb"), 404, "path_not_found"),
    Case("a step up", get(b"/releases/../../etc/passwd"), 404, "path_not_found"),
    Case("a hidden step up", get(b"/docs/%2e%2e%2f%2e%2e%2fetc%2fpasswd"), 404, "path_not_found"),
    Case("two slashes", get(b"//releases"), 404, "path_not_found"),
    Case("a slash at the end", get(b"/releases/"), 404, "path_not_found"),
    Case("a percent sign alone", get(b"/releases/%"), 404, ABSENT),
    Case("a percent sign and no digits", get(b"/releases/%zz"), 404, ABSENT),
    Case("raw Arabic in the path", get("/releases/خبر".encode()), 404, ABSENT),
    Case("raw Arabic in the path of nothing", get("/خبر".encode()), 404, "path_not_found"),
    Case("half a raw character in the path", get("/releases/خ".encode()[:-1]), 400, ADDRESS),
    Case("an id in braces", get(b"/releases/%7B" + ID.encode() + b"%7D"), 404, ABSENT),
    Case("an id that is a URN", get(b"/releases/urn:uuid:" + ID.encode()), 404, ABSENT),
    Case("a PUT under no id", request(b"PUT", b"/releases/x", KEYED), 422, INVALID),
    Case("a DELETE under a slug", request(b"DELETE", b"/releases/khabar", KEYED), 422, INVALID),
    Case("a slug of 8,000 letters", get(b"/releases/" + b"a" * 8000), 404, ABSENT),
    Case("a URL of 17,000 bytes", get(b"/releases/" + b"a" * 17_000), 414, "address_too_long"),
    Case(
        "a query of 17,000 bytes",
        get(b"/releases?q=" + b"a" * 17_000, KEYED),
        414,
        "address_too_long",
    ),
    Case("a URL of 60,000 bytes", get(b"/" + b"a" * 60_000), 414, "address_too_long"),
    Case("a URL of 70,000 bytes", get(b"/" + b"a" * 70_000), 414, "address_too_long"),
    Case("a URL of 1 MB", get(b"/" + b"a" * 1_000_000), 414, "address_too_long"),
]

QUERIES = [
    Case("%FF in the query", _listed("language=%FF"), 400, ADDRESS),
    Case("%FF in a name", _listed("%FF=1"), 400, ADDRESS),
    Case("%C0%AF in the query", get(b"/releases/search?q=%C0%AF", KEYED), 400, ADDRESS),
    Case("raw Arabic in the query", get("/releases/search?q=خبر".encode()), 200),
    Case("raw Arabic in a name", get("/releases?لغة=ar".encode()), 422, INVALID),
    Case(
        "raw Arabic in an absolute target", get("http://nashra/releases/search?q=خبر".encode()), 200
    ),
    Case("raw Arabic in a host", get("http://نشرة/releases".encode()), 400, ADDRESS),
    Case("raw bytes in the query", get(b"/releases?language=\xff"), 400, ADDRESS),
    Case("NUL in the query", _listed("keyword=%00"), 422, INVALID),
    Case("NUL in q", get(b"/releases/search?q=a%00b"), 422, INVALID),
    Case("NUL in a name", _listed("%00=1"), 422, INVALID),
    Case("an unknown parameter", _listed("langauge=ar"), 422, INVALID),
    Case("a parameter twice", _listed("limit=1&limit=2"), 422, INVALID),
    Case("brackets", _listed("language[]=ar"), 422, INVALID),
    Case("a parameter where none is taken", get(b"/health/live?x=1"), 422, INVALID),
    Case("ampersands alone", _listed("&&&&"), 200),
    Case("limit=0", _listed("limit=0"), 422, INVALID),
    Case("limit=-1", _listed("limit=-1"), 422, INVALID),
    Case("limit=101", get(b"/releases?limit=101", KEYED), 422, INVALID),
    Case("limit=1e2", _listed("limit=1e2"), 422, INVALID),
    Case("limit=NaN", _listed("limit=NaN"), 422, INVALID),
    Case("an empty limit", _listed("limit="), 422, INVALID),
    Case("a limit of 5,000 digits", _listed(f"limit={'9' * 5000}"), 422, INVALID),
    Case("a sort by a hidden column", _listed("sort=ed_note"), 422, INVALID),
    Case("a hidden field", _listed("fields=ed_note"), 422, INVALID),
    Case("51 languages", _listed("&".join(["language=ar"] * 51)), 422, INVALID),
    Case("drafts without a key", _listed("state=draft"), 401, "key_required"),
    Case("an id that is none", _listed("translation_of=%27%20OR%201=1"), 422, INVALID),
    Case("a quote in a filter", _listed("topic=%27%3B%20DROP%20TABLE%20releases"), 200),
    Case("year 0", _listed("since=0000-01-01"), 422, INVALID),
    Case("the 30th of February", _listed("since=2026-02-30"), 422, INVALID),
    Case("the first day", _listed("since=0001-01-01&until=0001-01-01"), 200),
    Case("the last day", get(b"/releases?since=9999-12-31&until=9999-12-31", KEYED), 200),
    Case("the last instant", _listed("until=9999-12-31T23:59:59.999999Z"), 200),
    Case("after the last instant", _listed("until=9999-12-31T23:59:59-23:59"), 422, INVALID),
    Case("before the first", _listed("since=0001-01-01T00:00:00%2B23:59"), 422, INVALID),
    Case("a leap second", _listed("since=2016-12-31T23:59:60Z"), 200),
    Case("24 o'clock", _listed("since=2026-11-24T24:00:00Z"), 422, INVALID),
    Case("Arabic-Indic digits", _listed(f"since={quote('٢٠٢٦-١١-٢٤')}"), 200),
    Case("digits of the Nko", _listed(f"since={quote('߂߀߂߆-߁߁-߂߄')}"), 422, INVALID),
    Case("a week", _listed("since=2026-W47"), 422, INVALID),
    Case("a Hijri month 13", _listed("hijri=1446-13"), 422, INVALID),
    Case("a Hijri year beyond the tables", _listed("hijri=1501"), 422, INVALID),
    Case("a Hijri day that its month lacks", _listed("hijri=1446-02-30"), 200),
]

CURSORS = [
    Case("a cursor that is not base64", _listed("cursor=%21%21"), 422, INVALID),
    Case("a cursor that is Arabic", _listed(f"cursor={quote('مؤشر')}"), 422, INVALID),
    Case("a cursor of one letter", _listed("cursor=a"), 422, INVALID),
    Case("a cursor that is not UTF-8", _packed(b"\xff\xfe"), 422, INVALID),
    Case("a cursor that is not JSON", _packed(b"["), 422, INVALID),
    Case("a cursor that is deep", _packed(b"[" * 2900), 422, INVALID),
    Case("a cursor that is null", _cursor(None), 422, INVALID),
    Case("a cursor that is NaN", _packed(b"NaN"), 422, INVALID),
    Case("a cursor of four nulls", _cursor([None] * 4), 422, INVALID),
    Case("a cursor of an object", _cursor({"a": 1}), 422, INVALID),
    Case("a cursor of four letters", _cursor("abcd"), 422, INVALID),
    Case("a cursor of another order", _cursor(["title", "خبر", HEX, 0]), 422, INVALID),
    Case("a cursor without an offset", _cursor([SORT, NOW[:19], HEX, 0]), 422, INVALID),
    Case("a cursor beyond time", _cursor([SORT, "9999-12-31T23:59:59-23:59", HEX, 0]), 422, INVALID),
    Case("a cursor before time", _cursor([SORT, "0001-01-01T00:00:00+23:59", HEX, 0]), 422, INVALID),
    Case("a cursor at a number", _cursor([SORT, 10**400, HEX, 0]), 422, INVALID),
    Case("a cursor with 5,000 digits", _packed(b"[1, 2, 3, %b]" % (b"9" * 2900)), 422, INVALID),
    Case("a cursor with a list for an id", _cursor([SORT, NOW, [], 0]), 422, INVALID),
    Case("a cursor with a number for an id", _cursor([SORT, NOW, 7, 0]), 422, INVALID),
    Case("a cursor in a fifth direction", _cursor([SORT, NOW, HEX, 4]), 422, INVALID),
    Case("a cursor with a list for a direction", _cursor([SORT, NOW, HEX, []]), 422, INVALID),
    Case("a cursor with half a character", _packed(b'["title", "\\ud800", "%b", 0]' % HEX.encode()),
         422, INVALID),
    Case("a title cursor with half a character",
         get(b"/releases?sort=title&cursor=" + base64.urlsafe_b64encode(
             b'["title", "\\ud800", "%b", 0]' % HEX.encode()).rstrip(b"=")), 422, INVALID),
    Case("a title cursor with NUL",
         get(b"/releases?sort=title&cursor=" + base64.urlsafe_b64encode(
             b'["title", "\\u0000", "%b", 0]' % HEX.encode()).rstrip(b"=")), 422, INVALID),
    Case("a cursor of 5,000 letters", _listed(f"cursor={'a' * 5000}"), 422, INVALID),
]  # fmt: skip

SEARCHES = [
    Case("q of 5,000 letters", get(b"/releases/search?q=" + b"a" * 5000), 422, INVALID),
    Case("q of 1,000 letters", _search("خ" * 1000), 200),
    Case("q of 500 words", _search(" ".join("ab"[i % 2] for i in range(500))), 200),
    Case("q of 500 different words", _search(" ".join(chr(0x4E00 + i) for i in range(500))), 200),
    Case("no q", get(b"/releases/search"), 422, INVALID),
    Case("an empty q", _search(""), 200),
    Case("an unknown match of a search", get(b"/releases/search?q=a&sort=relevanz"), 422, INVALID),
    *(
        Case(f"q={text}", _search(text), 200)
        for text in (
            '"', '""', '"خبر', "(", ")", "((((", "*", "خبر*", "-", "-خبر", "AND", "خبر AND", "OR",
            "NOT", "NEAR/2", "NEAR(خبر المنامة, 2)", "{", "}", "{title}: خبر", "title:خبر", "^",
            "^خبر", "+", ":", ";", "--", "' OR 1=1", "%", "_", "\\", "search_public", "خبر\t\nالمنامة",
            "\u200f\u202e\u200d", "ـــــ", "\u064b\u064c", "ﷺ", "😀", "\U0010ffff", "\ufffe", "a" * 900,
        )
    ),
]  # fmt: skip

CASES = [*PATHS, *QUERIES, *CURSORS, *SEARCHES]
