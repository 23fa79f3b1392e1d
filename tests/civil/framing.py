"""Request lines, headers and framing that no client should send, and some do."""

# ruff: noqa: E501 - a case is a row of a table

from tests.civil.raw import A_RELEASE, JSON, KEY, KEYED, Case, get, patch, post, request

GOOD = '{"title": "خبر من المنامة"}'.encode()
REQUEST = "malformed_request"
ADDRESS = "malformed_address"
BODY = "malformed_body"
UNKNOWN = "key_unknown"
INVALID = "invalid_input"
METHOD = "method_not_allowed"
STALE = "precondition_failed"
CLIENT_HELLO = (
    bytes.fromhex(
        "16030100c4010000c00303"
        + "5a" * 32
        + "20"
        + "a5" * 32
        + "0006130113021303010000710000000b000900"
    )
    + b"nashra"
)
HOST = b"Host: nashra\r\nConnection: close\r\n"


def _framed(*headers: bytes, rest: bytes = GOOD) -> bytes:
    return request(b"POST", b"/releases", KEYED, JSON, *headers) + rest


LINES = [
    Case("garbage", b"\x00\x01\x02\xff\xfe\r\n\r\n", 400, REQUEST),
    Case("a TLS greeting", CLIENT_HELLO + b"\x00" * 100, 400, REQUEST),
    Case("SSH", b"SSH-2.0-OpenSSH_9.6\r\n\r\n", 400, REQUEST),
    Case("SIP", b"REGISTER sip:nashra SIP/2.0\r\n" + HOST + b"\r\n", 400, REQUEST),
    Case("HTTP/0.9", b"GET /releases\r\n\r\n", 200),
    Case("HTTP/1.0", b"GET /releases HTTP/1.0\r\n\r\n", 200),
    Case("HTTP/1.0 with a key", b"GET /releases HTTP/1.0\r\n" + KEYED + b"\r\n\r\n", 200),
    Case("HTTP/2 without asking", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, REQUEST),
    Case("HTTP/3.7", b"GET /releases HTTP/3.7\r\n" + HOST + b"\r\n", 400, REQUEST),
    Case("no version", b"GET /releases HTTP\r\n" + HOST + b"\r\n", 400, REQUEST),
    Case("TRACE", request(b"TRACE", b"/releases", KEYED), 405, METHOD),
    Case("TRACE of nothing", request(b"TRACE", b"/nothing"), 404, "path_not_found"),
    Case("CONNECT", request(b"CONNECT", b"example.com:443"), 400, ADDRESS),
    Case("FOO", request(b"FOO", b"/releases", KEYED), 400, REQUEST),
    Case("PROPFIND", request(b"PROPFIND", b"/releases"), 405, METHOD),
    Case("get", request(b"get", b"/releases"), 400, REQUEST),
    Case("PATCH of the list", request(b"PATCH", b"/releases", KEYED, JSON, body=b"{}"), 405, METHOD),
    Case("DELETE of a search", request(b"DELETE", b"/releases/search", KEYED), 405, METHOD),
    Case("OPTIONS *", request(b"OPTIONS", b"*"), 204),
    Case("GET *", request(b"GET", b"*"), 404, "path_not_found"),
    Case("an absolute target", get(b"http://evil.example/releases", KEYED), 200),
    Case("an absolute target of nothing", get(b"http://evil.example/nothing"), 404, "path_not_found"),
    Case("a target without a path", get(b"http://evil.example"), 400, ADDRESS),
    Case("a target of another protocol", get(b"ftp://evil.example/releases"), 200),
    Case("a fragment", get(b"/releases#x"), 200),
    Case("no Host", b"GET /releases HTTP/1.1\r\nConnection: close\r\n\r\n", 200),
    Case("two Hosts", get(b"/releases", b"Host: evil.example"), 200),
    Case("a hostile Host", get(b"/releases?limit=1", b"Host: evil.example/<script>"), 200),
    Case("a Host of raw bytes", b"GET /nothing HTTP/1.1\r\nHost: \xff\xfe\r\nConnection: close\r\n\r\n",
         404, "path_not_found"),
    Case("a line end in the target", b"GET /releases\r\nX: y HTTP/1.1\r\n" + HOST + b"\r\n", 200),
    Case("blanks in the target", get("/releases/search?q=خبر عاجل".encode()), 400, ADDRESS),
    Case("a tab in the target", get(b"/releases?q=a\tb"), 400, ADDRESS),
    Case("empty lines before a request", b"\r\n\r\n" + get("/releases/search?q=خبر".encode()), 200),
    Case("lines that end with LF", b"GET /releases HTTP/1.1\nHost: a\nConnection: close\n\n", 400, REQUEST),
]  # fmt: skip

