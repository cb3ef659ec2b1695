"""What is said, in the person's language.

Messages are Project Fluent files in ``locales/<language>/``; how figures, dates and names are
written is `recommender.wording`'s.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape

from recommender.wording import Wording, bundle

LANGUAGES = ("es", "en")
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


@cache
def texts_in(language: Language) -> Texts:
    """The texts of one of `LANGUAGES`."""
    return Texts(language)
