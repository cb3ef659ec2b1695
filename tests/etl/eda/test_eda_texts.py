"""The words of the report: the same ones in each language, and for everything there is."""

from __future__ import annotations

import ast
import re
from math import inf, nan
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from etl.eda import LANGUAGES
from etl.eda.figures import neighbours, oddities, quality
from etl.eda.texts import Texts, texts_in
from recommender.catalogue import MOVIES_SCHEMA

ROOT = Path(__file__).resolve().parents[3]
LOCALES = ROOT / "etl" / "eda" / "locales"


def patterns(language: str) -> dict[str, ftl.Pattern]:
    """Every message and attribute of a language."""
    found: dict[str, ftl.Pattern] = {}
    for file in sorted((LOCALES / language).glob("*.ftl")):
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), entry.content
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{entry.id.name} twice in {language}"
                if entry.value:
                    found[entry.id.name] = entry.value
                for attribute in entry.attributes:
                    found[f"{entry.id.name}.{attribute.id.name}"] = attribute.value
    return found


def variables(node: object) -> set[str]:
    """The values that a pattern is filled with."""
    if isinstance(node, ftl.VariableReference):
        return {node.id.name}
    children = vars(node).values() if isinstance(node, ftl.BaseNode) else ()
    lists = [value if isinstance(value, list) else [value] for value in children]
    return {name for children in lists for child in children for name in variables(child)}


def test_every_language_says_the_same_things() -> None:
    one, *others = (patterns(language) for language in LANGUAGES)
    for other in others:
        assert set(one) == set(other)
        assert {name: variables(text) for name, text in one.items()} == {
            name: variables(text) for name, text in other.items()
        }


def test_a_chart_s_findings_are_two_sentences_filled_with_figures() -> None:
    texts = patterns("es")
    charts = {name.removesuffix(".first") for name in texts if name.endswith(".first")}
    assert len(charts) > 30
    for chart in charts:
        assert {chart, f"{chart}.x", f"{chart}.y", f"{chart}.second"} <= set(texts)
        for which in ("first", "second"):
            assert variables(texts[f"{chart}.{which}"]), f"{chart}.{which} states no figure"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_and_field_has_a_name(language: str) -> None:
    say = texts_in(language)
    fields = {*quality.COLUMNS, *neighbours.FIELDS, *oddities.MEASURES}
    fields |= set(MOVIES_SCHEMA.names) - {"budget_suspect", "revenue_suspect"}
    assert [name for name in sorted(fields) if say.name("field", name) == name] == []


def stated_reasons() -> set[str]:
    """The reasons in the ETL's account that stand in its code as plain text."""
    found = set()
    for file in (ROOT / "etl").glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                function = node.func
                name = getattr(function, "id", getattr(function, "attr", ""))
                if name in {"mend", "PutAside", "LiteralError"} and node.args:
                    found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_the_account_is_translated(language: str) -> None:
    say = texts_in(language)
    reasons = {reason.partition(": ")[2] or reason for reason in stated_reasons()}
    assert len(reasons) > 15
    slugs = {reason: re.sub(r"[^a-z0-9]+", "-", reason.lower()).strip("-") for reason in reasons}
    assert [reason for reason, slug in slugs.items() if not say.has(f"reason-{slug}")] == []


def test_what_nobody_translated_stays_as_it_is() -> None:
    say = texts_in("es")
    assert say.genre("Telenovela") == "Telenovela"
    assert say.name("reason", "struck by lightning") == "struck by lightning"
    assert say.genre("Horror") == "Terror"
    assert say.country("ES") == "España"
    assert say.country("XQ") == "XQ"
    assert say.language_name("fr") == "francés"


def test_figures_are_written_as_the_language_does() -> None:
    es, en = texts_in("es"), texts_in("en")
    assert (es.number(45346), en.number(45346)) == ("45.346", "45,346")
    assert (es.number(0.5, 2), en.number(0.5, 2)) == ("0,50", "0.50")
    assert (es.percent(0.117), en.percent(0.117)) == ("11,7\N{NO-BREAK SPACE}%", "11.7%")
    assert (es.times(2.07), en.times(2.07)) == ("2,1×", "2.1×")
    assert [en.times(ratio) for ratio in (0, 1, 0.8, 0.0004, 191.2)] == [
        "0×",
        "1×",
        "0.80×",
        "0.0004×",
        "191×",
    ]
    assert (es.money(373_554_033), en.money(373_554_033)) == ("US$ 373,6 M", "US$ 373.6M")
    assert es.money(-2_551_000_000) == "-US$ 2.551 M"
    assert es.money(63_525_190_000) == "US$ 63.525,2 M"
    for written in (es.number, es.percent, es.times, es.money):
        assert [written(value) for value in (nan, inf)] == ["–", "–"]
    assert (es.money(15_000), en.money(15_000)) == ("US$ 15.000", "US$ 15,000")
    assert es.film("Heat", nan) == "Heat"
    assert es.film("Heat", 1995.0) == "Heat (1995)"


def test_a_message_that_lacks_a_value_is_not_said() -> None:
    say = Texts("en")
    with pytest.raises(ValueError, match="years"):
        say("years", "first")
    with pytest.raises(LookupError):
        say("no-such-message")
    with pytest.raises(LookupError):
        say("years", "no-such-attribute")
