"""Films for somebody and for several people: fair, explainable, and never the unwanted ones."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender import Recommender
from recommender.ranking import FEW_VOTES, MOST_OF_A_SAGA
from recommender.taste import Taste, for_group, similar_for

LOUD = 0


def films(sample: Recommender, count: int, seed: int) -> list[int]:
    return random.Random(seed).sample(sample.catalogue.ids.tolist(), count)


def test_a_taste_does_not_bend_the_rules_of_a_list(sample: Recommender) -> None:
    """Nor when somebody likes another film of the saga they ask about."""
    for saga in range(len(sample.collections)):
        ids = sample.catalogue.ids[sample.collections.rows(saga)].tolist()
        if len(ids) <= MOST_OF_A_SAGA:
            continue
        seen: list[int] = []
        for skip in range(0, 25, 5):
            shown = similar_for(sample, ids[0], Taste(likes=(ids[1],)), 5, skip=skip)
            movies = [leaning.suggestion.movie for leaning in shown]
            seen += [movie.id for movie in movies]
            sagas = [movie.collection for movie in movies if movie.collection]
            assert all(sagas.count(each) <= MOST_OF_A_SAGA for each in sagas)
            known = [movie for movie in movies if movie.vote_count >= FEW_VOTES]
            assert not known or movies[0] in known
        assert len(seen) == len(set(seen))


@pytest.mark.parametrize("seed", range(20))
def test_one_loud_taste_does_not_win(sample: Recommender, seed: int) -> None:
    """Four quiet people propose one film each, a loud one five, liking many more of the kind."""
    chosen = films(sample, 30, seed)
    quiet = {who: chosen[who - 1] for who in range(1, 5)}
    proposals = [(movie, LOUD) for movie in chosen[10:15]]
    proposals += [(movie, who) for who, movie in quiet.items()]
    tastes = {LOUD: Taste(likes=tuple(chosen[15:30])), **{who: Taste() for who in quiet}}
    shared = for_group(sample, tastes, proposals)
    assert len(shared) == 5
    assert {film.movie.id for film in shared} >= set(quiet.values())
    assert {who for film in shared for who in film.pleases} == set(tastes)
    assert sum(film.proposers == (LOUD,) for film in shared) == 1


@pytest.mark.parametrize("seed", range(10))
def test_without_proposals_everybody_finds_something(sample: Recommender, seed: int) -> None:
    chosen = films(sample, 15, seed)
    tastes = {who: Taste(likes=tuple(chosen[3 * who : 3 * who + 3])) for who in range(5)}
    shared = for_group(sample, tastes)
    assert len(shared) == 5
    assert {who for film in shared for who in film.pleases} == set(tastes)
    likes = {movie for taste in tastes.values() for movie in taste.likes}
    assert not likes & {film.movie.id for film in shared if film.proposers}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_five_different_films_none_unwanted(sample: Recommender, data: st.DataObject) -> None:
    ids = st.sampled_from([*sample.catalogue.ids.tolist()[:60], 10**9])
    some = st.lists(ids, max_size=4, unique=True).map(tuple)
    tastes = data.draw(
        st.dictionaries(
            st.integers(0, 6),
            st.builds(Taste, likes=some, dislikes=some, seen=some, wanted=some),
            max_size=5,
        )
    )
    proposals = data.draw(
        st.lists(st.tuples(ids, st.sampled_from(sorted(tastes) or [9])), max_size=8, unique=True)
    )
    vetoed = data.draw(st.sets(ids, max_size=4))
    shared = for_group(sample, tastes, proposals, vetoed, seed="night")
    found = [film.movie.id for film in shared]
    assert len(found) == len(set(found)) == 5
    assert not set(found) & vetoed
    for person, taste in tastes.items():
        unwanted = taste.unwanted - {movie for movie, who in proposals if who == person}
        assert not set(found) & unwanted
    assert {who for film in shared for who in film.pleases} <= set(tastes)


def test_where_nothing_is_known_the_choice_is_the_night_s(sample: Recommender) -> None:
    def ids(seed: str) -> list[int]:
        return [film.movie.id for film in for_group(sample, {1: Taste()}, seed=seed)]

    assert ids("a") == ids("a")
    assert len({tuple(ids(str(seed))) for seed in range(5)}) > 1
    best = sorted(sample.catalogue.weighted_rating.tolist(), reverse=True)[:60]
    for movie in map(sample.movie, ids("a")):
        assert movie is not None
        assert movie.weighted_rating >= best[-1] - 1e-6
