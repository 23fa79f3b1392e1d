"""The body as HTML: right for every format, and harmless whatever was written."""

import re
from html.parser import HTMLParser

import pytest

from tests.conftest import Server

pytestmark = pytest.mark.once  # no database decides what Markdown and HTML become

# every line has run a script somewhere: OWASP's filter evasion sheet, html5sec, mutation XSS
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>اضغط</a>",
    "<a href=' &#14; javascript:alert(1)'>اضغط</a>",
    "<a href='java&#10;script:alert(1)'>اضغط</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>اضغط</a>",
    "<a href='vbscript:msgbox(1)'>اضغط</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<object data='javascript:alert(1)'></object><embed src='javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><button>أرسل</button></form>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img onerror=a()&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<p style='background:url(javascript:alert(1))'>نص</p>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<link rel=stylesheet href='http://evil.example/x.css'><base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<details open ontoggle=alert(1)><summary>المزيد</summary></details>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "</div></div></body></html><script>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src='x' onerror='alert(1)'",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<xmp><img src=x onerror=alert(1)></xmp><plaintext><script>alert(1)",
    "<template><script>alert(1)</script></template>",
    "<input autofocus onfocus=alert(1)><textarea><script>alert(1)</script>",
    "[اضغط](javascript:alert(1)) ![صورة](javascript:alert(1))",
    "[اضغط](<java\nscript:alert(1)>) <javascript:alert(1)>",
    '[اضغط](https://x.bh/"onmouseover="alert(1))',
]
LOUD = {"script", "style", "iframe", "object", "embed", "form", "base", "link", "meta", "svg",
        "math", "input", "button", "template", "noscript", "textarea", "xmp", "plaintext",
        "video", "audio", "source"}  # fmt: skip
ADDRESSES = {"href", "src", "action", "data", "poster", "cite", "formaction", "xlink:href"}


class Seen(HTMLParser):
    """What a browser would find in the HTML that could do something."""

    def __init__(self) -> None:
        """Have seen nothing yet."""
        super().__init__()
        self.harm: list[str] = []
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        if tag in LOUD:
            self.harm.append(tag)
        for name, value in attrs:
            scheme = re.match(r"[\s\x00-\x20]*([a-z+.-]+):", (value or "").lower())
            wrong = name in ADDRESSES and scheme and scheme[1] not in {"http", "https", "mailto"}
            if name.startswith("on") or name == "style" or wrong:
                self.harm.append(f"{tag} {name}={value}")

    def handle_decl(self, decl: str) -> None:
        self.harm.append(decl)


@pytest.mark.parametrize("body_format", ["text", "markdown", "html"])
def test_what_is_shown_is_harmless(server: Server, body_format: str) -> None:
    for number, attack in enumerate(ATTACKS):
        body = f"قبل الهجوم\n\n{attack}\n\nبعده"
        made = server.create(title=f"هجوم {number}", body=body, body_format=body_format)
        assert made["body"] == body
        seen = Seen()
        seen.feed(made["body_html"])
        seen.close()
        assert seen.harm == [], f"{attack}: {made['body_html']}"
        assert seen.opened[0] == "div"
        assert made["body_html"].endswith("</div>")
        assert made["body_html"].count("<div") == made["body_html"].count("</div>")


def test_of_text_lines_are_paragraphs(server: Server) -> None:
    made = server.create(body="أولى & «ثانية» <b>\nتليها\n\n\n  ثالثة  \n")
    assert made["body_html"] == (
        '<div dir="rtl" lang="ar"><p>أولى &amp; «ثانية» &lt;b&gt;</p><p>تليها</p><p>ثالثة</p></div>'
    )


def test_markdown_is_commonmark_with_tables(server: Server) -> None:
    body = (
        "## عنوان\n\n- أول\n- **ثان**\n\n| أ | ب |\n|---|---|\n| ١ | ٢ |\n\n[رابط](https://x.bh/)"
    )
    html = server.create(body=body, body_format="markdown")["body_html"]
    for part in ("<h2>عنوان</h2>", "<strong>ثان</strong>", "<td>٢</td>", 'href="https://x.bh/"'):
        assert part in html


def test_good_html_is_kept(server: Server) -> None:
    body = "<h2>عنوان</h2><p>قال <em>الوزير</em>:<br>«أهلا»</p><blockquote>نص</blockquote>"
    made = server.create(body=body, body_format="html", language="ar-BH")
    assert made["body_html"] == f'<div dir="rtl" lang="ar-BH">{body}</div>'


def test_the_language_changes_what_surrounds_the_body(server: Server) -> None:
    made = server.create(body="نص", title="خبر بلغتين")
    to = {"language": "en"}
    changed = server.http.patch(made["url"], json=to, headers=server.key("write")).json()
    assert changed["body_html"] == '<div dir="ltr" lang="en"><p>نص</p></div>'


def test_html_too_deep_to_be_sanitised_in_time_is_refused(server: Server) -> None:
    body = "<div>" * 150_000 + "خبر"
    response = server.http.post(
        "/releases",
        json={"title": "خبر", "body": body, "body_format": "html"},
        headers=server.key("write"),
    )
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/body"
    assert response.json()["errors"][0]["code"] == "too_deep"


def test_a_long_list_is_not_deep(server: Server) -> None:
    body = f"<ul>{'<li>بند' * 500}</ul>" + "<p>فقرة</p>" * 500
    assert server.create(body=body, body_format="html")["word_count"] == 1000
