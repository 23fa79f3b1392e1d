"""A route that reads its request strictly, before the framework makes something of it."""

from collections.abc import Callable, Coroutine, Mapping
from email.message import Message
from typing import Any
from urllib.parse import unquote_to_bytes

from fastapi import Request, Response
from fastapi.routing import APIRoute
from fastapi.utils import create_model_field

from app.kit import strict_json
from app.kit.errors import (
    Bilingual,
    InputError,
    Invalid,
    MalformedAddress,
    MethodNotAllowed,
    UnsupportedMedia,
)
from app.kit.http import allowed, auditing
from app.kit.http.asked import Asked
from app.kit.input_errors import unknown_name

JSON_TYPES = ("application/json", "application/merge-patch+json")


class StrictRequest(Request):
    """A request whose JSON is read by `strict_json`, once."""

    raw_body: bytes = b""
    _document: Any = None

    async def read(self) -> None:
        """Read the body and its JSON now; raise what is wrong with them."""
        self.raw_body = await self.body()
        if self.raw_body:
            _check_media(self)
            self._document = strict_json.read(self.raw_body)

    async def json(self) -> Any:
        """Return what `read` found."""
        return self._document


class StrictRoute(APIRoute):
    """Refuses unknown and repeated parameters, and bodies that are not plain UTF-8 JSON."""

    def __init__(
        self,
        *args: Any,
        responses: Mapping[int | str, dict[str, Any]] | None = None,
        **how: Any,
    ) -> None:
        """Name the operation as its function; what it answers is told when it is described."""
        named = {"generate_unique_id_function": lambda route: route.name}
        super().__init__(*args, **{**how, **named})
        self._answers = responses or {}

    def describe(self) -> None:
        """Let the route's description tell of its answers, its body and what is `Asked`.

        No start has to wait for that: to read all the models takes a tenth of it. What stands in
        `openapi_extra` may be a function that returns it.
        """
        self.responses = {**self._answers}
        self.response_fields = {
            status: create_model_field(
                f"Response_{status}_{self.unique_id}", answer["model"], mode="serialization"
            )
            for status, answer in self._answers.items()
            if "model" in answer
        }
        extra = self.openapi_extra or {}
        described = [parameter for asked in _asked(self) for parameter in asked.described()]
        if described:
            extra = {**extra, "parameters": described}
        self.openapi_extra = {
            name: made() if callable(made) else made for name, made in extra.items()
        }

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler."""
        handle = super().get_route_handler()
        known = _parameters(self)

        async def read_strictly(request: Request) -> Response:
            # PUT /releases/search is not for `{release}` to answer
            if self.param_convertors and allowed.is_fixed(request):
                raise MethodNotAllowed(headers={"Allow": allowed.methods(request)})
            strict = StrictRequest(request.scope, request.receive)
            _check_query(strict, known)
            if self.body_field is not None:
                await strict.read()
            response = await handle(strict)
            auditing.answered(strict, response)
            return response

        return read_strictly


def _parameters(route: APIRoute) -> dict[str, bool]:
    """Return the names of the query parameters, and whether each may be repeated."""
    known = {
        field.alias: "list" in str(field.field_info.annotation)
        for field in route.dependant.query_params
    }
    for asked in _asked(route):
        known |= asked.repeatable
    return known


def _asked(route: APIRoute) -> list[Asked[Any]]:
    return [one.call for one in route.dependant.dependencies if isinstance(one.call, Asked)]


def _check_query(request: Request, known: dict[str, bool]) -> None:
    query: bytes = request.scope["query_string"]
    if not query:
        return
    try:
        unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedAddress(
            Bilingual(
                "ما بعد علامة الاستفهام ليس UTF-8 سليمًا.",
                "What follows the question mark is not valid UTF-8.",
            )
        ) from error
    wrong = [
        _unknown(name, known) if name not in known else _repeated(name)
        for name in dict.fromkeys(request.query_params)
        if name not in known or (not known[name] and len(request.query_params.getlist(name)) > 1)
    ]
    if wrong:
        raise Invalid(errors=wrong)


def _unknown(name: str, known: dict[str, bool]) -> InputError:
    return InputError("unknown_parameter", unknown_name(name, list(known)), parameter=name)


def _repeated(name: str) -> InputError:
    return InputError(
        "repeated_parameter",
        Bilingual("لا يُذكر هذا المعامل إلا مرة واحدة.", "This parameter may stand only once."),
        parameter=name,
    )


def _check_media(request: Request) -> None:
    # every line of a header counts: the first alone could hide what the second says
    types = request.headers.getlist("content-type")
    if types == [JSON_TYPES[0]] and "content-encoding" not in request.headers:
        return  # as nearly everybody says it
    codings = {
        coding.strip().lower()
        for line in request.headers.getlist("content-encoding")
        for coding in line.split(",")
    }
    header = Message()
    header["content-type"] = types[0] if types else ""
    charset = header.get_param("charset", "utf-8")
    if len(types) != 1 or header.get_content_type() not in JSON_TYPES:
        said = Bilingual(
            "أرسل المحتوى بنوع application/json.", "Send the body as application/json."
        )
    elif str(charset).lower() not in {"utf-8", "utf8"}:
        said = Bilingual("أرسل المحتوى بترميز UTF-8.", "Send the body in UTF-8.")
    elif codings - {"identity"}:
        said = Bilingual("أرسل المحتوى بلا ضغط.", "Send the body without a content encoding.")
    else:
        return
    raise UnsupportedMedia(said, headers={"Accept": ", ".join(JSON_TYPES)})
