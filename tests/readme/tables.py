"""The README's tables that are made from the code: `python -m tests.readme.tables` writes them."""

from pathlib import Path

from app import cli
from app.kit.config import CHECKOUT, Settings
from app.kit.errors import every_problem
from app.kit.http.problems import status_of
from app.releases.states import ACTS, STATES

ENTRANCES = (cli,)  # imported so that every room, and so every problem, is known
README = CHECKOUT / "README.md"


def errors() -> str:
    """Return the table of every problem that the server can answer."""
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


def verbs() -> str:
    """Return the table of what can be done with a release, from which states."""
    lines = [
        f"| `{verb}` | {', '.join(state for state in STATES if state in act.states)} "
        f"| {act.becomes or ''} | `{act.scope}` |"
        for verb, act in ACTS.items()
        if verb != "discard"  # which is DELETE
    ]
    return "\n".join(["| verb | from | to | scope |", "|---|---|---|---|", *lines])


def _shown(default: object) -> str:
    if isinstance(default, Path) and default.is_absolute():
        default = f"{default.relative_to(CHECKOUT)}/"
    return f"`{default}`" if default not in ("", []) else ""


def with_tables(text: str) -> str:
    """Return the README with its tables as they should be."""
    for name, table in (
        ("verbs", verbs()),
        ("settings", settings()),
        ("errors", errors()),
    ):
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}{table}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text()))
