"""The assistant's queries as a JSON API: one table makes the routes and their documentation.

Nothing is computed here: each route asks the assistant what the chat's command asks, and gives the
figures of its reply. What the chat would answer with a question is a problem with options.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi import Query as Parameter

from bot.assistant import Assistant, Reply
from bot.assistant import Request as Asked
from bot.assistant.context import Context
from bot.assistant.intents import Intent, clean, pressed
from bot.assistant.memory import Memory, Person
from bot.assistant.texts import Language, texts_in
from bot.terminal import plain
from bot.web import models
from bot.web.models import Option
from bot.web.problems import Refused, document, language_of

#: Answers that may be waited for at once; the next ones are sent away.
MOST_WAITING = 64
_RETRY_AFTER = 1
#: Nobody in particular asks.
_NOBODY = 0
_MOST_SKIPPED = 9999

Route = Callable[..., Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class Query:
    """One route.

    Attributes:
        path: its first part.
        parameter: what stands in its second part.
        intent: what the assistant is asked.
        figure: a figure that every answer has, and no question.
        model: the shape of the answer.
        summary: what it tells.
        example: something to ask for.
    """

    path: str
    parameter: str
    intent: str
    figure: str
    model: type[models.Answer]
    summary: str
    example: str


QUERIES: tuple[Query, ...] = (
    Query(
        "recomendacion",
        "titulo",
        "recommend",
        "suggestions",
        models.Recommendation,
        "The five films nearest to one",
        "Toy Story",
    ),
    Query(
        "peliculas_mes",
        "mes",
        "month",
        "month",
        models.Month,
        "Films released in a month, all years together",
        "enero",
    ),
    Query(
        "peliculas_dia",
        "dia",
        "weekday",
        "weekday",
        models.Weekday,
        "Films released on a day of the week",
        "lunes",
    ),
    Query(
        "franquicia",
        "franquicia",
        "franchise",
        "films",
        models.Franchise,
        "A saga: its films and what they took",
        "Toy Story",
    ),
    Query(
        "peliculas_pais",
        "pais",
        "country",
        "country",
        models.Country,
        "Films of a country",
        "Francia",
    ),
    Query(
        "productoras",
        "productora",
        "company",
        "company",
        models.Company,
        "A production company: films and revenue",
        "Pixar",
    ),
    Query(
        "retorno",
        "pelicula",
        "return",
        "movie",
        models.Return,
        "What a film gave back for what it cost",
        "Toy Story",
    ),
    Query(
        "score_titulo",
        "titulo",
        "score",
        "movie",
        models.Score,
        "A film's score and popularity",
        "Toy Story",
    ),
    Query(
        "votos_titulo",
        "titulo",
        "votes",
        "movie",
        models.Votes,
        "A film's votes and their mean",
        "Toy Story",
    ),
    Query(
        "get_actor",
        "actor",
        "actor",
        "films",
        models.Career,
        "An actor: films and return",
        "Tom Hanks",
    ),
    Query(
        "get_director",
        "director",
        "director",
        "films",
        models.Career,
        "A director: every film with date, return, cost and profit",
        "John Lasseter",
    ),
)

SEARCH = Query(
    "buscar",
    "q",
    "search",
    "count",
    models.Search,
    "Films by description: genre, years, who is in them, what they are about",
    "comedias de los 90",
)

_BY_INTENT = {query.intent: query for query in (*QUERIES, SEARCH)}


class Queries:
    """Answers over HTTP what the assistant is asked."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._waiting = 0

    def router(self) -> APIRouter:
        """The routes of the table."""
        router = APIRouter()
        for query in QUERIES:
            self._add(router, query, f"/{query.path}/{{{query.parameter}:path}}", self._by(query))
        self._add(router, SEARCH, f"/{SEARCH.path}", self._search())
        return router

    def _add(self, router: APIRouter, query: Query, path: str, route: Route) -> None:
        unchanged: dict[int | str, dict[str, Any]] = {
            HTTPStatus.NOT_MODIFIED: {"description": "The catalogue has not changed since."}
        }
        router.add_api_route(
            path,
            route,
            name=query.path,
            summary=query.summary,
            description=query.model.__doc__,
            response_model=query.model,
            responses=unchanged | document((404, 422, 503)),
            tags=["films"],
        )

    def _by(self, query: Query) -> Route:
        async def route(
            request: Request,
            typed: Annotated[str, Path(alias=query.parameter, examples=[query.example])],
            if_none_match: Annotated[str | None, Header()] = None,
        ) -> Response:
            return await self._answer(query, request, typed, 0, if_none_match)

        return route

    def _search(self) -> Route:
        async def route(
            request: Request,
            q: Annotated[str, Parameter(examples=[SEARCH.example], description="What to find.")],
            offset: Annotated[
                int, Parameter(ge=0, le=_MOST_SKIPPED, description="Films to skip.")
            ] = 0,
            if_none_match: Annotated[str | None, Header()] = None,
        ) -> Response:
            return await self._answer(SEARCH, request, q, offset, if_none_match)

        return route

    async def _answer(
        self, query: Query, request: Request, typed: str, offset: int, known: str | None
    ) -> Response:
        language = language_of(request)
        tag = _etag(self._assistant.recommender.version, language)
        headers = {
            "ETag": tag,
            "Cache-Control": "no-cache",
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
        if known is not None and tag in _tags(known):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if self._waiting >= MOST_WAITING:
            raise Refused(
                HTTPStatus.SERVICE_UNAVAILABLE,
                texts_in(language)("web-busy"),
                headers={"Retry-After": str(_RETRY_AFTER)},
            )
        self._waiting += 1
        try:
            content = await asyncio.to_thread(self._compute, query, typed, offset, language)
        finally:
            self._waiting -= 1
        return Response(content, headers=headers, media_type="application/json")

    def _compute(self, query: Query, typed: str, offset: int, language: Language) -> str:
        """The answer to a query as JSON.

        Raises:
            Refused: it is not clear what was asked for, or there is no such thing.
        """
        asked = Asked(chat=_NOBODY, user=_NOBODY, language=language)
        intent = Intent(query.intent, clean(typed), offset=offset)
        reply = self._assistant.reply(
            asked, intent, Context(language=language), Memory(Person(_NOBODY))
        )
        if ("asked" in reply.facts and query is not SEARCH) or reply.facts.get(
            query.figure
        ) is None:
            status = HTTPStatus.UNPROCESSABLE_ENTITY if query is SEARCH else HTTPStatus.NOT_FOUND
            raise Refused(status, plain(str(reply.text)), _options(reply))
        films = [{"id": film.id, "title": film.title, "year": film.year} for film in reply.movies]
        answer = query.model.model_validate(
            {**reply.facts, "text": str(reply.text), "movies": films}
        )
        return answer.model_dump_json(by_alias=True)


def _options(reply: Reply) -> Iterator[Option]:
    """What the buttons under a question would ask, as paths of this API."""
    for button in (button for row in reply.buttons for button in row):
        intent = pressed(button.action)
        query = _BY_INTENT.get(intent.kind)
        if query is not None and query is not SEARCH:
            wanted = quote(intent.text or button.label, safe="")
            yield Option(label=button.label, path=f"/{query.path}/{wanted}")


@cache
def _program() -> str:
    return version("butaca")


def _etag(catalogue: str, language: Language) -> str:
    """The same as long as the catalogue, the program and the language are."""
    return f'"{catalogue}-{_program()}-{language}"'


def _tags(header: str) -> list[str]:
    """The tags of an ``If-None-Match`` header; a proxy may have made them weak."""
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]
