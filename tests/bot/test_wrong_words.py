"""What is typed wrongly is answered with what was wrong, and with what to type instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import Assistant
from bot.assistant.arguments import Filters, Period, read_filters
from bot.assistant.commands import COMMANDS, nearest
from bot.assistant.reply import Reply, Request
from recommender import Recommender

GENRES = ("Comedy", "Horror")


@pytest.fixture(scope="module")
def assistant(sample: Recommender) -> Assistant:
    return Assistant(sample)


def ask(assistant: Assistant, text: str, language: str = "es") -> Reply:
    return assistant.respond(Request(chat=1, user=1, text=text, language=language))


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("es", "/score"),
        ("es", "/votos_titulo"),
        ("en", "/return"),
        ("es", "/ficha"),
        ("en", "/card"),
    ],
)
def test_without_a_title_the_whole_command_is_shown(
    assistant: Assistant, language: str, typed: str
) -> None:
    reply = ask(assistant, typed, language)
    command = next(each for each in COMMANDS if typed[1:] in each.names)
    assert f"<code>/{command.name(language)} Toy Story</code>" in reply.text


@pytest.mark.parametrize(
    "typed", ["/score 🦈", "/recomienda qqqqzzzz", "/ficha <b>qqqq & zzzz</b>"]
)
def test_a_film_that_is_not_found_is_said_back(assistant: Assistant, typed: str) -> None:
    _, _, title = typed.partition(" ")
    reply = ask(assistant, typed)
    assert f"«{title}»" in reply.text.unescape()
    assert "<b>qqqq" not in reply.text


def test_a_long_text_is_cut_before_it_is_said_back(assistant: Assistant) -> None:
    for command in ("score", "franquicia", "actor", "productora", "genero", "pais", "anio", "x"):
        assert len(ask(assistant, f"/{command} " + "xq" * 1500).text) < 500


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("es", "/pelicula_mes enero", "/peliculas_mes"),
        ("es", "/recomendame Alien", "/recomienda"),
        ("es", "/mont january", "/peliculas_mes"),
        ("en", "/mont january", "/month"),
        ("en", "/FRANCHIS alien", "/franchise"),
    ],
)
def test_a_command_with_a_slip_is_guessed(
    assistant: Assistant, language: str, typed: str, meant: str
) -> None:
    reply = ask(assistant, typed, language)
    assert reply.intent == "unknown_command"
    assert f" {meant}?" in reply.text
    assert typed[1:].split()[0] in reply.text


def test_a_command_that_is_like_none_is_said_back(assistant: Assistant) -> None:
    assert "«frobnicate»" in ask(assistant, "/frobnicate").text
    assert "/help" in ask(assistant, "/frobnicate", "en").text


def test_no_command_of_the_admins_is_guessed() -> None:
    for command in COMMANDS:
        for name in command.names:
            near = nearest(f"{name}x")
            assert near is None or not near.admin


def test_film_night_in_a_private_chat_is_told_to_be_for_groups(assistant: Assistant) -> None:
    for command in ("/cine", "/proponer Alien", "/veto Alien", "/suspender", "/noches"):
        assert "es para grupos" in ask(assistant, command).text


@pytest.mark.parametrize(
    ("language", "typed", "says"),
    [
        ("es", "/pais_de_residencia Mordor", "«Mordor»"),
        ("es", "/pais_de_residencia Mordor", "/pais_de_residencia México"),
        ("en", "/my_country Mordor", "/my_country Mexico"),
        ("en", "/my_country Spian", "Spain"),
    ],
)
def test_a_country_that_is_none(assistant: Assistant, language: str, typed: str, says: str) -> None:
    reply = ask(assistant, typed, language)
    labels = [button.label for row in reply.buttons for button in row]
    assert says in reply.text or says in labels


def test_no_country_without_films_is_offered_for_its_films(
    assistant: Assistant, sample: Recommender
) -> None:
    kinds = sample.stats.countries
    for typed in ("narnia", "garcia", "chna", "atlantis", "noruegaa"):
        facts = ask(assistant, f"/pais {typed}").facts
        assert all(len(kinds.rows(code)) for code in facts.get("asked", []))


def test_what_a_surprise_did_not_understand_is_said(assistant: Assistant) -> None:
    assert "asdfg" in ask(assistant, "/sorpresa asdfg").text
    assert "No me suena" not in ask(assistant, "/sorpresa").text


@given(st.integers(1, 25) | st.just(100), st.permutations(["", "terror", "años 90"]))
def test_a_small_number_says_how_many(number: int, rest: list[str]) -> None:
    parts = [part or str(number) for part in rest]
    assert read_filters(" ".join(parts), GENRES) == Filters(
        ("Horror",), Period(1990, 1999), most=number
    )


def test_a_decade_is_no_number_of_films(assistant: Assistant) -> None:
    assert read_filters("terror años 20", GENRES).period == Period(1920, 1929)
    assert read_filters("comedia 80", GENRES) == Filters(("Comedy",), Period(1980, 1989))
    five = ask(assistant, "/top 5")
    assert len(five.movies) == five.facts["count"] == 5
    assert five.buttons == ()
    assert ask(assistant, "/top 10").facts["decade"] is None


@pytest.mark.parametrize(
    ("language", "typed", "genre", "near"),
    [
        ("es", "pelis de terorr", "Horror", "¿Terror?"),
        ("es", "/busca comdia", "Comedy", "¿Comedia?"),
        ("en", "horor movies", "Horror", "Horror?"),
        ("es", "/busca romantca de los 90", "Romance", "¿Romance?"),
        ("es", "/sorpresa terorr", "Horror", "¿Terror?"),
        ("es", "quiero ver algo de terorr", "Horror", "¿Terror?"),
    ],
)
def test_a_genre_with_a_slip_is_asked_about(
    assistant: Assistant, language: str, typed: str, genre: str, near: str
) -> None:
    reply = ask(assistant, typed, language)
    assert near in reply.text
    [add] = [each.action for row in reply.buttons for each in row if each.label.startswith("＋")]
    pressed = assistant.respond(Request(chat=1, user=1, press=add, language=language))
    assert pressed.intent == reply.intent
    assert pressed.movies
    assert all(genre in movie.genres for movie in pressed.movies)


def test_what_is_no_slip_is_not_asked_about(assistant: Assistant) -> None:
    for typed in ("/busca qwxz", "/busca comedias qwxz", "/sorpresa qwxz"):
        labels = [button.label for row in ask(assistant, typed).buttons for button in row]
        assert not any(label.startswith("＋") for label in labels)


def test_a_month_with_a_slip_among_free_words_is_asked_about(assistant: Assistant) -> None:
    assert "¿febrero?" in ask(assistant, "cuántas pelis salieron en febrro").text
    assert "February?" in ask(assistant, "how many films came out in febuary", "en").text
    assert ask(assistant, "en qué mes se estrenan más películas").facts["months"]


def test_conditions_are_offered_in_words(assistant: Assistant) -> None:
    reply = ask(assistant, "&amp; &lt;")
    labels = [button.label for row in reply.buttons for button in row]
    assert not any("~" in label for label in labels)
