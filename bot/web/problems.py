"""Errors as problem details (RFC 9457), in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from bot.assistant.texts import LANGUAGES, Language, Texts, choose_language, texts_in
from bot.web.models import Option, Problem

_log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
#: Most a header of languages is read of.
_MOST_TAGS = 20


class Refused(Exception):  # noqa: N818
    """A request that gets no answer, and why.

    Attributes:
        status: the HTTP status.
        detail: what is wrong, in the reader's language.
        options: what to ask for instead.
        headers: more headers of the response.
    """

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        options: Iterable[Option] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.options = list(options)
        self.headers = headers


def language_of(request: Request) -> Language:
    """The first language of ours among those that a request accepts, else the host's."""
    default: Language = request.app.state.language
    wanted: list[tuple[float, int, str]] = []
    for place, item in enumerate(
        request.headers.get("accept-language", "").split(",")[:_MOST_TAGS]
    ):
        tag, _, quality = item.partition(";q=")
        try:
            wanted.append((-float(quality or 1), place, tag.strip()))
        except ValueError:
            continue
    for weight, _, tag in sorted(wanted):
        if weight < 0 and (language := choose_language(tag, "")) in LANGUAGES:
            return language
    return default


def document(responses: Iterable[int]) -> dict[int | str, dict[str, Any]]:
    """How a route's problems stand in its OpenAPI description."""
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in responses
    }


def register(app: FastAPI) -> None:
    """Let every error of an application be told as a problem."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _failed)


def _response(
    request: Request,
    status: int,
    detail: str,
    options: Iterable[Option] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    phrase = HTTPStatus(status)
    problem = Problem(
        title=phrase.phrase,
        status=status,
        detail=detail,
        instance=quote(request.url.path),
        options=list(options),
    )
    language = {"Content-Language": language_of(request), "Vary": "Accept-Language"}
    return Response(
        problem.model_dump_json(),
        status,
        headers={**language, **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def _texts(request: Request) -> Texts:
    return texts_in(language_of(request))


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101  (it is registered for these alone)
    return _response(request, error.status, error.detail, error.options, error.headers)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    texts = _texts(request)
    detail = {
        HTTPStatus.NOT_FOUND: texts("web-no-such-path"),
        HTTPStatus.METHOD_NOT_ALLOWED: texts("web-no-such-method"),
    }.get(HTTPStatus(error.status_code), str(error.detail))
    return _response(request, error.status_code, str(detail), headers=error.headers)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    texts = _texts(request)
    names = ", ".join(sorted({str(problem["loc"][-1]) for problem in error.errors()}))
    detail = texts("web-invalid", names=names).unescape()
    return _response(request, HTTPStatus.UNPROCESSABLE_ENTITY, str(detail))


def _failed(request: Request, error: Exception) -> Response:
    # Not the path as it came: what people type is not for the log.
    route = getattr(request.scope.get("route"), "path", "a request")
    _log.error("%s could not be answered", route, exc_info=error)
    detail = _texts(request)("web-failed")
    return _response(request, HTTPStatus.INTERNAL_SERVER_ERROR, str(detail))
