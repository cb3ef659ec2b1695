"""What admins ask about the running bot, and what they are told of its refreshes."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from markupsafe import Markup

from bot.assistant.answers.turn import Turn
from bot.assistant.memory import SetBlocked
from bot.assistant.operations import Asker, EtlRun, Operations, ReportRun
from bot.assistant.reply import Reply
from bot.assistant.texts import Texts
from recommender.catalogue import Catalogue, films_account
from recommender.errors import understood

_log = logging.getLogger(__name__)

#: Telegram's number of a person; a group in whose name its admins speak has a negative one.
_PERSON = re.compile(r"-?\d{1,15}", re.ASCII)


def status(turn: Turn) -> Reply:
    """The catalogue, its age, the last and the next run, memory and uptime."""
    texts, operations = turn.texts, running(turn)
    if isinstance(operations, Reply):
        return operations
    now = datetime.now(UTC)
    catalogue = turn.recommender.catalogue
    state = operations.status()
    age = now - catalogue.created_at
    lines = [
        texts("status-catalogue", version=catalogue.version, age=texts.duration(age)),
        texts("status-films", films=texts.number(len(catalogue))),
        *_sources(catalogue, now, texts),
        _last_run(state.last_run, catalogue, texts),
        *([texts("status-running")] if state.running else []),
        _next_run(state.next_run, now, texts),
        texts(
            "status-process",
            memory=texts.number(state.memory / 2**20),
            uptime=texts.duration(now - state.started_at),
        ),
    ]
    return Reply(
        text=Markup("\n").join(lines),
        intent="status",
        facts={
            "version": catalogue.version,
            "age_seconds": round(age.total_seconds()),
            "films": len(catalogue),
            "sources": catalogue.manifest.get("sources", []),
            "last_run": None
            if state.last_run is None
            else {
                "outcome": state.last_run.outcome,
                "ended_at": state.last_run.ended_at.isoformat(),
                "seconds": round(state.last_run.seconds, 1),
                "account": dict(state.last_run.account),
            },
            "next_run": state.next_run.isoformat() if state.next_run else None,
            "memory_bytes": state.memory,
            "uptime_seconds": round((now - state.started_at).total_seconds()),
        },
    )


def _sources(catalogue: Catalogue, now: datetime, texts: Texts) -> list[Markup]:
    """Of when what was used of each source is, and what is wrong with it."""
    lines = []
    for source in catalogue.manifest.get("sources", []):
        what = texts(f"source-{source['source']}")
        if source["of"] is None:
            line = texts("status-source-none", source=what)
        else:
            age = texts.duration(now - datetime.fromisoformat(source["of"]))
            line = texts("status-source", source=what, age=age)
        problems = understood(source.get("problems", ()))
        if problems:
            line += texts("status-source-problem", problem=texts.problems(problems))
        lines.append(line)
    return lines


def refresh(turn: Turn) -> Reply:
    """Begin a run of the ETL; its end is told later."""
    operations = running(turn)
    if isinstance(operations, Reply):
        return operations
    begun = operations.refresh(asker(turn))
    return Reply(text=turn.texts("refresh-begun" if begun else "refresh-busy"), intent="refresh")


def block(turn: Turn) -> Reply:
    """Somebody is answered no more."""
    return _let(turn, "block-done", blocked=True)


def unblock(turn: Turn) -> Reply:
    """Somebody is answered again."""
    return _let(turn, "unblock-done", blocked=False)


def _let(turn: Turn, said: str, *, blocked: bool) -> Reply:
    texts, kind = turn.texts, turn.intent.kind
    if turn.request.user not in turn.admins:
        return _refused(turn)
    if not turn.memory.available:
        return Reply(text=texts("memory-away"), intent=kind)
    number = _PERSON.fullmatch(turn.intent.text)
    person = int(turn.intent.text) if number else turn.request.reply_author
    if person is None:
        return Reply(text=texts("block-whom"), intent=kind)
    if person in turn.admins:
        return Reply(text=texts("block-admin"), intent=kind)
    return Reply(
        text=texts(said, person=str(person)),
        intent=kind,
        facts={"person": person, "blocked": blocked},
        changes=(SetBlocked(person, blocked),),
    )


def asker(turn: Turn) -> Asker:
    """Whoever asks for a run, and where and how its end is told."""
    return Asker(turn.request.chat, turn.request.thread, turn.texts.language)


def run_ended(run: EtlRun | ReportRun, texts: Texts) -> Reply:
    """What admins are told when a run has ended, well or badly."""
    if isinstance(run, EtlRun):
        return Reply(text=run_line(run, texts), intent="refresh")
    seconds = texts.number(run.seconds, 1)
    return Reply(
        text=texts(f"report-{run.outcome}", seconds=seconds, problem=run.problem), intent="eda"
    )


def run_line(run: EtlRun, texts: Texts) -> Markup:
    """One finished run in a line or two."""
    line = texts(
        f"run-{run.outcome}",
        when=texts.moment(run.ended_at),
        seconds=texts.number(run.seconds, 1),
        problem=texts.problems(run.problems),
    )
    return line + _account(run.account, texts) if run.account else line


def _last_run(run: EtlRun | None, catalogue: Catalogue, texts: Texts) -> Markup:
    """The last run, or what the one that made the catalogue left behind."""
    if run is not None:
        return run_line(run, texts)
    line, account = texts("status-no-run"), catalogue.manifest.get("account")
    if not account:
        return line
    return line + texts("status-made-of") + _account(films_account(account), texts)


def _account(account: Mapping[str, int], texts: Texts) -> Markup:
    return texts("run-account", **{name: texts.number(count) for name, count in account.items()})


def _next_run(when: datetime | None, now: datetime, texts: Texts) -> Markup:
    if when is None:
        return texts("status-no-next-run")
    return texts("status-next-run", when=texts.moment(when), wait=texts.duration(when - now))


def running(turn: Turn) -> Operations | Reply:
    """The running bot, or why it is not shown."""
    if turn.operations is None:
        return Reply(text=turn.texts("operations-not-here"), intent=turn.intent.kind)
    if turn.request.user not in turn.admins:
        return _refused(turn)
    return turn.operations


def _refused(turn: Turn) -> Reply:
    _log.warning("user %d is no admin and asked for %r", turn.request.user, turn.intent.kind)
    return Reply(text=turn.texts("admins-only"), intent=turn.intent.kind)
