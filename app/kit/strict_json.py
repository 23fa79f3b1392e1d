"""JSON read as RFC 8259 means it: UTF-8, no doubles, no NaN, no half characters, not too deep.

The standard library takes all of these silently, and each was seen to become a 500 later.
"""

import json
import re
from collections import Counter
from typing import Any, NoReturn

from app.kit.errors import Bilingual, InputError, MalformedBody

DEEPEST = 64
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")  # UTF-8 holds no half characters: they are escaped


def read(raw: bytes) -> Any:
    """Return the document; raise `MalformedBody` naming what is wrong with it."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed(
            "not_utf8",
            f"البايت {error.start} ليس UTF-8 سليمًا.",
            f"Byte {error.start} is not valid UTF-8.",
        ) from error
    if text.startswith("\ufeff"):
        raise _malformed(
            "byte_order_mark",
            "يبدأ المحتوى بعلامة ترتيب البايتات (BOM)، والمطلوب JSON بلا علامة.",
            "The body begins with a byte order mark; JSON has none.",
        )
    try:
        document = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _malformed(
            "not_json",
            f"ليس JSON سليمًا عند السطر {error.lineno}، العمود {error.colno}.",
            f"Not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}.",
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:  # an integer of more than 4,300 digits
        raise _malformed(
            "number_out_of_range",
            "في المحتوى عدد خارج المدى المقبول.",
            "A number in the body is out of range.",
        ) from error
    if _may_be_amiss(raw):
        _check(document, "", 0)
    return document


def _may_be_amiss(raw: bytes) -> bool:
    """Tell whether `_check` may find something: it takes as long as parsing, and seldom does."""
    return bool(_HALF.search(raw)) or raw.count(b"{") + raw.count(b"[") > DEEPEST


def _check(value: Any, pointer: str, depth: int) -> None:
    """Refuse what JSON's grammar lets through but no text or client can hold."""
    if depth > DEEPEST:
        raise _too_deep()
    if isinstance(value, str):
        _check_text(value, pointer)
    elif isinstance(value, dict):
        for name, child in value.items():
            _check_text(name, pointer)
            escaped = name.replace("~", "~0").replace("/", "~1")
            _check(child, f"{pointer}/{escaped}", depth + 1)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            _check(child, f"{pointer}/{index}", depth + 1)


def _check_text(text: str, pointer: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        found = f"U+{ord(text[error.start]):04X}"
        raise _malformed(
            "lone_surrogate",
            f"نصف حرف ({found}) في الموضع {error.start}.",
            f"Half a character ({found}) at position {error.start}.",
            pointer,
        ) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        counted = Counter(name for name, _ in pairs)
        twice = next(name for name in document if counted[name] > 1)
        shown = twice.encode("utf-8", "replace").decode()
        raise _malformed(
            "duplicate_name",
            f"الحقل «{shown}» مذكور مرتين.",
            f"The name {shown!r} stands twice in one object.",
        )
    return document


def _constant(name: str) -> NoReturn:
    raise _malformed(
        "not_a_number", f"{name} ليس عددًا في JSON.", f"{name} is not a number in JSON."
    )


def _number(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise _malformed(
            "number_out_of_range",
            "في المحتوى عدد خارج المدى المقبول.",
            "A number in the body is out of range.",
        )
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_constant, parse_float=_number
)


def _too_deep() -> MalformedBody:
    return _malformed(
        "too_deep",
        f"المحتوى متداخل أكثر من {DEEPEST} مستوى.",
        f"The body is nested more than {DEEPEST} levels deep.",
    )


def _malformed(code: str, ar: str, en: str, pointer: str = "") -> MalformedBody:
    detail = Bilingual(ar, en)
    return MalformedBody(detail, errors=[InputError(code, detail, pointer=pointer)])
