"""Problems as people meet them: in their language, at the right place, explained."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.kit.errors import every_problem
from tests.civil.raw import ID
from tests.conftest import Server

pytestmark = pytest.mark.once  # decided before a database is asked


def _post(server: Server, **fields: Any) -> dict[str, Any]:
    written = {"title": "خبر من المنامة", **fields}
    answer = server.http.post("/releases", json=written, headers=server.key("write"))
    assert answer.status_code == 422, answer.text
    said: dict[str, Any] = answer.json()
    return said


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        (None, "ar"),
        ("", "ar"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("ar-BH,en;q=0.9", "ar"),
        ("en;q=0.3, ar;q=0.7", "ar"),
        ("ar;q=0.3, en;q=0.7", "en"),
        ("fr", "ar"),
        ("fr, en;q=0.1", "en"),
        ("ar;q=0, en;q=0.1", "en"),
        ("en;q=0", "ar"),
        ("*", "ar"),
    ],
)
def test_it_speaks_arabic_unless_english_is_asked_for(
    server: Server, asked: str | None, language: str
) -> None:
    headers = {} if asked is None else {"Accept-Language": asked}
    answer = server.http.get("/nothing", headers=headers)
    expected = {"ar": "لا يوجد شيء في هذا العنوان", "en": "There is nothing at this address"}
    assert answer.json()["title"] == expected[language]
    assert answer.headers["content-language"] == language
    assert "accept-language" in answer.headers["vary"].lower()


def test_arabic_is_never_escaped(server: Server) -> None:
    assert "لا يوجد" in server.get("/nothing").text


def test_an_unknown_parameter_names_the_nearest(server: Server) -> None:
    answer = server.http.get("/releases?langauge=ar", headers={"Accept-Language": "en"})
    assert answer.json()["errors"] == [
        {
            "parameter": "langauge",
            "code": "unknown_parameter",
            "detail": "Unknown name; did you mean language?",
        }
    ]


def test_an_unknown_field_of_an_answer_names_the_nearest(server: Server) -> None:
    found = server.get("/releases", fields="titel").json()["errors"]
    assert [(error["parameter"], error["code"]) for error in found] == [("fields", "unknown_field")]
    assert "title" in found[0]["detail"]


def test_an_unknown_field_of_a_body_names_the_nearest(server: Server) -> None:
    found = _post(server, subtitel="عنوان فرعي")["errors"]
    assert [(error["pointer"], error["code"]) for error in found] == [
        ("/subtitel", "unknown_field")
    ]
    assert "subtitle" in found[0]["detail"]


def test_an_unknown_field_deep_inside_names_the_nearest_there(server: Server) -> None:
    made = server.create()["url"]
    written = {"contacts": [{"emial": "media@example.bh"}], "issuer": {"nmae": {"ar": "وزارة"}}}
    found = [
        _post(server, **written)["errors"],
        server.http.patch(made, json=written, headers=server.key("write")).json()["errors"],
    ]
    for errors in found:
        told = {error["pointer"]: error["detail"] for error in errors}
        assert "email" in told["/contacts/0/emial"]
        assert "name" in told["/issuer/nmae"]


def test_a_limit_that_is_too_high_is_told_the_maximum(server: Server) -> None:
    found = server.get("/releases", limit=1000).json()["errors"]
    assert [(error["parameter"], error["code"]) for error in found] == [("limit", "out_of_range")]
    assert "100" in found[0]["detail"]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"topics": [{"name": {"ar": " "}}]}, "/topics/0/name/ar"),
        ({"topics": [{"name": "اقتصاد"}]}, "/topics/0/name"),
        ({"topics": [{}]}, "/topics/0"),
        ({"contacts": [{}, {"email": "no"}]}, "/contacts/1/email"),
        ({"media": [{"url": "https://example.bh/a.jpg"}, {}]}, "/media/1/url"),
        ({"keywords": ["الأمن", 7]}, "/keywords/1"),
        ({"a/b~c": 1}, "/a~1b~0c"),
        ({"timezone": "Bahrain/Manama"}, "/timezone"),
        ({"publish_at": "غدا"}, "/publish_at"),
    ],
)
def test_an_error_points_at_its_place(server: Server, fields: dict[str, Any], pointer: str) -> None:
    assert [error.get("pointer") for error in _post(server, **fields)["errors"]] == [pointer]


def test_several_errors_are_told_at_once(server: Server) -> None:
    found = _post(server, title="", urgency=11, language="؟")["errors"]
    assert {error["pointer"] for error in found} == {"/title", "/urgency", "/language"}


@pytest.mark.parametrize("id_", ["a", "Req-2026.11_24", "x" * 64])
def test_a_sane_request_id_is_echoed(server: Server, id_: str) -> None:
    headers = {"X-Request-ID": id_}
    assert server.http.get("/releases", headers=headers).headers["x-request-id"] == id_
    answer = server.http.get("/nothing", headers=headers)
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == id_


@pytest.mark.parametrize("id_", ["", "a b", "x" * 65, "a;b", "<b>"])
def test_another_request_id_is_replaced(server: Server, id_: str) -> None:
    answer = server.http.get("/nothing", headers={"X-Request-ID": id_})
    assert len(answer.headers["x-request-id"]) == 32
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    "path", ["/releases", f"/releases/{ID}", "/releases/search?q=خبر", "/health/live",
             "/health/ready", "/problems/busy", "/openapi.json", "/docs", "/nothing"]
)  # fmt: skip
@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.usefixtures("time")
def test_head_is_get_without_the_body(server: Server, path: str, coding: str) -> None:
    server.http.put(f"/releases/{ID}", json={"title": "خبر", "state": "published"},
                    headers=server.key("publish"))  # fmt: skip
    headers = {"Accept-Encoding": coding, "X-Request-ID": "same"}
    got, head = (server.http.request(verb, path, headers=headers) for verb in ("GET", "HEAD"))
    assert head.status_code == got.status_code
    assert head.content == b""
    assert _lasting(head) == _lasting(got)
    assert "content-length" in head.headers


def _lasting(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "date"}


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/releases", "GET, HEAD, OPTIONS, POST"),
        ("POST", f"/releases/{ID}", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ("PUT", "/releases/search", "GET, HEAD, OPTIONS"),
        ("PATCH", "/releases/search", "GET, HEAD, OPTIONS"),
        ("GET", f"/releases/{ID}/publish", "OPTIONS, POST"),
        ("HEAD", f"/releases/{ID}/publish", "OPTIONS, POST"),
        ("POST", "/health/live", "GET, HEAD, OPTIONS"),
        ("TRACE", "/problems/busy", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    server: Server, method: str, path: str, allow: str
) -> None:
    refused = server.http.request(method, path, headers=server.key("admin"))
    assert (refused.status_code, refused.headers["allow"]) == (405, allow)
    options = server.http.options(path)
    assert (options.status_code, options.headers["allow"], options.content) == (204, allow, b"")


def test_an_unknown_path_is_unknown_to_every_method(server: Server) -> None:
    for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS", "TRACE"):
        assert server.http.request(method, "/nothing").status_code == 404
    assert server.get("/releases/").json()["code"] == "path_not_found"


def test_browsers_of_other_origins_need_the_setting(make_server: Callable[..., Server]) -> None:
    theirs = "https://news.example.bh"
    asked = {"Origin": theirs, "Access-Control-Request-Method": "PATCH"}
    closed = make_server().http
    assert "access-control-allow-origin" not in closed.get("/releases", headers=asked).headers
    opened = make_server(cors_origins=[theirs]).http
    for path in ("/releases", "/nothing"):
        answer = opened.get(path, headers=asked)
        assert answer.headers["access-control-allow-origin"] == theirs
        assert "ETag" in answer.headers["access-control-expose-headers"]
    assert opened.options("/releases", headers=asked).status_code == 200
    other = opened.get("/releases", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
    assert opened.options("/releases").headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_what_is_too_large_says_so(server: Server) -> None:
    address = server.get(f"/releases/{'a' * 17000}")
    assert (address.status_code, address.json()["code"]) == (414, "address_too_long")
    headers = server.http.get("/releases", headers={"X-A": "a" * 40_000})
    assert (headers.status_code, headers.json()["code"]) == (431, "headers_too_large")
    body = server.http.post("/releases", content=b" " * (2 * 2**20 + 1))
    assert (body.status_code, body.json()["code"]) == (413, "body_too_large")
    assert str(2 * 2**20) in body.json()["detail"]


@pytest.mark.parametrize("code", sorted({kind.code for kind in every_problem()}))
def test_the_address_that_a_type_names_explains_it(server: Server, code: str) -> None:
    answer = server.get(f"/problems/{code}")
    said = answer.json()
    assert (answer.status_code, said["code"]) == (200, code)
    assert all([said["title"]["ar"], said["title"]["en"], said["explanation"]])
    assert 400 <= said["status"] < 600


def test_an_unknown_code_is_a_problem_of_its_own(server: Server) -> None:
    said = server.get("/problems/لا-شيء").json()
    assert said["code"] == "problem_not_found"
    assert server.get(said["type"]).json()["code"] == "problem_not_found"
