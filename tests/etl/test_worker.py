"""The second process of a run: the same result as one, and no trace when either of them dies."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from etl_runner import Etl
from raw_dump import RawDump

from etl import worker
from etl.errors import EtlError, PublishError, SourceError
from etl.progress import Silent
from etl.sources import Dump, RawFile, find_dump
from etl.worker import OF_FILMS, OF_TABLES, Beside, InTurn
from recommender.catalogue import MANIFEST, current_version


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "WORTH_TWO_PROCESSES", 0)
    monkeypatch.setattr(worker.os, "cpu_count", lambda: 2)


def files(etl: Etl) -> dict[str, bytes]:
    folder = etl.root / current_version(etl.root)
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MANIFEST}


def test_two_processes_publish_what_one_does(
    etl: Etl, dump_of_30: RawDump, monkeypatch: pytest.MonkeyPatch
) -> None:
    etl.run(dump_of_30)
    alone = files(etl)
    monkeypatch.setattr(worker, "WORTH_TWO_PROCESSES", 0)
    monkeypatch.setattr(worker.os, "cpu_count", lambda: 2)
    etl.run(force=True)
    assert files(etl) == alone
    assert all(not name.startswith(".") for name in alone)


@pytest.mark.usefixtures("two_processes")
def test_what_goes_wrong_in_the_second_process_is_said_by_the_first(
    etl: Etl, dump_of_30: RawDump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.pipeline.lay_out", lambda *_: None)
    with pytest.raises(PublishError, match=r"No such file"):
        etl.run(dump_of_30)


@pytest.mark.usefixtures("two_processes")
def test_what_is_wrong_with_the_credits_is_said_whoever_reads_them(
    etl: Etl, dump_of_30: RawDump, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = dump_of_30.write(etl.raw)
    (raw / "credits.csv").write_text("id,cast\n")
    with pytest.raises(SourceError, match=r"credits\.csv lacks the column crew") as beside:
        etl.run()
    monkeypatch.setattr(worker.os, "cpu_count", lambda: 1)
    with pytest.raises(SourceError) as alone:
        etl.run()
    assert str(alone.value) == str(beside.value)


def test_what_nobody_asks_for_leaves_no_trace(
    etl: Etl, dump_of_30: RawDump, tmp_path: Path
) -> None:
    dump = find_dump(dump_of_30.write(etl.raw))
    folder = tmp_path / "version"
    folder.mkdir()
    with Beside(folder, Silent(), dump) as jobs:
        jobs.finish()
    assert list(folder.iterdir()) == []


def test_a_second_process_that_dies_is_noticed(tmp_path: Path) -> None:
    dump = Dump(credits=RawFile("credits.csv", tmp_path / "credits.csv"))
    with Beside(tmp_path, Silent(), dump) as jobs:
        process = jobs._process
        process.kill()
        process.wait()
        jobs.begin(*OF_FILMS)
        with pytest.raises(EtlError, match=r"Reading credits\.csv: .* ended with -9"):
            jobs.credits()
        jobs.begin(*OF_TABLES)
        with pytest.raises(EtlError, match="ended with -9"):
            jobs.finish()


def test_the_second_process_ends_with_the_first(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from etl.worker import Beside\n"
        "from etl.progress import Silent; from etl.sources import Dump\n"
        "with Beside(Path(sys.argv[1]), Silent(), Dump()) as jobs:\n"
        "    print(jobs._process.pid, flush=True); time.sleep(600)\n"
    )
    first = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    second = psutil.Process(int(first.stdout.readline()))
    first.kill()
    first.communicate()
    deadline = time.monotonic() + 30
    while second.is_running() and second.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("size", "cores", "kind"), [(1000, 8, InTurn), (10**9, 1, InTurn), (10**9, 2, Beside)]
)
def test_a_small_dump_or_a_single_core_is_not_worth_a_second_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, cores: int, kind: type
) -> None:
    monkeypatch.setattr(worker.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(RawFile, "size", size)
    dump = Dump(movies=RawFile("movies.csv", tmp_path))
    assert type(worker.worker(tmp_path, dump, Silent())) is kind
