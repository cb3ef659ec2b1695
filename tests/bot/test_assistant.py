"""The assistant on the bundled sample: what is asked and what is answered."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assistant import Assistant, Reply, Request
from bot.assistant.intents import Intent, action, clean, understand
from recommender import Recommender

ADMIN = 99


@pytest.fixture(scope="module")
def assistant(sample: Recommender) -> Assistant:
    return Assistant(sample, admins={ADMIN})


def say(assistant: Assistant, text: str, language: str = "es", **more: object) -> Reply:
    return assistant.respond(Request(chat=1, user=1, text=text, language=language, **more))


def press(assistant: Assistant, what: str, language: str = "es") -> Reply:
    return say(assistant, "", language, press=what)


def titles(reply: Reply) -> list[str]:
    return [movie.title for movie in reply.movies]


@pytest.mark.parametrize("text", ["toi estori", "/recomienda Toy Story", "/RECOMIENDA toy story"])
def test_five_films_near_the_one_that_is_meant(assistant: Assistant, text: str) -> None:
    reply = say(assistant, text)
    assert reply.facts["movie"]["title"] == "Toy Story"
    assert len(reply.movies) == 5
    assert {"Toy Story 2", "Toy Story 3"} <= set(titles(reply))
    ratings = [movie.weighted_rating for movie in reply.movies]
    assert ratings == sorted(ratings, reverse=True)
    assert all(suggestion["reasons"] for suggestion in reply.facts["suggestions"])


def test_both_languages_answer_the_same_films_in_their_own_words(assistant: Assistant) -> None:
    spanish = say(assistant, "Toy Story", "es-MX")
    english = say(assistant, "/recommend Toy Story", "en-GB")
    assert spanish.movies == english.movies
    assert "misma saga" in spanish.text
    assert "same saga" in english.text


def test_a_button_goes_on_from_a_suggested_film(assistant: Assistant) -> None:
    first = say(assistant, "Toy Story")
    button = first.buttons[0][0]
    second = press(assistant, button.action)
    assert second.facts["movie"]["id"] == first.movies[0].id
    assert len(second.movies) == 5


def test_more_films_are_others(assistant: Assistant) -> None:
    first = say(assistant, "Toy Story")
    more = next(b for row in first.buttons for b in row if b.action.endswith(":5"))
    second = press(assistant, more.action)
    assert len(second.movies) == 5
    assert not {movie.id for movie in first.movies} & {movie.id for movie in second.movies}


def test_films_of_one_title_are_offered_with_their_years(assistant: Assistant) -> None:
    catalogue = assistant.recommender.catalogue
    by_title: dict[str, list[int]] = {}
    for movie_id, title in zip(catalogue.ids, catalogue.column("title").to_pylist(), strict=True):
        by_title.setdefault(title, []).append(int(movie_id))
    twins = {title: ids for title, ids in by_title.items() if len(ids) > 1}
    assert twins, "the sample has no two films of one title"
    for title, ids in twins.items():
        reply = say(assistant, title)
        assert reply.facts["movie"]["id"] in ids
        offered = {b.action: b.label for row in reply.buttons for b in row}
        for other in set(ids) - {reply.facts["movie"]["id"]}:
            assert re.search(r"\(\d{4}\)$", offered[action("recommend", other)])


@pytest.mark.parametrize(
    "text", ["qwrtpsdfgh", "xkcd zzyzx vvv", "🎬🍿😀", "!!!", "<b>", "***", "\u202e\u202e"]
)
def test_nothing_close_is_never_a_confident_film(assistant: Assistant, text: str) -> None:
    reply = say(assistant, text)
    assert reply.movies == ()
    assert sum(len(row) for row in reply.buttons) <= 3


@pytest.mark.parametrize("text", ["", "   ", "\x00", "\n\t", "\x00\x01"])
def test_no_words_are_answered_with_what_to_type(assistant: Assistant, text: str) -> None:
    assert say(assistant, text).intent == "empty"


def test_a_command_without_its_title_says_what_to_type(assistant: Assistant) -> None:
    reply = say(assistant, "/recomienda")
    assert (reply.intent, reply.movies) == ("recommend", ())
    assert "Toy Story" in reply.text


def test_a_command_that_does_not_exist_points_to_the_help(assistant: Assistant) -> None:
    assert "/ayuda" in say(assistant, "/zzz").text
    assert "/help" in say(assistant, "/zzz", "en").text


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_help_lists_what_anybody_may_use(assistant: Assistant, language: str) -> None:
    from bot.assistant.commands import COMMANDS

    text = say(assistant, "/help", language).text
    for command in COMMANDS:
        assert (f"/{command.name(language)}" in text) == (not command.admin), command.es


@pytest.mark.parametrize(
    "what", ["", "zzz", "recommend:", "recommend:x", "recommend:1:2:3", "start;drop", "é" * 40]
)
def test_a_forged_or_old_button_is_answered_kindly(assistant: Assistant, what: str) -> None:
    reply = press(assistant, what)
    assert reply.movies == ()
    assert reply.text


def test_a_button_of_a_film_that_is_gone(assistant: Assistant) -> None:
    assert press(assistant, "recommend:999999999").intent == "stale"


def test_what_people_type_is_never_html(assistant: Assistant) -> None:
    for text in ("<b>Toy Story</b>", "Toy <script> Story", "Toy & Story", "_*[Toy](Story)"):
        reply = say(assistant, text)
        assert "<script" not in reply.text
        tags = re.findall(r"<[^>]*>", reply.text)
        assert set(tags) <= {"<b>", "</b>", "<i>", "</i>", "<code>", "</code>"}


def test_operations_are_for_admins_and_only_where_the_bot_runs(assistant: Assistant) -> None:
    assert "Telegram" in say(assistant, "/estado").text


@settings(max_examples=150)
@given(text=st.text(max_size=400), language=st.sampled_from(["es", "en", "pt", None, ""]))
def test_any_text_is_answered(assistant: Assistant, text: str, language: str | None) -> None:
    reply = say(assistant, text, language)
    assert reply.text
    assert len(reply.text) < 4096
    assert all(len(b.action.encode()) <= 64 for row in reply.buttons for b in row)
    assert all(b.label for row in reply.buttons for b in row)


def test_a_very_long_text_is_answered_shortly(assistant: Assistant) -> None:
    for text in ("a" * 4096, "palabra " * 512, "🎬" * 4096, "\x00" * 4096):
        assert len(say(assistant, text).text) < 1000


@given(st.text())
def test_clean_text_has_no_control_characters_and_one_space_between_words(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert len(cleaned) <= 300
    assert not set(cleaned) & set(string.whitespace.replace(" ", "") + "\x00")
    assert clean(cleaned) == cleaned


@given(
    kind=st.sampled_from(["recommend", "score", "unknown_command"]),
    movie=st.integers(0, 999_999_999),
    offset=st.integers(0, 9999),
)
def test_a_button_says_what_it_was_made_to_say(kind: str, movie: int, offset: int) -> None:
    said = action(kind, movie, offset)
    assert len(said.encode()) <= 64
    heard = understand(Request(chat=1, user=1, press=said))
    assert heard == Intent(kind, movie=movie, offset=offset)
