"""Whether similarity tells films that are alike from films that are not, by pairs of films.

Nobody has judged pairs of our films for us, so facts stand in for people: films of one saga, of
one director and genre, remakes, and films liked by the same people. What a pair was found by is
left out of the similarity that is tested (of one saga: collection, title, overview and cast),
or else the test would be won by looking it up. Every pair stands against pairs of its film with
another one: one as well known and of the same time, so that neither fame nor age can answer, one
that shares a genre as well (the hardest), and one of the most famous, which would come out on top
if fame did. `recommender.evaluate.fitting` learns from such pairs of other films.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.evaluate.full_model import Model, content
from recommender.evaluate.truth import Floats, Rows, Truth
from recommender.normal_forms import fold

#: Counterparts have about as many votes, and are of about the same time.
_VOTES_STEP = 1.5
_YEARS_STEP = 3
#: How many films are famous.
FAMOUS = 300
#: Films of fewer votes are in no pair: of most of them little is known.
_LEAST_VOTES = 20
#: How many pairs of a kind are drawn, and how many counterparts are tried for one.
_PAIRS = 3000
_TRIES = 30
#: A film of the same title is a remake from so many years on.
_REMAKE_YEARS = 3

#: What stands against a pair.
AGAINST = ("as known and as old", "of a common genre too", "famous")


@dataclass(frozen=True, slots=True)
class Alike:
    """Pairs of films that are alike: ``one[i]`` and ``other[i]``.

    Attributes:
        kind: what the report calls them.
        one: rows of films.
        other: rows of films, in the same order.
        found_by: the fields that they were found by, which similarity does without.
    """

    kind: str
    one: Rows
    other: Rows
    found_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """How well pairs are told from their counterparts: AUC by each of `AGAINST`."""

    kind: str
    pairs: int
    auc: tuple[float, ...]


def told_apart(
    model: Model, truth: Truth, asked: Rows, random: np.random.Generator
) -> tuple[Told, ...]:
    """AUC of similarity for every kind of pairs that the catalogue has.

    Args:
        model: of the catalogue.
        truth: by lift.
        asked: rows of the films whose pairs are told apart.
        random: draws pairs and counterparts.
    """
    found = []
    for drawn in (*facts(model, asked, random), _liked_alike(truth, random)):
        pairs, against = counterparts(model, drawn, random)
        if not len(pairs.one):
            continue
        near = _similarity(model, pairs, pairs.other)
        found.append(
            Told(
                pairs.kind,
                len(pairs.one),
                tuple(auc(near, _similarity(model, pairs, rows)) for rows in against),
            )
        )
    return tuple(found)


def auc(positive: NDArray[np.floating], negative: NDArray[np.floating]) -> float:
    """How often a positive is above a negative; ties count half."""
    if not len(positive) or not len(negative):
        return float("nan")
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    upto = np.searchsorted(ordered, positive, side="right")
    return float((below + upto).mean() / (2 * len(negative)))


def neighbours_and_others(
    model: Model, truth: Truth, random: np.random.Generator
) -> Iterator[tuple[int, Rows, Rows]]:
    """For every film asked about, true neighbours and as many films that are none.

    Each counterpart has about as many votes as the neighbour, and is of about the same time, so
    that neither renown nor age tells them apart. Neighbours without a counterpart are left out.
    """
    order, starts, ends = _buckets(model)
    for row, near in zip(truth.asked.tolist(), truth.neighbours, strict=True):
        drawn = order[random.integers(starts[near], ends[near])]
        keep = ~np.isin(drawn, [*near, row])
        yield row, near[keep], drawn[keep]


def _buckets(model: Model) -> tuple[Rows, Rows, Rows]:
    """Films by votes and time, and where those like each film begin and end among them."""
    years = np.nan_to_num(model.years.astype(np.float64), nan=-1)
    votes = np.log1p(model.catalogue.vote_count)
    keys = np.stack([np.round(votes * _VOTES_STEP), years // _YEARS_STEP], axis=1)
    _, bucket = np.unique(keys, axis=0, return_inverse=True)
    ends = np.cumsum(np.bincount(bucket))
    starts = np.concatenate([[0], ends[:-1]])
    return np.argsort(bucket, kind="stable"), starts[bucket], ends[bucket]


def counterparts(
    model: Model, pairs: Alike, random: np.random.Generator
) -> tuple[Alike, list[Rows]]:
    """The pairs that have all counterparts of `AGAINST`, and those, one for each second film."""
    order, starts, ends = _buckets(model)
    famous = np.argsort(-model.catalogue.vote_count, kind="stable")[:FAMOUS]
    known = set(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True))
    known |= {(other, one) for one, other in known}
    genres = model.genres()
    used: list[int] = []
    against: list[list[int]] = [[] for _ in AGAINST]
    for place, (one, other) in enumerate(
        zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)
    ):
        others = [
            row
            for row in order[random.integers(starts[other], ends[other], _TRIES)].tolist()
            if row not in (one, other) and (one, row) not in known
        ]
        of_genre = [row for row in others if genres[row] & genres[one]]
        any_famous = int(random.choice(famous))
        if of_genre and any_famous not in (one, other) and (one, any_famous) not in known:
            used.append(place)
            for rows, row in zip(against, (others[0], of_genre[0], any_famous), strict=True):
                rows.append(row)
    some = np.array(used, np.int64)
    kept = replace(pairs, one=pairs.one[some], other=pairs.other[some])
    return kept, [np.array(rows, np.int64) for rows in against]


def _similarity(model: Model, pairs: Alike, others: Rows) -> Floats:
    settings = model.data.settings
    weights: Mapping[str, float] = {
        name: settings.weights[name] for name in model.fields if name not in pairs.found_by
    }
    return content(model.cosines_of_pairs(pairs.one, others), weights)


def _liked_alike(truth: Truth, random: np.random.Generator) -> Alike:
    one = np.repeat(truth.asked, truth.neighbours.shape[1])
    other = truth.neighbours.ravel()
    some = random.permutation(len(one))[:_PAIRS]
    return Alike("liked by the same people (by lift)", one[some], other[some])


def facts(model: Model, asked: Rows, random: np.random.Generator) -> Iterator[Alike]:
    """Pairs that are alike by what is known of them, the first film of each being one of some."""
    catalogue = model.catalogue
    known = catalogue.vote_count >= _LEAST_VOTES
    genres = model.genres()
    sagas = model.data.sagas
    of_saga: dict[object, list[int]] = {}
    for row in np.flatnonzero(known & (sagas >= 0)).tolist():
        of_saga.setdefault(int(sagas[row]), []).append(row)
    # The saga's name is in most of its titles, those of its characters in the overviews, and who
    # plays them in the cast.
    told_by = ("collection", "title", "overview", "cast")
    yield Alike("of one saga", *_drawn(of_saga, model, asked, random), found_by=told_by)
    titles: dict[object, list[int]] = {}
    for row, title in enumerate(catalogue.column("title").to_pylist()):
        if known[row] and (folded := fold(title)):
            titles.setdefault(folded, []).append(row)
    one, other = _drawn(titles, model, asked, random)
    apart = np.abs(model.years[one] - model.years[other]) >= _REMAKE_YEARS
    apart &= genres[one] & genres[other] != 0
    yield Alike(
        "of one title and genre, years apart", one[apart], other[apart], found_by=("title",)
    )
    directed: dict[object, list[int]] = {}
    block = model.block("director").tocoo()
    for row, director in zip(block.row.tolist(), block.col.tolist(), strict=True):
        if known[row]:
            directed.setdefault(director, []).append(row)
    one, other = _drawn(directed, model, asked, random)
    common = genres[one] & genres[other] != 0
    yield Alike(
        "by one director, of a common genre", one[common], other[common], found_by=("director",)
    )


def _drawn(
    groups: Mapping[object, list[int]], model: Model, asked: Rows, random: np.random.Generator
) -> tuple[Rows, Rows]:
    """Some pairs of films of one group, which are not editions of one film."""
    pairs = [
        (one, other) if random.random() < 0.5 else (other, one)
        for rows in groups.values()
        for place, one in enumerate(rows)
        for other in rows[place + 1 :]
        if model.data.editions[one] != model.data.editions[other]
    ]
    ones, others = np.array(pairs, np.int64).reshape(-1, 2).T
    may = np.flatnonzero(np.isin(ones, asked))
    some = random.permutation(may)[:_PAIRS]
    return ones[some], others[some]
