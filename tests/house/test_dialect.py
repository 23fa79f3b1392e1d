"""Which database this is, only three places know: the kit and search's two engines."""

import ast
from collections.abc import Iterator

from tests.house.sources import Source, sources

WHO_KNOW = ("app/kit/", "app/search/sqlite.py", "app/search/postgres.py")


def dialects(source: Source) -> Iterator[str]:
    """Yield every name or import by which a file asks or assumes which database it speaks to."""
    if source.path.startswith(WHO_KNOW):
        return
    for node in ast.walk(source.tree):
        match node:
            case ast.Attribute(attr=word) | ast.Name(id=word) | ast.arg(arg=word):
                words = [word]
            case ast.ImportFrom(module=str(module), names=names):
                words = [*module.split("."), *(name.name for name in names)]
            case ast.Import(names=names):
                words = [part for name in names for part in name.name.split(".")]
            case _:
                continue
        if {"dialect", "dialects"} & set(words):
            yield f"{source.path}:{node.lineno}: {ast.unparse(node)}"


def test_only_three_places_know_the_database() -> None:
    files = sources("app")
    assert files
    assert [said for source in files for said in dialects(source)] == []


def test_a_dialect_elsewhere_is_caught() -> None:
    for snippet in (
        "if db.bind.dialect.name == 'sqlite': ...",
        "from sqlalchemy.dialects.sqlite import insert",
        "from sqlalchemy.dialects import postgresql",
        "import sqlalchemy.dialects.sqlite",
        "def bind(value, dialect): ...",
    ):
        assert list(dialects(Source("app/releases/writing.py", snippet))) != []
        assert list(dialects(Source("app/search/sqlite.py", snippet))) == []
    assert list(dialects(Source("app/language/x.py", "'the dialect of the Gulf'"))) == []
