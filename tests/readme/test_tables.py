"""The README says what the code says: every setting, every error, every file it links to."""

import re

from tests.readme import tables


def test_the_tables_are_those_of_the_code() -> None:
    text = tables.README.read_text()
    assert tables.with_tables(text) == text, "run: .venv/bin/python -m tests.readme.tables"


def test_both_tables_are_there() -> None:
    text = tables.README.read_text()
    assert "`NASHRA_DATABASE_URL`" in text
    assert "| 404 | `release_not_found` |" in text


def test_every_link_leads_to_a_file() -> None:
    linked = re.findall(r"\]\(([^)h][^)]*)\)", tables.README.read_text())
    assert linked
    assert [path for path in linked if not (tables.README.parent / path).exists()] == []


def test_the_picture_of_the_house_names_every_room() -> None:
    text = tables.README.read_text()
    rooms = [path.name for path in (tables.README.parent / "app").iterdir() if path.is_dir()]
    missing = [room for room in rooms if room not in text and not room.startswith("_")]
    assert missing == []
