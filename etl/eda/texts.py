"""What the report says, in the reader's language.

Messages are Project Fluent files in ``locales/<language>/``. A chart's message is its title, and
its attributes are the rest of its words: ``x`` and ``y`` name the axes, ``first`` and ``second``
state what was found, ``none`` says why there is nothing to draw. How figures, dates and names are
written is `recommender.wording`'s.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files

from recommender.wording import UNKNOWN, Wording, bundle, slug


class Texts(Wording):
    """The words of the report in one language. Made once and shared; see `texts_in`."""

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self._bundle = bundle(language, files("etl.eda") / "locales")

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
        """What a value of the data is called, such as a field; itself where not translated."""
        message = f"{kind}-{slug(value)}"
        return self(message) if slug(value) and self.has(message) else value

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

    def film(self, title: object, year: float) -> str:
        """A film as it is named: its title and year."""
        return f"{title} ({int(year)})" if math.isfinite(year) else f"{title}"


@cache
def texts_in(language: str) -> Texts:
    """The texts of one of `etl.eda.LANGUAGES`."""
    return Texts(language)
