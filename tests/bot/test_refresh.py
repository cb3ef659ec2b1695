"""Runs of the ETL beside a talking assistant; a small program stands in for the ETL itself."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from bot import refresh
from bot.assistant import Assistant
from bot.assistant.answers.operations import run_line
from bot.assistant.operations import Asker, EtlRun, ReportRun
from bot.assistant.texts import texts_in
from bot.refresh import Refresher
from bot.settings import Settings
from etl.errors import columns_missing
from recommender import CatalogueDamaged
from recommender.catalogue import current_version
from recommender.errors import told

ASKER = Asker(chat=7, thread=None, language="en")
ACCOUNT = {"read": 10, "kept": 8, "merged": 1, "put_aside": 1}


def catalogue(version: str) -> Any:
    """As much of a recommender as a swap needs."""
    return SimpleNamespace(version=version, catalogue=[None] * 8)


class Bench:
    """A refresher, what it told, and an ETL that does as it is written."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = folder / "catalogue"
        self.root.mkdir()
        self.told: list[tuple[EtlRun | ReportRun, Asker | None]] = []
        self.done = asyncio.Event()
        self.assistant = Assistant(catalogue("old"))
        settings = Settings(BUTACA_DATA_DIR=folder, BUTACA_TIMEZONE="Asia/Tokyo")
        self.script = folder / "etl.py"
        self.report_script = folder / "eda.py"
        self.report_script.write_text("raise SystemExit('butaca: nothing to draw')", "utf-8")
        self.folder = folder
        for command, script in (
            ("etl_command", self.script),
            ("report_command", self.report_script),
        ):
            monkeypatch.setattr(refresh, command, lambda *_, it=script: [sys.executable, str(it)])
        monkeypatch.setattr(refresh, "missing_for_reports", list)
        monkeypatch.setattr(
            refresh.Recommender,
            "open",
            lambda root: catalogue((root / "CURRENT").read_text("utf-8")),
        )
        self.refresher = Refresher(
            settings,
            self.assistant,
            self.tell,
            time_limit=timedelta(seconds=5),
            report_time_limit=timedelta(seconds=5),
        )

    async def tell(self, run: EtlRun | ReportRun, asker: Asker | None) -> None:
        self.told.append((run, asker))
        self.done.set()

    def reports(self, program: str) -> None:
        """What making a report does from now on."""
        self.report_script.write_text(program, "utf-8")

    async def reported(self) -> None:
        """Wait until the making of a report has ended and been told, if it is."""
        task = self.refresher._report
        assert task is not None
        async with asyncio.timeout(20):
            await task

    def publish(self, version: str) -> None:
        (self.root / "CURRENT").write_text(version, "utf-8")

    async def run(self, program: str) -> EtlRun:
        self.script.write_text(program, "utf-8")
        assert await asyncio.to_thread(self.refresher.refresh, ASKER)
        async with asyncio.timeout(20):
            await self.done.wait()
        self.done.clear()
        [run] = [run for run, _ in self.told if isinstance(run, EtlRun)][-1:]
        return run


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    made = Bench(tmp_path, monkeypatch)
    await made.refresher.start()
    yield made
    await made.refresher.stop()


async def test_what_a_run_publishes_is_served(bench: Bench) -> None:
    result = json.dumps({"published": "new", "account": ACCOUNT})
    run = await bench.run(
        f"open({str(bench.root / 'CURRENT')!r}, 'w').write('new'); print({result!r})"
    )
    assert (run.outcome, run.account) == ("published", ACCOUNT)
    assert bench.assistant.recommender.version == "new"
    assert bench.told[0] == (run, ASKER)
    assert run.ended_at.utcoffset() == timedelta(hours=9)
    assert bench.refresher.status().last_run == run


async def test_unchanged_sources_change_nothing(bench: Bench) -> None:
    bench.publish("old")
    run = await bench.run(f"print({json.dumps({'published': None, 'account': ACCOUNT})!r})")
    assert run.outcome == "unchanged"
    assert bench.assistant.recommender.version == "old"


async def test_a_failed_run_says_why_and_the_old_catalogue_serves_on(bench: Bench) -> None:
    run = await bench.run("import sys; sys.exit('butaca: credits.csv is missing')")
    assert (run.outcome, run.problems) == ("failed", ("credits.csv is missing",))
    assert bench.assistant.recommender.version == "old"


