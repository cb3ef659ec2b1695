"""The one table of commands.

It makes the handlers, the help, Telegram's command menu (per language and scope) and the README's
list. Names are ASCII; a command is understood under each of its names in either language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.assistant.texts import Language

Family = Literal["start", "recommend", "operations"]


@dataclass(frozen=True, slots=True)
class Command:
    """A command as people type it.

    Attributes:
        es: its name in Spanish, without the slash.
        en: its name in English.
        intent: the kind of intent that it asks for.
        family: the paragraph of the help that it stands in.
        aliases: further names that mean the same.
        takes_argument: whether something is typed after it.
        admin: whether only the admins of this bot may use it.
    """

    es: str
    en: str
    intent: str
    family: Family
    aliases: tuple[str, ...] = ()
    takes_argument: bool = False
    admin: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the Spanish one first, none twice."""
        return tuple(dict.fromkeys((self.es, self.en, *self.aliases)))

    def name(self, language: Language) -> str:
        """The name shown to readers of a language."""
        return self.en if language == "en" else self.es

    @property
    def description(self) -> str:
        """Id of the message that says in one line what it does."""
        return f"command-{self.intent.replace('_', '-')}"


COMMANDS: tuple[Command, ...] = (
    Command("start", "start", "start", "start"),
    Command("ayuda", "help", "help", "start"),
    Command(
        "recomienda",
        "recommend",
        "recommend",
        "recommend",
        aliases=("recomendar", "recomendacion"),
        takes_argument=True,
    ),
    Command("estado", "status", "status", "operations", admin=True),
    Command("actualizar", "refresh", "refresh", "operations", admin=True),
)

BY_NAME: dict[str, Command] = {name: command for command in COMMANDS for name in command.names}
