"""The description of the API: complete, true, in Arabic where people write, and reviewed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from jsonschema_rs import Draft202012Validator, meta
from schemathesis.openapi import from_dict

from app.kit.errors import every_problem
from app.kit.http.routes import StrictRoute
from tests.conftest import Server
from tests.contract.describing import COMMAND, SNAPSHOT, described

pytestmark = pytest.mark.once  # decided before a database is asked

DOCUMENT = described()
OPERATIONS = [
    pytest.param(path, method, id=operation["operationId"])
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
]


def _operation(path: str, method: str) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENT["paths"][path][method]
    return found


def _objects(node: Any, where: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object of the document with its place."""
    if isinstance(node, dict):
        yield where, node
        for name, child in node.items():
            yield from _objects(child, f"{where}/{name}")
    elif isinstance(node, list):
        for place, child in enumerate(node):
            yield from _objects(child, f"{where}/{place}")


def _validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]})


def _schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema: what is called so, and the components with all that is inside them."""
    for where, node in _objects(DOCUMENT):
        if isinstance(node.get("schema"), dict):
            yield f"{where}/schema", node["schema"]
        is_schema = isinstance(node.get("type"), str) or isinstance(node.get("anyOf"), list)
        if is_schema and "/components/schemas/" in where and not where.endswith("/properties"):
            yield where, node


def test_it_is_openapi_3_1(server: Server) -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert server.get("/openapi.json").json() == DOCUMENT
    from_dict(DOCUMENT).validate()
    for where, schema in _schemas():
        assert meta.is_valid(schema), where


def test_every_reference_leads_somewhere() -> None:
    for where, node in _objects(DOCUMENT):
        if isinstance(node.get("$ref"), str):
            *_, kind, name = node["$ref"].split("/")
            assert name in DOCUMENT["components"][kind], where


def test_operation_ids_are_the_names_of_the_functions(server: Server) -> None:
    named = {
        (route.path, method.lower()): route.name
        for route in iter_route_contexts(server.app.routes)
        if getattr(route, "include_in_schema", True)
        for method in route.methods or ()
    }
    ids = {
        (path, method): operation["operationId"]
        for path, item in DOCUMENT["paths"].items()
        for method, operation in item.items()
    }
    assert len(set(ids.values())) == len(ids)
    assert {place: named.get(place) for place in ids} == ids


def test_the_first_request_builds_nothing(server: Server) -> None:
    """FastAPI builds included routers when they are first asked, with warnings off for all threads.

    What else runs at that moment turns them on again: a POST was answered by such a warning.
    """
    assert server.app.routes
    assert [one for one in server.app.routes if not isinstance(one, StrictRoute)] == []


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_says_what_it_does_and_what_goes_wrong(path: str, method: str) -> None:
    operation = _operation(path, method)
    assert operation.get("description") or operation.get("summary")
    codes = {kind.code for kind in every_problem()}
    for status, response in operation["responses"].items():
        assert "X-Request-ID" in response["headers"], status
        problems = response.get("content", {}).get("application/problem+json")
        if int(status) >= 400:
            assert problems["examples"].keys() <= codes
            assert {e["value"]["status"] for e in problems["examples"].values()} == {int(status)}
    assert {"400", "414", "422", "431", "500", "503"} <= operation["responses"].keys()


@pytest.mark.parametrize(
    ("method", "path", "sent", "scope"),
    [
        ("get", "/releases", {"params": {"limit": 1000}}, None),
        ("get", "/releases", {"params": {"state": "draft"}}, None),
        ("get", "/releases", {"headers": {"Authorization": "Bearer x"}}, None),
        ("get", "/releases", {"params": {"sort": "title", "cursor": "x"}}, "draft"),
        ("get", "/releases/search", {}, None),
        ("get", "/releases/search", {"params": {"q": "خبر", "state": "draft"}}, None),
        ("get", "/releases/{release}", {}, None),
        ("get", "/concepts", {"params": {"kind": "x"}}, None),
        ("get", "/concepts/{concept}", {}, None),
        ("post", "/concepts", {"json": {}}, "write"),
        ("post", "/concepts", {"json": {"kind": "person", "name": {"ar": "خبر"}}}, "draft"),
        ("put", "/concepts/{concept}", {"json": {}}, "write"),
        ("patch", "/concepts/{concept}", {"json": {}}, "write"),
        ("delete", "/concepts/{concept}", {}, "write"),
        ("get", "/problems/{code}", {}, None),
        ("post", "/releases", {"json": {}}, None),
        ("post", "/releases", {"json": {}}, "embargo"),
        ("post", "/releases", {"json": {}}, "write"),
        ("post", "/releases", {"content": b"{", "headers": {}}, "write"),
        ("post", "/releases", {"json": {"title": "خبر", "state": "published"}}, "write"),
        ("post", "/releases", {"json": {"title": "خبر", "topics": ["لا أحد"]}}, "write"),
        ("post", "/releases", {"json": {"title": "خبر", "slug": "search"}}, "write"),
        ("put", "/releases/{release}", {"json": {}}, "write"),
        ("patch", "/releases/{release}", {"json": {}}, "write"),
        ("delete", "/releases/{release}", {}, "write"),
        ("post", "/releases/{release}/publish", {}, "publish"),
        ("post", "/releases/{release}/restore", {}, "write"),
        ("post", "/releases/{release}/restore", {"json": {"revision": 1}}, "write"),
        ("post", "/releases/{release}/restore", {"json": {}}, "write"),
        ("get", "/releases/{release}/revisions", {}, None),
        ("get", "/releases/{release}/revisions", {}, "embargo"),
        ("get", "/releases/{release}/revisions", {"params": {"cursor": "x"}}, "draft"),
        ("get", "/releases/{release}/revisions/{revision}", {}, "draft"),
        ("get", "/releases/{release}/revisions/{revision}/diff", {}, "draft"),
    ],
)
def test_a_problem_that_is_answered_is_documented(
    server: Server, method: str, path: str, sent: dict[str, Any], scope: Any
) -> None:
    id_ = "7f1d0a52-3c7e-4a53-9d0e-5b8f0e6a1c11"
    headers = {**sent.pop("headers", {}), **(server.key(scope) if scope else {})}
    address = path.replace("{release}", id_).replace("{code}", "لا-شيء")
    address = address.replace("{concept}", "لا-شيء").replace("{revision}", "1")
    answer = server.http.request(method, address, headers=headers, **sent)
    assert 400 <= answer.status_code < 500
    response = _operation(path, method)["responses"][str(answer.status_code)]
    content = response["content"][answer.headers["content-type"]]
    assert answer.json()["code"] in content["examples"]
    assert not list(_validator(content["schema"]).iter_errors(answer.json()))


def test_the_examples_are_arabic_and_not_escaped(server: Server) -> None:
    text = server.get("/openapi.json").text
    assert "وزير الداخلية يستقبل نظيره المصري" in text
    assert "\\u06" not in text.replace("\\\\u06", "")
    assert "لا توجد نشرة بهذا المعرّف" in text


def test_every_example_is_valid() -> None:
    tried = 0
    for where, schema in _schemas():
        for example in schema.get("examples", []):
            assert not list(_validator(schema).iter_errors(example)), f"{where}: {example}"
            tried += 1
        if "default" in schema:
            assert not list(_validator(schema).iter_errors(schema["default"])), where
            tried += 1
    for where, node in _objects(DOCUMENT):
        if isinstance(node.get("examples"), dict) and isinstance(node.get("schema"), dict):
            for name, example in node["examples"].items():
                found = list(_validator(node["schema"]).iter_errors(example["value"]))
                assert not found, f"{where}: {name}"
                tried += 1
    assert tried > 50


def test_a_change_of_the_description_is_a_change_that_somebody_reviewed() -> None:
    promised = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    said = f"the API has changed; look at what `{COMMAND}` changes in {SNAPSHOT.name}"
    assert promised == DOCUMENT, said


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        ({"urgency": 6.0}, True),
        ({"urgency": 5.5}, False),
        ({"urgency": True}, False),
        ({"title": "\u0085"}, False),
        ({"title": "\u3000\u00a0"}, False),
        ({"title": "\ufeff"}, False),
        ({"title": "\u200f\u200b"}, False),
        ({"title": "\u200fأ"}, True),
        ({"media": [{"url": "http://\u0085"}]}, False),
        ({"media": [{"url": "http://\ufeff"}]}, False),
        ({"media": [{"url": "https://example.bh/صورة.jpg"}]}, True),
        ({"media": [{"url": "https://example.bh/", "mime_type": "صورة/جديدة"}]}, False),
        ({"contacts": [{"email": "a@\u0085"}]}, False),
        ({"topics": [{"id": None, "name": {}}]}, False),
        ({"topics": ["\u0007"]}, False),
    ],
)
def test_the_schema_takes_what_the_server_takes(
    server: Server, fields: dict[str, Any], *, taken: bool
) -> None:
    """Readers' regular expressions and ours differ in what is blank, and in what is a letter."""
    body = {"title": "خبر من المنامة", **fields}
    answer = server.http.post("/releases", json=body, headers=server.key("write"))
    assert (answer.status_code == 201) == taken, answer.text
    schema = {"$ref": "#/components/schemas/ReleaseIn"}
    assert _validator(schema).is_valid(body) == taken
