from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import Assistant, Reply
from bot.charts import Charts
from bot.terminal import (
    IN_MEMORY,
    BadLine,
    Files,
    as_json,
    converse,
    converse_in_json,
    parse_line,
    plain,
    remembering,
)
from recommender import Recommender


def test_a_plain_line_is_a_text() -> None:
    request = parse_line("toi estori")
    assert (request.text, request.press) == ("toi estori", None)


@pytest.mark.parametrize("line", ["1917", "300", "null", "true", '"Her"', "[REC]"])
def test_a_line_that_happens_to_be_json_is_still_a_text(line: str) -> None:
    assert parse_line(line).text == line


def test_an_object_says_who_speaks_where_and_in_which_language() -> None:
    line = '{"text": "Her", "user": 7, "chat": 9, "language": "en"}'
    request = parse_line(line)
    assert (request.text, request.user, request.chat, request.language) == ("Her", 7, 9, "en")


def test_a_press_needs_no_text() -> None:
    assert parse_line('{"press": "recommend:862"}').press == "recommend:862"


def test_a_name_stands_for_one_person() -> None:
    ana = parse_line('{"text": "a", "user": "ana"}')
    assert ana.user == parse_line('{"text": "b", "user": "ana"}').user
    assert ana.user != parse_line('{"text": "b", "user": "eva"}').user


@pytest.mark.parametrize("line", ["{}", '{"text": 3}', '{"press": 3}', '{"user": 1}'])
def test_an_object_that_says_nothing_is_refused(line: str) -> None:
    with pytest.raises(BadLine):
        parse_line(line)


def test_a_number_that_no_database_holds_is_a_name() -> None:
    huge = parse_line('{"text": "a", "user": 99999999999999999999999}')
    assert 0 < huge.user < 1 << 63


@given(st.text())
def test_any_line_is_a_message_or_refused(line: str) -> None:
    try:
        parse_line(line)
    except BadLine:
        assert line.lstrip().startswith("{")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_escaped_reads_as_it_was(text: str) -> None:
    from markupsafe import escape

    assert plain(str(escape(text))) == text


def test_a_reply_is_json() -> None:
    reply = Reply(text="<b>¡Hola!</b>", intent="start")
    assert json.loads(json.dumps(as_json(reply))) == {
        "text": "<b>¡Hola!</b>",
        "intent": "start",
        "movies": [],
        "facts": {},
        "buttons": [],
        "chart": None,
    }


class Terminal:
    """Somebody who types lines into ``butaca chat``, one start of it after another."""

    def __init__(self, sample: Recommender, folder: Path, capsys: Any, monkeypatch: Any) -> None:
        self.sample, self.folder = sample, folder
        self._capsys, self._monkeypatch = capsys, monkeypatch
        self.database = f"sqlite:///{folder / 'chat.db'}"

    async def types(self, *lines: str) -> str:
        """What is shown for these lines."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        assistant = Assistant(self.sample)
        async with (
            remembering(assistant, self.database),
            Charts(self.folder / "charts") as charts,
        ):
            await converse(assistant, "es", Files(charts, self.folder / "exports"))
        return str(self._capsys.readouterr().out)

    async def writes(self, *lines: dict[str, Any]) -> Sequence[dict[str, Any]]:
        """The objects that programs are answered."""
        assistant = Assistant(self.sample)
        async with remembering(assistant, IN_MEMORY), Charts(self.folder / "charts") as charts:
            files = Files(charts, self.folder / "exports")
            await converse_in_json(assistant, map(json.dumps, lines), files)
        return [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]


@pytest.fixture
def terminal(sample: Recommender, tmp_path: Path, capsys: Any, monkeypatch: Any) -> Terminal:
    return Terminal(sample, tmp_path, capsys, monkeypatch)


async def test_what_is_saved_is_there_the_next_time(terminal: Terminal) -> None:
    await terminal.types("/guardar Matrix")
    shown = await terminal.types("/lista", "/exportar")
    assert "Matrix" in shown
    [exported] = (terminal.folder / "exports").iterdir()
    assert str(exported) in shown
    assert "603" in exported.read_text(encoding="utf-8-sig")


async def test_a_press_is_noticed_and_the_other_buttons_stay(terminal: Terminal) -> None:
    shown = await terminal.types("Toy Story", "2", "3", "/gustos")
    assert "Te gusta: " in shown
    assert "No te gusta: " in shown
    # The second press took the first one back.
    assert "Aún no" in shown


async def test_without_a_place_it_goes_on_without_memory(terminal: Terminal) -> None:
    (terminal.folder / "file").touch()
    terminal.database = f"sqlite:///{terminal.folder / 'file' / 'chat.db'}"
    shown = await terminal.types("Toy Story", "/guardar Matrix")
    assert "Toy Story 2" in shown


async def test_programs_begin_afresh_and_are_told_everything(terminal: Terminal) -> None:
    marked, saved, exported = await terminal.writes(
        {"press": "mark_like:862", "user": "ana"},
        {"text": "/guardar Matrix", "user": "ana"},
        {"text": "/exportar", "user": "ana"},
    )
    assert "Toy Story" in marked["notice"]
    assert saved["facts"]["changed"]
    assert exported["document"] == str(terminal.folder / "exports" / "butaca.csv")
    [again] = await terminal.writes({"text": "/lista", "user": "ana"})
    assert again["facts"]["total"] == 0
