"""What happens when a run is killed, the disk is full, or bytes on it change.

Runs are processes forked from a server that has already imported everything, so that a kill hits
the run and not its imports.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil
import pytest
from raw_dump import RawDump, dump_of

from etl import publish, worker
from etl.errors import EtlError
from etl.pipeline import RunOptions, RunResult, run
from recommender.catalogue import Catalogue, current_version, read_manifest, verify
from recommender.errors import CatalogueDamaged, CatalogueError, Problem

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["etl.pipeline", "etl.similarity", "pandera.pandas"])

KILLS = 30
NOBODY = 65534


def child(target: Callable[..., None], *arguments: object, **options: object) -> BaseProcess:
    process = CONTEXT.Process(target=target, args=arguments, kwargs=options)
    process.start()
    return process


def forced_run(raw: Path, root: Path, *, two_processes: bool = False) -> None:
    if two_processes:
        worker.WORTH_TWO_PROCESSES = 0
    run(RunOptions(root, raw, force=True))


def whole_films(root: Path) -> int:
    """Open the catalogue as a reader does; raises if it is not whole."""
    return len(Catalogue.open(root))


def assert_tidy(root: Path) -> None:
    left = sorted(path.name for path in root.iterdir())
    versions = [name for name in left if name[0] != "."]
    assert versions.pop() == "CURRENT"
    assert len(versions) <= publish.KEPT_VERSIONS
    assert left[: len(left) - len(versions) - 1] == [".lock"]


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dump_of(300).write(tmp_path_factory.mktemp("raw"))


@pytest.fixture
def root(tmp_path: Path, raw: Path) -> Path:
    run(RunOptions(tmp_path / "catalogue", raw))
    return tmp_path / "catalogue"


def measured_run(raw: Path, root: Path, told: Path) -> None:
    run(RunOptions(root, raw, force=True))
    told.write_text(str(time.process_time()))


def kill_after(process: BaseProcess, seconds: float) -> None:
    """Kill a process once it has computed so long; on the clock a busy machine would decide."""
    watched = psutil.Process(process.pid)
    with suppress(psutil.NoSuchProcess):
        while process.is_alive() and sum(watched.cpu_times()[:2]) < seconds:
            time.sleep(0.002)
    process.kill()
    process.join()


def test_killed_at_any_moment(root: Path, raw: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    child(measured_run, raw, root, told).join()
    # How long a run computes, with one process and with two; whatever ends earlier corrects it.
    lengths = dict.fromkeys((False, True), float(told.read_text()))
    number = 0
    while number < KILLS:
        two_processes = number % 3 == 0
        process = child(forced_run, raw, root, two_processes=two_processes)
        kill_after(process, (number + 0.5) / KILLS * lengths[two_processes])
        if process.exitcode != -signal.SIGKILL:
            assert process.exitcode == 0
            lengths[two_processes] *= 0.9
            continue
        assert whole_films(root) == 300
        # What it left is at most its own.
        assert len(list(root.glob(".building-*"))) <= 1
        if number % 3 == 2:
            assert run(RunOptions(root, raw, force=True)).outcome == "published"
            assert_tidy(root)
        number += 1
    assert run(RunOptions(root, raw)).outcome in {"published", "unchanged"}
    assert_tidy(root)


def die_at(call: int, raw: Path, root: Path) -> None:
    """Run, and die just before one of the calls that change what is on disk for good."""
    calls = 0
    # Older versions are renamed, too; not when there are none to remove.
    with publish.shelf(root) as place:
        place.clear_leftovers()

    def dying(original: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object, **options: object) -> object:
            nonlocal calls
            calls += 1
            if calls == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*arguments, **options)

        return counted

    for name in ("fsync", "rename", "replace"):
        setattr(os, name, dying(getattr(os, name)))
    run(RunOptions(root, raw, force=True))
    os._exit(calls)


def test_killed_at_every_step_of_publishing(root: Path, raw: Path) -> None:
    process = child(die_at, 0, raw, root)
    process.join()
    calls = process.exitcode or 0
    assert calls > 8
    live = current_version(root)
    # The last of them: syncs of the manifest and the folder, and the two renames with their syncs.
    for call in (calls // 2, *range(calls - 6, calls + 1)):
        process = child(die_at, call, raw, root)
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert whole_films(root) == 300
        assert (current_version(root) == live) == (call < calls)
    assert run(RunOptions(root, raw)).outcome == "unchanged"
    assert_tidy(root)


def with_limit(size: int, raw: Path, root: Path) -> None:
    """Run where no file may grow beyond a size, and tell by the exit status what came of it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        run(RunOptions(root, raw, force=True))
    except EtlError as error:
        os._exit(error.exit_status if "File too large" in str(error) else 77)
    os._exit(0)


@pytest.mark.parametrize("size", [0, 100, 5_000, 20_000])
def test_no_room_for_a_file(root: Path, raw: Path, size: int) -> None:
    live = current_version(root)
    process = child(with_limit, size, raw, root)
    process.join()
    assert process.exitcode == 2
    assert current_version(root) == live
    assert whole_films(root) == 300
    assert_tidy(root)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of four megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if (
        mount is None
        or subprocess.run([mount, *options], check=False, capture_output=True).returncode
    ):
        pytest.skip("mounting a small file system needs more rights than this process has")
    yield folder
    subprocess.run([shutil.which("umount") or "umount", "--lazy", str(folder)], check=True)


