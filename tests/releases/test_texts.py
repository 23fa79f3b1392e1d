"""Text comes back exactly as it was written; only what no text may hold is refused, by name."""

from typing import Any

import pytest

from tests.conftest import Server

SPELLINGS = [
    "وزيـــر الـداخـلية بجـمهوريـة مـصر الــعربــية",
    "الْحَمْدُ لِلَّهِ رَبِّ الْعَالَمِينَ",
    "«مؤكداً» ، \"قال\" 'ثم' ”أضاف“ ‹هنا›",
    "  مسافة قبل وبعد\u00a0",
    "لا\u200cإله\u200dإلا\u200e\u200f\u061c",
    "ﷺ ﻻ ﺍﻟﻌﺮﺑﻴﺔ",
    "e\u0301 ليس é",
    "١٢٣ و۱۲۳ و123",
    "🇧🇭 البحرين 🇪🇬 مصر 👨‍👩‍👧",
    "\tجدولة\tفي السطر",
]


def test_every_spelling_comes_back_as_it_was_written(server: Server) -> None:
    for written in SPELLINGS:
        made = server.publish(
            title=written,
            subtitle=written,
            summary=written,
            body=f"{written}\n\n{written}\n",
            dateline=written,
            keywords=[written],
            contacts=[{"name": {"ar": written}, "role": written}],
            media=[{"url": "https://a.example/x.jpg", "credit": written, "alt": {"ar": written}}],
        )
        read = server.get(made["url"]).json()
        for field in ("title", "subtitle", "summary", "dateline"):
            assert read[field] == written
        assert read["body"] == f"{written}\n\n{written}\n"
        assert read["body_text"] == read["body"]
        assert read["keywords"] == [written]
        assert read["contacts"][0]["role"] == read["contacts"][0]["name"]["ar"] == written
        assert read["media"][0]["credit"] == read["media"][0]["alt"]["ar"] == written


def test_arabic_is_never_escaped(server: Server) -> None:
    made = server.publish(title="وزيـر الداخلية", body="«قال»")
    raw = server.get(made["url"]).text
    assert "وزيـر الداخلية" in raw
    assert "\\u" not in raw


def test_every_line_end_becomes_a_line_feed(server: Server) -> None:
    made = server.create(body="أول\r\nثان\rثالث\nرابع\n\r\n", ed_note="أ\r\nب", summary="س\rص")
    assert made["body"] == "أول\nثان\nثالث\nرابع\n\n"
    assert made["ed_note"] == "أ\nب"
    assert made["summary"] == "س\nص"


def test_a_summary_that_is_given_empty_stays_empty(server: Server) -> None:
    made = server.create(body="الفقرة الأولى.", summary="")
    assert made["summary"] == ""


def refusals(server: Server, **document: Any) -> list[tuple[str, str, str]]:
    """Return pointer, code and detail of what is refused in a release."""
    response = server.http.post(
        "/releases",
        json={"title": "خبر", **document},
        headers={**server.key("publish"), "Accept-Language": "en"},
    )
    assert response.status_code == 422, response.text
    return [(one["pointer"], one["code"], one["detail"]) for one in response.json()["errors"]]


