"""Answers in figures, on the bundled sample: what is said, in facts, in buttons and in charts."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant, Reply, Request
from bot.assistant.answers.stats import PAGE, PAGE_IN_GROUP
from bot.assistant.commands import BY_NAME, COMMANDS
from bot.assistant.intents import ACTION_BYTES
from bot.assistant.texts import LANGUAGES, texts_in
from recommender import Movie, Recommender
from recommender.stats import ENOUGH_VOTES

# The report on the whole catalogue asks nothing.
STATS = [command for command in COMMANDS if command.family == "stats" and command.takes_argument]
OF_A_FILM = {"return", "score", "votes"}
#: Something to ask of each command.
ARGUMENT = {
    "month": "marzo", "weekday": "viernes", "year": "1994", "genre": "terror", "country": "España",
    "language": "español", "company": "Pixar", "franchise": "Toy Story", "actor": "Tom Hanks",
    "director": "Pedro Almodóvar", "return": "Toy Story", "score": "Toy Story",
    "votes": "Toy Story", "top": "comedia 90",
}  # fmt: skip


@pytest.fixture(scope="module")
def assistant(sample: Recommender) -> Assistant:
    return Assistant(sample)


@pytest.fixture(scope="module")
def films(sample: Recommender) -> list[Movie]:
    return [sample.catalogue.movie(row) for row in range(len(sample.catalogue))]


def say(assistant: Assistant, text: str, language: str = "es") -> Reply:
    return assistant.respond(Request(chat=1, user=1, text=text, language=language))


def press(assistant: Assistant, action: str) -> Reply:
    return assistant.respond(Request(chat=1, user=1, press=action, language="es"))


def actions(reply: Reply) -> list[str]:
    return [button.action for row in reply.buttons for button in row]


def said(reply: Reply) -> str:
    return re.sub(r"<[^>]+>", "", str(reply.text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", STATS, ids=lambda command: command.intent)
def test_every_command_answers_in_text_facts_and_a_chart(
    assistant: Assistant, command: object, language: str
) -> None:
    intent, argument = command.intent, ARGUMENT[command.intent]  # type: ignore[attr-defined]
    name = command.name(language)  # type: ignore[attr-defined]
    reply = say(assistant, f"/{name} {argument}", language)
    assert reply.intent == intent
    assert reply.text
    assert json.loads(json.dumps(reply.facts)) == reply.facts
    assert reply.chart is not None
    assert reply.chart.language == language


@pytest.mark.parametrize("command", STATS, ids=lambda command: command.intent)
def test_facts_are_the_same_in_both_languages(assistant: Assistant, command: object) -> None:
    text = f"/{command.es} {ARGUMENT[command.intent]}"  # type: ignore[attr-defined]
    spanish, english = (say(assistant, text, language) for language in LANGUAGES)
    assert spanish.facts == english.facts
    assert spanish.movies == english.movies
    assert spanish.text != english.text


@pytest.mark.parametrize("command", STATS, ids=lambda command: command.intent)
def test_without_an_argument_it_is_the_whole_or_what_to_type(
    assistant: Assistant, command: object
) -> None:
    reply = say(assistant, f"/{command.es}")  # type: ignore[attr-defined]
    if command.intent in OF_A_FILM:  # type: ignore[attr-defined]
        assert "\n" not in reply.text
        assert "<code>" in reply.text
    else:
        assert reply.chart is not None
        assert reply.facts


def test_the_names_that_such_services_had_before_still_work() -> None:
    old = {
        "cantidad_filmaciones_mes": "month", "cantidad_filmaciones_dia": "weekday",
        "score_titulo": "score", "votos_titulo": "votes", "get_actor": "actor",
        "get_director": "director", "recomendacion": "recommend", "productoras": "company",
        "peliculas_pais": "country", "peliculas_idioma": "language", "peliculas_mes": "month",
        "peliculas_dia": "weekday", "franquicia": "franchise", "retorno": "return",
        "month": "month", "weekday": "weekday", "franchise": "franchise", "country": "country",
        "company": "company", "return": "return", "votes": "votes", "year": "year",
        "genre": "genre", "idioma_original": "language", "anio": "year", "top": "top",
    }  # fmt: skip
    assert {name: BY_NAME[name].intent for name in old} == old


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_lists_them_all_in_their_own_paragraph(
    assistant: Assistant, language: str
) -> None:
    text = said(say(assistant, "/ayuda", language))
    heading = re.sub(r"<[^>]+>", "", str(texts_in(language)("help-family-stats")))
    paragraph = next(part for part in text.split("\n\n") if part.startswith(heading))
    assert [line.split()[0] for line in paragraph.split("\n")[1:]] == [
        f"/{command.name(language)}" for command in COMMANDS if command.family == "stats"
    ]


def replies(assistant: Assistant) -> Iterator[Reply]:
    for command in STATS:
        yield say(assistant, f"/{command.es}")
        yield say(assistant, f"/{command.es} {ARGUMENT[command.intent]}")
        yield say(assistant, f"/{command.es} enebro")
    for text in (
        "/productora disney",
        "/productora warner",
        "/actor john",
        "/director tom cruise",
        "/director john",
        "/top terorr",
    ):
        yield say(assistant, text)


def test_every_button_fits_and_leads_somewhere(assistant: Assistant) -> None:
    seen = set()
    for reply in replies(assistant):
        for action in actions(reply):
            seen.add(action.split(":")[0].split("=")[0])
            assert len(action.encode()) <= ACTION_BYTES
            assert press(assistant, action).intent not in {"stale", "unknown_command"}
    assert {"company", "company_family", "director", "score", "top", "actor"} <= seen


@pytest.mark.parametrize(
    "action",
    ["company=#12", "company=#zz", "company_family=#zz,1", "company_family", "actor=#123456789abc",
     "director=#x", "franchise=#0", "return:999999999"],
)  # fmt: skip
def test_a_button_of_nobody_is_answered_kindly(assistant: Assistant, action: str) -> None:
    reply = press(assistant, action)
    assert reply.text
    assert reply.chart is None


def test_a_button_still_works_in_another_version(assistant: Assistant) -> None:
    """Nothing in a button's words depends on where somebody stands in the catalogue."""
    (action,) = [
        action for action in actions(say(assistant, "/productora disney")) if "family" in action
    ]
    family = press(assistant, action)
    assert family.facts["company"] == "Walt Disney"
    assert "#" in action


