"""Files are named for what they know, not for where things nobody placed were put."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.sources import Source, sources

PLACELESS = frozenset(
    {"utils", "helpers", "common", "misc", "base", "core", "manager", "service", "crud"}
    | {"constants"}
)


def misnamed(source: Source) -> Iterator[str]:
    """Yield what is wrong with a file's name or with how it opens."""
    path = PurePosixPath(source.path)
    for part in (*path.parts[:-1], path.stem):
        if {part, f"{part}s", part.removesuffix("s")} & PLACELESS:
            yield f"{source.path}: `{part}` says nothing of the trade"
    if ast.get_docstring(source.tree) is None:
        yield f"{source.path}: opens with no docstring"
    elif path.name == "__init__.py" and len(source.tree.body) > 1:
        yield f"{source.path}: more than a docstring; a name lives in one place"


def test_files_say_what_they_know() -> None:
    files = sources("app", "migrations", "tests")
    assert files
    assert [said for source in files for said in misnamed(source)] == []


def test_a_placeless_name_is_caught() -> None:
    for path in ("app/releases/utils.py", "app/core/text.py", "app/releases/services.py"):
        assert list(misnamed(Source(path, '"""What it knows."""\n'))) != []
    assert list(misnamed(Source("app/releases/writing.py", '"""What it knows."""\n'))) == []


def test_a_crowded_init_is_caught() -> None:
    crowded = '"""A room."""\n\nfrom app.releases.models import Release\n'
    assert list(misnamed(Source("app/releases/__init__.py", crowded))) != []
    assert list(misnamed(Source("app/releases/__init__.py", '"""A room."""\n'))) == []


def test_a_missing_docstring_is_caught() -> None:
    assert list(misnamed(Source("app/releases/writing.py", "x = 1\n"))) != []
