"""What the doctor finds: everything there, and each thing missing in turn."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from postgres_server import PostgresServer
from telegram_server import TOKEN, TelegramServer, bad_gateway, garbage, no_answer

from bot import doctor
from bot.doctor import Finding, examine, healthy
from recommender.catalogue import current_version

SECRET = TOKEN.partition(":")[2]
ALL = [
    "settings",
    "token",
    "clock",
    "updates",
    "database",
    "catalogue",
    "dump",
    "data folder",
    "extras",
]

Look = Callable[..., Any]


@pytest.fixture
def look(
    telegram: TelegramServer, sample_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Look:
    """Examines a bot that lacks nothing, but for what is said."""
    for name in [*os.environ]:
        if name.startswith(("BUTACA_", "TELEGRAM_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    data_dir = tmp_path / "data"
    shutil.copytree(sample_data / "catalogue", data_dir / "catalogue")
    (data_dir / "raw").mkdir()

    async def examined(**environment: str) -> dict[str, Finding]:
        given = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "BUTACA_DATA_DIR": str(data_dir),
            "BUTACA_ADMINS": "7",
            **environment,
        }
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        findings = [finding async for finding in examine()]
        for finding in findings:
            assert SECRET not in str(finding)
            assert bool(finding.to_do) == (finding.state != "good")
        return {finding.what: finding for finding in findings}

    return examined


async def test_a_bot_that_lacks_nothing(look: Look, telegram: TelegramServer) -> None:
    found = await look()
    assert [*found] == ALL
    assert {finding.state for finding in found.values()} == {"good"}
    assert "@ButacaTestBot" in found["token"].found
    # Nothing was changed.
    assert {call.method for call in telegram.calls} == {"getMe", "getWebhookInfo"}


async def test_a_setting_that_cannot_be_used(look: Look) -> None:
    found = await look(BUTACA_ETL_CRON="never")
    assert [*found] == ["settings"]
    assert "BUTACA_ETL_CRON" in found["settings"].found
    assert not healthy([*found.values()])


async def test_nobody_to_look_after_it(look: Look) -> None:
    finding = (await look(BUTACA_ADMINS=""))["settings"]
    assert (finding.state, "BUTACA_ADMINS" in finding.to_do) == ("odd", True)


@pytest.mark.parametrize(
    ("token", "said"),
    [("", "not set"), ("has a space", "does not look like"), ("42:another", "refuses")],
)
async def test_no_token_or_a_wrong_one(look: Look, token: str, said: str) -> None:
    found = await look(TELEGRAM_BOT_TOKEN=token)
    assert said in found["token"].found
    assert "BotFather" in found["token"].to_do
    assert "clock" not in found
    # What does not depend on it is looked at all the same.
    assert found["catalogue"].state == "good"


@pytest.mark.parametrize("fault", [bad_gateway(), garbage(), no_answer()])
async def test_telegram_out_of_reach(
    look: Look, telegram: TelegramServer, fault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_PATIENCE", 0.3)
    telegram.fail(fault, "getMe")
    finding = (await look())["token"]
    assert (finding.state, "TELEGRAM_API_URL" in finding.to_do) == ("bad", True)


async def test_nobody_listens_there(look: Look, telegram: TelegramServer) -> None:
    await telegram.stop()
    finding = (await look())["token"]
    await telegram.start()
    assert (finding.state, "ConnectError" in finding.found) == ("bad", True)


@pytest.mark.parametrize("address", ["no address", "ftp://host/bot", "http://[::1/bot"])
async def test_an_address_that_is_none(look: Look, address: str) -> None:
    finding = (await look(TELEGRAM_API_URL=address))["settings"]
    assert (finding.state, "TELEGRAM_API_URL" in finding.found) == ("bad", True)


@pytest.mark.parametrize(("ahead", "said"), [(3600.0, "behind"), (-90.0, "ahead")])
async def test_a_clock_that_is_wrong(
    look: Look, telegram: TelegramServer, ahead: float, said: str
) -> None:
    telegram.ahead = ahead
    finding = (await look())["clock"]
    assert (finding.state, said in finding.found) == ("bad", True)
    telegram.ahead = ahead / 100
    assert (await look())["clock"].state == "good"


def test_an_answer_without_a_date() -> None:
    assert {doctor._clock(date).state for date in (None, "", "yesterday")} == {"odd"}


async def test_inline_mode_is_missed(look: Look, telegram: TelegramServer) -> None:
    telegram.inline_mode = False
    assert "/setinline" in (await look())["token"].to_do


async def test_somebody_else_s_webhook(look: Look, telegram: TelegramServer) -> None:
    telegram.webhook = "https://elsewhere.example/"
    finding = (await look())["updates"]
    assert (finding.state, "webhook" in finding.found) == ("odd", True)
    # Looking does not end it.
    assert telegram.webhook


async def test_a_webhook_of_its_own(look: Look, telegram: TelegramServer) -> None:
    address = "https://bot.example.org/telegram"
    given = {"BUTACA_WEBHOOK_URL": address, "BUTACA_WEBHOOK_SECRET": "s"}
    finding = (await look(**given))["updates"]
    assert (finding.state, "when the bot starts" in finding.found) == ("good", True)
    telegram.webhook = address
    finding = (await look(**given))["updates"]
    assert (finding.state, "starts" in finding.found) == ("good", False)
    failing = {"url": address, "last_error_message": "Connection refused"}
    telegram._get_webhook_info = lambda _: failing  # type: ignore[method-assign]
    finding = (await look(**given))["updates"]
    assert (finding.state, "Connection refused" in finding.found) == ("odd", True)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u:very-secret@host/db", "use sqlite or postgresql"),
        ("not an address", "not the address"),
        ("postgresql://u:very-secret@127.0.0.1:1/db", "cannot be used"),
    ],
)
async def test_a_database_that_cannot_be_used(look: Look, url: str, said: str) -> None:
    finding = (await look(BUTACA_DATABASE_URL=url))["database"]
    assert (finding.state, said in finding.found) == ("bad", True)
    assert "very-secret" not in str(finding)


async def test_a_file_that_is_no_database(look: Look, tmp_path: Path) -> None:
    (tmp_path / "data" / "butaca.db").write_bytes(b"not a database, however long it is" * 99)
    finding = (await look())["database"]
    assert (finding.state, "owns" in finding.to_do) == ("bad", True)


async def test_no_database_is_made(look: Look, tmp_path: Path) -> None:
    assert (await look())["database"].state == "good"
    assert not (tmp_path / "data" / "butaca.db").exists()


async def test_a_postgresql_that_answers(look: Look, postgres: PostgresServer) -> None:
    finding = (await look(BUTACA_DATABASE_URL=postgres.database()))["database"]
    assert (finding.state, "postgresql" in finding.found) == ("good", True)


async def test_no_catalogue_and_no_dump(look: Look, tmp_path: Path) -> None:
    found = await look(BUTACA_DATA_DIR=str(tmp_path / "new"))
    assert "butaca etl" in found["catalogue"].to_do
    assert "sample" in found["dump"].found
    assert healthy([*found.values()])


async def test_a_damaged_catalogue(look: Look, tmp_path: Path) -> None:
    root = tmp_path / "data" / "catalogue"
    (root / current_version(root) / "movies.parquet").write_bytes(b"PAR1")
    found = await look()
    assert (found["catalogue"].state, found["catalogue"].to_do) == (
        "bad",
        "build it anew: butaca etl --force",
    )


async def test_an_old_catalogue(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLD", doctor.timedelta(0))
    assert (await look())["catalogue"].state == "odd"


async def test_a_place_that_cannot_be_written_to(look: Look, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    finding = (await look(BUTACA_DATA_DIR=str(tmp_path / "file")))["data folder"]
    assert (finding.state, "BUTACA_DATA_DIR" in finding.to_do) == ("bad", True)


async def test_a_disk_that_is_nearly_full(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_SPACE", 1 << 70)
    assert (await look())["data folder"].state == "odd"


async def test_nothing_is_left_behind(look: Look, tmp_path: Path) -> None:
    before = sorted((tmp_path / "data").rglob("*"))
    await look()
    assert sorted((tmp_path / "data").rglob("*")) == before


async def test_extras_that_are_asked_for_and_missing(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "missing_for_reports", lambda: ["seaborn"])
    assert "butaca[eda]" in (await look())["extras"].to_do
    monkeypatch.setattr(doctor, "find_spec", lambda _: None)
    finding = (await look(BUTACA_WEB_PORT="8080"))["extras"]
    assert (finding.state, "butaca[web]" in finding.to_do) == ("bad", True)


async def test_the_command_says_it_in_words_and_in_json(
    telegram: TelegramServer, sample_data: Path, tmp_path: Path
) -> None:
    environment = {
        "PATH": "/usr/bin:/bin",
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "BUTACA_DATA_DIR": str(sample_data),
    }

    def command(*options: str, **changed: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", "doctor", *options],
            env=environment | changed,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    said = await asyncio.to_thread(command)
    assert said.returncode == 0, said.stderr
    assert "✓ clock: agrees" in said.stdout
    assert "! settings: nobody looks after this bot\n    → put your" in said.stdout
    refused = await asyncio.to_thread(command, "--json", TELEGRAM_BOT_TOKEN="42:another")
    assert refused.returncode == 2
    findings = {finding["what"]: finding for finding in json.loads(refused.stdout)}
    assert findings["token"]["state"] == "bad"
    assert SECRET not in said.stdout + said.stderr + refused.stdout + refused.stderr