# Months, days, years


def test_a_month_is_counted_over_all_years(assistant: Assistant, films: list[Movie]) -> None:
    expected = Counter(film.release_date.month for film in films if film.release_date)
    reply = say(assistant, "/peliculas_mes Setiembre")
    assert reply.facts == {
        "month": 9,
        "count": expected[9],
        "known_dates": sum(expected.values()),
    }
    assert said(reply).startswith(f"🗓 En septiembre se estrenaron {expected[9]} películas")
    every = say(assistant, "/month", "en").facts["months"]
    assert every == [{"month": month, "count": expected[month]} for month in range(1, 13)]


def test_a_month_that_does_not_exist_is_asked_back(assistant: Assistant) -> None:
    reply = say(assistant, "/peliculas_mes enebro")
    assert said(reply) == "El mes «enebro» no existe. ¿enero?"
    assert reply.facts == {"asked": [1]}
    assert press(assistant, actions(reply)[0]).facts["month"] == 1
    assert say(assistant, "/peliculas_mes 13").facts == {"asked": []}


def test_a_year_outside_the_catalogue(assistant: Assistant) -> None:
    assert say(assistant, "/anio 1871").facts["count"] == 0
    assert "no se estrenó ninguna" in said(say(assistant, "/anio 1871"))
    assert say(assistant, "/anio 1492").facts == {"asked": []}


# Kinds


def test_a_country_is_one_thing_in_every_spelling(assistant: Assistant) -> None:
    replies = [say(assistant, f"/pais {name}") for name in ("España", "spain", "ES", "espana")]
    assert len({reply.facts["count"] for reply in replies}) == 1
    assert replies[0].facts["country"] == "ES"


def test_a_country_without_films_says_so(assistant: Assistant) -> None:
    reply = say(assistant, "/pais Tuvalu")
    assert reply.facts["count"] == 0
    assert reply.facts["total_revenue"] is None
    assert "/pais" in reply.text
    assert reply.chart is None


def test_what_is_small_is_still_in_the_chart(assistant: Assistant) -> None:
    countries = say(assistant, "/pais").facts["countries"]
    smallest = countries[-1]["country"]
    chart = say(assistant, f"/pais {smallest}").chart
    assert chart is not None
    assert chart.data["labels"][chart.data["marked"]] == texts_in("es").country(smallest)


def test_an_unknown_genre_lists_those_that_there_are(assistant: Assistant) -> None:
    text = said(say(assistant, "/genero blablabla"))
    assert "Comedia" in text
    assert "Wéstern" in text


# Companies and sagas


def test_several_companies_of_one_name_are_asked_about(assistant: Assistant) -> None:
    reply = say(assistant, "/productora disney")
    assert "Walt Disney Pictures" in reply.facts["asked"]
    assert len(actions(reply)) == len(reply.facts["asked"]) + 1
    first = press(assistant, actions(reply)[0])
    assert first.facts["company"] == reply.facts["asked"][0]


