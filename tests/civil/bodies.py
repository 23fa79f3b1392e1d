"""Bodies that no client should send, and some do."""

# ruff: noqa: E501 - a case is a row of a table

import gzip

from tests.civil.raw import A_RELEASE, ID, JSON, KEYED, Case, patch, post, request

TITLE = '{"title": "خبر من المنامة"'
GOOD = f"{TITLE}}}".encode()
MERGE = b"Content-Type: application/merge-patch+json"
LARGEST = 2 * 2**20


def _with(field: str) -> bytes:
    return f"{TITLE}, {field}}}".encode()


def _chunked(body: bytes) -> bytes:
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    sent = request(b"POST", b"/releases", KEYED, JSON, b"Transfer-Encoding: chunked")
    return sent + chunks


MALFORMED = "malformed_body"
INVALID = "invalid_input"
MEDIA = "unsupported_media_type"

NOT_JSON = [
    Case("a lone surrogate in a value", post(b'{"title": "\\ud800"}'), 400, MALFORMED),
    Case("a low surrogate in a value", post(b'{"title": "\\udc00 \\ud800"}'), 400, MALFORMED),
    Case("a lone surrogate as a name", post(b'{"\\ud800": 1}'), 400, MALFORMED),
    Case("a lone surrogate in a refused field", post(_with('"x": "\\ud83d"')), 400, MALFORMED),
    Case("a lone surrogate deep inside", post(_with('"topics": [{"\\udfff": 1}]')), 400, MALFORMED),
    Case("a lone surrogate in a patch", patch(b'{"title": "\\udbff"}'), 400, MALFORMED),
    Case("a lone surrogate as a name in a patch", patch(b'{"\\ud800": null}'), 400, MALFORMED),
    Case("a name twice, with surrogates", post(b'{"\\ud800": 1, "\\ud800": 2}'), 400, MALFORMED),
    Case("a surrogate as UTF-8 bytes", post(b'{"title": "\xed\xa0\x80"}'), 400, MALFORMED),
    Case("NaN", post(_with('"urgency": NaN')), 400, MALFORMED),
    Case("NaN alone", post(b"NaN"), 400, MALFORMED),
    Case("Infinity", post(_with('"urgency": Infinity')), 400, MALFORMED),
    Case("minus Infinity in a patch", patch(b'{"urgency": -Infinity}'), 400, MALFORMED),
    Case("1e400", post(_with('"urgency": 1e400')), 400, MALFORMED),
    Case("-1e400 in a patch", patch(b'{"urgency": -1e400}'), 400, MALFORMED),
    Case("5,000 digits", post(_with(f'"urgency": {"9" * 5000}')), 400, MALFORMED),
    Case("5,000 digits in a patch", patch(b'{"x": -%b}' % (b"9" * 5000)), 400, MALFORMED),
    Case("arrays 65 deep", post(b"[" * 66 + b"]" * 66), 400, MALFORMED),
    Case("arrays 900 deep", post(b"[" * 900 + b"]" * 900), 400, MALFORMED),
    Case("arrays 100,000 deep", post(b"[" * 100_000 + b"]" * 100_000), 400, MALFORMED),
    Case("arrays never closed", post(b"[" * 100_000), 400, MALFORMED),
    Case("objects 900 deep", post(b'{"a":' * 900 + b"1" + b"}" * 900), 400, MALFORMED),
    Case("objects 100,000 deep in a patch", patch(b'{"a":' * 100_000 + b"1"), 400, MALFORMED),
    Case("a byte order mark", post(b"\xef\xbb\xbf" + GOOD), 400, MALFORMED),
    Case("UTF-16", post(GOOD.decode().encode("utf-16")), 400, MALFORMED),
    Case(
        "UTF-16 without a mark",
        post(b'{"title": "A"}'.decode().encode("utf-16-le")),
        400,
        MALFORMED,
    ),
    Case("UTF-32", post(GOOD.decode().encode("utf-32")), 400, MALFORMED),
    Case("Windows-1256", post('{"title": "خبر"}'.encode("cp1256")), 400, MALFORMED),
    Case("overlong UTF-8", post(b'{"title": "\xc0\xaf"}'), 400, MALFORMED),
    Case("a code point beyond Unicode", post(b'{"title": "\xf4\x90\x80\x80"}'), 400, MALFORMED),
    Case("half a character at the end", post('{"title": "خ'.encode()[:-1]), 400, MALFORMED),
    Case("a name twice", post(_with('"title": "خبر آخر"')), 400, MALFORMED),
    Case("a name twice deep inside", patch(b'{"issuer": {"id": "a", "id": "b"}}'), 400, MALFORMED),
    Case("a raw NUL", post(b'{"title": "a\x00b"}'), 400, MALFORMED),
    Case("a raw line end in a string", post(b'{"title": "a\nb"}'), 400, MALFORMED),
    Case("white space only", post(b" \r\n\t "), 400, MALFORMED),
    Case("two documents", post(GOOD + GOOD), 400, MALFORMED),
    Case("a comment", post(b"{/* x */}"), 400, MALFORMED),
    Case("single quotes", post(b"{'title': 'x'}"), 400, MALFORMED),
    Case("a comma too many", post(b'{"title": "x",}'), 400, MALFORMED),
    Case("an unfinished escape", post(b'{"title": "\\u12"}'), 400, MALFORMED),
]

