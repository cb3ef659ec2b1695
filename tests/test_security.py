"""Nothing that people say is interpreted, and what admins may do nobody else can."""

from __future__ import annotations

import ast
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram_entities import parse_html
from telegram_server import TelegramServer

from bot.assistant import Assistant, Reply, Request
from bot.assistant.assistant import ANSWERS
from bot.assistant.commands import COMMANDS
from bot.assistant.memory import SetMark
from bot.assistant.operations import Asker, Status
from bot.assistant.texts import LANGUAGES, texts_in
from bot.store import SqlStore
from recommender import Recommender

ROOT = Path(__file__).resolve().parents[1]
ADMIN, ANYBODY = 99, 7

#: What means something to a browser, a database, a shell, a pattern, a format or a path.
HOSTILE = (
    "<b>bold</b><script>alert(1)</script>",
    '"><a href="tg://user?id=1">you</a>',
    "&lt;b&gt; &amp; &#60;i&#62;",
    "Robert'); DROP TABLE people;--",
    "' OR 1=1 UNION SELECT token FROM settings --",
    "{0.__class__.__mro__} {turn.admins} %(token)s %s %n ${TELEGRAM_BOT_TOKEN}",
    '{ $title } { -term } {"}"}',
    "(a+)+$ [z-a] \\ (?P<x> *",
    "../../../../etc/passwd\x00.png",
    "$(reboot) `id` ; rm -rf / | cat && true",
    "=cmd|' /C calc'!A0",
    "\u202egnp.exe\u2066 \ufeff\u200b",
)
#: The only markup that answers have.
TAGS = {"b", "i", "code", "a", "blockquote", "u", "s"}


@pytest.fixture(scope="module")
def assistant(sample: Recommender) -> Assistant:
    return Assistant(sample, admins={ADMIN})


