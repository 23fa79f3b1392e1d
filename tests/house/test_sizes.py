"""No file over 300 lines, no function over 60: where it binds, an idea wants to be two."""

from collections.abc import Iterator

from tests.house.sources import Source, functions, sources

LONGEST_FILE = 300
LONGEST_FUNCTION = 60


def too_long(source: Source) -> Iterator[str]:
    """Yield what is longer than the house allows."""
    if source.length > LONGEST_FILE:
        yield f"{source.path}: {source.length} lines, {LONGEST_FILE} at most"
    if not source.path.startswith("app/"):
        return
    for name, function in functions(source.tree):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > LONGEST_FUNCTION:
            yield f"{source.path}: {name}: {lines} lines, {LONGEST_FUNCTION} at most"


def test_nothing_is_too_long() -> None:
    files = sources("app", "migrations", "tests")
    assert files
    assert [said for source in files for said in too_long(source)] == []


def test_a_long_file_is_caught() -> None:
    assert list(too_long(Source("tests/test_x.py", "pass\n" * 300))) == []
    assert list(too_long(Source("tests/test_x.py", "pass\n" * 301))) != []


def test_a_long_method_is_caught() -> None:
    def method(lines: int) -> Source:
        body = "        pass\n" * (lines - 1)
        return Source("app/x.py", f"class X:\n    def go(self):\n{body}")

    assert list(too_long(method(60))) == []
    assert list(too_long(method(61))) == ["app/x.py: X.go: 61 lines, 60 at most"]
