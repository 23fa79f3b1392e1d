"""A start waits only for what it needs: the rest is loaded when it is first used."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.once
LOADED = "import sys, app.cli; print(*sys.modules)"
BUILT = """
import sys
from app.__main__ import main
sys.argv = ["nashra", "--help"]
try:
    main()
except SystemExit:
    from fastapi.openapi.models import OpenAPI
    from app.releases.schemas import ReleaseIn
    print(OpenAPI.__pydantic_complete__, ReleaseIn.__pydantic_complete__)
"""


def _printed(code: str) -> list[str]:
    return subprocess.check_output([sys.executable, "-c", code], text=True).split()


@pytest.mark.parametrize(
    "unneeded",
    [
        "alembic",
        "markdown_it",
        "psycopg",
        "rapidfuzz",
        "snowballstemmer",
        "sqlalchemy.dialects.postgresql",
    ],
)
def test_what_most_starts_do_not_need_is_not_loaded(unneeded: str) -> None:
    loaded = _printed(LOADED)
    assert "fastapi" in loaded
    assert unneeded not in loaded


def test_what_describes_the_api_is_not_built_and_what_reads_a_body_is() -> None:
    assert _printed(BUILT)[-2:] == ["False", "True"]