FRAMING = [
    Case("a chunk without a length", _framed(b"Transfer-Encoding: chunked", rest=b"zz\r\n\r\n"), 400, BODY),
    Case("a chunk with a negative length", _framed(b"Transfer-Encoding: chunked", rest=b"-1\r\n\r\n"), 400, BODY),
    Case("a chunk of 2^80 bytes",
         _framed(b"Transfer-Encoding: chunked", rest=b"f" * 20 + b"\r\n\r\n"), 400, BODY),
    Case("a chunk longer than it says",
         _framed(b"Transfer-Encoding: chunked", rest=b"2\r\n{}{}\r\n0\r\n\r\n"), 400, BODY),
    Case("a coding of transfer that is unknown", _framed(b"Transfer-Encoding: cow"), 400, BODY),
    Case("chunked and a length",
         _framed(b"Transfer-Encoding: chunked", b"Content-Length: 5", rest=b"0\r\n\r\n"), 400, REQUEST),
    Case("two lengths", _framed(b"Content-Length: 5", b"Content-Length: 6"), 400, REQUEST),
    Case("a negative length", _framed(b"Content-Length: -1"), 400, REQUEST),
    Case("a length of no digits", _framed(b"Content-Length: abc"), 400, REQUEST),
    Case("a length in Arabic digits", _framed("Content-Length: ٥".encode()), 400, REQUEST),
    Case("a length of 2^70", _framed(b"Content-Length: 1180591620717411303424"), 400, REQUEST),
    Case("a length that is too short", _framed(b"Content-Length: 5"), 400, "malformed_body"),
    Case("a length of zero before a body", _framed(b"Content-Length: 0"), 422, INVALID),
    Case("Expect: 100-continue", post(b"{}", b"Expect: 100-continue"), 422, INVALID),
    Case("Expect of something else", post(b"{}", b"Expect: a-miracle"), 422, INVALID),
    Case("an upgrade", get(b"/releases", b"Upgrade: websocket", b"Sec-WebSocket-Version: 13"), 200),
    Case("a header without a colon", get(b"/releases", b"Rubbish"), 400, REQUEST),
    Case("a header with a blank in its name", get(b"/releases", b"X Y: z"), 400, REQUEST),
    Case("a folded header", get(b"/releases", b"X-A: b\r\n c"), 400, REQUEST),
    Case("NUL in a header", get(b"/releases", b"X-A: b\x00c"), 400, REQUEST),
    Case("a bell in a header", get(b"/releases", b"X-A: b\x07c"), 400, REQUEST),
    Case("CR alone in a header", get(b"/releases", b"X-A: b\rX-B: c"), 400, REQUEST),
    Case("a header of 40,000 bytes", get(b"/releases", b"X-A: " + b"a" * 40_000), 431, "headers_too_large"),
    Case("3,000 headers", get(b"/releases", KEYED, *([b"X-A: 0123456789"] * 3000)), 431,
         "headers_too_large"),
    Case("a header of 1 MB", get(b"/releases", b"X-A: " + b"a" * 1_000_000), 431, "headers_too_large"),
    Case("100,000 headers", get(b"/releases", *([b"X-A: 0123456789"] * 100_000)), 431,
         "headers_too_large"),
    Case("a cookie of 40,000 bytes", get(A_RELEASE, b"Cookie: " + b"a=b; " * 8000), 431,
         "headers_too_large"),
]  # fmt: skip

KEYS = [
    Case("an empty Authorization", get(b"/releases", b"Authorization:"), 401, UNKNOWN),
    Case("Basic", get(b"/releases", b"Authorization: Basic YTpi"), 401, UNKNOWN),
    Case("Bearer alone", get(b"/releases", b"Authorization: Bearer"), 401, UNKNOWN),
    Case("Bearer and blanks", get(b"/releases", b"Authorization: Bearer    "), 401, UNKNOWN),
    Case("an unknown key", get(b"/releases", b"Authorization: Bearer nsh_x"), 401, UNKNOWN),
    Case("a key and a little more", get(b"/releases", KEYED + b"x"), 401, UNKNOWN),
    Case("a key without Bearer", get(b"/releases", b"Authorization: " + KEY), 401, UNKNOWN),
    Case("a key twice", get(b"/releases", KEYED, KEYED), 401, UNKNOWN),
    Case("two keys", get(b"/releases", KEYED, b"Authorization: Bearer nsh_x"), 401, UNKNOWN),
    Case("two keys with a comma", get(b"/releases", KEYED + b", " + KEYED), 401, UNKNOWN),
    Case("an Arabic key", get(b"/releases", "Authorization: Bearer مفتاح".encode()), 401, UNKNOWN),
    Case("a key of raw bytes", get(b"/releases", b"Authorization: Bearer \xff\xfe"), 401, UNKNOWN),
    Case("a key of 10,000 bytes", get(b"/releases", b"Authorization: Bearer " + b"a" * 10_000), 401, UNKNOWN),
    Case("a write with an unknown key", request(b"DELETE", A_RELEASE, b"Authorization: Bearer x"),
         401, UNKNOWN),
    Case("a write without a key", request(b"DELETE", A_RELEASE), 401, "key_required"),
    Case("bearer in small letters", get(b"/releases", b"authorization: bearer " + KEY), 200),
]  # fmt: skip

