"""Every setting, with its default and its meaning; `nashra settings` and the README list these."""

import re
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, IPvAnyNetwork, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

POSTGRES = ("postgresql://", "postgres://")
SQLITE = "sqlite:///"
# as much as can be one, for those who forgot to percent-encode it
_PASSWORD = re.compile(r"(?<=://)([^:@/]*:).*(?=@)|((?:ssl)?password=)[^&]*")
_LIMIT = re.compile(r"[1-9]\d{0,8}/(second|minute|hour|day)")
CHECKOUT = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """Read from environment variables named `NASHRA_…` in capitals."""

    model_config = SettingsConfigDict(env_prefix="NASHRA_", extra="ignore", frozen=True)

    database_url: str = Field(
        "",
        repr=False,
        description="`postgresql://user@host:5432,other:5432/name`; empty: SQLite, in the data"
        " directory",
    )
    read_database_url: str = Field(
        "",
        repr=False,
        description="`postgresql://user@replica,other/name`: these answer who has no key, when they"
        " are up to date; empty: the database answers everybody",
    )
    data_dir: Path = Field(Path("data"), description="Where SQLite's file and its secret live")
    seeds_dir: Path = Field(CHECKOUT / "seeds", description="Articles imported once, at start")
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on")
    public_url: str = Field("", description="Put before every `url`: https://news.example.bh")
    timezone: str = Field("Asia/Bahrain", description="Where a date without a time is")
    cors_origins: list[str] = Field([], description='Origins of browser apps, JSON: ["https://…"]')
    cache_max_age: int = Field(
        0, ge=0, le=60, description="Seconds that caches may keep public answers; 0: ask each time"
    )
    require_if_match: bool = Field(
        default=False, description="Refuse (428) changes that do not say which version they change"
    )
    review_required: bool = Field(
        default=False, description="Nobody publishes what they wrote: another person must"
    )
    memory_bytes: int = Field(
        64 * 2**20,
        ge=0,
        description="Finished answers to the public that are kept in memory, together; 0: none",
    )
    max_body_bytes: int = Field(2 * 2**20, ge=1024, description="Largest request body")
    client_seconds: float = Field(
        10.0,
        gt=0,
        description="Who takes longer to send a request's headers, or its body (408), or to take"
        " an answer, is cut off; each 16 KiB that went through meanwhile give another second",
    )
    idle_seconds: int = Field(
        10,
        ge=1,
        description="A connection on which nothing is asked is closed then; longer than a proxy"
        " keeps it",
    )
    query_seconds: float = Field(2.0, gt=0, description="A read that takes longer is ended (503)")
    idempotency_hours: int = Field(24, ge=24, description="How long Idempotency-Key is remembered")
    rate_limit_reads: str = Field(
        "", description="For each key, and for each address without one; empty: none"
    )
    rate_limit_writes: str = Field(
        "30000/minute", description="The same, of writes; `…/second`, `…/hour`, `…/day`"
    )
    rate_limit_failed_keys: str = Field(
        "300/minute",
        description="Wrong keys, and writes refused without a good one, for each address",
    )
    trusted_proxies: list[IPvAnyNetwork] = Field(
        [],
        description='Whose `X-Forwarded-For` names the client, JSON: ["10.0.0.0/8"]',
    )
    secret: str = Field(
        "", repr=False, description="Hashes the API keys; empty: made once, kept with the data"
    )
    log_format: Literal["json", "text"] = Field("json", description="One line a request, as this")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            message = f"{name!r} is not an IANA time zone"
            raise ValueError(message) from error
        return name

    @field_validator("database_url")
    @classmethod
    def _engine_that_runs(cls, url: str) -> str:
        if url.startswith(POSTGRES):
            from app.kit import libpq  # noqa: PLC0415 - 0.2 s, which SQLite has no use for

            libpq.parameters(url)
        elif url and not url.startswith(SQLITE):
            message = "neither sqlite:///path nor postgresql://user@host:port/name"
            raise ValueError(message)
        elif url and _file_of(url) in {"", ":memory:"}:
            raise ValueError(
                "لا مسار لملف بعد sqlite:///؛ اكتب sqlite:///data/nashra.db ·"
                " no path of a file follows sqlite:///; write sqlite:///data/nashra.db"
            )
        return url

    @field_validator("read_database_url")
    @classmethod
    def _replicas_that_can_be(cls, url: str, known: ValidationInfo) -> str:
        if not url:
            return url
        if not str(known.data.get("database_url", "")).startswith(POSTGRES):
            raise ValueError("only a postgresql:// NASHRA_DATABASE_URL has replicas")
        if not url.startswith(POSTGRES):
            raise ValueError("it is no postgresql://user@host:port/name")
        return cls._engine_that_runs(url)

    @field_validator("rate_limit_reads", "rate_limit_writes", "rate_limit_failed_keys")
    @classmethod
    def _limit_that_can_be(cls, limit: str) -> str:
        if limit and not _LIMIT.fullmatch(limit):
            message = f"{limit!r} is no limit such as 600/minute"
            raise ValueError(message)
        return limit

    @field_validator("public_url")
    @classmethod
    def _no_slash_at_the_end(cls, url: str) -> str:
        return url.rstrip("/")

    @property
    def engine_name(self) -> Literal["sqlite", "postgresql"]:
        """The database that the settings name, as SQLAlchemy calls it."""
        return "postgresql" if self.database_url.startswith(POSTGRES) else "sqlite"

    def resolved_database_url(self) -> str:
        """Return the database to open: the setting, or the SQLite file in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'nashra.db'}"

    def shown(self, name: str) -> object:
        """Return a setting as it may be printed: without the password, without the secret."""
        value = getattr(self, name)
        if name == "secret":
            return "(set)" if value else ""
        if name == "trusted_proxies":
            return [str(network) for network in value]
        return _PASSWORD.sub(r"\1\2***", value) if name.endswith("database_url") else value


def load() -> Settings:
    """Read the environment."""
    return Settings.model_validate({})


def load_for(database_url: str) -> Settings:
    """Read the environment, but for which database: what belongs to SQLite's file is beside it."""
    said: dict[str, Any] = {"database_url": database_url}
    if database_url.startswith(SQLITE):
        said["data_dir"] = Path(_file_of(database_url)).parent
    return Settings.model_validate(said)


def _file_of(sqlite_url: str) -> str:
    return sqlite_url.removeprefix(SQLITE).partition("?")[0].strip()
