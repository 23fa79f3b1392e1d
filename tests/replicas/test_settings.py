"""Where replicas are is refused when it makes no sense, and never printed with its password."""

import pytest
from pydantic import ValidationError

from app.kit import libpq
from app.kit.config import Settings

PRIMARY = "postgresql://u@db/n"


@pytest.mark.parametrize(
    ("database", "replicas", "said"),
    [
        ("", PRIMARY, "only a postgresql:// NASHRA_DATABASE_URL has replicas"),
        ("sqlite:///x.db", PRIMARY, "only a postgresql:// NASHRA_DATABASE_URL has replicas"),
        (PRIMARY, "sqlite:///x.db", "no postgresql://user@host:port/name"),
        (PRIMARY, "postgresql://u:p4ss@db", "ends in the name of the database"),
        (PRIMARY, "postgresql://u:p4ss@db:x/n", "a port of the postgresql:// address is no number"),
    ],
)
def test_what_cannot_be_is_refused(database: str, replicas: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Settings(database_url=database, read_database_url=replicas)


def test_the_password_is_not_shown() -> None:
    settings = Settings(database_url=PRIMARY, read_database_url="postgresql://u:p4ss@db/n")
    assert settings.shown("read_database_url") == "postgresql://u:***@db/n"
    assert "p4ss" not in repr(settings)


def test_each_host_is_asked_alone() -> None:
    url = "postgresql://u@one:1,two:2,[::1]/n?target_session_attrs=prefer-standby&sslmode=disable"
    said = libpq.each_host(url)
    assert [(one["host"], one["port"]) for one in said] == [("one", "1"), ("two", "2"), ("::1", "")]
    assert {(one["user"], one["dbname"], one["sslmode"]) for one in said} == {("u", "n", "disable")}
    assert not any("target_session_attrs" in one for one in said)
    assert libpq.each_host("postgresql:///n") == [{"dbname": "n"}]
