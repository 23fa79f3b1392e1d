"""Finds the queries on releases, and tells whether they carry the visibility rule."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.house.sources import Source, functions

# What holds, or counts, or names releases: to read any of them is to read releases. So is to read
# what search calls the rows of its index, or, of whatever table, by which release a row has.
TABLES = frozenset(
    {"Release", "ReleaseConcept", "ReleaseKeyword", "PastSlug", "Revision"}
    | {"_documents", "release_key"}
)
OPENERS = frozenset({"select", "exists", "query", "get"})
RULE = frozenset({"visible_to", "select_visible", "readable_by", "select_readable", "killed_for"})
HOLDER = r"\w*(?:release|revision|past_slug|search|fts)\w*"
SQL = re.compile(rf"(?<!delete )\b(?:from|join)\s+\"?{HOLDER}", re.IGNORECASE)


@dataclass(frozen=True)
class Queries:
    """How often one function (`app/x.py::name`) opens a query, and speaks the rule."""

    where: str
    opened: int
    ruled: int

    @property
    def goes_around(self) -> bool:
        """True when a query is opened for which the rule is not spoken."""
        return self.opened > self.ruled


def queries(
    source: Source, tables: frozenset[str] = TABLES, rule: frozenset[str] = RULE
) -> Iterator[Queries]:
    """Yield every function of a file, and the file's top level, that opens a query on releases.

    Or on other `tables` that have another `rule`.
    """
    tree = source.tree
    tables = tables | _renamed(tree, tables) | _lightweight(tree)
    places: list[tuple[str, ast.AST]] = [("", tree), *functions(tree)]
    for name, place in places:
        statements = list(_statements(place))
        # an alias of the table is the table
        known = tables | {alias for said in statements for alias in _aliases(said, tables)}
        opened = sum(_opens(said, known) for said in statements)
        ruled = sum(_called(node) in rule for said in statements for node in _own(said))
        if opened:
            yield Queries(f"{source.path}::{name}" if name else source.path, opened, ruled)


def _renamed(tree: ast.AST, tables: frozenset[str]) -> set[str]:
    """Return the other names under which the file imports one of the tables."""
    return {
        name.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if name.asname and name.name in tables
    }


def _lightweight(tree: ast.AST) -> set[str]:
    """Return the names that the file gives to tables it describes itself: `table("search_…")`."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(args=[ast.Constant(value=str(table)), *_]) as call,
            ) if (_called(call) or "").lower() == "table" and re.fullmatch(HOLDER, table):
                found.add(name)
    return found


def _statements(place: ast.AST) -> Iterator[ast.stmt]:
    """Yield the statements of one function or module, without those of functions inside it."""
    for child in ast.iter_child_nodes(place):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(child, ast.stmt):
            yield child
        yield from _statements(child)


def _own(statement: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of one statement, without those of statements inside it."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt):
            yield child
            yield from _own(child)


def _called(node: ast.AST) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return None


def _names(node: ast.AST) -> set[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return {name}
    return set()


def _aliases(statement: ast.stmt, tables: frozenset[str] | set[str]) -> Iterator[str]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=alias)], value=ast.Call(args=[of, *_]) as call):
            if _called(call) == "aliased" and _names(of) & tables:
                yield alias


def _opens(statement: ast.stmt, tables: frozenset[str] | set[str]) -> bool:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return False  # a docstring
    nodes = list(_own(statement))
    if any(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
        for node in nodes
    ):
        return True
    if any(_called(node) == "driver_rows" for node in nodes):
        return True  # SQL in a database's own words: what it reads is not to be seen from here
    opener = any(_called(node) in OPENERS for node in nodes)
    return opener and any(_names(node) & tables for node in nodes)
