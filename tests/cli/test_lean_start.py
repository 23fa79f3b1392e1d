"""A start waits only for what it needs: the rest is loaded when it is first used."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.once
LOADED = "import sys, app.cli; print(*{name.partition('.')[0] for name in sys.modules})"


def test_what_changes_the_schema_is_not_loaded() -> None:
    loaded = subprocess.check_output([sys.executable, "-c", LOADED], text=True).split()
    assert "fastapi" in loaded
    assert "alembic" not in loaded
