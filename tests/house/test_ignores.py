"""A check that is told to look away is told why, on the spot."""

import re
from collections.abc import Iterator

from tests.house.sources import Source, sources

NOQA = r"# (?:ruff: )?noqa\b(?!: [A-Z0-9, ]+ - \S)"
TYPE = r"# type: ignore(?!\[[a-z-]+\]  # (?!noqa)\S)"
IGNORE = re.compile(f"{NOQA}|{TYPE}")


def unexplained(source: Source) -> Iterator[str]:
    """Yield every ignore without a rule, or without a reason."""
    for number, line in enumerate(source.text.splitlines(), 1):
        if IGNORE.search(line):
            yield f"{source.path}:{number}: {line.strip()}"


def test_every_ignore_has_its_reason() -> None:
    files = sources("app", "migrations", "tests")
    assert files
    here = "tests/house/test_ignores.py"
    assert [said for source in files if source.path != here for said in unexplained(source)] == []


def test_an_ignore_without_one_is_caught() -> None:
    for line in (
        "x = 1  # noqa",
        "x = 1  # noqa: S101",
        "x = 1  # noqa: S101, S102",
        "# ruff: noqa: E501",
        "x = 1  # type: ignore",
        "x = 1  # type: ignore[index]",
        "x = 1  # type: ignore[index]  # noqa: S101 - of the other",
    ):
        assert list(unexplained(Source("app/x.py", f"y = 2\n{line}\n"))) == [f"app/x.py:2: {line}"]


def test_an_ignore_with_one_is_not() -> None:
    for line in (
        "x = 1  # noqa: S101, S102 - our own",
        "# ruff: noqa: E501 - a row of a table",
        "x = 1  # type: ignore[index]  # there is one",
        "x = 1  # type: ignore[index]  # there is one  # noqa: S101 - the same",
    ):
        assert list(unexplained(Source("app/x.py", line))) == []
