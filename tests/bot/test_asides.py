"""What people add to a question."""

from __future__ import annotations

import pytest

from bot.assistant.context import Context
from bot.assistant.understanding import understand
from bot.assistant.understanding.asides import film_with_somebody, which, without_reason
from recommender import Recommender


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("una de miedo corta, es que mañana madrugo", "una de miedo corta"),
        ("algo como Alien, que me encanta", "algo como Alien"),
        ("un musical, porque estoy triste", "un musical"),
        ("cuánto dura Amadeus, que la ponen hoy en la tele", "cuánto dura Amadeus"),
        ("something like Alien, because I love it", "something like Alien"),
        # What films should be like is no reason.
        ("una de miedo, que no sea larga", "una de miedo, que no sea larga"),
        ("una de miedo que me deje sin dormir", "una de miedo que me deje sin dormir"),
        # Nor is what stands behind next to nothing.
        ("no, porque no", "no, porque no"),
    ],
)
def test_a_reason_at_the_end_is_left_out(text: str, asked: str) -> None:
    assert without_reason(text) == asked


@pytest.mark.parametrize(
    ("text", "rest", "whose"),
    [
        ("algo como La cosa, la de John Carpenter", "algo como La cosa", {"john", "carpenter"}),
        ("cuánto dura Ben-Hur, la de 1959?", "cuánto dura Ben-Hur", {"1959"}),
        ("Psicosis, la original de Hitchcock", "Psicosis", {"hitchcock"}),
        ("Titanic, the one with DiCaprio", "Titanic", {"dicaprio"}),
    ],
)
def test_whose_film_is_meant_is_told_apart(text: str, rest: str, whose: set[str]) -> None:
    found = which(text)
    assert found is not None
    assert (found.rest, found.whose) == (rest, whose)


@pytest.mark.parametrize("text", ["El padrino", "de los 90", "la de 1984", "una peli de risa"])
def test_what_tells_no_film_apart_is_left_alone(text: str) -> None:
    assert which(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("algo como Titanic, la de James Cameron", "recommend"),
        ("¿cuánto dura Titanic, la de Kate Winslet?", "card"),
        ("how much did Titanic make, the one from 1997", "return"),
    ],
)
def test_a_film_is_found_by_whose_it_is(sample: Recommender, text: str, kind: str) -> None:
    intent = understand(text, Context(), sample)
    assert (intent.kind, intent.text) == (kind, "Titanic (1997)")


def test_somebody_who_has_no_part_in_the_film_tells_nothing_apart(sample: Recommender) -> None:
    intent = understand("algo como Titanic, la de Woody Allen", Context(), sample)
    assert intent.text != "Titanic (1997)"


@pytest.mark.parametrize(
    "text",
    ["Titanic de James Cameron", "titanic con kate winslet", "titanic leonardo dicaprio"],
)
def test_a_title_and_somebody_of_the_film_are_that_film(sample: Recommender, text: str) -> None:
    intent = understand(text, Context(), sample)
    assert (intent.kind, intent.text) == ("recommend", "Titanic (1997)")


def test_both_may_have_a_slip(sample: Recommender) -> None:
    film = film_with_somebody("titanic cameronn", sample, guess=True)
    assert film is not None
    assert (film.title, film.year) == ("Titanic", 1997)


@pytest.mark.parametrize("text", ["Titanic de Woody Allen", "comedias de Woody Allen", "Titanic"])
def test_other_names_are_of_no_film(sample: Recommender, text: str) -> None:
    assert film_with_somebody(text, sample, guess=True) is None