class Running:
    """A bot that runs, and says when it is asked for what only admins may."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def status(self) -> Status:
        self.asked.append("status")
        return Status(datetime.now(UTC), 0, None, None, running=False)

    def refresh(self, asker: Asker) -> bool:
        self.asked.append("refresh")
        return True

    def report(self, asker: Asker) -> bool:
        self.asked.append("report")
        return True


def sound(reply: Reply) -> str:
    """The text that is seen, of a reply whose markup Telegram reads as it was meant."""
    seen, entities = parse_html(str(reply.text))
    for tag in re.findall(r"<\s*/?\s*([a-z-]*)", str(reply.text)):
        assert tag in TAGS
    for entity in entities:
        assert not str(entity.get("url", "")).startswith("tg://user")
    for button in (button for row in reply.buttons for button in row):
        assert len(button.action.encode()) <= 64
    return seen


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_command_interprets_what_stands_behind_it(assistant: Assistant, hostile: str) -> None:
    for command in COMMANDS:
        for language in LANGUAGES:
            text = f"/{command.name(language)} {hostile}"
            reply = assistant.respond(Request(chat=1, user=ANYBODY, text=text, language=language))
            seen = sound(reply)
            assert "root:x:" not in seen
            assert "frozenset" not in seen
            assert "<class" not in seen


@pytest.mark.parametrize("hostile", HOSTILE)
def test_free_words_are_words(assistant: Assistant, hostile: str) -> None:
    for language in LANGUAGES:
        for text in (hostile, f"pelis de {hostile}", f"films like {hostile}"):
            sound(assistant.respond(Request(1, ANYBODY, text, language)))


def test_what_is_said_back_is_said_as_it_was(assistant: Assistant) -> None:
    said = "<b>x</b> {0} %s & 'y'"
    reply = assistant.respond(Request(1, ANYBODY, f"/genero {said}", "es"))
    assert said in sound(reply)


@settings(max_examples=200)
@given(
    kind=st.sampled_from(sorted(ANSWERS)),
    rest=st.sampled_from(["", ":", ":862", ":0", ":-1", ":999999999999", ":862:9999", "@night"])
    | st.text(max_size=30),
    text=st.sampled_from(HOSTILE) | st.text(max_size=30),
)
def test_forged_buttons_do_nothing_but_what_buttons_do(
    assistant: Assistant, kind: str, rest: str, text: str
) -> None:
    running = Running()
    assistant.operations = running
    try:
        for press in (f"{kind}{rest}", f"{kind}{rest}={text}"):
            sound(assistant.respond(Request(1, ANYBODY, language="es", press=press)))
    finally:
        assistant.operations = None
    assert running.asked == []


# --- what only admins may ---------------------------------------------------------------------

#: Everything that reaches the running bot: commands of admins, and a button of theirs.
FOR_ADMINS = [f"/{name}" for command in COMMANDS if command.admin for name in command.names]
BUTTONS = ["eda_make"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", [*FOR_ADMINS, *BUTTONS])
@pytest.mark.parametrize("group", [False, True])
def test_others_are_refused_politely_and_it_is_logged(
    assistant: Assistant, what: str, language: str, group: bool, caplog: pytest.LogCaptureFixture
) -> None:
    assistant.operations = running = Running()
    press = what if what in BUTTONS else None
    text = "" if press else f"{what} secret words"
    try:
        for user in (ANYBODY, 0, -ADMIN, 10 * ADMIN):
            request = Request(1, user, text, language, press=press, group=group)
            reply = assistant.respond(request)
            assert reply.text == texts_in(language)("admins-only")
            assert f"user {user} is no admin" in caplog.text
            assert (reply.document, reply.facts, reply.buttons) == (None, {}, ())
            assert reply.changes == ()
        assert running.asked == []
        assert "secret words" not in caplog.text
        allowed = Request(1, ADMIN, text, language, press=press)
        assert assistant.respond(allowed).text != texts_in(language)("admins-only")
    finally:
        assistant.operations = None


def test_without_admins_nobody_is_one(sample: Recommender) -> None:
    assistant = Assistant(sample)
    assistant.operations = running = Running()
    for user in (0, 1, ANYBODY, ADMIN):
        for text in FOR_ADMINS:
            assistant.respond(Request(user, user, text, "es"))
    assert running.asked == []


# --- the database -----------------------------------------------------------------------------


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with await SqlStore.open(f"sqlite:///{tmp_path / 'butaca.db'}") as opened:
        yield opened


async def test_the_database_keeps_what_it_is_told_and_obeys_nothing(
    sample: Recommender, store: SqlStore
) -> None:
    assistant = Assistant(sample)
    assistant.remember(store)
    toy_story = sample.resolve("Toy Story")[0].movie.id
    await store.apply([SetMark(ANYBODY, toy_story, "seen")])
    for hostile in HOSTILE:
        for text in (hostile, f"/guardar {hostile}", f"/idioma {hostile}", f"/cine {hostile}"):
            sound(await assistant.answer(Request(ANYBODY, ANYBODY, text, "es", name=hostile)))
    assert (await store.person(ANYBODY)).films("seen") == (toy_story,)


# --- the code ---------------------------------------------------------------------------------


@cache
def calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """Every call in our code: file, what is called, the call."""
    return tuple(
        (str(file.relative_to(ROOT)), ast.unparse(node.func), node)
        for package in ("bot", "etl", "recommender")
        for file in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )


def test_nothing_is_evaluated() -> None:
    never = {"eval", "exec", "os.system", "os.popen", "yaml.load", "literal_eval", "marshal.loads"}
    found = [(file, name) for file, name, _ in calls() if name in never]
    assert found == []
    # What our own process wrote for another of ours.
    pickles = {file for file, name, _ in calls() if name in {"pickle.load", "pickle.loads"}}
    assert pickles <= {"bot/drawing.py", "etl/worker.py"}


def test_no_shell_and_no_array_of_objects() -> None:
    for file, name, call in calls():
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        assert given.get("shell", "False") == "False", file
        assert given.get("allow_pickle", "False") == "False", (file, name)


def test_sql_is_written_by_us_alone() -> None:
    for file, name, call in calls():
        if not file.startswith("bot/store/"):
            assert name.rpartition(".")[2] not in {"exec_driver_sql", "executescript"}, file
        elif name.rpartition(".")[2] in {"text", "exec_driver_sql"}:
            for argument in call.args:
                strings = [n for n in ast.walk(argument) if isinstance(n, ast.JoinedStr)]
                assert not strings, (file, ast.unparse(call))


def test_nothing_but_our_texts_is_a_format() -> None:
    formats = {
        (file, ast.unparse(call))
        for file, name, call in calls()
        if name.endswith(".format")
        and isinstance(call.func, ast.Attribute)
        and not isinstance(call.func.value, ast.Constant)
        # Noise that judges titles is made of patterns of our own.
        and file not in {"recommender/evaluate/noise.py", "bot/logs.py"}
    }
    assert formats == set()


async def test_a_group_s_anonymous_admin_is_no_admin_of_the_bot(
    sample_data: Path, tmp_path: Path
) -> None:
    from telegram_bot import talking

    assistant = Assistant(Recommender.open(sample_data / "catalogue"), admins={ADMIN})
    async with TelegramServer() as telegram, talking(telegram, assistant, tmp_path):
        group, ana = telegram.group(), telegram.person("Ana")
        ana.sends({"text": "/estado@ButacaTestBot", "sender_chat": group.json()}, group)
        refused = await group.hears()
        assert refused["text"] == texts_in("es")("admins-only").unescape()