NOT_A_RELEASE = [
    Case("no body", post(b""), 422, INVALID),
    Case("null", post(b"null"), 422, INVALID),
    Case("a number", post(b"42"), 422, INVALID),
    Case("a text", post('"خبر"'.encode()), 422, INVALID),
    Case("true", post(b"true"), 422, INVALID),
    Case("a list", post(b"[]"), 422, INVALID),
    Case("an empty object", post(b"{}"), 422, INVALID),
    Case("a patch that is a list", patch(b"[]"), 422, INVALID),
    Case("a patch that is a list of pairs", patch(b'[["title", "x"]]'), 422, INVALID),
    Case("a patch that is null", patch(b"null"), 422, INVALID),
    Case("a patch that is a text", patch('"خبر"'.encode()), 422, INVALID),
    Case("a patch that is a number", patch(b"0"), 422, INVALID),
    Case("a patch without a body", patch(b""), 422, INVALID),
    Case("a patch with an unknown name", patch(b'{"titel": "x"}'), 422, INVALID),
    Case("a patch that takes the title away", patch(b'{"title": null}'), 422, INVALID),
    Case("an escaped NUL", post(b'{"title": "a\\u0000b"}'), 422, INVALID),
    Case("an escaped NUL in a patch", patch(b'{"body": "\\u0000"}'), 422, INVALID),
    Case("an escaped NUL as a name", post(_with('"\\u0000": 1')), 422, INVALID),
    Case("a bell", post(b'{"title": "\\u0007"}'), 422, INVALID),
    Case("an override of direction", post('{"title": "\u202eخبر"}'.encode()), 422, INVALID),
    Case("a title that is a number", post(b'{"title": 1e308}'), 422, INVALID),
    Case("a title of blanks", post('{"title": "\u2003 \u3000"}'.encode()), 422, INVALID),
    Case("a title of 301 letters", post(f'{{"title": "{"خ" * 301}"}}'.encode()), 422, INVALID),
    Case("a name of 100,000 letters", post(_with(f'"{"خ" * 100_000}": 1')), 422, INVALID),
    Case("__proto__", post(_with('"__proto__": {"x": 1}')), 422, INVALID),
    Case("an urgency of 5.5", post(_with('"urgency": 5.5')), 422, INVALID),
    Case("an urgency of 4,000 digits", post(_with(f'"urgency": {"9" * 4000}')), 422, INVALID),
    Case("an urgency that is true", post(_with('"urgency": true')), 422, INVALID),
    Case("a year 0", post(_with('"publish_at": "0000-01-01T00:00:00Z"')), 422, INVALID),
    Case(
        "after the last year",
        post(_with('"publish_at": "9999-12-31T23:59:59-23:59"')),
        422,
        INVALID,
    ),
    Case(
        "before the first year",
        post(_with('"publish_at": "0001-01-01T00:00:00+23:59"')),
        422,
        INVALID,
    ),
    Case("no offset", post(_with('"embargoed_until": "2026-11-24T20:00:00"')), 422, INVALID),
    Case("an instant that is a number", post(_with('"publish_at": 1700000000')), 422, INVALID),
    Case("61 seconds", post(_with('"publish_at": "2026-11-24T20:00:61Z"')), 422, INVALID),
    Case("a time zone that is a path", post(_with('"timezone": "../../etc/passwd"')), 422, INVALID),
    Case("a language of no sort", post(_with('"language": "عربي"')), 422, INVALID),
    Case("an address of a script", post(_with('"media": [{"url": "javascript:1"}]')), 422, INVALID),
    Case("a concept without a name", post(_with('"topics": [{}]')), 422, INVALID),
    Case("an empty concept id", post(_with('"topics": [""]')), 422, INVALID),
    Case("a concept id with NUL", post(_with('"topics": ["a\\u0000"]')), 422, INVALID),
    Case("an unknown concept", post(_with('"topics": ["nobody-knows"]')), 409, "concept_not_found"),
    Case("a slug of marks alone", post(_with('"slug": "\u064b\u0640"')), 409, "slug_reserved"),
    Case("a slug that is an id", post(_with(f'"slug": "{ID}"')), 409, "slug_reserved"),
]

