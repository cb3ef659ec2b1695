"""What kind of thing a name is, as the open catalogue knows it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal
from weakref import WeakKeyDictionary

from bot.assistant.understanding.words import small_words
from recommender import Recommender
from recommender.groups import Groups
from recommender.name_index import ACCEPT, ASK, SAME_WORDS
from recommender.normal_forms import fold
from recommender.people import People
from recommender.titles import Match

Kind = Literal["title", "cast", "director", "company", "saga"]

#: A kind stays that is at least this likely beside the likeliest.
_BESIDE = 0.75
#: How many votes a film of a company or of a saga stands for, to be weighed against people.
A_FILM = 300
#: Somebody of two trades is known for the second when it has this share of the films of the first.
_SECOND_TRADE = 0.4
_SOONER = 1.01
#: Who has so many votes goes by the last name alone.
_WELL_KNOWN = 2000
#: So many words a name has at most that is no film's, and so many that tell something.
_MOST_WORDS, _MOST_TELLING = 8, 4
#: So many words the longest title has that anybody types.
_LONGEST = 16
#: What is called just so is sooner meant than what only has such a word in its name.
_JUST_SO = 1.25
#: How much a slip counts, and the votes that even an unknown name is worth.
_STRICTNESS, _UNHEARD_OF = 6, 100


#: So many names of one catalogue are remembered.
_REMEMBERED = 1024
_remembered: WeakKeyDictionary[Recommender, dict[str, tuple[Kind, ...]]] = WeakKeyDictionary()


def sure_title(name: str, recommender: Recommender) -> Match | None:
    """The film that a name means; None when it is not sure enough to be taken at its word."""
    found = near_title(name, recommender)
    return found if found is not None and found.score >= ACCEPT else None


def near_title(name: str, recommender: Recommender) -> Match | None:
    """The film that a name may mean, though it has to be asked about when it is not sure."""
    found = recommender.resolve(name, limit=1, guess=False)
    return found[0] if found and found[0].score >= ASK else None


def is_saga(name: str, recommender: Recommender) -> bool:
    """Whether some saga is called so."""
    found = recommender.collections.find(name, limit=1, beside=False)
    return bool(found) and found[0].score >= ACCEPT


def kinds(name: str, recommender: Recommender) -> tuple[Kind, ...]:
    """What a name may be, the likeliest first; none when nothing is called so.

    How well the name fits counts, and how well known its owner is.
    """
    remembered = _remembered.setdefault(recommender, {})
    if name not in remembered:
        if len(remembered) >= _REMEMBERED:
            remembered.clear()
        remembered[name] = _kinds(name, recommender)
    return remembered[name]


def _kinds(name: str, recommender: Recommender) -> tuple[Kind, ...]:
    words = fold(name).split()
    telling = [word for word in words if word not in small_words()]
    if len(words) > _LONGEST or (not telling and not recommender.is_title(name)):
        # Little words are like the name of somebody or other.
        return ()
    strength: dict[Kind, float] = {}
    several = len(words) > 1
    score = 0.0
    # Somebody's whole name is no film's, unless one is called just so.
    somebody = several and bool(recommender.people.called(name))
    if not somebody or recommender.is_title(name):
        for match in recommender.resolve(name, limit=1, guess=False):
            if match.score >= ASK:
                score = match.score
                strength["title"] = _strength(score, match.movie.vote_count)
    if len(words) <= _MOST_WORDS and 0 < len(telling) <= _MOST_TELLING:
        # What is surely a film leaves no room for what merely has some of its words, and the whole
        # name of a film or of somebody none for what is merely like it.
        surely = score >= (ACCEPT if several else SAME_WORDS)
        worth = _worth_searching(telling, recommender, partly=not surely)
        whole = several and (somebody or score >= SAME_WORDS)
        if "people" in worth and (somebody or not whole):
            _of_people(name, recommender, strength)
        if "sagas" in worth:
            _of_groups("saga", recommender.collections, name, strength, whole=whole)
        if "companies" in worth:
            _of_groups("company", recommender.companies, name, strength, whole=whole)
    most = max(strength.values(), default=0.0)
    likely = [kind for kind in strength if strength[kind] >= _BESIDE * most]
    return tuple(sorted(likely, key=lambda kind: -strength[kind]))


def _worth_searching(telling: Sequence[str], recommender: Recommender, *, partly: bool) -> set[str]:
    """Which lists may have a name of these words, told far quicker than by a search.

    Where some have every word as it is, the others need not be searched for what is like it; else,
    if ``partly``, those with one of several words.
    """
    lists: dict[str, People | Groups] = {
        "people": recommender.people,
        "sagas": recommender.collections,
        "companies": recommender.companies,
    }
    known = {what: sum(map(names.has_word, telling)) for what, names in lists.items()}
    whole = {what for what, count in known.items() if count == len(telling)}
    if whole or not partly:
        return whole
    return {what for what, count in known.items() if count or len(telling) == 1}


def _of_groups(
    kind: Kind, groups: Groups, name: str, strength: dict[Kind, float], *, whole: bool
) -> None:
    for group in groups.called(name) if whole else groups.find(name, limit=1, beside=False):
        if group.score >= ACCEPT and kind not in strength:
            strength[kind] = _strength(group.score, A_FILM * group.films)


def _of_people(name: str, recommender: Recommender, strength: dict[Kind, float]) -> None:
    for meant in recommender.people.find(name, limit=1):
        if meant.score < ACCEPT:
            continue
        acted = recommender.people.films(meant.person.number, "cast")
        directed = recommender.people.films(meant.person.number, "director")
        # Most people go by their last name: it is as good as the whole.
        last = meant.weight >= _WELL_KNOWN and " " not in fold(name)
        known = _strength(meant.score, meant.weight) * (_JUST_SO if last else 1.0)
        if acted and acted >= _SECOND_TRADE * directed:
            strength["cast"] = known
        if directed and directed >= _SECOND_TRADE * acted:
            # Who directs as well is sooner known for that.
            strength["director"] = known * _SOONER


def _strength(score: float, votes: float) -> float:
    """How likely a name is meant: how well it fits (0 to 100), and how well known its owner is."""
    exact = _JUST_SO if score >= SAME_WORDS else 1.0
    return exact * (score / 100) ** _STRICTNESS * math.log(_UNHEARD_OF + votes)
