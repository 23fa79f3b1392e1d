"""From the body as it was written to safe HTML and to plain text."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

import nh3

from app.kit.foreseen import foreseeable
from app.language import prose, tags
from app.releases.models import BodyFormat

DEEPEST = 200
_ENDING_THEMSELVES = frozenset({
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "td", "th", "tr", "track", "wbr",
})  # fmt: skip
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is derived from a body."""

    html: str
    text: str
    words: int


@foreseeable
def render(body: str, body_format: BodyFormat, language: str) -> Rendered:
    """Return the body as HTML that is safe to show, as text, and its number of words.

    The HTML is one `div` with `lang` and `dir` set, so that any page shows it right.
    """
    inner = _inner_html(body, body_format)
    text = body if body_format == "text" else _text_of(inner)
    direction = tags.direction(language)
    shell = f'<div dir="{direction}" lang="{html.escape(language)}">{inner}</div>'
    return Rendered(shell, text, prose.word_count(text))


def _inner_html(body: str, body_format: BodyFormat) -> str:
    if body_format == "text":
        return "".join(f"<p>{html.escape(part)}</p>" for part in prose.paragraphs(body))
    if body_format == "markdown":
        return nh3.clean(_of_markdown()(body))
    return nh3.clean(body)


@cache
def _of_markdown() -> Callable[[str], str]:
    """Return what makes HTML of Markdown."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - 18 ms, with the first Markdown

    html_of: Callable[[str], str] = MarkdownIt("commonmark", {"html": False}).enable("table").render
    return html_of


class _DepthOf(HTMLParser):
    """Measures how deep elements stand in each other; those that end themselves do not count."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in _ENDING_THEMSELVES:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _ENDING_THEMSELVES:
            self.depth = max(0, self.depth - 1)


def is_too_deep(written_html: str) -> bool:
    """Tell whether elements are nested deeper than any text needs.

    What sanitises HTML takes time that grows with the square of the depth: minutes for a megabyte.
    """
    measuring = _DepthOf()
    measuring.feed(written_html)
    return measuring.deepest > DEEPEST


class _TextOf(HTMLParser):
    """Collects text; blocks end lines, so that words of two paragraphs never join."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._end_line(tag)

    def handle_endtag(self, tag: str) -> None:
        self._end_line(tag)

    def _end_line(self, tag: str) -> None:
        if tag in _BLOCKS and self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")


def _text_of(clean_html: str) -> str:
    reader = _TextOf()
    reader.feed(clean_html)
    reader.close()
    return "\n".join(prose.paragraphs("".join(reader.parts)))