NOT_READ = [
    Case("gzip", post(gzip.compress(GOOD), b"Content-Encoding: gzip"), 415, MEDIA),
    Case("br", post(GOOD, b"Content-Encoding: br"), 415, MEDIA),
    Case("an unknown coding", post(GOOD, b"Content-Encoding: \xd8\xae"), 415, MEDIA),
    Case("two codings", post(GOOD, b"Content-Encoding: identity, gzip"), 415, MEDIA),
    Case("gzip after identity", post(GOOD, b"Content-Encoding: identity", b"Content-Encoding: gzip"),
         415, MEDIA),
    Case("charset=utf-16", post(GOOD, media=JSON + b"; charset=utf-16"), 415, MEDIA),
    Case("charset=latin1", post(GOOD, media=JSON + b'; charset="latin1"'), 415, MEDIA),
    Case("a charset of no sort", post(GOOD, media=JSON + b"; charset=\xff"), 415, MEDIA),
    Case("a form", post(b"title=x", media=b"Content-Type: application/x-www-form-urlencoded"), 415, MEDIA),
    Case("multipart", post(b"--x--", media=b"Content-Type: multipart/form-data; boundary=x"), 415, MEDIA),
    Case("plain text", post(GOOD, media=b"Content-Type: text/plain"), 415, MEDIA),
    Case("no media type", post(GOOD, media=b"X-Nothing: 1"), 415, MEDIA),
    Case("an empty media type", post(GOOD, media=b"Content-Type:"), 415, MEDIA),
    Case("a media type of rubbish", post(GOOD, media=b'Content-Type: ;;;="\xfe'), 415, MEDIA),
    Case("two media types", post(GOOD, b"Content-Type: text/plain"), 415, MEDIA),
    Case("a patch as plain text", request(b"PATCH", A_RELEASE, KEYED, b"Content-Type: text/plain",
                                          body=b"{}"), 415, MEDIA),
    Case("a merge patch with a charset", request(b"PATCH", A_RELEASE, KEYED, MERGE + b"; charset=utf-7",
                                                 body=b"{}"), 415, MEDIA),
    Case("more than 2 MiB", post(b" " * LARGEST + GOOD), 413, "body_too_large"),
    Case("more than 2 MiB, by its length alone",
         request(b"POST", b"/releases", KEYED, JSON, b"Content-Length: 99999999999"), 413, "body_too_large"),
    Case("more than 2 MiB in chunks", _chunked(b" " * LARGEST + GOOD), 413, "body_too_large"),
    Case("more than 2 MiB, without a key",
         request(b"POST", b"/releases", JSON, body=b" " * (LARGEST + 1)), 413, "body_too_large"),
    Case("a body with GET", request(b"GET", b"/releases", JSON, body=b"[" * 9000), 200),
    Case("a body with DELETE", request(b"DELETE", A_RELEASE, body=b"\xff"), 401, "key_required"),
]  # fmt: skip

CASES = [*NOT_JSON, *NOT_A_RELEASE, *NOT_READ]
