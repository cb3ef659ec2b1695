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
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:secret")
    settings = load_settings()
    assert "secret" not in repr(settings)
    assert "secret" not in str(settings.model_dump())
