"""Who the bot is, what it can do, and what to type instead."""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup

from bot.assistant.answers.turn import Turn
from bot.assistant.commands import COMMANDS, nearest
from bot.assistant.reply import Reply


def start(turn: Turn) -> Reply:
    """The first words to somebody new."""
    return Reply(text=turn.texts("start"), intent="start")


def overview(turn: Turn) -> Reply:
    """The commands, a paragraph for each family."""
    texts = turn.texts
    paragraphs = [texts("help-intro")]
    listed = (command for command in COMMANDS if not command.admin)
    for family, commands in groupby(listed, key=lambda command: command.family):
        lines = [texts(f"help-family-{family}")]
        for command in commands:
            usage = f"/{command.name(texts.language)}"
            if command.takes_argument:
                usage += f" {texts(f'argument-{command.intent}').unescape()}"
            lines.append(texts("help-line", usage=usage, description=texts(command.description)))
        paragraphs.append(Markup("\n").join(lines))
    paragraphs.append(texts("attribution"))
    return Reply(text=Markup("\n\n").join(paragraphs), intent="help")


def empty(turn: Turn) -> Reply:
    """Nothing to go by: no word was typed."""
    return Reply(text=turn.texts("empty"), intent="empty")


def unknown_command(turn: Turn) -> Reply:
    """A command that does not exist, and the one that it is nearly called like."""
    meant = nearest(turn.intent.text)
    command = meant.name(turn.texts.language) if meant is not None else None
    message = "unknown-command" if command is None else "unknown-command-near"
    return Reply(
        text=turn.texts(message, typed=turn.typed, command=command or ""),
        intent="unknown_command",
        facts={"asked": [] if command is None else [command]},
    )


def stale(turn: Turn) -> Reply:
    """A button that leads nowhere any more; in a group nobody but who pressed it need know."""
    said = turn.texts("stale")
    if turn.request.group and turn.request.press is not None:
        return Reply(text="", intent="stale", notice=said.unescape())
    return Reply(text=said, intent="stale")
