from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder without a .env, and an environment without our variables."""
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(field.validation_alias.choices[0], raising=False)
    return tmp_path


def test_everything_has_a_default() -> None:
    settings = load_settings()
    assert settings.telegram_bot_token is None
    assert settings.language == "es"
    assert settings.catalogue_dir == settings.data_dir / "catalogue"
    assert settings.dump_dir == settings.data_dir / "raw"


def test_a_dot_env_beside_the_process_is_read(nowhere: Path) -> None:
    (nowhere / ".env").write_text("BUTACA_LANGUAGE=en\nBUTACA_ADMINS=\nOTHER=1\n", "utf-8")
    assert load_settings().language == "en"


def test_admins_are_separated_by_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUTACA_ADMINS", "12, 34 56")
    assert load_settings().admins == {12, 34, 56}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BUTACA_LANGUAGE", "klingon"),
        ("BUTACA_ADMINS", "ana"),
        ("BUTACA_ETL_CRON", "every night"),
        ("BUTACA_TIMEZONE", "Europe/Atlantis"),
        ("BUTACA_LOG_LEVEL", "loud"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=variable) as caught:
        load_settings()
    assert value not in str(caught.value)


def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:nobody-sees-it")
    settings = load_settings()
    assert "nobody-sees" not in repr(settings)
    assert "nobody-sees" not in str(settings.model_dump())


@pytest.mark.parametrize(
    "variable", ["TELEGRAM_API_URL", "BUTACA_TMDB_URL", "BUTACA_TMDB_FILES_URL"]
)
def test_an_address_is_one(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "api.example.org/bot")
    with pytest.raises(SettingsError, match=f"{variable}: not an address such as https://"):
        load_settings()


@pytest.mark.parametrize("secret", [None, "", "with space", "ñ", "x" * 257])
def test_a_webhook_needs_a_secret(monkeypatch: pytest.MonkeyPatch, secret: str | None) -> None:
    monkeypatch.setenv("BUTACA_WEBHOOK_URL", "https://bot.example.org/telegram")
    if secret is not None:
        monkeypatch.setenv("BUTACA_WEBHOOK_SECRET", secret)
    with pytest.raises(SettingsError, match="BUTACA_WEBHOOK_SECRET") as caught:
        load_settings()
    assert not secret or secret not in str(caught.value)


@pytest.mark.parametrize("url", ["bot.example.org", "ftp://x/y", "https://", "https://x/?a=b"])
def test_a_webhook_s_address_is_one(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("BUTACA_WEBHOOK_URL", url)
    monkeypatch.setenv("BUTACA_WEBHOOK_SECRET", "sesame")
    with pytest.raises(SettingsError, match="BUTACA_WEBHOOK_URL"):
        load_settings()