HEADERS = [
    Case("an id with a line end", get(b"/nothing", b"X-Request-ID: a%0d%0aX-Evil: 1"), 404,
         "path_not_found"),
    Case("an id that breaks its line", get(b"/releases", b"X-Request-ID: a\r\nX-Evil: 1"), 200),
    Case("an id of 10,000 bytes", get(b"/releases", b"X-Request-ID: " + b"a" * 10_000), 200),
    Case("an Arabic id", get(b"/releases", "X-Request-ID: طلب".encode()), 200),
    Case("an empty Idempotency-Key", post(b"{}", b"Idempotency-Key:"), 422, INVALID),
    Case("an Arabic Idempotency-Key", post(GOOD, "Idempotency-Key: مفتاح".encode()), 422, INVALID),
    Case("an Idempotency-Key with a blank", post(GOOD, b"Idempotency-Key: a b"), 422, INVALID),
    Case("an Idempotency-Key of 256 bytes", post(GOOD, b"Idempotency-Key: " + b"a" * 256), 422, INVALID),
    Case("two Idempotency-Keys", post(b"{}", b"Idempotency-Key: a", b"Idempotency-Key: b"), 422, INVALID),
    Case("an If-Match that is no tag", patch(b"{}", b"If-Match: rubbish"), 412, STALE),
    Case("an empty If-Match", patch(b"{}", b"If-Match:"), 412, STALE),
    Case("an If-Match of quotes", patch(b"{}", b'If-Match: """""'), 412, STALE),
    Case("an If-Match of one quote", patch(b"{}", b'If-Match: "'), 412, STALE),
    Case("a weak If-Match", patch(b"{}", b'If-Match: W/"a.b"'), 412, STALE),
    Case("an If-Match of raw bytes", patch(b"{}", b'If-Match: "\xff"'), 412, STALE),
    Case("an If-Match of 10,000 tags", patch(b"{}", b"If-Match: " + b'"a",' * 2500), 412, STALE),
    Case("If-None-Match: * on a change", patch(b"{}", b"If-None-Match: *"), 412, STALE),
    Case("an If-None-Match of rubbish", get(A_RELEASE, b'If-None-Match: W/,,"", \xff'), 200),
    Case("an If-None-Match of 9,000 commas", get(b"/releases", b"If-None-Match: " + b"," * 9000), 200),
    Case("an If-Modified-Since of rubbish", get(A_RELEASE, b"If-Modified-Since: yesterday"), 200),
    Case("an If-Modified-Since in year 0",
         get(A_RELEASE, b"If-Modified-Since: Sat, 01 Jan 0000 00:00:00 GMT"), 200),
    Case("an If-Modified-Since of raw bytes", get(A_RELEASE, b"If-Modified-Since: \xff"), 200),
    Case("an Accept-Language of rubbish", get(b"/nothing", b"Accept-Language: ;;q=abc,,*;q=;en;q=x"), 404,
         "path_not_found"),
    Case("an Accept-Language of weights", get(b"/nothing", b"Accept-Language: en;q=nan, ar;q=inf"), 404,
         "path_not_found"),
    Case("an Accept-Language of 10,000 bytes", get(b"/nothing", b"Accept-Language: " + b"en," * 3300), 404,
         "path_not_found"),
    Case("an Accept-Language of raw bytes", get(A_RELEASE, b"Accept-Language: \xff\xfe;q=\xd9\xa1"), 200),
    Case("an Accept-Encoding of rubbish", get(b"/releases", b"Accept-Encoding: ;;gzip;q=x,\xff"), 200),
    Case("an Accept-Encoding of 10,000 bytes", get(b"/releases", b"Accept-Encoding: " + b"x," * 5000), 200),
    Case("an Accept of nothing we have", get(b"/releases", b"Accept: image/png"), 200),
    Case("a Range", get(A_RELEASE, b"Range: bytes=5-2"), 200),
    Case("an Origin of rubbish", get(b"/releases", b"Origin: \xff"), 200),
    Case("a forged address", get(b"/releases", b"X-Forwarded-For: \xff", b"Forwarded: for=<b>"), 200),
    Case("another verb in a header", get(A_RELEASE, KEYED, b"X-HTTP-Method-Override: DELETE"), 200),
]  # fmt: skip

CASES = [*LINES, *FRAMING, *KEYS, *HEADERS]
