"""What pydantic finds wrong, said in both languages and placed as the contract promises."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.kit.errors import Bilingual, InputError

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
        "القيم الممكنة: {expected}.",
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


def translate(found: Iterable[Mapping[str, Any]]) -> list[InputError]:
    """Return pydantic's (or FastAPI's) errors as the contract's `errors`, in the same order."""
    return [_one(error) for error in found]


def _one(error: Mapping[str, Any]) -> InputError:
    where, *path = error["loc"]
    context = dict(error.get("ctx", {}))
    if "ar" in context and "en" in context:  # a rule of our own brings its own sentences
        code, detail = error["type"], Bilingual(context["ar"], context["en"])
    else:
        code, detail = SENTENCES.get(error["type"], ANYTHING_ELSE)
        detail = detail.format(**context)
    if where == "body":
        return InputError(code, detail, pointer=pointer_to(path))
    return InputError(code, detail, parameter=str(path[0]) if path else str(where))


def pointer_to(path: Iterable[str | int]) -> str:
    """Return the JSON Pointer (RFC 6901) of a path of names and indices."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
