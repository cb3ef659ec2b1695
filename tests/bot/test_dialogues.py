"""Conversations of several turns, as people and as programs have them in the terminal."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant, Reply, Request
from bot.assistant.context import FORGOTTEN_AFTER, Context
from bot.charts import Charts
from bot.terminal import Files, converse_in_json
from recommender import Movie, Recommender

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Talk:
    """One person's side of a conversation, with a clock."""

    def __init__(self, sample: Recommender) -> None:
        self._assistant = Assistant(sample)
        self._context = Context()
        self.now = NOON

    def say(self, text: str) -> Reply:
        request = Request(chat=1, user=1, text=text, language="es")
        reply, self._context = self._assistant.converse(request, self._context.at(self.now))
        return reply

    def press(self, reply: Reply, label: str) -> Reply:
        """Press a button of an answer."""
        [action] = [each.action for row in reply.buttons for each in row if each.label == label]
        request = Request(chat=1, user=1, press=action, language="es")
        reply, self._context = self._assistant.converse(request, self._context.at(self.now))
        return reply


@pytest.fixture
def talk(sample: Recommender) -> Talk:
    return Talk(sample)


def ids(reply: Reply) -> list[int]:
    return [movie.id for movie in reply.movies]


def test_more_of_the_same_and_the_second_of_them(talk: Talk) -> None:
    first = talk.say("recomiéndame algo como Matrix")
    more = talk.say("más")
    assert len(more.movies) == 5
    assert not set(ids(first)) & set(ids(more))
    second = talk.say("la segunda")
    assert second.intent == "card"
    assert ids(second) == ids(more)[1:2]
    director = talk.say("¿quién la dirigió?")
    assert ids(director) == ids(second)
    assert director.facts["directors"][0] in director.text


def test_a_search_goes_on_with_other_years(talk: Talk) -> None:
    nineties = talk.say("comedias de los 90")
    eighties = talk.say("¿y de los 80?")
    assert eighties.intent == "search"
    assert all(1990 <= (movie.year or 0) < 2000 for movie in nineties.movies)
    assert all(1980 <= (movie.year or 0) < 1990 for movie in eighties.movies)
    assert all("Comedy" in movie.genres for movie in eighties.movies)


def test_why_and_what_was_seen_already(talk: Talk) -> None:
    first = talk.say("algo como Alien")
    talk.say("la primera")
    why = talk.say("¿por qué esa?")
    assert (why.intent, ids(why)) == ("why", ids(first)[:1])
    seen = talk.say("esa ya la vi")
    assert seen.intent == "seen"
    assert seen.facts["seen"] == ids(first)[:1]
    assert ids(first)[0] not in ids(seen)


def test_another_surprise_is_another_film(talk: Talk) -> None:
    one, other = talk.say("sorpréndeme"), talk.say("otra")
    assert other.intent == "surprise"
    assert ids(one) != ids(other)


def test_thanks_change_nothing_of_what_is_talked_about(talk: Talk) -> None:
    first = talk.say("algo como Toy Story")
    assert talk.say("gracias").intent == "thanks"
    assert ids(talk.say("la tercera")) == ids(first)[2:3]


def test_a_conversation_is_forgotten_after_some_hours(talk: Talk) -> None:
    first = talk.say("algo como Matrix")
    talk.now += FORGOTTEN_AFTER - timedelta(minutes=1)
    assert ids(talk.say("la segunda")) == ids(first)[1:2]
    talk.now += FORGOTTEN_AFTER + timedelta(minutes=1)
    assert talk.say("la segunda").intent == "lost"


def test_the_same_conversation_in_json(
    sample: Recommender, talk: Talk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["algo como Matrix", "más", "la segunda", "¿quién la dirigió?", "gracias"]
    written = Files(Charts(tmp_path), tmp_path)
    asyncio.run(converse_in_json(Assistant(sample), lines, written))
    answers: list[dict[str, Any]] = [
        json.loads(line) for line in capsys.readouterr().out.split("\n") if line
    ]
    for line, answer in zip(lines, answers, strict=True):
        said = talk.say(line)
        assert answer["text"] == str(said.text)
        assert [movie["id"] for movie in answer["movies"]] == ids(said)


def test_no_the_one_of_another_year(talk: Talk) -> None:
    talk.say("recomiéndame Dune")
    corrected = talk.say("no, la de 1984")
    assert corrected.facts["movie"]["year"] == 1984
    director = talk.say("¿quién la dirigió?")
    assert director.facts["directors"] == ["David Lynch"]
    assert talk.say("no, la de 1950").intent == "other_year"


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def test_a_surprise_names_its_filters_and_drops_them_one_by_one(talk: Talk) -> None:
    both = talk.say("/sorpresa comedia de los 90")
    header = str(both.text).splitlines()[0]
    assert "Comedia" in header
    assert "años 90" in header
    assert both.movies[0].year in range(1990, 2000)
    comedy = talk.press(both, "✕ años 90")
    assert "años 90" not in str(comedy.text).splitlines()[0]
    assert "Comedy" in comedy.movies[0].genres
    free = talk.press(comedy, "✕ Comedia")
    assert free.facts["conditions"] == []
    assert "Comedia" not in str(free.text).splitlines()[0]
    # What was dropped stays dropped.
    assert talk.say("/sorpresa").facts["conditions"] == []
    assert talk.say("otra").facts["conditions"] == []


def test_a_surprise_goes_by_what_was_searched_until_that_is_forgotten(talk: Talk) -> None:
    talk.say("comedias de los 90")
    assert len(talk.say("/sorpresa").facts["conditions"]) == 2
    talk.now += FORGOTTEN_AFTER + timedelta(minutes=1)
    assert talk.say("/sorpresa").facts["conditions"] == []


def test_a_surprise_keeps_no_filter_in_a_new_conversation(talk: Talk) -> None:
    talk.say("/sorpresa comedia")
    talk.say("/start")
    assert talk.say("/sorpresa").facts["conditions"] == []


def test_what_was_seen_is_left_out_of_the_search(talk: Talk) -> None:
    found = talk.say("comedias de los 90")
    talk.say("la segunda")
    again = talk.say("esa ya la vi")
    assert again.intent == "seen"
    assert ids(found)[1] not in ids(again)
    assert ids(again)[:1] == ids(found)[:1]


def test_why_that_one_is_about_the_film_that_is_talked_about(talk: Talk) -> None:
    found = talk.say("comedias de los 90")
    talk.say("la segunda")
    assert ids(talk.say("why this one?")) == ids(found)[1:2]


def test_nothing_suggested_the_film_that_was_asked_for(talk: Talk) -> None:
    near = talk.say("algo como Alien")
    assert ids(talk.say("¿por qué esa?")) == ids(near)


def test_another_country_takes_the_place_of_the_one_before(talk: Talk) -> None:
    talk.say("dramas de España")
    other = talk.say("¿y de Francia?")
    assert other.intent == "search"
    assert [said["said"] for said in other.facts["conditions"]] == ["Drama", "Francia"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("comedias sin Jim Carrey", "sin Jim Carrey"),
        ("comedias que no sean de Francia", "no Francia"),
        ("cine de los 90 que no sea de terror", "sin terror"),
    ],
)
def test_what_films_should_be_without_is_said_back(talk: Talk, text: str, said: str) -> None:
    assert said in [each["said"] for each in talk.say(text).facts["conditions"]]


