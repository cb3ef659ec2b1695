"""What kind of thing a name is, as the open catalogue knows it."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

from recommender import Recommender
from recommender.groups import Groups
from recommender.name_index import ACCEPT, ASK, SAME_WORDS

Kind = Literal["title", "cast", "director", "company", "saga"]

#: A kind stays that is at least this likely beside the likeliest.
_BESIDE = 0.75
#: How many votes a film of a company or of a saga stands for, to be weighed against people.
A_FILM = 300
#: Somebody of two trades is known for the second when it has this share of the films of the first.
_SECOND_TRADE = 0.4
_MOST_WORDS = 8
#: What is called just so is sooner meant than what only has such a word in its name.
_JUST_SO = 1.25
#: How much a slip counts, and the votes that even an unknown name is worth.
_STRICTNESS, _UNHEARD_OF = 6, 100


@lru_cache(maxsize=4096)
def kinds(name: str, recommender: Recommender) -> tuple[Kind, ...]:
    """What a name may be, the likeliest first; none when nothing is called so.

    How well the name fits counts, and how well known its owner is.
    """
    strength: dict[Kind, float] = {}
    for match in recommender.resolve(name, limit=1):
        if match.score >= ASK:
            strength["title"] = _strength(match.score, match.movie.vote_count)
    if len(name.split()) <= _MOST_WORDS:
        _of_people(name, recommender, strength)
        of_films: tuple[tuple[Kind, Groups], ...] = (
            ("company", recommender.companies),
            ("saga", recommender.collections),
        )
        for kind, groups in of_films:
            for group in groups.find(name, limit=1):
                if group.score >= ACCEPT:
                    strength[kind] = _strength(group.score, A_FILM * group.films)
    most = max(strength.values(), default=0.0)
    likely = [kind for kind in strength if strength[kind] >= _BESIDE * most]
    return tuple(sorted(likely, key=lambda kind: -strength[kind]))


def _of_people(name: str, recommender: Recommender, strength: dict[Kind, float]) -> None:
    for meant in recommender.people.find(name, limit=1):
        if meant.score < ACCEPT:
            continue
        acted = recommender.people.films(meant.person.number, "cast")
        directed = recommender.people.films(meant.person.number, "director")
        known = _strength(meant.score, meant.weight)
        if acted and acted >= _SECOND_TRADE * directed:
            strength["cast"] = known
        if directed and directed >= _SECOND_TRADE * acted:
            strength["director"] = known * (0.99 if acted >= directed else 1.01)


def _strength(score: float, votes: float) -> float:
    """How likely a name is meant: how well it fits (0 to 100), and how well known its owner is."""
    exact = _JUST_SO if score >= SAME_WORDS else 1.0
    return exact * (score / 100) ** _STRICTNESS * math.log(_UNHEARD_OF + votes)
