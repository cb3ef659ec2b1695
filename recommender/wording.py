"""Figures, dates and names as each language writes them, wherever they are read.

The conversation and the exploratory report say other things in the same way: names of genres, and
of countries that the CLDR does not name as people do, and of what the host can mend, are Project
Fluent files in ``locales/<language>/``; everything else comes from the CLDR by way of babel.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal
from fluent.runtime import FluentBundle, FluentResource

from recommender.errors import Problem, Value

#: The languages that are spoken here.
LANGUAGES = ("es", "en")

#: Stands where a figure is unknown.
UNKNOWN = "–"


def bundle(language: str, *folders: Traversable) -> FluentBundle:
    """Every message of a language in the ``locales`` of these folders."""
    made = FluentBundle([language], use_isolating=False)
    for folder in folders:
        for file in sorted(folder.joinpath(language).iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".ftl"):
                made.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return made


def plain(cldr: Mapping[Any, Any]) -> dict[str, str]:
    """A table of the CLDR as the plain strings that it holds."""
    return {str(code): str(name) for code, name in cldr.items()}


class Wording:
    """How one language writes what stands in the catalogue."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(language)
        self._names = bundle(language, files("recommender") / "locales")
        # The same few come up again and again, and take long to write.
        self._named = lru_cache(maxsize=1 << 10)(self._find_named)
        self._decimal = lru_cache(maxsize=1 << 10)(self._write_decimal)

    def genre(self, name: str) -> str:
        """A genre of the dump; one that nobody has translated stays as it is."""
        return self._named("genre", name) or name

    def country(self, code: str) -> str:
        """The name of a country, from its ISO 3166-1 code or the dump's code of a former one."""
        named = self._named("country", code)
        return named or str(self._locale.territories.get(code.upper(), code))

    def language_name(self, code: str) -> str:
        """The name of a language, from its ISO 639-1 code."""
        return str(self._locale.languages.get(code.lower(), code))

    def months(self) -> list[str]:
        """The months, abbreviated, January first."""
        names = self._locale.months["stand-alone"]["abbreviated"]
        return [names[month] for month in range(1, 13)]

    def month(self, month: int) -> str:
        """The name of a month, 1 to 12."""
        return str(self._locale.months["stand-alone"]["wide"][month])

    def weekdays(self) -> list[str]:
        """The days of the week, abbreviated, Monday first."""
        names = self._locale.days["stand-alone"]["abbreviated"]
        return [names[day] for day in range(7)]

    def weekday(self, weekday: int) -> str:
        """The name of a day of the week: 1 is Monday, 7 is Sunday."""
        return str(self._locale.days["stand-alone"]["wide"][weekday - 1])

    def number(self, value: float, decimals: int = 0) -> str:
        """A figure with the language's separators, grouped from a thousand on."""
        if not math.isfinite(value):
            return UNKNOWN
        return self._decimal(value, decimals)

    def percent(self, share: float, decimals: int = 1) -> str:
        """A share (0 to 1) in hundredths."""
        if not math.isfinite(share):
            return UNKNOWN
        space = "\N{NO-BREAK SPACE}" if self.language == "es" else ""
        return f"{self.number(100 * share, decimals)}{space}%"

    def money(self, dollars: float) -> str:
        """An amount of US dollars: ``US$ 373,6 M`` or ``US$ 373.6M``, whole below a million."""
        if not math.isfinite(dollars):
            return UNKNOWN
        size = abs(dollars)
        amount = self.number(size) if size < 1_000_000 else self.compact(size)
        return f"{'-' if dollars < 0 else ''}US$ {amount}"

    def compact(self, value: float) -> str:
        """A large figure, short: ``373,6 M``.

        Spanish counts in millions throughout, as film business does: ``2.788 M``.
        """
        if abs(value) >= 1_000_000 and self.language == "es":
            return f"{format_decimal(value / 1e6, format='#,##0.#', locale=self._locale)} M"
        text = format_compact_decimal(value, locale=self._locale, fraction_digits=1)
        return text.replace("\N{NO-BREAK SPACE}", " ")

    def date(self, day: datetime.date) -> str:
        """A day, written out: ``30 de octubre de 1995``."""
        return format_date(day, "long", locale=self._locale)

    def moment(self, when: datetime.datetime) -> str:
        """A day and an hour, short: ``30 oct 1995, 18:05``, in the moment's own time zone."""
        return format_datetime(when, "medium", tzinfo=when.tzinfo, locale=self._locale)

    def duration(self, span: datetime.timedelta) -> str:
        """A span of time in its largest unit: ``3 horas``."""
        return format_timedelta(abs(span), threshold=1.5, locale=self._locale)

    def join(self, items: Sequence[str]) -> str:
        """A list as it is read aloud: ``a, b y c``."""
        return format_list(list(items), style="standard", locale=self._locale)

    def either(self, items: Sequence[str]) -> str:
        """A choice as it is read aloud: ``a, b o c``."""
        return format_list(list(items), style="or", locale=self._locale)

    def problems(self, problems: Sequence[Problem | str]) -> str:
        """What went wrong, in one sentence without a full stop; empty without any."""
        return "; ".join(
            self.problem(each) if isinstance(each, Problem) else each for each in problems
        )

    def problem(self, problem: Problem) -> str:
        """One thing that went wrong, in a sentence or as a part of one."""
        known = self._names.has_message(problem.message)
        pattern = self._names.get_message(problem.message).value if known else None
        if pattern is None:
            # A catalogue may tell of one that another version of the program knew.
            return problem.bare
        values = {name: self._told(value) for name, value in problem.values.items()}
        return str(self._names.format_pattern(pattern, values)[0])

    def _told(self, value: Value) -> str | int:
        if isinstance(value, Problem):
            return self.problem(value)
        if isinstance(value, str | int):
            return value
        return ", ".join(map(self.either, value))

    def _write_decimal(self, value: float, decimals: int) -> str:
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(value, format=pattern, locale=self._locale)

    def _find_named(self, kind: str, value: str) -> str | None:
        message = f"{kind}-{slug(value)}"
        if not self._names.has_message(message):
            return None
        pattern = self._names.get_message(message).value
        return None if pattern is None else str(self._names.format_pattern(pattern)[0])


def slug(name: str) -> str:
    """What a value of the data is called in a message's id."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
