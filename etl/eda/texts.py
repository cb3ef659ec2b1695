"""What the report says, in the reader's language.

Messages are Project Fluent files in ``locales/<language>/``. A chart's message is its title, and
its attributes are the rest of its words: ``x`` and ``y`` name the axes, ``first`` and ``second``
state what was found, ``none`` says why there is nothing to draw.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date, get_day_names, get_month_names
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal
from fluent.runtime import FluentBundle, FluentResource

#: Stands where a figure is unknown.
UNKNOWN = "–"


class Texts:
    """The words of the report in one language. Made once and shared; see `texts_in`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(language)
        self._bundle = FluentBundle([language], use_isolating=False)
        folder = files("etl.eda") / "locales" / language
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".ftl"):
                self._bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))

    def __call__(self, message: str, attribute: str | None = None, /, **values: object) -> str:
        """A message, or an attribute of one, as plain text.

        Args:
            message: its name.
            attribute: the name of one of its attributes.
            **values: whole numbers are formatted and may choose a plural; all else is text.

        Raises:
            LookupError: there is no such message or attribute.
            ValueError: the message lacks one of its values.
        """
        if not self.has(message, attribute):
            raise LookupError(f"no message {message!r} {attribute or ''} in {self.language!r}")
        found = self._bundle.get_message(message)
        pattern = found.attributes[attribute] if attribute else found.value
        if pattern is None:
            raise LookupError(f"message {message!r} in {self.language!r} is empty")
        text, errors = self._bundle.format_pattern(
            pattern,
            {
                name: value if isinstance(value, int) else str(value)
                for name, value in values.items()
            },
        )
        if errors:
            raise ValueError(f"{message!r} {attribute or ''} in {self.language!r}: {errors[0]}")
        return str(text)

    def has(self, message: str, attribute: str | None = None) -> bool:
        """Whether there is such a message, or such an attribute of it."""
        if not self._bundle.has_message(message):
            return False
        return attribute is None or attribute in self._bundle.get_message(message).attributes

    def name(self, kind: str, value: str) -> str:
        """What a value of the data is called, such as a genre; itself where not translated."""
        slug = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")
        message = f"{kind}-{slug}"
        return self(message) if slug and self.has(message) else value

    def genre(self, name: str) -> str:
        """A genre of the dump."""
        return self.name("genre", name)

    def country(self, code: str) -> str:
        """The name of a country, from its ISO 3166-1 code."""
        return str(self._locale.territories.get(code.upper(), code))

    def spoken(self, code: str) -> str:
        """The name of a language, from its ISO 639-1 code."""
        return str(self._locale.languages.get(code.lower(), code))

    def number(self, value: float, decimals: int = 0) -> str:
        """A figure with the language's separators, grouped from a thousand on."""
        if not math.isfinite(value):
            return UNKNOWN
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(value, format=pattern, locale=self._locale))

    def percent(self, share: float, decimals: int = 1) -> str:
        """A share (0 to 1) in hundredths."""
        if not math.isfinite(share):
            return UNKNOWN
        space = "\N{NO-BREAK SPACE}" if self.language == "es" else ""
        return f"{self.number(100 * share, decimals)}{space}%"

    def times(self, ratio: float) -> str:
        """A ratio: ``3,4×``; below 1 with two figures that count, from 100 on without decimals."""
        if not math.isfinite(ratio):
            return UNKNOWN
        if float(ratio).is_integer() or abs(ratio) >= 100:
            return f"{self.number(ratio)}×"
        if abs(ratio) >= 1:
            return f"{self.number(ratio, 1)}×"
        decimals = max(2, math.ceil(-math.log10(abs(ratio))))
        return f"{self.number(ratio, decimals)}×"

    def money(self, dollars: float) -> str:
        """An amount of US dollars, as the bot writes it: ``US$ 373,6 M``, whole below a million."""
        if not math.isfinite(dollars):
            return UNKNOWN
        size = abs(dollars)
        amount = self.number(size) if size < 1_000_000 else self.compact(size)
        return f"{'-' if dollars < 0 else ''}US$ {amount}"

    def compact(self, value: float) -> str:
        """A large figure, short: ``373,6 M``. Spanish counts in millions throughout."""
        if abs(value) >= 1_000_000 and self.language == "es":
            return f"{format_decimal(value / 1e6, format='#,##0.#', locale=self._locale)} M"
        text = format_compact_decimal(value, locale=self._locale, fraction_digits=1)
        return str(text).replace("\N{NO-BREAK SPACE}", " ")

    def date(self, day: datetime.date) -> str:
        """A day, written out: ``30 de octubre de 1995``."""
        return str(format_date(day, "long", locale=self._locale))

    def months(self) -> list[str]:
        """The months, abbreviated, January first."""
        names = get_month_names("abbreviated", "stand-alone", locale=self._locale)
        return [names[month] for month in range(1, 13)]

    def month(self, number: int) -> str:
        """A month (1 to 12) written out."""
        return str(get_month_names("wide", "stand-alone", locale=self._locale)[number])

    def weekdays(self) -> list[str]:
        """The weekdays, abbreviated, Monday first."""
        names = get_day_names("abbreviated", "stand-alone", locale=self._locale)
        return [names[day] for day in range(7)]

    def weekday(self, number: int) -> str:
        """A weekday (0 is Monday) written out."""
        return str(get_day_names("wide", "stand-alone", locale=self._locale)[number])

    def join(self, items: Sequence[str]) -> str:
        """A list as it is read aloud: ``a, b y c``."""
        return str(format_list(list(items), style="standard", locale=self._locale))

    def film(self, title: object, year: float) -> str:
        """A film as it is named: its title and year."""
        return f"{title} ({int(year)})" if math.isfinite(year) else f"{title}"


@cache
def texts_in(language: str) -> Texts:
    """The texts of one of `etl.eda.LANGUAGES`."""
    return Texts(language)
