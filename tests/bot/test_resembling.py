"""Films near several, or near one that is narrowed down."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant, Request
from bot.assistant.context import Context
from bot.assistant.intents import Intent
from bot.assistant.understanding import in_own_words, understand
from bot.assistant.understanding.shorthand import SHORTHAND, read
from recommender import Recommender
from recommender.conditions import By, Condition, Genre, Length, Like, Not, Years

MATRIX, ALIEN, TOY_STORY, TITANIC = 603, 348, 862, 597


def conditions(text: str, sample: Recommender) -> tuple[Condition, ...]:
    intent = understand(text, Context(), sample)
    assert intent.kind == "search", intent
    return read(intent.text.removeprefix(SHORTHAND), sample)


def films(found: tuple[Condition, ...]) -> tuple[set[int], set[int]]:
    """Ids of the films to be like and to be unlike."""
    likes = {each.movie.id for each in found if isinstance(each, Like)}
    unlike = {
        each.condition.movie.id
        for each in found
        if isinstance(each, Not) and isinstance(each.condition, Like)
    }
    return likes, unlike


@pytest.mark.parametrize(
    ("text", "liked", "unlike"),
    [
        ("películas como Alien y Matrix", {ALIEN, MATRIX}, set()),
        ("algo tipo matrix o alien", {ALIEN, MATRIX}, set()),
        ("una mezcla entre toy story y matrix", {TOY_STORY, MATRIX}, set()),
        ("pelis parecidas a Titanic, Alien y Toy Story", {TITANIC, ALIEN, TOY_STORY}, set()),
        ("me gustaron alien y matrix, qué más hay", {ALIEN, MATRIX}, set()),
        ("movies like Alien and The Matrix", {ALIEN, MATRIX}, set()),
        ("algo parecido a Alien pero no a Matrix", {ALIEN}, {MATRIX}),
        ("something like The Matrix but not Alien", {MATRIX}, {ALIEN}),
    ],
)
def test_several_films_are_taken_together(
    sample: Recommender, text: str, liked: set[int], unlike: set[int]
) -> None:
    assert films(conditions(text, sample)) == (liked, unlike)


@pytest.mark.parametrize(
    ("text", "liked", "more"),
    [
        ("como matrix de menos de 100 minutos", MATRIX, Length(None, 100)),
        ("algo como Alien pero sin terror", ALIEN, Not(Genre("Horror"))),
        ("como matrix pero q sea una comedia", MATRIX, Genre("Comedy")),
        ("movies similar to Alien but not too scary", ALIEN, Not(Genre("Horror"))),
        ("como alien, de los 80", ALIEN, Years(1980, 1989)),
        ("como toy story pero para niños", TOY_STORY, Genre("Family")),
    ],
)
def test_films_near_one_are_narrowed_down(
    sample: Recommender, text: str, liked: int, more: Condition
) -> None:
    found = conditions(text, sample)
    assert films(found) == ({liked}, set())
    assert more in found


def test_a_company_is_refused_behind_a_film(sample: Recommender) -> None:
    found = conditions("como toy story pero que no sea de pixar", sample)
    refused = [each.condition for each in found if isinstance(each, Not)]
    assert [type(each) for each in refused] == [By]


@pytest.mark.parametrize(
    "text",
    [
        "algo como Matrix",
        "algo como Alien para ver con mi novia",
        "recomiéndame pelis como Toy Story",
    ],
)
def test_one_film_and_nothing_else_is_recommended_from(sample: Recommender, text: str) -> None:
    assert understand(text, Context(), sample).kind == "recommend"


@pytest.mark.parametrize(
    "text", ["como siempre y nada más", "¿cómo estás y qué haces?", "like it or not"]
)
def test_little_words_are_no_films(sample: Recommender, text: str) -> None:
    assert not understand(text, Context(), sample).text.startswith(SHORTHAND)


# What follows a command.


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        ("recommend", "pelis como Matrix", ("recommend", "Matrix")),
        ("score", "la nota de Toy Story", ("score", "Toy Story")),
        # A title, known or not, stays as it is.
        ("recommend", "Toy Story", ("recommend", "Toy Story")),
        ("recommend", "toi estori", ("recommend", "toi estori")),
        ("card", "", ("card", "")),
        ("month", "pelis como Matrix", ("month", "pelis como Matrix")),
    ],
)
def test_a_command_may_be_followed_by_words(
    sample: Recommender, kind: str, text: str, meant: tuple[str, str]
) -> None:
    intent = in_own_words(Intent(kind, text), sample)
    assert (intent.kind, intent.text) == meant


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/recomienda comedias de los 90", "/busca comedias de los 90"),
        ("/recomienda algo como Alien y Matrix", "películas como Alien y Matrix"),
        ("/busca como Alien pero sin terror", "algo como Alien pero sin terror"),
    ],
)
def test_a_command_is_answered_as_its_words(sample: Recommender, command: str, words: str) -> None:
    assistant = Assistant(sample)
    replies = [
        assistant.respond(Request(chat=1, user=1, text=text, language="es"))
        for text in (command, words)
    ]
    assert replies[0].movies
    assert replies[0].movies == replies[1].movies
