"""What one turn has to remember is fetched before it is computed: no more than it needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from bot.assistant.intents import Intent
from bot.assistant.memory import Memory, Person, Store
from bot.assistant.night import Night
from bot.assistant.reply import Request

#: Intents that concern the list of a group, in groups.
_CHAT_LIST = frozenset({"my_list", "save", "unsave"})
#: Intents about the film night of a chat, or of the token that a button or link carries.
_NIGHT = "night_"
#: Those of them that look at what the guests have seen.
_PROPOSING = frozenset({"night_propose", "night_inline"})
#: Those of them that an admin of the chat may do as well as whoever started the night.
_IN_CHARGE = frozenset({"night_ready", "night_cancel"})


class Groups(Protocol):
    """What a face knows of the groups it is in."""

    async def is_admin(self, chat: int, user: int) -> bool:
        """Whether somebody is an admin of a chat; False when that cannot be found out."""
        ...

    async def is_member(self, chat: int, user: int) -> bool:
        """Whether somebody is in a chat; True when that cannot be found out."""
        ...


async def recall(
    store: Store, groups: Groups | None, request: Request, intent: Intent, person: Person
) -> Memory:
    """What the turn may know.

    Raises:
        StoreUnavailable: the store cannot be reached.
    """
    memory = Memory(person, available=True)
    if request.group and intent.kind in _CHAT_LIST:
        memory = replace(memory, chat_list=await store.chat_list(request.chat))
    if intent.kind == "export":
        memory = replace(memory, exported=await store.export(request.user))
    if intent.kind == "nights":
        memory = replace(memory, past_nights=await store.past_nights(request.chat))
    # A reply in a group may be a reply to the board of its night.
    replies = request.group and request.reply_to is not None
    if intent.kind.startswith(_NIGHT) or replies:
        night = await _night(store, request, intent)
        if night is not None:
            memory = await _of_night(store, groups, request, intent, replace(memory, night=night))
    return memory


async def _of_night(
    store: Store, groups: Groups | None, request: Request, intent: Intent, memory: Memory
) -> Memory:
    night, user = memory.night, request.user
    if night is None or not night.open:
        return memory
    if intent.kind in _PROPOSING or not intent.kind.startswith(_NIGHT):
        memory = replace(memory, seen_by_others=await store.seen_by_guests(night.token, user))
    if groups is None:
        return memory
    # To be ready for the first time anybody may; only the second time ends the phase.
    guest = night.guest(user)
    matters = intent.kind != "night_ready" or (guest is not None and guest.ready)
    if intent.kind in _IN_CHARGE and matters and user != night.starter:
        memory = replace(memory, in_charge=await groups.is_admin(night.chat, user))
    if not request.group:
        memory = replace(memory, member=await groups.is_member(night.chat, user))
    return memory


async def _night(store: Store, request: Request, intent: Intent) -> Night | None:
    """The night that is meant, if it is theirs to take part in.

    A button of a group's message works in that group only: one that is forged or forwarded leads
    to no night. The link into the private chat is known to the group alone.
    """
    if not intent.night:
        return await store.night_in(request.chat, request.thread)
    night = await store.night(intent.night)
    if night is None or not request.group or night.chat == request.chat:
        return night
    return night if await store.present_chat(request.chat) == night.chat else None
