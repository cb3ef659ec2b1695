from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl import publish
from etl.errors import LockedError, PublishError
from etl.publish import Shelf, shelf
from recommender.catalogue import current_version, read_manifest, verify

HOLD = """
import sys, time
from pathlib import Path
from etl.publish import shelf
with shelf(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def put(place: Shelf, content: str = "films") -> str:
    with place.building() as folder:
        (folder / "movies.parquet").write_text(content)
        return place.publish(folder, {"films": 1})


def versions(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir() if path.is_dir())


def test_publishes_a_whole_version(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "catalogue"
    with shelf(root) as place:
        name = put(place)
    assert current_version(root) == name
    manifest = read_manifest(root / name)
    assert manifest["version"] == name
    assert manifest["films"] == 1
    assert list(manifest["files"]) == ["movies.parquet"]
    verify(root / name, manifest)
    assert versions(root) == [name]
    assert (root / name).stat().st_mode & 0o777 == 0o755


def test_three_versions_are_kept(tmp_path: Path) -> None:
    with shelf(tmp_path) as place:
        names = [put(place, str(number)) for number in range(5)]
    assert names == sorted(set(names))
    assert versions(tmp_path) == names[2:]
    assert current_version(tmp_path) == names[4]


def test_the_live_version_is_kept_however_old(tmp_path: Path) -> None:
    with shelf(tmp_path) as place:
        names = [put(place, str(number)) for number in range(3)]
        (tmp_path / "CURRENT").write_text(names[0])
        place.clear_leftovers()
        (tmp_path / "99991231T000000Z").mkdir()
        (tmp_path / "99991231T000000Z" / "manifest.json").write_text("{}")
        place.clear_leftovers()
    assert versions(tmp_path) == [names[0], names[2], "99991231T000000Z"]


def test_leftovers_are_removed_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / ".building-x").mkdir()
    (tmp_path / ".building-x" / "movies.parquet").write_text("half")
    (tmp_path / ".CURRENT-77").write_text("half")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    with shelf(tmp_path) as place:
        place.clear_leftovers()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "notes", "notes.txt"]


def test_a_version_half_removed_is_removed_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(path: Path, **_: object) -> None:
        (path / "manifest.json").unlink(missing_ok=True)
        raise KeyboardInterrupt

    with shelf(tmp_path) as place:
        names = [put(place, str(number)) for number in range(3)]
        with monkeypatch.context() as patched:
            patched.setattr(shutil, "rmtree", killed)
            with pytest.raises(KeyboardInterrupt):
                put(place, "3")
        place.clear_leftovers()
    left = {path.name for path in tmp_path.iterdir()} - {"CURRENT", ".lock"}
    assert len(left) == 3
    assert left >= set(names[1:])


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(place: Shelf) -> None:
        with place.building() as folder:
            (folder / "movies.parquet").write_text("half")
            raise ValueError("on purpose")

    with shelf(tmp_path) as place, pytest.raises(ValueError, match="on purpose"):
        fail(place)
    assert versions(tmp_path) == []


def test_the_second_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=rf"process {holder.pid} on .*, since 2") as caught:
            shelf(tmp_path).__enter__()
        assert caught.value.exit_status == 3
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        # Its name is still there, and the lock is not.
        assert json.loads((tmp_path / ".lock.holder").read_text())["process"] == holder.pid
        with shelf(tmp_path) as place:
            assert put(place)


def test_a_lock_file_without_a_holder_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("12345")
    (tmp_path / ".lock.holder").write_text("rubbish")
    with shelf(tmp_path) as place:
        assert put(place)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    root = tmp_path / "catalogue"
    root.write_text("not a folder")
    with pytest.raises(PublishError, match=r"the catalogue in .*catalogue cannot be written"):
        shelf(root).__enter__()


@pytest.mark.parametrize("step", ["fsync", "rename", "replace"])
def test_a_step_that_fails_leaves_the_live_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with shelf(tmp_path) as place:
        live = put(place, "old")
        with monkeypatch.context() as patch:
            patch.setattr(publish.os if step == "fsync" else Path, step, full)
            with pytest.raises(PublishError, match="No space left on device"):
                put(place, "new")
        assert current_version(tmp_path) == live
        newer = put(place, "new")
    assert current_version(tmp_path) == newer
    left = sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("."))
    assert left == [".lock"]


def test_names_follow_each_other_when_the_clock_does_not(tmp_path: Path) -> None:
    with shelf(tmp_path) as place:
        ahead = tmp_path / "99991231T235959Z"
        ahead.mkdir()
        (ahead / "manifest.json").write_text("{}")
        (tmp_path / "CURRENT").write_text(ahead.name)
        name = put(place)
    assert current_version(tmp_path) == name
    assert name in versions(tmp_path)


def test_locks_are_free_again_at_once(tmp_path: Path) -> None:
    began = time.monotonic()
    for _ in range(20):
        with shelf(tmp_path):
            pass
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]
    assert time.monotonic() - began < 10
