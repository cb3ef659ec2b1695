"""Links into the private chat: what follows ``/start`` there, of letters that Telegram allows."""

from __future__ import annotations

import re

from bot.assistant.intents import Intent, action, pressed

#: Telegram's limit for what a link may carry.
PAYLOAD_LENGTH = 64

_PAYLOAD = re.compile(r"m(?P<movie>\d{1,9})|g(?P<night>[\w-]{1,16})|do-(?P<kind>[a-z_]+)", re.ASCII)


def payload(said: str) -> str:
    """What a link carries for an action: ``m862`` for a film, ``g…`` for a film night.

    Raises:
        ValueError: no link leads to this action.
    """
    intent = pressed(said)
    if said == action("card", intent.movie):
        return f"m{intent.movie}"
    if said == action("night_door", night=intent.night):
        return f"g{intent.night}"
    if said == action(intent.kind):
        return f"do-{intent.kind}"
    raise ValueError(f"no link leads to {said!r}")


def followed(text: str) -> Intent | None:
    """The intent of somebody who came by a link; None when it is none of ours."""
    parts = _PAYLOAD.fullmatch(text)
    if parts is None:
        return None
    if parts["movie"]:
        return Intent("card", movie=int(parts["movie"]))
    if parts["night"]:
        return Intent("night_door", night=parts["night"])
    return Intent(parts["kind"])
