"""Free words that ask where a film can be watched, or what is new."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant, Request
from bot.assistant.context import Context
from bot.assistant.understanding import understand
from recommender import Recommender

TOY_STORY, MATRIX = 862, 603


@pytest.fixture(scope="module")
def assistant(sample: Recommender) -> Assistant:
    return Assistant(sample)


def ask(assistant: Assistant, text: str, context: Context | None = None) -> tuple[str, list[int]]:
    request = Request(chat=1, user=1, text=text, language="es")
    reply, _ = assistant.converse(request, context or Context())
    return reply.intent, [movie.id for movie in reply.movies]


@pytest.mark.parametrize(
    "text",
    [
        "¿Dónde puedo ver Toy Story?",
        "donde ver toy story",
        "¿dónde se puede ver la película Toy Story?",
        "y en qué plataforma está Toy Story?",
        "¿qué plataformas tienen toy story?",
        "dónde echan toi estori",
        "¿dónde puedo ver toy story gratis?",
        "Where can I watch Toy Story?",
        "where to stream toy story",
        "which platform has Toy Story",
    ],
)
def test_where_with_a_film(assistant: Assistant, text: str) -> None:
    assert ask(assistant, text) == ("where", [TOY_STORY])


@pytest.mark.parametrize(
    "text",
    [
        "¿dónde la veo?",
        "¿Y dónde la puedo ver?",
        "dónde está?",
        "en qué plataforma la ponen",
        "where can I watch it?",
        "¿dónde puedo verla en streaming?",
    ],
)
def test_where_after_a_film(assistant: Assistant, text: str) -> None:
    context = Context()
    request = Request(chat=1, user=1, text="/ficha matrix", language="es")
    _, context = assistant.converse(request, context)
    assert ask(assistant, text, context) == ("where", [MATRIX])


def test_where_after_a_list(assistant: Assistant) -> None:
    request = Request(chat=1, user=1, text="/recomienda toy story", language="es")
    reply, context = assistant.converse(request, Context())
    second = reply.movies[1].id
    assert ask(assistant, "¿dónde puedo ver la segunda?", context) == ("where", [second])


def test_where_about_nothing(assistant: Assistant) -> None:
    assert ask(assistant, "¿dónde la veo?") == ("where", [])


@pytest.mark.parametrize(
    "text",
    [
        "estrenos",
        "¿qué estrenos hay?",
        "los últimos estrenos de cine",
        "¿qué hay de nuevo en el cine?",
        "novedades de este mes",
        "new releases",
        "what's new in the cinema?",
    ],
)
def test_what_is_new(assistant: Assistant, text: str) -> None:
    assert ask(assistant, text)[0] == "premieres"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("¿cuántos estrenos hubo en enero?", "premieres"),
        ("buscando a nemo", "where"),
        ("películas de robots", "where"),
        ("toy story", "where"),
        ("¿dónde puedo comprar un coche barato?", "where"),
        ("¿dónde está el cine más cercano?", "where"),
        ("¿dónde hay unos tacos?", "where"),
        ("¿de dónde es Almodóvar?", "where"),
        ("películas nuevas de Pixar", "premieres"),
    ],
)
def test_what_is_something_else(assistant: Assistant, text: str, other: str) -> None:
    assert ask(assistant, text)[0] != other


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("vivo en Chile", "chile"),
        ("ahora estoy en los estados unidos", "estados unidos"),
        ("I live in Spain now", "spain"),
        ("mi país es México", "mexico"),
    ],
)
def test_where_somebody_lives(sample: Recommender, text: str, country: str) -> None:
    intent = understand(text, Context(), sample)
    assert (intent.kind, intent.text) == ("residence", country)


@pytest.mark.parametrize("text", ["vivo en un piso", "estoy en casa", "películas de Chile"])
def test_elsewhere_is_no_country(sample: Recommender, text: str) -> None:
    assert understand(text, Context(), sample).kind != "residence"
