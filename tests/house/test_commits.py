"""One request, one transaction: only `app/kit` says where one ends."""

import ast
from collections.abc import Iterator

from tests.house.sources import Source, sources

ENDINGS = frozenset({"commit", "rollback"})


def endings(source: Source) -> Iterator[str]:
    """Yield every place outside the kit that ends a transaction, by method or by SQL."""
    if source.path.startswith("app/kit/"):
        return
    for node in ast.walk(source.tree):
        match node:
            case ast.Attribute(attr=word) if word in ENDINGS:
                yield f"{source.path}:{node.lineno}: .{word}"
            case ast.Constant(value=str(sql)) if sql.strip(" ;\n").lower() in ENDINGS:
                yield f"{source.path}:{node.lineno}: {sql!r}"


def test_only_the_kit_ends_transactions() -> None:
    files = sources("app")
    assert files
    assert [said for source in files for said in endings(source)] == []


def test_the_kit_does_end_them() -> None:
    in_kit = [source for source in sources("app") if source.path.startswith("app/kit/")]
    elsewhere = [Source(source.path.replace("kit", "room"), source.text) for source in in_kit]
    assert [said for source in elsewhere for said in endings(source)] != []


def test_an_ending_elsewhere_is_caught() -> None:
    for snippet in ("db.commit()", "later(session.rollback)", 'run("COMMIT;")'):
        assert list(endings(Source("app/releases/writing.py", snippet))) != []
        assert list(endings(Source("app/kit/db.py", snippet))) == []
    assert list(endings(Source("app/releases/writing.py", "db.flush()"))) == []
