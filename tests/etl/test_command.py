"""``butaca etl`` as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from raw_dump import RawDump, dump_of

from etl.publish import shelf
from recommender.errors import understood
from recommender.wording import Wording


def butaca_etl(data: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", "etl", *map(str, arguments)]
    environment = {**os.environ, "BUTACA_DATA_DIR": str(data)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_publishes_and_then_has_nothing_to_do(tmp_path: Path, dump_of_30: RawDump) -> None:
    raw = dump_of_30.write(tmp_path / "raw")
    first = butaca_etl(tmp_path, "--raw", raw)
    assert first.returncode == 0, first.stderr
    assert "movies_metadata.csv" in first.stdout
    assert first.stdout.splitlines()[-1].startswith("Published version ")
    again = butaca_etl(tmp_path, "--raw", raw, "--json")
    assert again.returncode == 0, again.stderr
    found = json.loads(again.stdout)
    assert found["outcome"] == "unchanged"
    assert found["account"] == {"read": 30, "kept": 30, "merged": 0, "put_aside": 0}


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ("nothing there", "raw does not exist; expected a folder or a zip"),
        ("no credits", "credits.csv is missing in "),
        ("no titles", "movies_metadata.csv lacks the column title"),
        ("no archive", "archive.zip is not a readable zip"),
    ],
)
def test_what_a_person_can_mend_is_one_sentence(tmp_path: Path, broken: str, sentence: str) -> None:
    raw = tmp_path / "raw"
    dump = dump_of(3)
    if broken == "no titles":
        dump.columns.remove("title")
    if broken not in {"nothing there", "no archive"}:
        dump.write(raw)
    if broken == "no credits":
        (raw / "credits.csv").unlink()
    if broken == "no archive":
        raw.mkdir()
        (raw / "archive.zip").write_bytes(b"PK\x03\x04")
    ended = butaca_etl(tmp_path, "--raw", raw)
    assert ended.returncode == 2
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("butaca: ")
    assert sentence in last
    assert "Traceback" not in ended.stderr


def test_a_program_is_told_why_and_may_say_it_in_any_language(tmp_path: Path) -> None:
    dump = dump_of(3)
    dump.columns.remove("title")
    ended = butaca_etl(tmp_path, "--raw", dump.write(tmp_path / "raw"), "--json")
    assert ended.returncode == 2
    found = json.loads(ended.stdout)
    assert (found["outcome"], found["published"]) == ("failed", False)
    said = Wording("es").problems(understood(found["problems"]))
    assert said == "a movies_metadata.csv le falta la columna title"
    english = Wording("en").problems(understood(found["problems"]))
    assert ended.stderr.strip().splitlines()[-1] == f"butaca: {english}"


def test_a_second_run_is_told_who_is_at_work(tmp_path: Path, dump_of_30: RawDump) -> None:
    raw = dump_of_30.write(tmp_path / "raw")
    with shelf(tmp_path / "catalogue"):
        ended = butaca_etl(tmp_path, "--raw", raw)
    assert ended.returncode == 3
    assert (
        f"another run is at work on {tmp_path / 'catalogue'}: process {os.getpid()}" in ended.stderr
    )
