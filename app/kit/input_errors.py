"""What pydantic finds wrong, said in both languages and placed as the contract promises."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from app.kit.errors import Bilingual, InputError, Invalid

Model = TypeVar("Model", bound=BaseModel)

# pydantic's error types, our stable code and the two sentences; pydantic's `ctx` fills the braces
_SAID = (
    ("missing", "required", "هذا الحقل مطلوب.", "This field is required."),
    ("extra_forbidden", "unknown_field", "حقل غير معروف.", "Unknown field."),
    ("string_type", "not_text", "القيمة يجب أن تكون نصًا.", "The value must be text."),
    ("string_unicode", "not_text", "القيمة ليست نصًا سليمًا.", "The value is not well-formed text."),
    (
        "string_too_short",
        "too_short",
        "أقل طول هو {min_length}.",
        "The shortest length is {min_length}.",
    ),
    (
        "string_too_long",
        "too_long",
        "أقصى طول هو {max_length} حرفًا.",
        "The greatest length is {max_length}.",
    ),
    (
        "string_pattern_mismatch",
        "wrong_form",
        "القيمة لا تطابق الصيغة {pattern}.",
        "The value does not match {pattern}.",
    ),
    (
        "too_long",
        "too_many",
        "أكثر عدد هو {max_length}.",
        "There may be at most {max_length} of these.",
    ),
    (
        "too_short",
        "too_few",
        "أقل عدد هو {min_length}.",
        "There must be at least {min_length} of these.",
    ),
    (
        "int_type int_parsing int_from_float",
        "not_an_integer",
        "القيمة يجب أن تكون عددًا صحيحًا.",
        "The value must be an integer.",
    ),
    ("int_parsing_size", "out_of_range", "العدد خارج المدى.", "The number is out of range."),
    ("greater_than_equal", "out_of_range", "أصغر قيمة هي {ge}.", "The least value is {ge}."),
    ("less_than_equal", "out_of_range", "أكبر قيمة هي {le}.", "The greatest value is {le}."),
    (
        "literal_error",
        "not_a_choice",
        "القيم الممكنة: {listed}.",
        "The value must be one of {expected}.",
    ),
    ("list_type", "not_a_list", "القيمة يجب أن تكون قائمة.", "The value must be a list."),
    (
        "dict_type model_type model_attributes_type",
        "not_an_object",
        "القيمة يجب أن تكون كائنًا.",
        "The value must be an object.",
    ),
    (
        "bool_type bool_parsing",
        "not_a_boolean",
        "القيمة يجب أن تكون true أو false.",
        "The value must be true or false.",
    ),
    ("uuid_type uuid_parsing", "not_an_id", "القيمة ليست معرّف UUID.", "The value is not a UUID."),
)
SENTENCES = {
    error_type: (code, Bilingual(ar, en))
    for error_types, code, ar, en in _SAID
    for error_type in error_types.split()
}
ANYTHING_ELSE = ("invalid_value", Bilingual("القيمة غير صالحة.", "The value is not valid."))


def translate(found: Iterable[Mapping[str, Any]], body: Any = None) -> list[InputError]:
    """Return pydantic's (or FastAPI's) errors as the contract's `errors`, in the same order.

    `body` is the type of the body, where there is one: the nearest name is looked for in it.
    """
    return [_one(error, body) for error in found]


def validated(model: type[Model], document: Any) -> Model:
    """Return the document as a `model`; raise `Invalid`, which says what is wrong where."""
    try:
        return model.model_validate(document)
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        raise Invalid(errors=translate(found, model)) from error


def _one(error: Mapping[str, Any], body: Any) -> InputError:
    where, *path = error["loc"]
    context = dict(error.get("ctx", {}))
    if "ar" in context and "en" in context:  # a rule of our own brings its own sentences
        code, detail = error["type"], Bilingual(context["ar"], context["en"])
    else:
        code, detail = SENTENCES.get(error["type"], ANYTHING_ELSE)
        # pydantic lists choices in English, and says True where JSON says true
        expected = str(context.get("expected", ""))
        context["expected"] = expected.lower() if expected in {"True", "False"} else expected
        context["listed"] = context["expected"].replace(" or ", " أو ")
        detail = detail.format(**context)
    if where == "body":
        known = _names_beside(path, body) if error["type"] == "extra_forbidden" else []
        detail = unknown_name(str(path[-1]), known) if known else detail
        return InputError(code, detail, pointer=pointer_to(path))
    return InputError(code, detail, parameter=str(path[0]) if path else str(where))


def pointer_to(path: Iterable[str | int]) -> str:
    """Return the JSON Pointer (RFC 6901) of a path of names and indices."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def unknown_name(name: str, known: list[str]) -> Bilingual:
    """Return the sentence that names the nearest valid name, if one is near."""
    near = get_close_matches(name[:100], known, n=1)
    if near:
        return Bilingual(
            f"اسم غير معروف؛ هل تقصد {near[0]}؟", f"Unknown name; did you mean {near[0]}?"
        )
    listed = ", ".join(known)
    if not listed:
        return Bilingual("اسم غير معروف؛ لا يُقبل هنا شيء.", "Unknown name; none is taken here.")
    return Bilingual(f"اسم غير معروف؛ المعروف: {listed}.", f"Unknown name; known are {listed}.")


def _names_beside(path: Sequence[str | int], body: Any) -> list[str]:
    """Return the fields of the model in `body` that holds the last step of `path`."""
    model = _model_in(body)
    for step in path[:-1]:
        if model is not None and isinstance(step, str) and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation)
    return list(model.model_fields) if model else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model of `Model`, `Model | None`, `list[Model]` and the like."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in inner if model), None)
