"""Words as people type them in a hurry, and what they call films in everyday speech."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant, Request
from bot.assistant.context import Context
from bot.assistant.understanding import understand
from bot.assistant.understanding.description import describe
from bot.assistant.understanding.tokens import words_of
from recommender import Recommender
from recommender.conditions import About, By, Condition, Genre, Not, With, Years


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("una d miedo q no sea gore", "una de miedo que no sea gore"),
        ("holaaaa, una peliii", "hola una peli"),
        ("Q ponen dl oeste pa hoy", "que ponen del oeste para hoy"),
        ("romcoms noventeras", "comedia romantica noventeras"),
        # Numerals, names and what is quoted stay.
        ("Rocky III y Saw XIII", "rocky iii y saw xiii"),
        ("Plan D", "plan d"),
        ('la peli "q"', "la peli q"),
    ],
)
def test_words_typed_for_short_are_written_out(text: str, words: str) -> None:
    assert " ".join(word.folded for word in words_of(text)) == words


def test_every_word_stands_where_it_was_typed() -> None:
    text = "romcom q mola"
    spans = [text[word.start : word.end] for word in words_of(text)]
    assert spans == ["romcom", "romcom", "q", "mola"]


@pytest.mark.parametrize(
    ("text", "genres"),
    [
        ("romcoms", {"Comedy", "Romance"}),
        ("una dramedia", {"Comedy", "Drama"}),
        ("dibujitos chistosos", {"Animation", "Comedy"}),
        ("algo de miedito", {"Horror"}),
        ("una de cowboys", {"Western"}),
        ("docus", {"Documentary"}),
    ],
)
def test_genres_have_names_of_everyday(sample: Recommender, text: str, genres: set[str]) -> None:
    found = describe(text, sample).conditions
    assert {each.name for each in found if isinstance(each, Genre)} == genres


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("un slasher", "slasher"),
        ("biopics de pintores", "biography"),
        ("pelis de culto", "cult film"),
        ("dirigidas por mujeres", "woman director"),
        ("films directed by women", "woman director"),
        ("docus sobre la segunda guerra", "world war ii"),
    ],
)
def test_kinds_of_films_without_a_genre_are_looked_for(
    sample: Recommender, text: str, meaning: str
) -> None:
    found = describe(text, sample).conditions
    assert meaning in {
        each for about in found if isinstance(about, About) for each in about.meanings
    }


def test_who_directed_is_said_in_many_ways(sample: Recommender) -> None:
    wanted = describe("películas dirigidas por Woody Allen", sample).conditions
    for text in (
        "películas de la mano de Woody Allen",
        "películas bajo la dirección de Woody Allen",
        "a las órdenes de Woody Allen",
        "películas que hizo Woody Allen",
        "lo que ha rodado Woody Allen",
    ):
        assert describe(text, sample).conditions == wanted, text


def test_an_actor_makes_no_film_alone(sample: Recommender) -> None:
    (found,) = describe("lo que ha hecho Tom Hanks", sample).conditions
    assert isinstance(found, With)
    assert found.role != "director"


@pytest.mark.parametrize(
    ("text", "kind"), [("comedias que no sean cursis", With), ("para mi hija de 4", By)]
)
def test_an_adjective_or_a_number_is_nobody(
    sample: Recommender, text: str, kind: type[Condition]
) -> None:
    found = describe(text, sample).conditions
    inside = [each.condition if isinstance(each, Not) else each for each in found]
    assert not any(isinstance(each, kind) for each in inside)


def test_a_no_before_a_comma_refuses_nothing_behind_it(sample: Recommender) -> None:
    assert describe("no, más viejas", sample).conditions == (Years(None, 1980),)
    assert describe("no más viejas", sample).conditions != (Years(None, 1980),)


@pytest.mark.parametrize(
    "text",
    [
        "comedias donde no salga Tom Hanks",
        "pelis q no tengan a tom hanks",
        "nada con Tom Hanks",
        "que no aparezca el actor Tom Hanks",
        "movies without Tom Hanks",
    ],
)
def test_who_should_not_be_in_it_is_left_out(sample: Recommender, text: str) -> None:
    people = [each for each in describe(text, sample).conditions if isinstance(each, With | Not)]
    assert [type(each) for each in people] == [Not]


def test_whose_genre_is_refused_may_be_in_it(sample: Recommender) -> None:
    found = describe("que no sea un drama, con Tom Hanks", sample).conditions
    assert Not(Genre("Drama")) in found
    assert any(isinstance(each, With) for each in found)


@pytest.mark.parametrize("text", ["terror", "western", "musical", "comedias negras inglesas"])
def test_a_genre_is_no_film_that_nobody_knows(sample: Recommender, text: str) -> None:
    assert understand(text, Context(), sample).kind == "search"


@pytest.mark.parametrize("text", ["películas del 2010 para acá", "del 2010 pa acá"])
def test_from_then_to_now(sample: Recommender, text: str) -> None:
    assert describe(text, sample).conditions == (Years(2010, None),)


def test_a_mere_word_that_leaves_no_film_is_left_out(sample: Recommender) -> None:
    assistant = Assistant(sample)
    said = [
        assistant.respond(Request(chat=1, user=1, text=text, language="en"))
        for text in ("/search comedies with Tom Hanks", "/search comedies with Tom Hanks weakness")
    ]
    assert said[0].movies
    assert said[0].movies == said[1].movies


@pytest.mark.parametrize("text", ["tytanik", "toy stiry", "the matryx"])
def test_a_famous_title_with_slips_is_found_or_asked_about(sample: Recommender, text: str) -> None:
    assert understand(text, Context(), sample).kind == "recommend"