async def test_why_a_run_failed_is_told_in_the_language_of_the_chat(bench: Bench) -> None:
    problems = [columns_missing("credits.csv", [["cast"], ["movie_id", "id"]]), "and <more>"]
    said = json.dumps({"outcome": "failed", "problems": told(problems)})
    run = await bench.run(f"import sys; print({said!r}); sys.exit('butaca: in English')")
    assert (run.outcome, run.problems) == ("failed", tuple(problems))
    spanish, english = (run_line(run, texts_in(language)) for language in ("es", "en"))
    assert "a credits.csv le faltan las columnas cast, movie_id o id; and &lt;more&gt;" in spanish
    assert "credits.csv lacks the columns cast, movie_id or id; and &lt;more&gt;" in english


async def test_a_run_that_ends_without_a_word(bench: Bench) -> None:
    run = await bench.run("import os; os._exit(7)")
    assert "el proceso terminó con 7" in run_line(run, texts_in("es"))


async def test_a_run_that_another_keeps_out_is_no_failure(bench: Bench) -> None:
    assert (await bench.run("import sys; sys.exit(3)")).outcome == "busy"


async def test_a_run_that_hangs_is_stopped(bench: Bench) -> None:
    bench.refresher._time_limit = timedelta(seconds=0.3)
    run = await bench.run("import time; time.sleep(60)")
    assert run.outcome == "timeout"
    assert run.seconds < 20


async def test_a_run_has_the_lowest_priority(bench: Bench) -> None:
    report = bench.root / "priority"
    await bench.run(
        "import os, time; time.sleep(0.3);"
        f"open({str(report)!r}, 'w').write(str(os.getpriority(os.PRIO_PROCESS, 0)));"
        "raise SystemExit(3)"
    )
    assert int(report.read_text()) == max(19, os.getpriority(os.PRIO_PROCESS, 0))


@pytest.mark.skipif(not psutil.LINUX, reason="only Linux has priorities of the disk")
async def test_a_run_waits_for_everybody_at_the_disk(bench: Bench) -> None:
    report = bench.root / "priority"
    await bench.run(
        "import psutil, time; time.sleep(0.3);"
        f"open({str(report)!r}, 'w').write(str(int(psutil.Process().ionice().ioclass)));"
        "raise SystemExit(3)"
    )
    assert int(report.read_text()) == psutil.IOPRIO_CLASS_IDLE


async def test_one_run_at_a_time(bench: Bench) -> None:
    bench.script.write_text("import time; time.sleep(60)", "utf-8")
    assert await asyncio.to_thread(bench.refresher.refresh, ASKER)
    assert not await asyncio.to_thread(bench.refresher.refresh, ASKER)
    assert bench.refresher.status().running


async def test_a_version_published_by_anybody_is_served(bench: Bench) -> None:
    bench.publish("elsewhere")
    await bench.refresher.adopt()
    assert bench.assistant.recommender.version == "elsewhere"


