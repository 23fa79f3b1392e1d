"""Lines of JSON Lines for the tests, and importing them."""

import json
from collections.abc import Iterable
from typing import Any

from app.imports import importing
from app.imports.importing import Report
from app.kit.db import Database


def line(**document: Any) -> bytes:
    """Return a line with a title, and what is asked for."""
    whole = {"title": "خبر من المنامة", **document}
    return json.dumps(whole, ensure_ascii=False).encode() + b"\n"


def import_all(database: Database, lines: Iterable[bytes]) -> Report:
    """Import the lines; return what was done with all of them."""
    total = Report()
    for report in importing.import_lines(database, lines):
        total.read += report.read
        total.imported += report.imported
        total.there_already += report.there_already
        total.refused += report.refused
    return total


def codes(report: Report) -> dict[int, str]:
    """Return, for every refused line, its number and the code of its reason.

    The most telling code: of the first value that is wrong, else of the line.
    """
    return {
        refused.number: next((error.code for error in refused.problem.errors), refused.problem.code)
        for refused in report.refused
    }
