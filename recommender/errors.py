"""Everything that can go wrong on purpose, in one tree.

    ButacaError                  anything that a person or a host can cause, with a clear sentence
    ├── CatalogueError           no catalogue, or one that cannot be trusted
    │   ├── CatalogueMissing     nothing has been published there yet
    │   └── CatalogueDamaged     a file is missing, altered, or of another schema version
    ├── UnknownMovie             an id that the catalogue does not have
    ├── RatingsUnreadable        a file of ratings, or of links, is not what it should be
    └── etl.errors.EtlError      a run that could not publish (drawn where it lives)

Each says in one English sentence what went wrong, for whoever runs the program. What the host can
mend is a `Problem`, which is told in a chat as well, in its language. What else is said in a chat
is chosen by the assistant from the error's type, never from its message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeAlias

if TYPE_CHECKING:
    from recommender.wording import Wording

#: What stands in the message of a problem; a list is of things by the names that each may have.
Value: TypeAlias = "str | int | Problem | Sequence[Sequence[str]]"


@dataclass(init=False)
class Problem:
    """What went wrong, to be told in any language (`recommender.wording.Wording.problem`).

    Attributes:
        message: a message of ``locales/<language>/problems.ftl``.
        values: what stands in it.
    """

    message: str
    values: Mapping[str, Value]

    def __init__(self, message: str, /, **values: Value) -> None:
        self.message = message
        self.values = values

    def __str__(self) -> str:
        try:
            return _english().problem(self)
        except (ImportError, OSError):
            # It may be that no file can be opened any more, ours as little as anybody's.
            return self.bare

    @property
    def bare(self) -> str:
        """The problem without its words, where there are none."""
        told = ", ".join(f"{name}: {value}" for name, value in self.values.items())
        return f"{self.message} ({told})"

    def as_json(self) -> dict[str, Any]:
        """The problem for another process, which reads it with `from_json`."""
        values = {
            name: value.as_json() if isinstance(value, Problem) else value
            for name, value in self.values.items()
        }
        return {"message": self.message, "values": values}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """The problem that another process told."""
        values = {
            name: cls.from_json(value) if isinstance(value, Mapping) else value
            for name, value in told["values"].items()
        }
        return cls(told["message"], **values)


@cache
def _english() -> Wording:
    # Most runs end well, and need neither Fluent nor the CLDR.
    from recommender.wording import Wording

    return Wording("en")


def told(problems: Sequence[Problem | str]) -> list[Any]:
    """Problems for another process, which reads them with `understood`."""
    return [each.as_json() if isinstance(each, Problem) else each for each in problems]


def understood(problems: Sequence[Any]) -> tuple[Problem | str, ...]:
    """The problems that another process told."""
    return tuple(each if isinstance(each, str) else Problem.from_json(each) for each in problems)


class ButacaError(Exception):
    """Anything that a person or a host can cause, in one clear sentence.

    Args:
        problems: why; sentences where they are for whoever runs the program alone.
    """

    def __init__(self, *problems: Problem | str) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(map(str, self.problems))


class CatalogueError(ButacaError):
    """No catalogue, or one that cannot be trusted."""


class CatalogueMissing(CatalogueError):  # noqa: N818  (reads better where it is caught)
    """Nothing has been published in the folder yet."""


class CatalogueDamaged(CatalogueError):  # noqa: N818
    """A file of the version is missing, altered, or of another schema version."""


class UnknownMovie(ButacaError, LookupError):  # noqa: N818
    """An id that the catalogue does not have."""

    def __init__(self, movie_id: int) -> None:
        super().__init__(f"no film with id {movie_id} in the catalogue")
        self.movie_id = movie_id


class RatingsUnreadable(ButacaError):  # noqa: N818
    """A file of ratings, or of the links that go with them, is not what it should be."""
