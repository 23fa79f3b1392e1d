"""Importing JSON Lines: what goes in, what is refused and why, and nothing twice."""

import json
from uuid import UUID

import pytest

from app.imports import importing
from tests.conftest import Server
from tests.imports.lines import codes, import_all, line

ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
LETTERS = 1_000_000  # the longest body

REFUSED = [
    (b"{", "not_json"),
    (b"not json", "not_json"),
    (b'{"title": "a"} {"title": "b"}', "not_json"),
    (b"[]", "not_an_object"),
    (b"null", "not_an_object"),
    (b'"title"', "not_an_object"),
    (b'{"title": "a", "urgency": NaN}', "not_a_number"),
    (b'{"title": "a", "urgency": 1e400}', "number_out_of_range"),
    (b'{"title": "a", "urgency": 5.5}', "not_an_integer"),
    (b'{"title": "a", "title": "b"}', "duplicate_name"),
    (rb'{"title": "\ud800"}', "lone_surrogate"),
    (rb'{"title": "a\u0000b"}', "forbidden_character"),
    ('{"title": "عنوان"}'.encode("utf-16"), "not_utf8"),
    (b'{"title": "\xff"}', "not_utf8"),
    (b'{"title": "a", "x":' + b"[" * 900 + b"]" * 900 + b"}", "too_deep"),
    (b"{}", "required"),
    (b'{"title": ""}', "too_short"),
    (b'{"title": "  "}', "blank"),
    (b'{"title": "a", "tilte": "b"}', "unknown_field"),
    (b'{"title": "a", "revision": 3}', "unknown_field"),
    (b'{"title": "a", "id": "abc"}', "not_an_id"),
    (b'{"title": "a", "created_at": "2026-11-24"}', "not_an_instant"),
    (b'{"title": "a", "publish_at": "2026-02-30T10:00:00Z"}', "not_an_instant"),
    (b'{"title": "a", "publish_at": "2026-11-24T10:00:00"}', "not_an_instant"),
    (b'{"title": "a", "publish_at": 1764000000}', "not_an_instant"),
    (b'{"title": "a", "language": "arabic"}', "not_a_language"),
    (b'{"title": "a", "timezone": "Manama"}', "not_a_time_zone"),
    (b'{"title": "a", "state": "killed"}', "life_incomplete"),
    (b'{"title": "a", "topics": ["nothing"]}', "concept_not_found"),
    (b'{"title": "a", "slug": "search"}', "slug_reserved"),
    (f'{{"title": "a", "translation_of": "{ID}"}}'.encode(), "translation_source_unfit"),
]


def test_each_is_refused_with_its_number_and_the_others_go_in(server: Server) -> None:
    lines: list[bytes] = []
    for number, (raw, _) in enumerate(REFUSED):
        lines += [line(title=f"خبر {number}"), raw + b"\n"]
    report = import_all(server.database, lines)
    assert report.imported == len(REFUSED)
    expected = {2 * place: code for place, (_, code) in enumerate(REFUSED, 1)}
    assert codes(report) == expected
    assert server.get("/releases", "draft").json()["total"] == len(REFUSED)


@pytest.mark.parametrize(("raw", "code"), REFUSED)
def test_alone_it_leaves_nothing(server: Server, raw: bytes, code: str) -> None:
    assert codes(import_all(server.database, [raw])) == {1: code}
    assert server.get("/releases", "draft").json()["total"] == 0


def test_a_line_refused_half_way_undoes_the_concepts_that_it_made(server: Server) -> None:
    minister = {"id": "minister", "name": {"ar": "الوزير"}}
    lines = [
        line(title="أول", slug="taken"),
        line(title="ثان", people=[minister], topics=["no-such-topic"]),
        line(title="ثالث", people=[minister]),
        line(title="رابع", slug="taken"),
    ]
    report = import_all(server.database, lines)
    assert codes(report) == {2: "concept_not_found", 4: "slug_taken"}
    assert report.imported == 2
    kept = server.get("/releases", "draft", person="minister").json()["items"]
    assert [release["title"] for release in kept] == ["ثالث"]


def test_a_conflict_far_into_a_batch_costs_only_its_line(server: Server) -> None:
    titles = [line(title=f"خبر {n}", reference=f"R-{n % 150}") for n in range(300)]
    report = import_all(server.database, titles)
    assert report.imported == 150
    assert codes(report) == dict.fromkeys(range(151, 301), "reference_taken")
    again = import_all(server.database, titles)
    assert (again.imported, again.there_already, len(again.refused)) == (0, 150, 150)


def test_blank_lines_and_line_ends(server: Server) -> None:
    one, two, three = (line(title=f"خبر {n}").strip() for n in range(3))
    raw = b"\n\r\n  \t\n" + one + b"\r\n\n" + b" " + two + b" \r\n" + three  # no end of line
    report = import_all(server.database, raw.splitlines(keepends=True))
    assert (report.imported, report.refused) == (3, [])
    assert report.read == len(raw)


def test_numbers_count_blank_lines(server: Server) -> None:
    assert codes(import_all(server.database, [b"\n", b"\n", b"{\n"])) == {3: "not_json"}


