"""Runs of the ETL on behalf of the bot, the swap to what they publish, and the reports on it.

The ETL and the report load pandas and more and keep a core busy, so each run is a process of its
own, at low priority and with a time limit. The serving process only ever opens what was published:
beside the old catalogue, on a thread, and then by one assignment between two messages.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import psutil
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.assistant import Assistant
from bot.assistant.memory import StoreUnavailable
from bot.assistant.operations import Asker, EtlRun, Outcome, ReportRun, Status
from bot.metrics import ETL_RUNS, ETL_SECONDS
from bot.settings import Settings
from bot.store.coordination import Coordination
from etl.eda import missing
from recommender import (
    ButacaError,
    CatalogueDamaged,
    CatalogueError,
    CatalogueMissing,
    Recommender,
)
from recommender.catalogue import current_version, versions
from recommender.errors import Problem, understood
from recommender.reports import is_made

_log = logging.getLogger(__name__)

#: Exit status of a run that another run kept out; see `bot.cli`.
_LOCKED = 3
_LOWEST_PRIORITY = 19
TIME_LIMIT = timedelta(hours=1)
REPORT_TIME_LIMIT = timedelta(minutes=30)
#: Several bots on one machine or one folder should not begin in the same second.
JITTER = timedelta(minutes=2)
#: How far apart the processes of one bot may begin what is the same scheduled run.
ONE_TURN = 2 * JITTER
#: How late a run may still begin, after a sleep or a pause of the machine.
MISFIRE_GRACE = timedelta(hours=6)
#: How often we look whether somebody published a version.
WATCH_EVERY = timedelta(seconds=5)

#: Tells how a run ended: to whoever asked for it, or to the admins when nobody did.
Tell = Callable[[EtlRun | ReportRun, Asker | None], Awaitable[None]]


class BuildFailed(ButacaError):  # noqa: N818
    """There is no catalogue to serve and none could be built; the ETL has said why."""


def etl_command(settings: Settings, *options: str, afresh: bool = True) -> list[str]:
    """The command that builds a catalogue from whichever sources are configured.

    Args:
        settings: says which.
        options: of the command.
        afresh: whether anything is downloaded or asked for. Without it, and without a dump, there
            is the bundled sample.
    """
    command = [sys.executable, "-m", "bot.cli", "etl", *options]
    if afresh and settings.tmdb_daily:
        return [*command, "--source", "tmdb-daily"]
    if not afresh:
        command += ["--requests", "0"]
    return command if _holds_files(settings.dump_dir) else [*command, "--source", "sample"]


def _holds_files(place: Path) -> bool:
    """Whether there is anything in the raw folder; what TMDB answered lies in a folder of its."""
    if not place.is_dir():
        return place.exists()
    return any(path.is_file() for path in place.iterdir())


def missing_for_reports() -> list[str]:
    """What a report needs and is not installed."""
    return missing()


def report_command(settings: Settings) -> list[str]:
    """The command that makes the reports on the live version."""
    return [sys.executable, "-m", "etl.eda", str(settings.catalogue_dir)]


def open_catalogue(settings: Settings) -> Recommender:
    """Open the live catalogue, building one where there is none, or none that this program reads.

    Of a damaged one whose dump is gone, the newest version before it that is whole goes on.

    Raises:
        BuildFailed: no catalogue could be built.
        CatalogueError: what was built cannot be opened.
    """
    root = settings.catalogue_dir
    try:
        return Recommender.open(root)
    except CatalogueMissing:
        click.echo(f"No catalogue yet in {root}: building one (only this once).", err=True)
    except CatalogueDamaged as error:
        click.echo(str(error), err=True)
        if not _holds_files(settings.dump_dir) and (whole := _newest_whole(root)):
            click.echo(
                f"There is no dump to build it anew: version {whole.version} goes on.", err=True
            )
            return whole
        click.echo("Building the catalogue anew.", err=True)
    finished = subprocess.run(
        etl_command(settings, "--force", afresh=False), check=False, stdout=sys.stderr
    )
    if finished.returncode:
        raise BuildFailed("no catalogue could be built; the lines above say why")
    return Recommender.open(root)


def _newest_whole(root: Path) -> Recommender | None:
    for version in versions(root):
        with suppress(CatalogueDamaged):
            return Recommender.open(root, version)
    return None


class Refresher:
    """Keeps the assistant's catalogue fresh, on a schedule and on demand.

    Guarantees: at most one run at a time, of all the processes that share a database; a run that
    fails, hangs or publishes something damaged leaves the open catalogue in service; every end of
    a run is told.
    """

    def __init__(
        self,
        settings: Settings,
        assistant: Assistant,
        tell: Tell,
        *,
        time_limit: timedelta = TIME_LIMIT,
        report_time_limit: timedelta = REPORT_TIME_LIMIT,
        coordination: Coordination | None = None,
    ) -> None:
        """Set up the refresher.

        Args:
            settings: where the dump and the catalogue are, and when to run.
            assistant: whose catalogue is swapped.
            tell: tells how a run ended.
            time_limit: how long a run may take.
            report_time_limit: how long the making of a report may take.
            coordination: what the processes of this bot agree on; None for a single one.
        """
        self._coordination = coordination
        self._settings = settings
        self._assistant = assistant
        self._tell = tell
        self._time_limit = time_limit
        self._report_time_limit = report_time_limit
        self._started_at = datetime.now(UTC)
        self._process = psutil.Process()
        self._scheduler = AsyncIOScheduler(timezone=settings.timezone)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._run: asyncio.Task[None] | None = None
        self._report: asyncio.Task[None] | None = None
        self._last_run: EtlRun | None = None
        self._rejected: str | None = None
        self._complaint: str | None = None

    async def start(self) -> None:
        """Begin the schedule and the watch, on the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._scheduler.add_job(
            _quietly_cancelled(self._begin_in_turn),
            CronTrigger.from_crontab(self._settings.etl_cron, self._settings.timezone),
            id="etl",
            jitter=JITTER.total_seconds(),
            coalesce=True,
            misfire_grace_time=int(MISFIRE_GRACE.total_seconds()),
        )
        self._scheduler.add_job(
            _quietly_cancelled(self.adopt),
            "interval",
            seconds=WATCH_EVERY.total_seconds(),
            id="watch",
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """End the schedule, and a run that is under way; publishing is atomic, nothing is lost."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for under_way in (self._run, self._report):
            if under_way is not None and not under_way.done():
                under_way.cancel()
                with suppress(asyncio.CancelledError):
                    await under_way

    def status(self) -> Status:
        """How the bot fares right now."""
        job = self._scheduler.get_job("etl")
        return Status(
            started_at=self._started_at,
            memory=self._process.memory_info().rss,
            next_run=job.next_run_time if job else None,
            last_run=self._last_run,
            running=self._running,
        )

    def refresh(self, asker: Asker) -> bool:
        """Begin a run whose end the asker is told; False when one is under way."""
        if self._loop is None:
            return False
        return asyncio.run_coroutine_threadsafe(self._begin(asker), self._loop).result()

    def report(self, asker: Asker) -> bool:
        """Begin to make the report, whose end the asker is told; False when that is under way."""
        if self._loop is None:
            return False
        return asyncio.run_coroutine_threadsafe(self._begin_report(asker), self._loop).result()

    async def adopt(self) -> None:
        """Open the published version, if it is another than the open one, and swap to it."""
        root = self._settings.catalogue_dir
        try:
            version = await asyncio.to_thread(current_version, root)
            if version == self._assistant.recommender.version:
                self._complaint = None
            if version in (self._assistant.recommender.version, self._rejected):
                return
            fresh = await asyncio.to_thread(Recommender.open, root)
        except CatalogueError as error:
            # The next version, or the same one mended under another name, is looked at again.
            with suppress(CatalogueError):
                self._rejected = current_version(root)
            # A catalogue that is missing is missing at every look.
            if str(error) != self._complaint:
                self._complaint = str(error)
                _log.error("the published catalogue is not taken: %s", error)
            return
        self._complaint = None
        self._assistant.recommender = fresh
        _log.info("serving catalogue %s, %d films", fresh.version, len(fresh.catalogue))

    @property
    def _running(self) -> bool:
        return self._run is not None and not self._run.done()

    async def _begin_in_turn(self) -> None:
        """Begin the scheduled run, unless another process has begun it."""
        if self._coordination is not None:
            with suppress(StoreUnavailable):
                if await self._coordination.claim("refresh", ONE_TURN) != "mine":
                    return
        await self._begin(None)

    async def _begin(self, asker: Asker | None) -> bool:
        if self._running:
            return False
        self._run = asyncio.create_task(self._run_and_tell(asker))
        return True

    async def _run_and_tell(self, asker: Asker | None) -> None:
        began = time.monotonic()
        outcome, account, problems = await self._run_alone()
        await self.adopt()
        now = datetime.now(ZoneInfo(self._settings.timezone))
        run = EtlRun(outcome, now, time.monotonic() - began, account, problems)
        self._last_run = run
        ETL_RUNS.labels(outcome).inc()
        ETL_SECONDS.observe(run.seconds)
        _log.log(
            logging.ERROR if outcome in ("failed", "timeout") else logging.INFO,
            "ETL run: %s after %.1f s %s",
            run.outcome,
            run.seconds,
            "; ".join(map(str, problems)),
            extra={"told": True},
        )
        await self._tell(run, asker)
        if outcome in ("published", "unchanged"):
            await self._report_if_needed()

    async def _report_if_needed(self) -> None:
        """Look at the live version, if nobody has and what draws is installed."""
        if missing_for_reports():
            _log.info("no report is made; install what draws it with: pip install 'butaca[eda]'")
            return
        if not is_made(self._settings.catalogue_dir, self._assistant.recommender.version):
            await self._begin_report(None)

    async def _begin_report(self, asker: Asker | None) -> bool:
        if self._report is not None and not self._report.done():
            return False
        self._report = asyncio.create_task(self._make_report_and_tell(asker))
        return True

    async def _make_report_and_tell(self, asker: Asker | None) -> None:
        began = time.monotonic()
        outcome, problem = await self._make_report_alone()
        run = ReportRun(outcome, time.monotonic() - began, problem)
        failed = outcome in ("failed", "timeout")
        level = logging.ERROR if failed else logging.INFO
        said = "report: %s after %.1f s %s"
        _log.log(level, said, outcome, run.seconds, problem, extra={"told": True})
        # One that comes by itself is only worth a word when it fails.
        if asker is not None or failed:
            await self._tell(run, asker)

    async def _make_report_alone(self) -> tuple[Outcome, str]:
        if self._coordination is None:
            return await self._make_report()
        try:
            async with self._coordination.alone("report") as mine:
                return await self._make_report() if mine else ("busy", "")
        except StoreUnavailable as error:
            # Whoever makes it holds a lock in its folder as well.
            _log.warning("no other process could be asked whether it makes a report: %s", error)
            return await self._make_report()

    async def _make_report(self) -> tuple[Outcome, str]:
        settings, version = self._settings, self._assistant.recommender.version
        if is_made(settings.catalogue_dir, version):
            return "unchanged", ""
        ended = await _ended(report_command(settings), self._report_time_limit)
        return ("published", "") if ended.outcome is None else (ended.outcome, ended.said)

    async def _run_alone(self) -> _Run:
        if self._coordination is None:
            return await self._run_etl()
        try:
            async with self._coordination.alone("refresh") as mine:
                return await self._run_etl() if mine else ("busy", {}, ())
        except StoreUnavailable as error:
            # The ETL has a lock of its own, which holds on one machine at least.
            _log.warning("no other process could be asked whether it is refreshing: %s", error)
            return await self._run_etl()

    async def _run_etl(self) -> _Run:
        ended = await _ended(etl_command(self._settings, "--json"), self._time_limit)
        if ended.outcome is not None:
            return ended.outcome, {}, ended.problems()
        result = json.loads(ended.output)
        return ("published" if result["published"] else "unchanged"), result["account"], ()


#: How a run of the ETL ended, what became of the records, and why it failed.
_Run = tuple[Outcome, Mapping[str, int], tuple[Problem | str, ...]]


@dataclass(frozen=True, slots=True)
class _Ended:
    """How a process ended.

    Attributes:
        output: what it wrote.
        outcome: what came of it, where that is told by the way that it ended.
        said: the last that it said, where it failed.
        status: what it exited with.
    """

    output: bytes = b""
    outcome: Outcome | None = None
    said: str = ""
    status: int = 0

    def problems(self) -> tuple[Problem | str, ...]:
        """Why an ETL ended as it did: as it told, or else as it said last."""
        if self.outcome != "failed":
            return ()
        with suppress(ValueError, LookupError, TypeError):
            return understood(json.loads(self.output)["problems"])
        return (self.said or Problem("exit-status", status=str(self.status)),)


async def _ended(command: Sequence[str], time_limit: timedelta) -> _Ended:
    """Run one of our commands to its end at the lowest priority, or stop it when it is due."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    _step_back(process.pid)
    try:
        async with asyncio.timeout(time_limit.total_seconds()):
            output, errors = await process.communicate()
    except TimeoutError:
        await _kill(process)
        return _Ended(outcome="timeout")
    except asyncio.CancelledError:
        await _kill(process)
        raise
    if process.returncode == _LOCKED:
        return _Ended(outcome="busy")
    if process.returncode:
        lines = errors.decode(errors="replace").strip().splitlines()
        said = lines[-1].removeprefix("butaca: ") if lines else ""
        return _Ended(output, "failed", said, process.returncode)
    return _Ended(output)


def _quietly_cancelled(job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """A job that a stop of the schedule may reach at any moment.

    The scheduler cancels what is under way, and would log each as a job that failed.
    """

    @wraps(job)
    async def wrapped() -> None:
        with suppress(asyncio.CancelledError):
            await job()

    return wrapped


def _step_back(pid: int) -> None:
    """Give a process the lowest priority, on the processor and, where there is one, on the disk."""
    with suppress(ProcessLookupError, PermissionError):
        os.setpriority(os.PRIO_PROCESS, pid, _LOWEST_PRIORITY)
    if psutil.LINUX:
        with suppress(psutil.Error, OSError):
            psutil.Process(pid).ionice(psutil.IOPRIO_CLASS_IDLE)


async def _kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        # Its workers live in the same session and end with it.
        os.killpg(process.pid, 9)
    await process.wait()
