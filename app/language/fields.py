"""Pydantic types for what people write: what no text may hold is refused by name and position."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, LiteralString, NoReturn
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from app.language import dates, hijri, periods, prose, tags
from app.language.digits import ascii_digits
from app.language.folding import INVISIBLES

_UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def refuse(code: LiteralString, ar: str, en: str) -> NoReturn:
    """Raise a validation error that carries its sentence in both languages."""
    sentences: dict[str, Any] = {"ar": ar, "en": en}
    raise PydanticCustomError(code, "{en}", sentences)


def _allowed(text: str, *, one_line: bool) -> str:
    found = prose.forbidden(text, one_line=one_line)
    if found:
        position, name = found
        refuse(
            "forbidden_character",
            f"الحرف {name} في الموضع {position} لا يُقبل هنا.",
            f"The character {name} at position {position} is not accepted here.",
        )
    return text


def _line(text: str) -> str:
    return _allowed(text, one_line=True)


def _title(text: str) -> str:
    if not prose.is_seen(text):
        refuse("blank", "النص فارغ.", "The text is blank.")
    return _line(text)


def _text(text: str) -> str:
    return prose.line_feeds(_allowed(text, one_line=False))


def _instant(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    found = dates.read_instant(value) if isinstance(value, str) else None
    if found is None:
        refuse(
            "not_an_instant",
            "المطلوب تاريخ ووقت مع فرق التوقيت بصيغة RFC 3339، مثل 2026-11-24T23:00:00+03:00.",
            "Expected an RFC 3339 date and time with its offset, as 2026-11-24T23:00:00+03:00.",
        )
    return found


def _tag(value: str) -> str:
    found = tags.canonical_tag(value)
    if found is None:
        refuse(
            "not_a_language",
            "المطلوب رمز لغة BCP 47، مثل ar أو en-GB.",
            "Expected a BCP 47 language tag, as ar or en-GB.",
        )
    return found


def _canonical(value: object) -> object:
    # a UUID has other spellings, and an address under which nothing is found again is none
    if not isinstance(value, str) or not re.fullmatch(_UUID, value):
        refuse("not_an_id", "القيمة ليست معرّف UUID.", "The value is not a UUID.")
    return value


def _moment(value: str) -> str:
    if not periods.is_moment(value):
        refuse(
            "not_a_date",
            "المطلوب يوم مثل 2026-11-24 (أو ٢٠٢٦-١١-٢٤)، أو وقت مع فرق التوقيت.",
            "Expected a day, as 2026-11-24, or a date and time with its offset.",
        )
    return value


def _hijri(value: str) -> str:
    if not re.fullmatch(hijri.HIJRI_PATTERN, ascii_digits(value)):
        refuse(
            "not_a_hijri_date",
            "المطلوب سنة أو شهر أو يوم هجري من ١٣٤٣ إلى ١٥٠٠، مثل 1446-11.",
            "Expected a Hijri year, month or day from 1343 to 1500, as 1446-11.",
        )
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # of the disk: not before somebody names one


def _zone(value: str) -> str:
    if value not in _zones():
        refuse(
            "not_a_time_zone",
            "المطلوب منطقة زمنية من قائمة IANA، مثل Asia/Bahrain.",
            "Expected an IANA time zone, as Asia/Bahrain.",
        )
    return value


@dataclass(frozen=True, eq=False)  # `X | None` hashes what annotates X
class Rule:
    """A rule for a text field: what it accepts, and how JSON Schema says so.

    Stands last in `Annotated[str, Field(max_length=…), LINE]`, so that lengths are checked first.
    """

    check: Callable[[str], str]
    keywords: Mapping[str, Any]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Check after the type and the lengths."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say the rule in JSON Schema, beside what the lengths say."""
        return {**handler(schema), **self.keywords}


def of_form(pattern: str, ar: str, en: str) -> Rule:
    """Return the rule of a text that a regular expression describes, and sentences describe too."""
    form = re.compile(pattern)

    def check(text: str) -> str:
        if not form.fullmatch(text):
            refuse("wrong_form", ar, en)
        return text

    return Rule(check, {"pattern": pattern})


_IN = f"[^{prose.LINE_CLASS}]"
# what `prose.is_seen` does not see, spelled out: `\s` means other characters to JSON Schema, and
# what is beyond U+FFFF means two to some of its readers
_BLANK = r"\u0009\u0020\u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000" + "".join(
    one if one == "-" else f"\\u{ord(one):04x}"
    for one in INVISIBLES.replace("\U000e0100-\U000e01ef", "")
)
_NOT_BLANK = rf"^{_IN}*{_IN[:-1]}{_BLANK}]{_IN}*$"

LINE = Rule(_line, {"pattern": prose.LINE_PATTERN})
TITLE = Rule(_title, {"pattern": _NOT_BLANK})
TEXT = Rule(_text, {"pattern": prose.TEXT_PATTERN})
LANGUAGE = Rule(_tag, {"pattern": tags.TAG_PATTERN})
TIME_ZONE = Rule(_zone, {"format": "iana-timezone"})
MOMENT = Rule(_moment, {"anyOf": [{"format": "date"}, {"format": "date-time"}]})
HIJRI = Rule(_hijri, {"pattern": hijri.HIJRI_PATTERN})
CanonicalId = Annotated[UUID, BeforeValidator(_canonical)]
Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
