"""Every problem has a code, a status, and a title in both languages; every setting a meaning."""

import pytest

from app import cli
from app.kit.config import Settings
from app.kit.errors import Problem, every_problem
from app.kit.http.problems import status_of

ENTRANCES = (cli,)  # imported so that every room, and so every problem, is known
ARABIC = range(0x0600, 0x0700)


@pytest.mark.parametrize("kind", list(every_problem()), ids=lambda kind: str(kind.code))
def test_a_problem_is_complete(kind: type[Problem]) -> None:
    assert kind.code.isascii()
    assert kind.code == kind.code.lower()
    assert 400 <= status_of(kind) < 600
    assert any(ord(letter) in ARABIC for letter in kind.title.ar)
    assert kind.title.en.isascii()
    assert kind.__doc__


def test_no_code_is_given_twice() -> None:
    codes = [kind.code for kind in every_problem()]
    assert len(codes) == len(set(codes)) > 20


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
