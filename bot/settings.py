"""What whoever hosts the bot decides: environment variables, or a ``.env`` file beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from apscheduler.triggers.cron import CronTrigger
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from recommender import ButacaError

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
    least_votes: int = Field(20, ge=0, validation_alias=_env("BUTACA_LEAST_VOTES"))
    etl_cron: str = Field("30 4 * * *", validation_alias=_env("BUTACA_ETL_CRON"))
    timezone: str = Field("UTC", validation_alias=_env("BUTACA_TIMEZONE"))
    language: Literal["es", "en"] = Field("es", validation_alias=_env("BUTACA_LANGUAGE"))
    admins: Annotated[frozenset[int], NoDecode] = Field(
        frozenset(), validation_alias=_env("BUTACA_ADMINS")
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", validation_alias=_env("BUTACA_LOG_LEVEL")
    )

    @field_validator("admins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("etl_cron")
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
            f"{problem['loc'][0]}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors(include_url=False, include_input=False)
        )
        raise SettingsError(f"a setting cannot be used ({problems})") from None