def test_a_full_disk(small_disk: Path, raw: Path) -> None:
    root = small_disk / "catalogue"
    live = run(RunOptions(root, raw)).version
    ballast = small_disk / "ballast"
    for free in (0, 50_000, 300_000):
        room = shutil.disk_usage(small_disk).free
        ballast.write_bytes(bytes(max(0, room - free)))
        with pytest.raises(EtlError, match="No space left on device"):
            run(RunOptions(root, raw, force=True))
        assert current_version(root) == live
        assert whole_films(root) == 300
        assert_tidy(root)
        ballast.unlink()
    assert run(RunOptions(root, raw, force=True)).outcome == "published"
    assert_tidy(root)


def as_nobody(raw: Path, root: Path, expected: str) -> None:
    if os.geteuid() == 0:
        # What says it in words is read before, as it may lie where nobody may look.
        str(Problem("dump"))
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        run(RunOptions(root, raw, force=True))
    except EtlError as error:
        print(error, file=sys.stderr)
        os._exit(error.exit_status if expected in str(error) else 77)
    os._exit(0)


@pytest.mark.parametrize("taken", ["the folder", "the lock", "the dump"])
def test_without_permission(raw: Path, taken: str) -> None:
    # Nobody may enter pytest's own folders.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        dump = Path(shutil.copytree(raw, folder / "raw"))
        dump.chmod(0o755)
        root = folder / "catalogue"
        live = run(RunOptions(root, dump)).version
        expected = f"the catalogue in {root} cannot be written: Permission denied"
        if taken == "the dump":
            root.chmod(0o777)
            (root / ".lock").chmod(0o666)
            (dump / "credits.csv").chmod(0)
            expected = f"{dump / 'credits.csv'} cannot be opened: Permission denied"
        elif taken == "the lock":
            root.chmod(0o777)
            (root / ".lock").chmod(0o400)
        else:
            root.chmod(0o555)
        process = child(as_nobody, dump, root, expected)
        process.join()
        assert process.exitcode == 2
        root.chmod(0o755)
        (dump / "credits.csv").chmod(0o644)
        assert current_version(root) == live
        assert whole_films(root) == 300
        assert run(RunOptions(root, dump, force=True)).outcome == "published"
        assert_tidy(root)


def damages(content: bytes) -> Iterator[bytes]:
    """The same file cut short, emptied, longer, and with one bit flipped here and there."""
    yield content[: len(content) // 2]
    yield content[:-1]
    yield b""
    yield content + b"\0"
    for place in range(0, len(content), max(1, len(content) // 8)):
        yield content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :]


def test_whatever_is_damaged_is_noticed(root: Path) -> None:
    """A reader never takes a damaged version for a whole one, so it keeps the one it has."""
    folder = root / current_version(root)
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        for damaged in damages(content):
            path.write_bytes(damaged)
            with pytest.raises(CatalogueDamaged):
                verify(folder, read_manifest(folder))
        path.unlink()
        with pytest.raises(CatalogueDamaged):
            verify(folder, read_manifest(folder))
        path.write_bytes(content)
    assert whole_films(root) == 300


def test_the_pointer_is_damaged(root: Path, raw: Path) -> None:
    pointer = root / "CURRENT"
    content = pointer.read_bytes()
    for damaged in damages(content):
        pointer.write_bytes(damaged)
        try:
            assert whole_films(root) == 300  # only its line break was changed
        except CatalogueError:
            continue
    assert rerun(root, raw).outcome == "published"
    assert whole_films(root) == 300
    assert_tidy(root)


def rerun(root: Path, raw: Path) -> RunResult:
    return run(RunOptions(root, raw))


def test_damage_is_mended_by_the_next_run(root: Path, raw: Path) -> None:
    for name in ("credits.parquet", "similarity.neighbours.npy", "manifest.json"):
        path = root / current_version(root) / name
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        with pytest.raises(CatalogueDamaged):
            whole_films(root)
        assert rerun(root, raw).outcome == "published"
        assert whole_films(root) == 300
        assert_tidy(root)


def test_a_full_set_of_damaged_versions(root: Path, raw: Path) -> None:
    for _ in range(3):
        run(RunOptions(root, raw, force=True))
    for folder in root.glob("2*Z"):
        for path in folder.iterdir():
            path.write_bytes(b"rubbish")
    assert rerun(root, raw).outcome == "published"
    assert whole_films(root) == 300
    assert_tidy(root)


def test_two_at_once(root: Path, raw: Path) -> None:
    """Exactly one of two runs works on the catalogue, and both end well or say why not."""
    first, second = child(told, raw, root), child(told, raw, root)
    first.join()
    second.join()
    assert sorted([first.exitcode, second.exitcode]) in ([0, 3], [0, 0])
    assert 0 in {first.exitcode, second.exitcode}
    assert whole_films(root) == 300
    assert_tidy(root)


def told(raw: Path, root: Path) -> None:
    try:
        run(RunOptions(root, raw, force=True))
    except EtlError as error:
        os._exit(error.exit_status)
    os._exit(0)


def test_the_dump_changes_shape_between_runs(root: Path, tmp_path: Path) -> None:
    live = current_version(root)
    broken = RawDump()
    broken.film("nonsense")
    with pytest.raises(EtlError):
        run(RunOptions(root, broken.write(tmp_path / "broken")))
    assert current_version(root) == live
    assert_tidy(root)
