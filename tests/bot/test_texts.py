from __future__ import annotations

import ast
import datetime
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.assistant.texts import LANGUAGES, choose_language, texts_in
from recommender.wording import bundle

BOT = Path(__file__).resolve().parents[2] / "bot"
LOCALES = BOT / "assistant" / "locales"


@cache
def fluent(language: str) -> FluentBundle:
    return bundle(language, LOCALES)


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """Each message of a language with the values that it takes."""
    found: dict[str, set[str]] = {}
    for file in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{entry.id.name} stands twice"
                variables = Variables()
                variables.visit(entry)
                found[entry.id.name] = variables.names
    return found


def strings_in_code() -> Iterator[ast.expr]:
    for file in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant | ast.JoinedStr):
                yield node


def words_and_prefixes() -> tuple[set[str], set[str]]:
    """Every string that may be a message's id, and every beginning of a composed one."""
    words, prefixes = set(), set()
    for node in strings_in_code():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words.add(node.value)
        elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            prefix = str(node.values[0].value)
            if re.fullmatch(r"[a-z][a-z-]*-", prefix):
                prefixes.add(prefix)
    return words, prefixes


def asked_for() -> set[str]:
    """Ids that the code asks for by name, as in ``texts("film")``."""
    found = set()
    for file in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            callee = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            name = callee.id if isinstance(callee, ast.Name) else callee
            first = node.args[0]
            if name == "texts" and isinstance(first, ast.Constant):
                found.add(str(first.value))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_are_what_fluent_makes_of_them(language: str) -> None:
    for message, names in messages(language).items():
        values = {name: f"<{name}> {{0}}" for name in names}
        pattern = fluent(language).get_message(message).value
        assert pattern is not None
        said, errors = fluent(language).format_pattern(pattern, values)
        if not errors:
            marked = {name: Markup(value) for name, value in values.items()}  # noqa: S704
            assert texts_in(language)(message, **marked) == said


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_are_written_as_fluent_writes_them(place: int) -> None:
    for language in LANGUAGES:
        pattern = fluent(language).get_message("recommend-line").value
        assert pattern is not None
        said, _ = fluent(language).format_pattern(pattern, {"place": place, "film": "M"})
        assert texts_in(language)("recommend-line", place=place, film="M") == said


def test_every_language_says_the_same_with_the_same_values() -> None:
    first, *others = (messages(language) for language in LANGUAGES)
    for other in others:
        assert first == other


def test_every_message_that_is_asked_for_exists() -> None:
    assert asked_for() - set(messages("es")) == set()


def test_no_message_is_dead() -> None:
    words, prefixes = words_and_prefixes()
    dead = [
        name
        for name in messages("es")
        if name not in words and not name.startswith(tuple(prefixes))
    ]
    assert dead == []


@pytest.mark.parametrize(
    ("tag", "language"),
    [("es", "es"), ("es-MX", "es"), ("en_GB", "en"), ("EN", "en"), ("pt-BR", "es"), (None, "es")],
)
def test_the_language_is_the_tag_s_else_the_default(tag: str | None, language: str) -> None:
    assert choose_language(tag, "es") == language


@given(st.text())
def test_values_are_escaped(title: str) -> None:
    said = texts_in("es")("film", title=title, year="1995")
    inner = str(said).removeprefix("<b>").removesuffix("</b> (1995)")
    assert "<" not in inner
    assert ">" not in inner
    assert said.unescape() == f"<b>{title}</b> (1995)"


def test_figures_are_written_as_each_language_writes_them() -> None:
    es, en = texts_in("es"), texts_in("en")
    assert (es.number(1234567), en.number(1234567)) == ("1.234.567", "1,234,567")
    assert (es.number(7.25, 1), en.number(7.25, 1)) == ("7,2", "7.2")
    assert (es.money(373554033), en.money(373554033)) == ("US$ 373,6 M", "US$ 373.6M")
    assert (es.money(2787965087), en.money(2787965087)) == ("US$ 2.788 M", "US$ 2.8B")
    assert (es.money(-120500), en.money(999)) == ("-US$ 120.500", "US$ 999")
    day = datetime.date(1995, 10, 30)
    assert (es.date(day), en.date(day)) == ("30 de octubre de 1995", "October 30, 1995")
    assert (es.join(["a", "b", "c"]), en.join(["a", "b", "c"])) == ("a, b y c", "a, b, and c")
    assert (es.country("US"), en.country("us")) == ("Estados Unidos", "United States")
    assert (es.genre("Science Fiction"), es.genre("Kaiju")) == ("Ciencia ficción", "Kaiju")


def test_a_message_that_does_not_exist_is_a_defect() -> None:
    with pytest.raises(LookupError):
        texts_in("es")("no-such-message")
    with pytest.raises(ValueError, match="film"):
        texts_in("es")("film", title="Her")
