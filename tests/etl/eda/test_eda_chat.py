"""The report in the conversation, from a running bot's first answer to the report in full."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bot_process import bot_process
from telegram_server import Person, TelegramServer

from bot import terminal
from bot.assistant import Assistant, Reply, Request
from bot.assistant.operations import Asker, ReportRun, Status
from bot.cli import main
from etl import eda
from recommender import Recommender

ADMIN = 99


class Running:
    """A bot that runs, as far as its admins see it."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def status(self) -> Status:
        return Status(datetime.now(UTC), 0, None, None, running=False)

    def refresh(self, asker: Asker) -> bool:
        raise AssertionError(asker)

    def report(self, asker: Asker) -> bool:
        self.asked.append(asker.chat)
        return len(self.asked) == 1


@pytest.fixture
def running() -> Running:
    return Running()


def assistant_of(data_dir: Path, running: Running | None) -> Assistant:
    assistant = Assistant(Recommender.open(data_dir / "catalogue"), admins={ADMIN})
    assistant.operations = running
    return assistant


def say(assistant: Assistant, text: str, user: int = 1, **more: object) -> Reply:
    request = Request(chat=user, user=user, text=text, **{"language": "es", **more})  # type: ignore[arg-type]
    return assistant.respond(request)


@pytest.fixture
def bare(one_film: Path, tmp_path: Path) -> Path:
    """A data folder with a catalogue and no report."""
    shutil.copytree(one_film / "catalogue", tmp_path / "catalogue")
    return tmp_path


def test_six_charts_with_a_line_each(
    one_film: Path, one_film_reports: Path, running: Running
) -> None:
    assistant = assistant_of(one_film, running)
    for language in eda.LANGUAGES:
        reply = say(assistant, "/eda", language=language)
        part = json.loads((one_film_reports / eda.ALBUM).read_text("utf-8"))["languages"][language]
        assert [chart["line"] for chart in reply.facts["charts"]] == [
            chart["line"] for chart in part["charts"]
        ]
        assert len(reply.album) == 6
        for picture, chart in zip(reply.album, part["charts"], strict=True):
            assert picture.path == one_film_reports / chart["png"]
            assert picture.caption.startswith(f"<b>{chart['title']}</b>\n")
            assert "<script>" not in picture.caption
        assert (reply.document, reply.buttons) == (None, ())


def test_the_whole_report_is_for_an_admin_who_reads_alone(
    one_film: Path, one_film_reports: Path, running: Running
) -> None:
    assistant = assistant_of(one_film, running)
    document = say(assistant, "/informe", ADMIN).document
    assert document is not None
    assert document.content == (one_film_reports / "report.es.html").read_bytes()
    assert say(assistant, "/eda", ADMIN, group=True).document is None


def test_where_there_is_none_it_is_said_and_admins_may_have_it_made(
    bare: Path, running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    assistant = assistant_of(bare, running)
    reply = say(assistant, "/eda")
    assert "Todavía no" in reply.text
    assert (reply.album, reply.buttons) == ((), ())
    [[button]] = say(assistant, "/eda", ADMIN).buttons
    assert "te aviso" in say(assistant, "", ADMIN, press=button.action).text.lower()
    assert "ya se está" in say(assistant, "", ADMIN, press=button.action).text
    assert running.asked == [ADMIN, ADMIN]
    refused = say(assistant, "", press=button.action)
    assert "cuida" in refused.text
    assert running.asked == [ADMIN, ADMIN]
    assert "user 1 is no admin" in caplog.text


def test_the_report_of_the_version_before_says_so(
    bare: Path, one_film_reports: Path, running: Running
) -> None:
    earlier = bare / "eda" / "20200101T000000.000Z"
    shutil.copytree(one_film_reports, earlier)
    album = (earlier / eda.ALBUM).read_text("utf-8")
    (earlier / eda.ALBUM).write_text(album.replace(one_film_reports.name, earlier.name), "utf-8")
    reply = say(assistant_of(bare, running), "/eda")
    assert "hay uno más nuevo" in reply.text
    assert len(reply.album) == 6
    assert not reply.facts["up_to_date"]


def test_a_terminal_names_the_files(
    one_film: Path, one_film_reports: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for data_dir, told in ((one_film, "report.en.html"), (bare, "butaca eda --publish")):
        reply = say(assistant_of(data_dir, None), "/eda", language="en")
        terminal.show(reply, terminal.Written())
        shown = capsys.readouterr().out
        assert told in shown
        charts = json.loads(json.dumps(terminal.as_json(reply)))["facts"]["charts"]
        assert len(charts) == (6 if data_dir == one_film else 0)
        assert all(Path(chart["path"]).is_file() and chart["path"] in shown for chart in charts)


def test_the_command_line_makes_what_the_chat_shows(
    one_film: Path,
    one_film_reports: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BUTACA_DATA_DIR", str(one_film))
    main(["eda", "--publish"], standalone_mode=False)
    assert capsys.readouterr().out.strip() == str(one_film_reports)


@pytest.mark.parametrize("language", eda.LANGUAGES)
@pytest.mark.parametrize("outcome", ["published", "unchanged", "busy", "failed", "timeout"])
def test_every_end_of_a_report_can_be_told(language: str, outcome: str) -> None:
    from bot.assistant.answers.operations import run_ended
    from bot.assistant.texts import texts_in

    run = ReportRun(outcome, 65.4321, "a <problem>")  # type: ignore[arg-type]
    told = run_ended(run, texts_in(language)).text
    assert "65.4321" not in told
    assert ("a &lt;problem&gt;" in told) == (outcome == "failed")


async def test_an_admin_has_the_report_made_and_gets_all_of_it(bare: Path, tmp_path: Path) -> None:
    async with TelegramServer() as telegram:
        ana, eva = telegram.person("Ana"), telegram.person("Eva")
        async with bot_process(telegram, bare, tmp_path, BUTACA_ADMINS=str(ana.id)):
            eva.says("/eda")
            assert "reply_markup" not in await eva.hears()
            ana.says("/eda")
            ana.presses(await ana.hears(), 0)
            assert "Empiezo" in (await ana.hears())["text"]
            assert "está hecho" in (await ana.hears(within=90))["text"]
            for person in (ana, eva):
                await sees_the_album(person)
            file = (await ana.hears())["document"]
            version = Recommender.open(bare / "catalogue").version
            assert file["file_name"] == f"butaca-{version}.html"
            assert file["file_size"] > 100_000
            assert not eva.chat.heard


async def sees_the_album(person: Person) -> None:
    person.says("/eda")
    assert "Así son los datos" in (await person.hears())["text"]
    photos = [await person.hears() for _ in range(6)]
    assert len({photo["media_group_id"] for photo in photos}) == 1
    assert all("\n" in photo["caption"] for photo in photos)
