"""What goes wrong, in every language."""

from __future__ import annotations

import ast
import errno
import json
import pickle
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from etl.errors import PublishError, because, columns_missing
from recommender import errors
from recommender.errors import Problem, told, understood
from recommender.wording import LANGUAGES, Wording

ROOT = Path(__file__).resolve().parents[2]


class Used(Visitor):
    """The values that stand in a message, as ``$value``, and other messages, by their names."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.names.add(f"${node.id.name}")

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """Each message with what stands in it."""
    file = ROOT / "recommender" / "locales" / language / "problems.ftl"
    found = {}
    for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
        assert not isinstance(entry, ftl.Junk), entry.content
        if isinstance(entry, ftl.Message):
            used = Used()
            used.visit(entry)
            found[entry.id.name] = used.names
    return found


def strings_in_code() -> set[str]:
    return {
        node.value
        for package in ("recommender", "etl", "bot")
        for file in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def raised() -> dict[str, set[str]]:
    """Each problem that the code makes by name, with the values that it gives it."""
    found: dict[str, set[str]] = {}
    for package in ("recommender", "etl", "bot"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem"):
                    continue
                named = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                values = {f"${each.arg}" for each in node.keywords if each.arg is not None}
                if named and len(values) == len(node.keywords):
                    found.setdefault(str(named[0]), set()).update(values)
    return found


def test_every_problem_can_be_told_and_none_is_dead() -> None:
    known = messages("en")
    within = {name for names in known.values() for name in names}
    assert set(known) <= strings_in_code() | within
    made = raised()
    assert len(made) > 15
    for message, values in made.items():
        needed = set(known[message])
        for part in needed & set(known):
            needed |= known[part]
        assert needed - set(known) <= values, message


def test_languages_say_the_same() -> None:
    spanish, english = messages("es"), messages("en")
    assert [*spanish] == [*english]
    # Only Spanish has to translate what the operating system says.
    assert spanish.pop("system-error") == english.pop("system-error") | {"$code"}
    assert spanish == english


def test_what_the_system_says_is_told_in_the_language() -> None:
    full = PublishError(
        Problem("catalogue-unwritable", place="/c", because=because(OSError(errno.ENOSPC, "Full")))
    )
    assert str(full) == "the catalogue in /c cannot be written: No space left on device"
    spanish = Wording("es").problems(full.problems)
    assert spanish == "no se puede escribir el catálogo en /c: no queda espacio en el disco"
    rare = because(OSError(errno.ENOTTY, "x"))
    assert isinstance(rare, Problem)
    assert Wording("es").problem(rare) == str(rare)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_passes_to_another_process_as_it_is(language: str) -> None:
    problems = (
        columns_missing("a.csv", [["id", "movie_id"], ["crew"]]),
        Problem("no-film", file="b.csv", records=45466),
        Problem("cannot-open", file="c", because=Problem("system-error", code="EIO", said="I/O")),
        "a sentence",
    )
    passed = understood(json.loads(json.dumps(told(problems))))
    assert passed == problems
    error = pickle.loads(pickle.dumps(PublishError(*problems)))  # noqa: S301
    assert error.problems == problems
    wording = Wording(language)
    assert wording.problems(passed) == wording.problems(problems)
    assert str(error) == Wording("en").problems(problems)


def test_no_file_need_be_opened_to_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_many() -> Wording:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(errors, "_english", too_many)
    assert str(Problem("cannot-open", file="c.csv")) == "cannot-open (file: c.csv)"


def test_what_another_version_knew_is_told_without_words() -> None:
    assert Wording("es").problem(Problem("flooded", file="c.csv")) == "flooded (file: c.csv)"
