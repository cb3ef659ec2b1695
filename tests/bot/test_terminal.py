from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import Reply
from bot.terminal import BadLine, as_json, parse_line, plain


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