CONTROLS = [chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"]
BIDI = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


def test_controls_are_refused_in_running_text_by_name_and_position(server: Server) -> None:
    for control in CONTROLS:
        name = f"U+{ord(control):04X}"
        for field in ("body", "summary", "ed_note"):
            [(pointer, code, detail)] = refusals(server, **{field: f"قال{control}الوزير"})
            assert (pointer, code) == (f"/{field}", "forbidden_character")
            assert f"{name} at position 3" in detail


LINES: list[tuple[str, Any]] = [
    ("/title", lambda text: {"title": text}),
    ("/subtitle", lambda text: {"subtitle": text}),
    ("/dateline", lambda text: {"dateline": text}),
    ("/slug", lambda text: {"slug": text}),
    ("/reference", lambda text: {"reference": text}),
    ("/keywords/0", lambda text: {"keywords": [text]}),
    ("/issuer/name/ar", lambda text: {"issuer": {"name": {"ar": text}}}),
    ("/people/0/title/ar", lambda text: {"people": [{"id": "x", "title": {"ar": text}}]}),
    ("/people/0/aliases/0", lambda text: {"people": [{"id": "x", "aliases": [text]}]}),
    ("/contacts/0/role", lambda text: {"contacts": [{"role": text}]}),
    ("/contacts/0/phone", lambda text: {"contacts": [{"phone": text}]}),
    ("/contacts/0/email", lambda text: {"contacts": [{"email": f"{text}@x.bh"}]}),
    ("/media/0/credit", lambda text: {"media": [{"url": "https://x.bh/", "credit": text}]}),
    ("/media/0/url", lambda text: {"media": [{"url": f"https://x.bh/{text}"}]}),
]


@pytest.mark.parametrize(("pointer", "document"), LINES, ids=[pointer for pointer, _ in LINES])
def test_a_line_refuses_controls_and_bidi_overrides(
    server: Server, pointer: str, document: Any
) -> None:
    for forbidden in [*CONTROLS, *BIDI]:
        [(at, code, detail)] = refusals(server, **document(f"قال{forbidden}الوزير"))
        assert at == pointer
        assert code in {"forbidden_character", "wrong_form"}
        if code == "forbidden_character":
            assert f"U+{ord(forbidden):04X} at position" in detail


def test_bidi_isolates_stay_in_running_text(server: Server) -> None:
    made = server.create(body="قيمتها \u2066$953M\u2069 هذا العام")
    assert made["body"] == "قيمتها \u2066$953M\u2069 هذا العام"


def test_a_title_is_one_to_three_hundred_characters_and_not_blank(server: Server) -> None:
    assert server.create(title="ع" * 300)["title"] == "ع" * 300
    assert refusals(server, title="ع" * 301)[0][:2] == ("/title", "too_long")
    assert refusals(server, title="")[0][:2] == ("/title", "too_short")
    for blank in ("   ", "\t", "\u00a0\u2003", "\u200b", "\u200f \u2060", "\U000e0100"):
        assert refusals(server, title=blank)[0][:2] == ("/title", "blank")


def test_each_wrong_place_is_named(server: Server) -> None:
    found = refusals(
        server,
        title="",
        summary="ع" * 501,
        urgency=0,
        language="عربي",
        timezone="Asia/Manama",
        publish_at="2026-11-24T23:00:00",
        media=[{"url": "javascript:alert(1)"}, {"url": "https://x.bh/", "role": "زينة"}],
        topics=[{"title": {"ar": "بلا اسم"}}],
    )
    assert [(pointer, code) for pointer, code, _ in found] == [
        ("/title", "too_short"),
        ("/summary", "too_long"),
        ("/language", "not_a_language"),
        ("/topics/0", "concept_without_name"),
        ("/urgency", "out_of_range"),
        ("/media/0/url", "wrong_form"),
        ("/media/1/role", "not_a_choice"),
        ("/publish_at", "not_an_instant"),
        ("/timezone", "not_a_time_zone"),
    ]


def test_what_has_no_form_is_told_in_words_not_in_a_regular_expression(server: Server) -> None:
    found = refusals(
        server,
        contacts=[{"email": "media"}, {"email": "a@b\n"}],
        media=[
            {"url": "www.example.bh/a.jpg"},
            {"url": "https://a.bh/x.jpg", "mime_type": "صورة"},
            {"url": "https://a.bh/x.jpg", "role": "زينة"},
        ],
    )
    assert [(pointer, said) for pointer, _, said in found] == [
        ("/contacts/0/email", "Expected an e-mail address, as media@example.bh."),
        ("/contacts/1/email", "Expected an e-mail address, as media@example.bh."),
        ("/media/0/url", "Expected an address that begins with https://, without blanks."),
        ("/media/1/mime_type", "Expected a media type, as image/jpeg."),
        ("/media/2/role", "The value must be one of 'featured', 'gallery' or 'attachment'."),
    ]


def test_true_is_said_as_json_says_it(server: Server) -> None:
    made = server.publish(title="منشور")
    body = {"reason": {"ar": "خطأ"}, "confirm": False}
    refused = server.http.post(f"{made['url']}/kill", json=body, headers=server.key("admin"))
    assert refused.json()["errors"][0]["detail"] == "القيم الممكنة: true."
