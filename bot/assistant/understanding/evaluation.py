"""How well free words are understood: cross-validated on the utterances, and on texts kept apart.

The measure that counts is agreement: whether a text is answered as the command that means the same.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from bot.assistant import Assistant
from bot.assistant.commands import BY_INTENT
from bot.assistant.reply import Reply, Request
from bot.assistant.understanding import corpus, fitting
from bot.assistant.understanding.follow_up import ABOUT_A_FILM
from bot.assistant.understanding.model import Model, best_run
from bot.assistant.understanding.names import Kind, kinds
from recommender import Recommender
from recommender.normal_forms import fold

DEVELOPMENT, HELD_OUT = "development.tsv", "held_out.tsv"
FOLDS = 5
#: What a question back, or a line on what can be asked, answers.
_ASKING = frozenset({"unsure", "which", "lost", "off_topic"})
#: What two answers to the same question may tell differently: how it was typed.
_AS_TYPED = frozenset({"matched", "match_score", "unread"})


@dataclass(frozen=True, slots=True)
class Case:
    """A text that was kept apart, and the command that means the same."""

    text: str
    intent: str
    argument: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What became of the texts that were kept apart.

    Attributes:
        cases: how many there are.
        agreed: how many were answered as the command is.
        asked: those that were answered by a question back or a line on what can be asked.
        wrong: those that were answered otherwise.
        wrong_films: those of them that were answered about another film than the command, or about
            one though it is about none.
    """

    cases: int
    agreed: int
    asked: tuple[Case, ...]
    wrong: tuple[Case, ...]
    wrong_films: tuple[Case, ...]


def development() -> list[Case]:
    """The texts that were looked at while the program was developed; it learns none of them."""
    return _cases(DEVELOPMENT)


def held_out() -> list[Case]:
    """The texts that judge: nothing was learnt from them."""
    return _cases(HELD_OUT)


def _cases(name: str) -> list[Case]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    return [Case(*fields) for fields in lines]


def agreement(assistant: Assistant, cases: Iterable[Case]) -> Agreement:
    """Compare the answers to texts with the answers to the commands that mean the same."""
    agreed, asked, wrong, wrong_films = 0, [], [], []
    count = 0
    for case in cases:
        count += 1
        language = "en" if case.text.isascii() and _english(case.text) else "es"
        reply = assistant.respond(Request(chat=0, user=0, text=case.text, language=language))
        expected = _answer_to_command(case, assistant, language)
        if _agrees(reply, case, expected):
            agreed += 1
        elif reply.intent in _ASKING or reply.facts.get("asked"):
            asked.append(case)
        else:
            wrong.append(case)
            if _film(reply) not in (None, _film(expected)):
                wrong_films.append(case)
    return Agreement(count, agreed, tuple(asked), tuple(wrong), tuple(wrong_films))


def _english(text: str) -> bool:
    return bool(
        set(fold(text).split()) & set("the of is how what in a which movies films to my".split())
    )


def _answer_to_command(case: Case, assistant: Assistant, language: str) -> Reply | None:
    """What the command that means the same is answered; None where there is none."""
    command = BY_INTENT.get(case.intent)
    if command is None:
        return None
    said = f"/{command.es} {case.argument}".strip()
    return assistant.respond(Request(chat=0, user=0, text=said, language=language))


def _agrees(reply: Reply, case: Case, expected: Reply | None) -> bool:
    if expected is None:
        return reply.intent == case.intent
    return (
        reply.intent == expected.intent
        and reply.movies == expected.movies
        and _told(reply) == _told(expected)
    )


def _film(reply: Reply | None) -> int | None:
    """Id of the film that an answer takes to be asked about."""
    if reply is None or reply.intent not in ABOUT_A_FILM:
        return None
    movie = reply.facts.get("movie")
    return None if movie is None else int(movie["id"])


def _told(reply: Reply) -> dict[str, Any]:
    """What an answer tells, however it was asked for."""
    facts = {name: value for name, value in reply.facts.items() if name not in _AS_TYPED}
    for name in ("described", "conditions"):
        if name in facts:
            said = facts[name].split() if isinstance(facts[name], str) else map(str, facts[name])
            facts[name] = sorted(said)
    return facts


@dataclass(frozen=True, slots=True)
class Crossed:
    """Cross-validation on the utterances: every line is judged by a model that has not learnt it.

    Attributes:
        texts: how many were judged.
        right: how many got the right intent.
        confused: (right, given) intents with how often, the most frequent first.
        names_right: names found in just their extent.
        names_given: names found at all.
        names_there: names that are there.
    """

    texts: int
    right: int
    confused: tuple[tuple[tuple[str, str], int], ...]
    names_right: int
    names_given: int
    names_there: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall of the names."""
        return 2 * self.names_right / max(self.names_given + self.names_there, 1)


def cross_validate(recommender: Recommender, folds: int = FOLDS, seed: int = 4) -> Crossed:
    """Fit on all but a part of the utterances, judge that part, for each part in turn."""
    lines = corpus.utterances()
    fillings = corpus.Fillings(recommender)
    order = list(range(len(lines)))
    random.Random(seed).shuffle(order)  # noqa: S311  (no secret)
    confused: Counter[tuple[str, str]] = Counter()
    texts = right = names_right = names_given = names_there = 0
    for fold_number in range(folds):
        held = set(order[fold_number::folds])
        learnt = [line for place, line in enumerate(lines) if place not in held]
        model = Model(fitting.fit(recommender, learnt))
        kept = [lines[place] for place in sorted(held)]
        for example in corpus.examples(kept, fillings, 0, seed):
            read = fitting.Read.of(example)
            name = best_run(model.name_odds(read.words, read.found))
            what: tuple[Kind, ...] = ()
            if name is not None:
                words = read.words[name.start : name.end]
                what = kinds(example.text[words[0].start : words[-1].end], recommender)
            probable = model.probabilities(read.words, read.found, name, what)
            given = model.intents[int(probable.argmax())]
            texts += 1
            right += given == example.intent
            if given != example.intent:
                confused[example.intent, given] += 1
            there = [at for at, named in enumerate(read.named) if named]
            names_there += bool(there)
            names_given += name is not None
            names_right += bool(
                there and name is not None and (name.start, name.end) == (there[0], there[-1] + 1)
            )
    return Crossed(
        texts, right, tuple(confused.most_common()), names_right, names_given, names_there
    )


def markdown(crossed: Crossed, developed: Agreement, kept_apart: Agreement) -> str:
    """All measures as a table, and the texts that were not answered as their command is."""
    rows = [
        ("utterances, cross-validated", f"{crossed.texts}"),
        ("right intent", f"{crossed.right / max(crossed.texts, 1):.1%}"),
        ("F1 of the names found in them", f"{crossed.f1:.1%}"),
        ("texts of the development", f"{developed.cases}"),
        ("answered as the command is", f"{developed.agreed / max(developed.cases, 1):.1%}"),
        ("with a film that nobody asked for", f"{len(developed.wrong_films)}"),
        ("texts kept apart", f"{kept_apart.cases}"),
        ("answered as the command is", f"{kept_apart.agreed / max(kept_apart.cases, 1):.1%}"),
        ("asked back instead", f"{len(kept_apart.asked)}"),
        ("answered otherwise", f"{len(kept_apart.wrong)}"),
        ("with a film that nobody asked for", f"{len(kept_apart.wrong_films)}"),
    ]
    table = ["| | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows)]
    missed = [f"- {case.text}" for case in (*kept_apart.asked, *kept_apart.wrong)]
    return "\n".join([*table, "", *missed]).rstrip()
