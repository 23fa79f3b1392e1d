"""The README's tables that are made from the code: `python -m tests.readme.tables` writes them."""

import re
from pathlib import Path

from app import cli
from app.kit.config import CHECKOUT, Settings
from app.kit.errors import every_problem
from app.kit.http.problems import status_of

README = CHECKOUT / "README.md"


def errors() -> str:
    """Return the table of every problem that the server can answer."""
    assert cli.main  # importing the entrances makes every room, and so every problem, known
    rows = sorted({(status_of(kind), kind.code, kind.title) for kind in every_problem()}, key=str)
    lines = [f"| {status} | `{code}` | {t.ar} | {t.en} |" for status, code, t in rows]
    return "\n".join(["| status | code | | |", "|---|---|---|---|", *lines])


def settings() -> str:
    """Return the table of every setting."""
    lines = [
        f"| `NASHRA_{name.upper()}` | {_shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | default | |", "|---|---|---|", *lines])


def _shown(default: object) -> str:
    if isinstance(default, Path) and default.is_absolute():
        default = f"{default.relative_to(CHECKOUT)}/"
    return f"`{default}`" if default not in ("", []) else ""


def with_tables(text: str) -> str:
    """Return the README with both tables as they should be."""
    for name, table in (("settings", settings()), ("errors", errors())):
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = marked.sub(lambda found, t=table: f"{found[1]}{t}\n{found[2]}", text)
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text()))
