"""What is said, in the person's language: message catalogues, numbers and names.

Messages are Project Fluent files in ``locales/<language>/``; figures, dates and the names of
countries and languages come from the CLDR by way of babel.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_decimal
from fluent.runtime import FluentBundle, FluentResource
from markupsafe import Markup, escape

LANGUAGES = ("es", "en")
Language = str


def choose_language(tag: str | None, default: Language) -> Language:
    """The language of ours that an IETF tag such as ``es-MX`` asks for, else ``default``."""
    primary = (tag or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in LANGUAGES else default


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


class Texts:
    """The voice of the assistant in one language. Made once and shared; see `texts_in`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._locale = Locale.parse(language)
        self._bundle = FluentBundle([language], use_isolating=False)
        folder = files("bot.assistant") / "locales" / language
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".ftl"):
                self._bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))

    def __call__(self, message: str, **values: object) -> Markup:
        """A message of the catalogue, its values escaped unless they are Markup or whole numbers.

        Raises:
            LookupError: the catalogue has no such message.
            ValueError: the message lacks one of its values.
        """
        if not self._bundle.has_message(message):
            raise LookupError(f"no message {message!r} in {self.language!r}")
        pattern = self._bundle.get_message(message).value
        if pattern is None:
            raise LookupError(f"message {message!r} in {self.language!r} is empty")
        escaped: dict[str, object] = {
            name: value if isinstance(value, int) else str(escape(value))
            for name, value in values.items()
        }
        text, errors = self._bundle.format_pattern(pattern, escaped)
        if errors:
            raise ValueError(f"message {message!r} in {self.language!r}: {errors[0]}")
        return Markup(text)  # noqa: S704  (every value was escaped above)

    def genre(self, name: str) -> str:
        """A genre of the dump in this language; one that nobody has translated stays as it is."""
        message = f"genre-{_slug(name)}"
        return str(self(message).unescape()) if self._bundle.has_message(message) else name

    def country(self, code: str) -> str:
        """The name of a country, from its ISO 3166-1 code or the dump's code of a former one."""
        message = f"country-{code.lower()}"
        if self._bundle.has_message(message):
            return str(self(message).unescape())
        return str(self._locale.territories.get(code.upper(), code))

    def language_name(self, code: str) -> str:
        """The name of a language, from its ISO 639-1 code."""
        return str(self._locale.languages.get(code.lower(), code))

    def month(self, month: int) -> str:
        """The name of a month, 1 to 12."""
        return str(self._locale.months["stand-alone"]["wide"][month])

    def weekday(self, weekday: int) -> str:
        """The name of a day of the week: 1 is Monday, 7 is Sunday."""
        return str(self._locale.days["stand-alone"]["wide"][weekday - 1])

    def number(self, value: float, decimals: int = 0) -> str:
        """A figure with the language's separators, grouped from a thousand on."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(value, format=pattern, locale=self._locale)

    def money(self, dollars: float) -> str:
        """An amount of US dollars: ``US$ 373,6 M`` or ``US$ 373.6M``, whole below a million.

        Spanish counts in millions throughout, as film business does: ``US$ 2.788 M``.
        """
        if abs(dollars) < 1_000_000:
            return f"US$ {self.number(dollars)}"
        if self.language == "es":
            millions = format_decimal(dollars / 1e6, format="#,##0.#", locale=self._locale)
            return f"US$ {millions} M"
        return f"US$ {format_compact_decimal(dollars, locale=self._locale, fraction_digits=1)}"

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


@cache
def texts_in(language: Language) -> Texts:
    """The texts of one of `LANGUAGES`."""
    return Texts(language)
