"""The URL of a database: which hosts or file it names, and what of it may be shown."""

import pytest

from app.kit import libpq
from app.kit.config import Settings


def test_of_several_hosts_the_one_that_writes_is_meant() -> None:
    several = libpq.parameters("postgresql://u:s3cret@a:1,b:2/n?connect_timeout=9")
    assert (several["host"], several["port"]) == ("a,b", "1,2")
    assert several["target_session_attrs"] == "read-write"
    assert several["connect_timeout"] == "9"
    said = libpq.parameters("postgresql://u@a,b/n?target_session_attrs=any")
    assert said["target_session_attrs"] == "any"
    assert "target_session_attrs" not in libpq.parameters("postgresql://u@a/n")


def test_no_password_is_shown() -> None:
    settings = Settings(database_url="postgresql://u:s3cret@a:1,b:2/n?password=s3cret&port=3")
    assert settings.shown("database_url") == "postgresql://u:***@a:1,b:2/n?password=***&port=3"
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("", ""),
        ("sqlite:////data/n.db", "sqlite:////data/n.db"),
        ("postgresql:///n", "postgresql:///n"),
        ("postgres://u@[::1]:5432/n", "postgres://u@[::1]:5432/n"),
        ("postgresql://u:p%40ss@a/n", "postgresql://u:***@a/n"),
        ("postgresql://u:p:ss@a/n", "postgresql://u:***@a/n"),
        ("postgresql://u@a/n?sslpassword=p4ss", "postgresql://u@a/n?sslpassword=***"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert Settings(database_url=url).shown("database_url") == shown


@pytest.mark.parametrize("path", ["", " ", "?timeout=5", ":memory:", ":memory:?cache=shared"])
def test_sqlite_is_a_file(path: str) -> None:
    with pytest.raises(ValueError, match=r"لا مسار لملف .* no path of a file follows sqlite:///"):
        Settings(database_url=f"sqlite:///{path}")
