"""`nashra audit`: the chain of the audit log, followed from its first line to its last."""

import re

import pytest

from tests.access.test_chain import UNGUARDED
from tests.cli.running import Installation

WHOLE = re.compile(
    r"السجل سليم · the audit log is whole: (\d+) lines; the last is ([0-9a-f]{64})\n"
)


@pytest.fixture
def used(installation: Installation) -> Installation:
    """Return an installation with some lines: the first start's, and two more."""
    for name in ("مكتب الإعلام", "وكالة"):
        assert installation.run("keys", "issue", name, "--scope", "write").code == 0
    return installation


def test_a_whole_log_is_said_to_be_whole(used: Installation) -> None:
    said = used.run("audit")
    found = WHOLE.fullmatch(said.out)
    assert (said.code, found and found[1]) == (0, "3")
    used.run("keys", "issue", "آخر", "--scope", "draft")
    again = WHOLE.fullmatch(used.run("audit").out)
    assert again
    assert found
    assert again[1] == "4"
    assert again[2] != found[2]


def test_the_first_line_that_does_not_hold_is_named(used: Installation) -> None:
    for drop in UNGUARDED[used.databases.name]:
        used.change(drop)
    used.change("UPDATE audit_lines SET key_name = 'غيره' WHERE number = 2")
    said = used.run("audit")
    assert said.code == 1
    assert "السلسلة مكسورة عند السطر 2 · broken at line 2" in said.out
    assert "1 lines before it are whole" in said.out


def test_a_database_that_is_not_there_is_said_in_one_line(installation: Installation) -> None:
    assert "nashra: " in installation.run("audit").line
