"""What the admins may ask about the running bot; `bot.refresh` answers, tests may too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.assistant.texts import Language
from recommender.errors import Problem

#: published: a new version is live; unchanged: the sources are the same, nothing was published;
#: busy: another run held the lock; failed: it ended with an error; timeout: it took too long.
Outcome = Literal["published", "unchanged", "busy", "failed", "timeout"]


@dataclass(frozen=True, slots=True)
class EtlRun:
    """One finished run of the ETL.

    Attributes:
        outcome: how it ended.
        ended_at: when, with its time zone.
        seconds: how long it took.
        account: records of the films' file by what became of them; empty when it failed.
        problems: why it failed.
    """

    outcome: Outcome
    ended_at: datetime
    seconds: float
    account: Mapping[str, int]
    problems: tuple[Problem | str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportRun:
    """One finished making of the exploratory report.

    Attributes:
        outcome: how it ended; "unchanged" when there was a report on the live version already.
        seconds: how long it took.
        problem: the sentence with which it failed.
    """

    outcome: Outcome
    seconds: float
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """How the bot fares. Times carry their zone; memory is resident, in bytes."""

    started_at: datetime
    memory: int
    next_run: datetime | None
    last_run: EtlRun | None
    running: bool


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked for a run: its end is told in the same chat, topic and language."""

    chat: int
    thread: int | None
    language: Language


class Operations(Protocol):
    """The running bot, as its admins see it. Called from the threads that compute answers."""

    def status(self) -> Status:
        """How the bot fares right now."""
        ...

    def refresh(self, asker: Asker) -> bool:
        """Begin a run of the ETL, whose end the asker is told; False when one is under way."""
        ...

    def report(self, asker: Asker) -> bool:
        """Begin to make the report, whose end the asker is told; False when that is under way."""
        ...