async def test_a_damaged_version_is_refused_once_and_the_next_one_taken(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = refresh.Recommender.open

    def damaged(root: Path) -> Any:
        raise CatalogueDamaged("movies.parquet is not what was published")

    bench.publish("damaged")
    monkeypatch.setattr(refresh.Recommender, "open", damaged)
    await bench.refresher.adopt()
    await bench.refresher.adopt()
    assert bench.assistant.recommender.version == "old"
    assert caplog.text.count("not what was published") == 1
    monkeypatch.setattr(refresh.Recommender, "open", whole)
    bench.publish("mended")
    await bench.refresher.adopt()
    assert bench.assistant.recommender.version == "mended"


async def test_a_missing_catalogue_is_said_once_each_time(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    for times in (1, 2):
        (bench.root / "CURRENT").unlink(missing_ok=True)
        await bench.refresher.adopt()
        await bench.refresher.adopt()
        assert caplog.text.count("no catalogue has been published") == times
        bench.publish("old")
        await bench.refresher.adopt()


async def test_a_stop_that_reaches_a_look_midway_is_no_error(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looking, go_on = threading.Event(), threading.Event()

    def slow(root: Path) -> str:
        looking.set()
        assert go_on.wait(10)
        return "old"

    monkeypatch.setattr(refresh, "current_version", slow)
    bench.refresher._scheduler.modify_job("watch", next_run_time=datetime.now(UTC))
    assert await asyncio.to_thread(looking.wait, 10)
    await bench.refresher.stop()
    await asyncio.sleep(0.05)
    go_on.set()
    await asyncio.sleep(0.05)
    assert "raised an exception" not in caplog.text


async def test_the_schedule_is_the_setting_s(bench: Bench) -> None:
    status = bench.refresher.status()
    assert status.next_run is not None
    now = datetime.now(UTC)
    assert now < status.next_run <= now + timedelta(days=1) + refresh.JITTER
    assert status.memory > 0
    assert not status.running


# --- the report -------------------------------------------------------------------------------


def making(bench: Bench, version: str) -> str:
    """A program that makes the report of a version, and notes its priority."""
    folder = bench.folder / "eda" / version
    return (
        "import os, pathlib, time; time.sleep(0.3)\n"
        f"folder = pathlib.Path({str(folder)!r}); folder.mkdir(parents=True)\n"
        "(folder / 'album.json').write_text(str(os.getpriority(os.PRIO_PROCESS, 0)))"
    )


def publishing(bench: Bench, version: str) -> str:
    result = json.dumps({"published": version, "account": ACCOUNT})
    return f"open({str(bench.root / 'CURRENT')!r}, 'w').write({version!r}); print({result!r})"


async def test_what_was_published_is_looked_at_quietly_at_low_priority(bench: Bench) -> None:
    bench.reports(making(bench, "new"))
    await bench.run(publishing(bench, "new"))
    await bench.reported()
    album = bench.folder / "eda" / "new" / "album.json"
    assert int(album.read_text()) == max(19, os.getpriority(os.PRIO_PROCESS, 0))
    assert len(bench.told) == 1


async def test_a_version_is_looked_at_once(bench: Bench) -> None:
    bench.publish("old")
    bench.reports(making(bench, "old"))
    unchanged = f"print({json.dumps({'published': None, 'account': ACCOUNT})!r})"
    await bench.run(unchanged)
    await bench.reported()
    first = bench.refresher._report
    await bench.run(unchanged)
    assert bench.refresher._report is first


async def test_a_report_that_fails_by_itself_is_told_to_the_admins(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.run(publishing(bench, "new"))
    await bench.reported()
    run, asker = bench.told[-1]
    assert isinstance(run, ReportRun)
    assert (run.outcome, run.problem, asker) == ("failed", "nothing to draw", None)
    assert "nothing to draw" in caplog.text
    assert bench.assistant.recommender.version == "new"


async def test_no_run_that_failed_is_looked_at(bench: Bench) -> None:
    await bench.run("import sys; sys.exit('butaca: credits.csv is missing')")
    assert bench.refresher._report is None


async def test_without_what_draws_none_is_made_and_it_is_no_error(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bot.refresh")
    monkeypatch.setattr(refresh, "missing_for_reports", lambda: ["seaborn"])
    await bench.run(publishing(bench, "new"))
    await asyncio.sleep(0.05)
    assert bench.refresher._report is None
    assert "butaca[eda]" in caplog.text


async def asked(bench: Bench) -> ReportRun:
    assert await asyncio.to_thread(bench.refresher.report, ASKER)
    await bench.reported()
    run, told = bench.told[-1]
    assert told == ASKER
    assert isinstance(run, ReportRun)
    return run


async def test_who_asks_for_a_report_is_told_how_it_ended(bench: Bench) -> None:
    assert (await asked(bench)).outcome == "failed"
    bench.reports(making(bench, "old"))
    assert (await asked(bench)).outcome == "published"
    assert (await asked(bench)).outcome == "unchanged"


async def test_a_report_that_takes_too_long_is_stopped(bench: Bench) -> None:
    bench.refresher._report_time_limit = timedelta(seconds=0.3)
    bench.reports("import time; time.sleep(60)")
    run = await asked(bench)
    assert run.outcome == "timeout"
    assert run.seconds < 20


async def test_one_report_at_a_time(bench: Bench) -> None:
    bench.reports("import time; time.sleep(60)")
    assert await asyncio.to_thread(bench.refresher.report, ASKER)
    assert not await asyncio.to_thread(bench.refresher.report, ASKER)


class Elsewhere:
    """What other processes say of a job: that one of them is at it."""

    @asynccontextmanager
    async def alone(self, job: str) -> AsyncIterator[bool]:
        assert job == "report"
        yield False


async def test_one_of_several_processes_makes_the_report(bench: Bench) -> None:
    bench.refresher._coordination = Elsewhere()  # type: ignore[assignment]
    bench.reports(making(bench, "old"))
    assert (await asked(bench)).outcome == "busy"
    assert not (bench.folder / "eda").exists()


def test_of_a_damaged_version_without_a_dump_the_one_before_goes_on(
    sample_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = shutil.copytree(sample_data, tmp_path / "data")
    root = data / "catalogue"
    whole, damaged = current_version(root), "99991231T000000.000Z"
    shutil.copytree(root / whole, root / damaged)
    (root / damaged / "titles.keys.npy").write_bytes(b"")
    (root / "CURRENT").write_text(damaged, "utf-8")
    opened = refresh.open_catalogue(Settings(BUTACA_DATA_DIR=data))
    assert opened.version == whole
    assert f"version {whole} goes on" in capsys.readouterr().err
    assert current_version(root) == damaged
