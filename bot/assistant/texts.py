"""What is said, in the person's language.

Messages are Project Fluent files in ``locales/<language>/``; how figures, dates and names are
written is `recommender.wording`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.resources import files
from typing import Any

from fluent.syntax import ast as ftl
from markupsafe import Markup, escape

from recommender.wording import LANGUAGES as LANGUAGES
from recommender.wording import Wording, bundle

Language = str


def choose_language(tag: str | None, default: Language) -> Language:
    """The language of ours that an IETF tag such as ``es-MX`` asks for, else ``default``."""
    primary = (tag or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in LANGUAGES else default


class Texts(Wording):
    """The voice of the assistant in one language. Made once and shared; see `texts_in`."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        self._bundle = bundle(language, files("bot.assistant") / "locales")
        self._pattern = cache(self._find_pattern)

    def __call__(self, message: str, **values: object) -> Markup:
        """A message of the catalogue, its values escaped unless they are Markup or whole numbers.

        Raises:
            LookupError: the catalogue has no such message.
            ValueError: the message lacks one of its values.
        """
        pattern, template = self._pattern(message)
        escaped = {
            name: value if isinstance(value, int) else str(escape(value))
            for name, value in values.items()
        }
        if template is not None:
            with suppress(KeyError):
                return Markup(template.format_map(self._written(escaped)))  # noqa: S704  (as below)
        text, errors = self._bundle.format_pattern(pattern, escaped)
        if errors:
            raise ValueError(f"message {message!r} in {self.language!r}: {errors[0]}")
        return Markup(text)  # noqa: S704  (every value was escaped above)

    def _written(self, values: Mapping[str, int | str]) -> dict[str, str]:
        """Values as they stand in a text."""
        return {
            name: value if isinstance(value, str) else self.number(value)
            for name, value in values.items()
        }

    def _find_pattern(self, message: str) -> tuple[Any, str | None]:
        """A message as Fluent reads it, and as Python's own template if it has no more to it."""
        if not self._bundle.has_message(message):
            raise LookupError(f"no message {message!r} in {self.language!r}")
        pattern = self._bundle.get_message(message).value
        if pattern is None:
            raise LookupError(f"message {message!r} in {self.language!r} is empty")
        elements = pattern.elements if isinstance(pattern, ftl.Pattern) else [pattern]
        parts = [_as_template(element) for element in elements]
        return pattern, None if None in parts else "".join(map(str, parts))


def _as_template(element: ftl.BaseNode) -> str | None:
    """A part of a message in a template of Python's; None where it takes Fluent to say it.

    Fluent takes three times as long, and an answer has some thirty messages, most of them plain.
    """
    match element:
        case ftl.TextElement(value=text):
            return str(text).replace("{", "{{").replace("}", "}}")
        case ftl.StringLiteral():
            return str(element.parse()["value"]).replace("{", "{{").replace("}", "}}")
        case ftl.Placeable(expression=ftl.VariableReference(id=name)):
            return f"{{{name.name}}}"
        case _:
            return None


@cache
def texts_in(language: Language) -> Texts:
    """The texts of one of `LANGUAGES`."""
    return Texts(language)