def test_a_list_is_asked_for_the_film_that_has_the_most(talk: Talk) -> None:
    shown = talk.say("algo como Toy Story").movies
    shortest = talk.say("¿cuál es la más corta?")
    known = [movie for movie in shown if movie.runtime]
    assert ids(shortest) == [min(known, key=lambda movie: movie.runtime or 0).id]
    assert shortest.intent == "card"
    top = talk.say("¿y la más taquillera?")
    known = [movie for movie in shown if movie.revenue]
    assert ids(top) == [max(known, key=lambda movie: movie.revenue or 0).id]
    assert top.intent == "return"
    # The list is still the same.
    assert ids(talk.say("la última")) == [shown[-1].id]


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("pero más corto", lambda movie: (movie.runtime or 0) <= 90),
        ("no tan vieja", lambda movie: (movie.year or 0) > 1980),
        ("sin animación", lambda movie: "Animation" not in movie.genres),
        ("que no sea americana", lambda movie: "US" not in movie.countries),
        ("pero francesa", lambda movie: "FR" in movie.countries),
        ("francesa", lambda movie: "FR" in movie.countries),
    ],
)
@pytest.mark.parametrize("before", ["algo como Toy Story", "pelis de aventuras"])
def test_what_was_shown_is_changed(
    talk: Talk, before: str, said: str, holds: Callable[[Movie], bool]
) -> None:
    first = talk.say(before)
    changed = talk.say(said)
    assert changed.intent == "search"
    assert all(map(holds, changed.movies))
    # What was asked before still holds.
    kinds = [each["kind"] for each in changed.facts["conditions"]]
    assert kinds[0] == ("like" if first.intent == "recommend" else "genre")


@pytest.mark.parametrize("text", ["películas francesas", "algo corto", "movies from the 90s"])
def test_a_whole_question_begins_anew(talk: Talk, text: str) -> None:
    talk.say("comedias de Estados Unidos")
    assert [each["kind"] for each in talk.say(text).facts["conditions"]] in (
        [["country"], ["length"], ["years"]]
    )


def test_somebody_else_takes_the_place_of_the_first(talk: Talk) -> None:
    talk.say("pelis de Spielberg")
    others = talk.say("¿y de Nolan?")
    assert [each["said"] for each in others.facts["conditions"]] == ["con Christopher Nolan"]


def test_how_long_a_film_is_changes_no_list(talk: Talk) -> None:
    talk.say("a comedy from the 80s")
    talk.say("the first one")
    assert talk.say("how long is it?").intent == "card"


def test_films_of_the_same_director(talk: Talk) -> None:
    talk.say("¿de qué va Tiburón?")
    assert talk.say("¿quién la dirigió?").facts["directors"] == ["Steven Spielberg"]
    others = talk.say("¿qué más ha hecho?")
    assert all("Steven Spielberg" in movie.directors for movie in others.movies)
    talk.say("¿de qué va Tiburón?")
    last = talk.say("¿y su última peli?")
    dates = [movie.release_date for movie in last.movies]
    assert dates == sorted(dates, reverse=True)
    assert all("Steven Spielberg" in movie.directors for movie in last.movies)


def test_a_film_that_is_not_here_is_not_taken_for_one_a_letter_away(
    talk: Talk, sample: Recommender
) -> None:
    movies = filter(None, map(sample.movie, sample.catalogue.ids.tolist()))
    unknown = [m.title for m in movies if m.vote_count < 100 and len(m.title) > 9]
    single = [title for title in unknown if " " not in title]
    assert single
    for title in single:
        slip = title[:4] + title[5:]
        assert talk.say(f"/ficha {slip}").facts["asked"]
        assert talk.say(f"/ficha {title}").movies