def test_a_family_counts_each_film_once(assistant: Assistant, films: list[Movie]) -> None:
    action = next(a for a in actions(say(assistant, "/productora disney")) if "family" in a)
    family = press(assistant, action)
    members = set(family.facts["companies"])
    mine = [film for film in films if members & set(film.companies)]
    assert family.facts["count"] == len(mine)
    revenues = [film.revenue for film in mine if film.revenue is not None]
    assert family.facts["total_revenue"] == sum(revenues)
    assert family.facts["known_revenues"] == len(revenues)


def test_a_company_by_its_whole_name_needs_no_question(assistant: Assistant) -> None:
    reply = say(assistant, "/productora Walt Disney Pictures")
    assert reply.facts["company"] == "Walt Disney Pictures"
    assert any(action.startswith("company_family") for action in actions(reply))


@pytest.mark.parametrize("text", ["toy story", "Toy Story Collection", "toi estori", "TOY STORY 2"])
def test_a_saga_is_found_by_its_name_or_by_a_film(assistant: Assistant, text: str) -> None:
    reply = say(assistant, f"/franquicia {text}")
    assert reply.facts["franchise"] == "Toy Story Collection"
    films = reply.facts["films"]
    assert reply.facts["count"] == len(films) == len(reply.movies)
    known = [film["revenue"] for film in films if film["revenue"] is not None]
    assert reply.facts["total_revenue"] == sum(known)
    assert reply.facts["mean_revenue"] == pytest.approx(sum(known) / len(known))


def test_a_saga_is_found_by_its_spanish_title(assistant: Assistant) -> None:
    assert say(assistant, "/saga el padrino").facts["franchise"] == "The Godfather Collection"


def test_a_film_of_no_saga_says_so(assistant: Assistant, films: list[Movie]) -> None:
    single = max((f for f in films if not f.collection), key=lambda film: film.vote_count)
    reply = say(assistant, f"/franquicia {single.title}")
    assert reply.facts == {"franchise": None}
    assert reply.movies == (single,)


@pytest.mark.parametrize("command", ["productora", "franquicia", "actor", "director"])
def test_nobody_of_that_name(assistant: Assistant, command: str) -> None:
    reply = say(assistant, f"/{command} <b>xqzw</b> & zxqw")
    assert reply.facts == {"asked": []}
    assert "&lt;b&gt;xqzw" in reply.text


# People


def test_a_director_s_films_by_date_with_their_money(
    assistant: Assistant, films: list[Movie]
) -> None:
    reply = say(assistant, "/director almodobar")
    assert reply.facts["person"]["name"] == "Pedro Almodóvar"
    mine = {film.id: film for film in films if "Pedro Almodóvar" in film.directors}
    listed = reply.facts["films"]
    assert {film["id"] for film in listed} == set(mine)
    assert reply.facts["count"] == len(mine)
    dates = [film["release_date"] for film in listed if film["release_date"]]
    assert dates == sorted(dates)
    for film in listed:
        movie = mine[film["id"]]
        assert (film["budget"], film["revenue"]) == (movie.budget, movie.revenue)
        assert film["return"] == movie.return_ratio
    returns = [film["return"] for film in listed if film["return"] is not None]
    assert reply.facts["known_returns"] == len(returns)
    assert reply.facts["total_return"] == pytest.approx(sum(returns))


def test_who_plays_in_a_film_of_their_own_counts_it(
    assistant: Assistant, films: list[Movie]
) -> None:
    both = [(name, film) for film in films for name in film.directors if name in film.cast]
    assert both
    for name, film in both[:10]:
        listed = say(assistant, f"/actor {name}").facts["films"]
        assert film.id in {entry["id"] for entry in listed}


def test_a_long_list_has_pages(assistant: Assistant, sample: Recommender) -> None:
    person, count = sample.people.busiest("cast", 1)[0]
    assert count > PAGE
    reply = say(assistant, f"/actor {person.name}")
    assert reply.chart is not None
    shown = list(reply.movies)
    while later := [a for a in actions(reply) if a.startswith(f"actor::{len(shown)}=")]:
        reply = press(assistant, later[0])
        assert reply.chart is None
        assert reply.replaces
        assert reply.facts["count"] == count
        shown += reply.movies
    assert [movie.id for movie in shown] == [film["id"] for film in reply.facts["films"]]
    assert len(set(shown)) == count


def test_where_others_read_along_answers_are_short(
    assistant: Assistant, sample: Recommender
) -> None:
    ((person, _),) = sample.people.busiest("cast", 1)
    asked = [f"/actor {person.name}", "/peliculas_mes marzo", "/pais es"]
    for text in asked:
        request = Request(chat=-1, user=1, text=text, language="es", group=True)
        short, long = assistant.respond(request), say(assistant, text)
        assert len(short.text) < len(long.text)
        assert short.facts == long.facts
    later = assistant.respond(Request(chat=-1, user=1, text=asked[0], group=True)).buttons[0][0]
    assert later.action.startswith(f"actor::{PAGE_IN_GROUP}=")


