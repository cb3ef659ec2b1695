"""What must be documented is compared with the code."""

from __future__ import annotations

import re
from pathlib import Path

from bot.assistant.commands import COMMANDS
from bot.assistant.texts import LANGUAGES, texts_in
from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def variables() -> list[str]:
    return [field.validation_alias.choices[0] for field in Settings.model_fields.values()]


def test_the_readme_s_table_lists_every_setting_and_no_other() -> None:
    table = README.split("## Settings")[1].split("\n## ")[0]
    assert re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE) == variables()


def test_dot_env_example_lists_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"^([A-Z_]+)=", example, re.MULTILINE) == variables()


def test_defaults_are_documented_as_they_are() -> None:
    defaults = {
        field.validation_alias.choices[0]: field.default for field in Settings.model_fields.values()
    }
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    table = README.split("## Settings")[1].split("\n## ")[0]
    for documented in (
        re.findall(r"^([A-Z_]+)=(.+)$", example, re.MULTILINE),
        re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", table, re.MULTILINE),
    ):
        assert len(documented) > 10
        for name, value in documented:
            assert value == str(defaults[name]).replace("False", "false"), name


def test_the_readme_lists_every_command_as_the_help_describes_it() -> None:
    rows = []
    for command in COMMANDS:
        usages = []
        for language in ("es", "en"):
            usage = f"/{command.name(language)}"
            if command.takes_argument:
                usage += f" {texts_in(language)(f'argument-{command.intent}').unescape()}"
            usages.append(f"`{usage}`")
        description = texts_in("en")(command.description).unescape()
        rows.append(f"| {usages[0]} | {usages[1]} | {description} |")
    table = README.split("<!-- commands -->")[1].split("<!-- /commands -->")[0]
    assert table.strip().splitlines()[2:] == rows


def test_commands_are_ascii_and_none_means_two_things() -> None:
    names = [name for command in COMMANDS for name in command.names]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name) for name in names)
    assert len(names) == len(set(names))


def test_every_command_is_described_in_every_language() -> None:
    for language in LANGUAGES:
        for command in COMMANDS:
            assert 1 <= len(texts_in(language)(command.description)) <= 256


def test_the_version_is_the_changelog_s_latest() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    latest = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, re.MULTILINE)[0]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{latest}"' in project
