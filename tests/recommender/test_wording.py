"""What both the conversation and the report write in the same way."""

from __future__ import annotations

from math import inf, nan
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from hypothesis import given
from hypothesis import strategies as st

from recommender.wording import UNKNOWN, Wording

LOCALES = Path(__file__).resolve().parents[2] / "recommender" / "locales"
ES, EN = Wording("es"), Wording("en")


def ids(language: str) -> list[str]:
    return [
        entry.id.name
        for file in sorted((LOCALES / language).glob("*.ftl"))
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body
        if isinstance(entry, ftl.Message)
    ]


def test_every_language_names_the_same_things_once() -> None:
    assert ids("es") == ids("en")
    assert len(ids("es")) == len(set(ids("es"))) > 25


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_what_is_unknown_has_no_figure(value: float) -> None:
    for write in (ES.number, ES.percent, ES.money, EN.number, EN.percent, EN.money):
        assert write(value) == UNKNOWN


@given(st.integers(-(10**12), 10**12))
def test_money_says_its_sign_and_its_size(dollars: int) -> None:
    for wording, point in ((ES, ","), (EN, ".")):
        written = wording.money(dollars)
        assert written.startswith("-US$ " if dollars < 0 else "US$ ")
        figure = written.rpartition("US$ ")[2].rstrip(" MBT")
        group = "." if point == "," else ","
        shown = float(figure.replace(group, "").replace(point, "."))
        unit = {"M": 1e6, "B": 1e9, "T": 1e12}.get(written[-1], 1)
        assert shown * unit == pytest.approx(abs(dollars), abs=0.0501 * unit)


@given(st.text())
def test_names_that_nobody_translated_stay(name: str) -> None:
    assert ES.genre(f"{name}~1") == f"{name}~1"


def test_former_countries_have_names() -> None:
    assert (ES.country("SU"), EN.country("XC")) == ("Unión Soviética", "Czechoslovakia")
    assert (ES.country("ES"), ES.country("ZZ9")) == ("España", "ZZ9")


def test_days_and_months_begin_on_monday_and_in_january() -> None:
    assert (ES.weekday(1), EN.weekday(7)) == ("lunes", "Sunday")
    assert ES.weekdays()[0].startswith("lun")
    assert (ES.month(1), EN.months()[11]) == ("enero", "Dec")