def test_a_byte_order_mark_begins_a_file_and_no_line(server: Server) -> None:
    bom = b"\xef\xbb\xbf"
    lines = [bom + line(title="أول"), bom + line(title="ثان"), line(title="أول")]
    report = import_all(server.database, lines)
    assert codes(report) == {2: "byte_order_mark"}
    assert (report.imported, report.there_already) == (1, 1)


def test_the_same_line_twice_goes_in_once(server: Server) -> None:
    same = line(title="خبر")
    report = import_all(server.database, [same, same.strip(), b"  " + same])
    assert (report.imported, report.there_already) == (1, 2)


def test_run_again_it_adds_nothing(server: Server) -> None:
    lines = [line(title=f"خبر {n}", keywords=["أمن"]) for n in range(20)]
    import_all(server.database, lines)
    before = server.get("/releases", "draft").json()
    report = import_all(server.database, lines)
    assert (report.imported, report.there_already) == (0, 20)
    assert server.get("/releases", "draft").json() == before


def test_what_was_edited_or_discarded_since_is_left_alone(server: Server) -> None:
    lines = [line(title="أول"), line(title="ثان")]
    import_all(server.database, lines)
    by_title = {each["title"]: each for each in server.get("/releases", "draft").json()["items"]}
    patch, key = {"title": "تغيّر"}, server.key("write")
    changed = server.http.patch(by_title["أول"]["url"], json=patch, headers=key)
    thrown = server.http.delete(by_title["ثان"]["url"], headers=key)
    assert (changed.status_code, thrown.status_code) == (200, 204)
    report = import_all(server.database, lines)
    assert (report.imported, report.there_already) == (0, 2)
    items = server.get("/releases", "draft").json()["items"]
    assert [release["title"] for release in items] == ["تغيّر"]


def test_an_id_that_another_text_has(server: Server) -> None:
    import_all(server.database, [line(id=ID, title="هذا", slug="one")])
    same = json.dumps({"slug": "one", "title": "هذا", "id": ID.upper()}).encode()
    report = import_all(server.database, [line(id=ID, title="غيره"), same])
    assert codes(report) == {1: "release_exists"}
    assert report.there_already == 1
    assert server.get(f"/releases/{ID}", "draft").json()["title"] == "هذا"


def test_an_id_that_a_discarded_draft_has(server: Server) -> None:
    import_all(server.database, [line(id=ID)])
    server.http.delete(f"/releases/{ID}", headers=server.key("write"))
    assert codes(import_all(server.database, [line(id=ID, body="x")])) == {1: "release_discarded"}


def test_the_identity_that_it_had_elsewhere(server: Server) -> None:
    import_all(server.database, [line(id=ID, created_at="٢٠٢٠-٠١-٠٢T٠٣:٠٤:٠٥Z", body="نص\r\nآخر")])
    made = server.get(f"/releases/{ID}", "draft").json()
    assert UUID(made["id"]) == UUID(ID)
    assert made["created_at"] == "2020-01-02T03:04:05Z"
    assert made["body"] == "نص\nآخر"


def test_a_translation_after_its_source(server: Server) -> None:
    source = line(id=ID, title="الأصل")
    translation = line(title="Translation", language="en", translation_of=ID)
    early = import_all(server.database, [translation, source])
    assert codes(early) == {1: "translation_source_unfit"}
    late = import_all(server.database, [translation, source])
    assert (late.imported, late.there_already, late.refused) == (1, 1, [])


def test_a_line_of_three_megabytes(server: Server) -> None:
    body = "€ " * (LETTERS // 2)
    body = body.replace("€ ", "€€")[:LETTERS]
    long = line(title="طويل", slug="long", body=body)
    assert len(long) > 3_000_000
    report = import_all(server.database, [line(), long, line(title="بعده")])
    assert (report.imported, report.refused) == (3, [])
    too_long = import_all(server.database, [line(body=body + "€")])
    assert codes(too_long) == {1: "too_long"}
    assert server.get("/releases/long", "draft").json()["body"] == body


def test_batches_end_by_lines_and_by_bytes(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH_LINES", 4)
    monkeypatch.setattr(importing, "BATCH_BYTES", 1_000)
    small = [line(title=f"خبر {n}") for n in range(10)]
    large = [line(title=f"كبير {n}", body="ب" * 600) for n in range(3)]
    reports = list(importing.import_lines(server.database, [*small, *large]))
    assert [report.imported for report in reports] == [4, 4, 3, 1, 1, 0]
    assert sum(report.read for report in reports) == sum(map(len, [*small, *large]))


def test_what_is_imported_is_found(server: Server) -> None:
    published = line(
        title="تعاون أمني", body="زار محـمود تـوفيق المنامة.", state="published",
        publish_at="2020-01-02T03:04:05Z",
    )  # fmt: skip
    import_all(server.database, [published])
    found = server.get("/releases/search", q="محمود توفيق").json()
    assert found["total"] == 1
    assert found["items"][0]["published_at"] == "2020-01-02T03:04:05Z"
