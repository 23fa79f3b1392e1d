"""Writes `openapi.json`, the description that clients were promised: `python -m …describing`."""

import json
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from app.kit.config import Settings
from app.main import create_app

SNAPSHOT = Path(__file__).with_name("openapi.json")
COMMAND = ".venv/bin/python -m tests.contract.describing"


def described() -> dict[str, Any]:
    """Return the OpenAPI document of this checkout."""
    return create_app(Settings(data_dir=Path(mkdtemp()))).openapi()


def written(document: dict[str, Any]) -> str:
    """Return the document as people review it: Arabic as Arabic, a member a line."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    SNAPSHOT.write_text(written(described()), encoding="utf-8")
