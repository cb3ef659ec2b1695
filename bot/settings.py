"""What whoever hosts the bot decides: environment variables, or a ``.env`` file beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from apscheduler.triggers.cron import CronTrigger
from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from recommender import ButacaError

#: What Telegram takes to be known by.
_KNOWN_BY = r"[A-Za-z0-9_-]{1,256}"
#: Where the web face listens unless told.
DEFAULT_PORT = 8080

_CHECKOUT = Path(__file__).resolve().parents[1]


class SettingsError(ButacaError):
    """A setting that cannot be used; its message names the variable, never its value."""


def _default_data_dir() -> Path:
    """``data/`` in a checkout, the user's data folder everywhere else."""
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / "data"
    return Path(platformdirs.user_data_dir("butaca", appauthor=False))


def _env(name: str) -> AliasChoices:
    return AliasChoices(name)


class Settings(BaseSettings):
    """Every setting, with its default. The README's table and ``.env.example`` list the same."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        frozen=True,
    )

    telegram_bot_token: SecretStr | None = Field(None, validation_alias=_env("TELEGRAM_BOT_TOKEN"))
    telegram_api_url: str = Field(
        "https://api.telegram.org/bot", validation_alias=_env("TELEGRAM_API_URL")
    )
    data_dir: Path = Field(
        default_factory=_default_data_dir, validation_alias=_env("BUTACA_DATA_DIR")
    )
    raw_dir: Path | None = Field(None, validation_alias=_env("BUTACA_RAW_DIR"))
    database_url: SecretStr | None = Field(None, validation_alias=_env("BUTACA_DATABASE_URL"))
    # A bot that serves so many films of the daily table and the dump needs 300 MB.
    least_votes: int = Field(50, ge=0, validation_alias=_env("BUTACA_LEAST_VOTES"))
    most_films: int = Field(20_000, ge=0, validation_alias=_env("BUTACA_MOST_FILMS"))
    tmdb_daily: bool = Field(False, validation_alias=_env("BUTACA_TMDB_DAILY"))
    tmdb_api_key: SecretStr | None = Field(None, validation_alias=_env("BUTACA_TMDB_API_KEY"))
    tmdb_requests: int = Field(10_000, ge=0, validation_alias=_env("BUTACA_TMDB_REQUESTS"))
    tmdb_url: str = Field("https://api.themoviedb.org/3", validation_alias=_env("BUTACA_TMDB_URL"))
    tmdb_files_url: str = Field(
        "https://files.tmdb.org", validation_alias=_env("BUTACA_TMDB_FILES_URL")
    )
    etl_cron: str = Field("30 4 * * *", validation_alias=_env("BUTACA_ETL_CRON"))
    news_cron: str = Field("0 18 * * 5", validation_alias=_env("BUTACA_NEWS_CRON"))
    timezone: str = Field("UTC", validation_alias=_env("BUTACA_TIMEZONE"))
    language: Literal["es", "en"] = Field("es", validation_alias=_env("BUTACA_LANGUAGE"))
    admins: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(), validation_alias=_env("BUTACA_ADMINS")
    )
    web_host: str = Field("127.0.0.1", validation_alias=_env("BUTACA_WEB_HOST"))
    web_port: int | None = Field(None, ge=0, le=65535, validation_alias=_env("BUTACA_WEB_PORT"))
    webhook_url: str | None = Field(None, validation_alias=_env("BUTACA_WEBHOOK_URL"))
    webhook_secret: SecretStr | None = Field(
        None, validate_default=True, validation_alias=_env("BUTACA_WEBHOOK_SECRET")
    )
    flood_limit: int = Field(120, ge=0, validation_alias=_env("BUTACA_FLOOD_LIMIT"))
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", validation_alias=_env("BUTACA_LOG_LEVEL")
    )
    log_format: Literal["text", "json"] = Field("text", validation_alias=_env("BUTACA_LOG_FORMAT"))

    @field_validator("admins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("telegram_api_url", "tmdb_url", "tmdb_files_url", "webhook_url")
    @classmethod
    def _is_url(cls, value: str | None) -> str | None:
        if value is not None:
            url = urlsplit(value)
            if url.scheme not in ("https", "http") or not url.hostname or url.query or url.fragment:
                raise ValueError("not an address such as https://example.org/path")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _is_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and info.data.get("webhook_url") is not None:
            raise ValueError(
                "has to be set where BUTACA_WEBHOOK_URL is; "
                "make up a long one, of letters, digits, _ and -"
            )
        if value is not None and not re.fullmatch(_KNOWN_BY, value.get_secret_value()):
            raise ValueError("takes 1 to 256 letters, digits, _ and -")
        return value

    @field_validator("log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("etl_cron", "news_cron")
    @classmethod
    def _is_cron(cls, value: str) -> str:
        CronTrigger.from_crontab(value)
        return value

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError("not a time zone of the IANA database") from error
        return value

    @property
    def secrets(self) -> list[SecretStr]:
        """Whatever no log and no message may show."""
        held = (
            self.telegram_bot_token,
            self.database_url,
            self.webhook_secret,
            self.tmdb_api_key,
        )
        return [secret for secret in held if secret is not None]

    @property
    def serves_web(self) -> bool:
        """Whether the running bot serves HTTP as well."""
        return self.web_port is not None or self.webhook_url is not None

    @property
    def port(self) -> int:
        """The port of the web face."""
        return DEFAULT_PORT if self.web_port is None else self.web_port

    @property
    def catalogue_dir(self) -> Path:
        """Where versions are published."""
        return self.data_dir / "catalogue"

    @property
    def database(self) -> str:
        """Address of the database, which may hold a password."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'butaca.db'}"

    @property
    def chat_database(self) -> str:
        """Address of the database of whoever talks in a terminal."""
        return f"sqlite:///{self.data_dir / 'chat.db'}"

    @property
    def exports_dir(self) -> Path:
        """Where documents are written that were asked for in a terminal."""
        return self.data_dir / "exports"

    @property
    def charts_dir(self) -> Path:
        """Where pictures are kept."""
        return self.data_dir / "charts"

    @property
    def dump_dir(self) -> Path:
        """Where the raw dump is looked for."""
        return self.raw_dir or self.data_dir / "raw"


def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: a variable has a value that cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"{_variable(problem['loc'][0])}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors(include_url=False, include_input=False)
        )
        raise SettingsError(f"a setting cannot be used ({problems})") from None


def _variable(name: str | int) -> str:
    """The variable of a setting, which pydantic calls by either of its names."""
    field = Settings.model_fields.get(str(name))
    alias = field.validation_alias if field is not None else None
    return str(alias.choices[0] if isinstance(alias, AliasChoices) else name)