def test_somebody_asked_for_in_the_wrong_role(assistant: Assistant, films: list[Movie]) -> None:
    directors = {name for film in films for name in film.directors}
    players = Counter(name for film in films for name in film.cast if name not in directors)
    name = players.most_common(1)[0][0]
    reply = say(assistant, f"/director {name}")
    assert reply.facts["count"] == 0
    assert press(assistant, actions(reply)[0]).facts["person"]["name"] == name


# One film


def test_a_return_is_revenue_by_budget(assistant: Assistant, films: list[Movie]) -> None:
    reply = say(assistant, "/retorno Toy Story")
    movie = reply.movies[0]
    assert movie.title == "Toy Story"
    assert movie.budget is not None
    assert movie.revenue is not None
    assert reply.facts["return"] == pytest.approx(movie.revenue / movie.budget)
    assert reply.facts["profit"] == movie.revenue - movie.budget


def test_an_unknown_return_is_unknown_and_says_what_is_known(
    assistant: Assistant, films: list[Movie]
) -> None:
    unknown = [film for film in films if film.return_ratio is None]
    assert unknown
    for film in unknown[:20]:
        reply = press(assistant, f"return:{film.id}")
        assert reply.facts["return"] is None
        assert reply.chart is None
        assert "×" not in reply.text
        if film.revenue is not None:
            assert texts_in("es").money(film.revenue) in reply.text


def test_few_votes_give_no_mean(assistant: Assistant, films: list[Movie]) -> None:
    for film in films:
        facts = press(assistant, f"votes:{film.id}").facts
        assert facts["vote_count"] == film.vote_count
        enough = film.vote_count >= ENOUGH_VOTES
        assert facts["enough_votes"] == enough
        assert facts["vote_average"] == (pytest.approx(film.score) if enough else None)


def test_a_score_has_title_year_vote_and_popularity(assistant: Assistant) -> None:
    reply = say(assistant, "/score_titulo toy story")
    movie = reply.movies[0]
    assert reply.facts["movie"] == {"id": movie.id, "title": movie.title, "year": movie.year}
    assert reply.facts["vote_average"] == pytest.approx(movie.score)
    if movie.popularity is not None:
        assert reply.facts["popularity"] == pytest.approx(movie.popularity, rel=1e-5)


def test_same_titled_films_are_offered_with_their_years(
    assistant: Assistant, films: list[Movie]
) -> None:
    titles = Counter(film.title for film in films)
    (title, count), *_ = titles.most_common(1)
    assert count > 1
    reply = say(assistant, f"/score {title}")
    years = {str(film.year) for film in films if film.title == title}
    offered = " ".join(button.label for row in reply.buttons for button in row) + said(reply)
    assert all(f"({year})" in offered for year in years)


# The best


def test_the_best_by_weighted_rating(assistant: Assistant, films: list[Movie]) -> None:
    reply = say(assistant, "/top España drama noventa")
    mine = [
        film
        for film in films
        if "Drama" in film.genres
        and "ES" in film.countries
        and film.year in range(1990, 2000)
        and film.vote_count
    ]
    assert reply.facts["genres"] == ["Drama"]
    assert reply.facts["countries"] == ["ES"]
    assert reply.facts["decade"] == 1990
    assert reply.facts["count"] == len(mine)
    best = sorted((film.weighted_rating for film in mine), reverse=True)[:10]
    assert [movie.weighted_rating for movie in reply.movies] == best


def test_the_best_go_on(assistant: Assistant) -> None:
    first = say(assistant, "/top drama")
    second = press(assistant, actions(first)[0])
    assert second.movies
    assert set(first.movies).isdisjoint(second.movies)
    assert second.facts["count"] == first.facts["count"]


def test_the_best_of_nothing(assistant: Assistant) -> None:
    assert say(assistant, "/top western Tuvalu").facts["count"] == 0
    assert say(assistant, "/top terorr").facts["asked"] == ["Horror"]
    partly = say(assistant, "/top terror blablabla")
    assert partly.facts["genres"] == ["Horror"]
    assert "blablabla" in partly.text


@settings(max_examples=300)
@given(st.sampled_from([name for command in STATS for name in command.names]), st.text(max_size=60))
def test_nothing_that_can_be_typed_breaks_an_answer(
    assistant: Assistant, name: str, argument: str
) -> None:
    reply = say(assistant, f"/{name} {argument}")
    assert reply.text
    json.dumps(reply.facts)
    assert all(len(action.encode()) <= ACTION_BYTES for action in actions(reply))
    tags = re.sub(r"</?(?:b|i|code)>", "", str(reply.text))
    assert "<" not in tags
    assert ">" not in tags
