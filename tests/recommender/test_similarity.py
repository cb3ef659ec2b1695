from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_catalogue import Film, index

from etl.sources import Ratings, RawFile
from recommender import CatalogueDamaged, Recommender, UnknownMovie
from recommender.catalogue import Catalogue
from recommender.evaluate.recommendations import Model
from recommender.ranking import FEW_VOTES
from recommender.similarity import UNTELLING, SimilarityIndex
from recommender.similarity_data import ORIGIN

ROBOTS = Film("Iron Heart", genres=["Science Fiction"], keywords=["robot"], cast=["Ann Ray"])


@pytest.fixture(scope="module")
def of_sample(sample: Recommender) -> SimilarityIndex:
    return SimilarityIndex.open(sample.catalogue)


# --- similarity ----------------------------------------------------------------------------------


def test_similarity_is_the_sum_of_the_fields_cosines(of_sample: SimilarityIndex) -> None:
    catalogue, data = of_sample.catalogue, of_sample.data
    model = Model(catalogue, data)
    rows = np.arange(0, len(catalogue), 17)
    cosines = model.cosines(rows)
    slow = sum(cosines[name] * data.settings.weights[name] for name in cosines)
    for place, row in enumerate(rows.tolist()):
        found = [of_sample.between(row, other) for other in range(len(catalogue))]
        assert found == pytest.approx(np.minimum(slow[place], 1).tolist(), abs=1e-5)


def test_similarity_is_the_same_both_ways_and_at_most_that_to_itself(
    of_sample: SimilarityIndex,
) -> None:
    random = np.random.default_rng(0)
    for a, b in random.integers(0, len(of_sample.catalogue), (200, 2)).tolist():
        assert of_sample.between(a, b) == pytest.approx(of_sample.between(b, a), abs=1e-6)
        assert 0 <= of_sample.between(a, b) <= 1
        assert of_sample.between(a, a) >= of_sample.between(a, b) - 1e-6


def test_the_facade_speaks_of_ids(sample: Recommender) -> None:
    one, other = (int(movie_id) for movie_id in sample.catalogue.ids[[3, 7]])
    index = SimilarityIndex.open(sample.catalogue)
    assert sample.similarity(one, other) == index.between(3, 7)
    suggestions = sample.similar(one, n=5)
    for suggestion in suggestions:
        assert suggestion.score == pytest.approx(sample.similarity(one, suggestion.movie.id))
    with pytest.raises(UnknownMovie):
        sample.similar(-1)
    assert sample.similar(one, exclude=[-1], dislikes=[-1]) == suggestions


# --- one film ------------------------------------------------------------------------------------


def test_neighbours_are_the_most_relevant_of_all_films(of_sample: SimilarityIndex) -> None:
    """In a catalogue in which all films are known, look-up and full comparison agree."""
    data = of_sample.data
    model = Model(of_sample.catalogue, data)
    rows = np.arange(len(of_sample.catalogue))
    weights = {name: data.settings.weights[name] for name in model.fields}
    relevance = model.relevance(rows, model.cosines(rows), weights, data.settings.ranking)
    for row in rows.tolist():
        near = data.neighbours[row][data.neighbours[row] >= 0]
        assert len(set(near.tolist())) == len(near)
        assert row not in near
        # The rest of its saga is always among them.
        saga = (data.sagas == data.sagas[row]) & (data.sagas[row] >= 0) & (relevance[row] > 0)
        assert saga.sum() <= saga[near].sum()
        relevance[row][saga] = 0
        wanted = np.sort(relevance[row])[::-1][: len(near) - saga.sum()]
        others = near[~saga[near]]
        assert np.sort(relevance[row][others])[::-1] == pytest.approx(wanted, rel=1e-3)
        scores = [of_sample.between(row, int(other)) for other in near]
        assert data.scores[row][: len(near)] == pytest.approx(scores, abs=1e-4)


def test_suggestions_are_the_nearest_ordered_by_weighted_rating(
    of_sample: SimilarityIndex,
) -> None:
    for row in range(0, len(of_sample.catalogue), 7):
        suggestions = of_sample.similar([row], 5)
        rows = [of_sample.catalogue.row(one.movie.id) for one in suggestions]
        assert set(rows) == set(of_sample.nearest([row], 5))
        ratings = [one.movie.weighted_rating for one in suggestions]
        if max(suggestions, key=lambda one: one.movie.weighted_rating).movie.vote_count < FEW_VOTES:
            continue
        assert ratings == sorted(ratings, reverse=True)


def test_more_goes_on_where_the_last_list_ended(of_sample: SimilarityIndex) -> None:
    for row in range(0, len(of_sample.catalogue), 11):
        shown: list[int] = []
        for skip in range(0, 60, 5):
            shown += of_sample.nearest([row], 5, skip=skip)
        assert len(set(shown)) == len(shown)
        assert row not in shown
        assert of_sample.nearest([row], 100) != []


def test_what_is_excluded_is_not_suggested(of_sample: SimilarityIndex) -> None:
    first = of_sample.nearest([0], 5)
    found = of_sample.nearest([0], 5, exclude=frozenset(first[:2]))
    assert not set(found) & set(first[:2])
    assert set(first[2:]) <= set(found)


def test_nobody_asks_for_nothing(of_sample: SimilarityIndex) -> None:
    assert of_sample.similar([], 5) == []
    assert of_sample.similar([0], 0) == []
    assert of_sample.similar([0], 5, skip=10_000) == []


def test_a_film_with_nothing_in_common_has_no_suggestions(tmp_path: Path) -> None:
    films = [
        Film("Zephyr", year=None, keywords=["kite"], language="fr"),
        ROBOTS,
        Film("Iron Soul", genres=["Science Fiction"], keywords=["robot"]),
        Film("Nothing at all", language=None, year=None),
    ]
    found = index(tmp_path, films)
    assert found.similar([0]) == []
    assert found.similar([3]) == []
    assert [one.movie.title for one in found.similar([1])] == ["Iron Soul"]


def test_where_and_when_a_film_is_from_is_nothing_in_common(tmp_path: Path) -> None:
    one = Film("Kite", year=1990, language="fr", countries=["FR"], votes=9000, mean=9.0)
    other = Film("Boat", year=1990, language="fr", countries=["FR"], votes=9000, mean=9.0)
    found = index(tmp_path, [one, other])
    assert found.similar([0]) == []
    assert found.between(0, 1) > 0


def test_a_film_is_served_by_the_little_that_is_known_of_it(tmp_path: Path) -> None:
    films = [Film("Bare", directors=["Eva Sol"]), Film("Full", directors=["Eva Sol"]), ROBOTS]
    (suggestion,) = index(tmp_path, films).similar([0])
    assert suggestion.movie.title == "Full"
    assert suggestion.reasons[0].kind == "director"
    assert suggestion.reasons[0].values == ("Eva Sol",)


def test_fame_does_not_bring_a_film_in_but_decides_among_equals(tmp_path: Path) -> None:
    films = [
        ROBOTS,
        Film("Unknown robots", genres=["Science Fiction"], keywords=["robot"], votes=3, mean=6.5),
        Film("Known robots", genres=["Science Fiction"], keywords=["robot"], votes=9000, mean=6.5),
        Film("Everybody's darling", genres=["Romance"], votes=10**6, mean=9.5),
        *(Film(f"Filler {place}", genres=["Drama"], votes=50) for place in range(10)),
    ]
    found = index(tmp_path, films)
    assert found.nearest([0]) == [2, 1]


def test_an_obscure_film_does_not_lead_while_a_known_one_is_as_near(tmp_path: Path) -> None:
    films = [
        ROBOTS,
        Film("Obscure", genres=["Science Fiction"], keywords=["robot"], votes=4, mean=9.0),
        Film("Known", genres=["Science Fiction"], keywords=["robot"], votes=40, mean=5.0),
        Film("Less near", genres=["Science Fiction"], votes=500, mean=5.0),
    ]
    found = index(tmp_path, films)
    titles = [one.movie.title for one in found.similar([0])]
    ratings = found.catalogue.weighted_rating
    assert ratings[1] > ratings[2] > ratings[3]
    assert titles == ["Known", "Obscure", "Less near"]
    titles = [one.movie.title for one in found.similar([0], exclude=frozenset([2]))]
    assert titles == ["Less near", "Obscure"]  # a list that has a known film is led by one
    assert found.similar([0], exclude=frozenset([2, 3]))[0].movie.title == "Obscure"


# --- editions, sagas, states ---------------------------------------------------------------------


def saga(n: int) -> list[Film]:
    return [
        Film(f"Space War {place}", year=1980 + 3 * place, collection="Space War", keywords=["war"])
        for place in range(n)
    ]


def test_the_rest_of_its_saga_comes_first_but_for_a_cheap_sequel(tmp_path: Path) -> None:
    like = Film("", genres=["Science Fiction"], keywords=["robot", "war"], mean=7.0)
    films = [
        replace(like, title="Robots", collection="Robots", votes=1000),
        Film("Robots return", collection="Robots", genres=["Comedy"], votes=300, mean=5.0),
        Film("Robots on video", collection="Robots", genres=["Comedy"], votes=30, mean=5.0),
        *(replace(like, title=f"Other {place}", votes=900) for place in range(4)),
    ]
    found = index(tmp_path, films)
    assert found.nearest([0], 5)[0] == 1
    assert found.nearest([0], 6)[-1] == 2
    assert set(found.nearest([0], 2, whole_saga=True)) == {1, 2}


def test_at_most_two_of_a_saga_unless_the_saga_is_wanted(tmp_path: Path) -> None:
    lone = [Film(f"Lone {place} war", keywords=["war"]) for place in range(6)]
    found = index(tmp_path, saga(6) + lone)
    of_saga = range(6)
    assert sum(row in of_saga for row in found.nearest([0], 5)) <= 2
    whole = found.nearest([0], 5, whole_saga=True)
    assert sum(row in of_saga for row in whole) == 5
    every = [found.nearest([0], 5, skip=skip) for skip in range(0, 60, 5)]
    assert all(sum(row in of_saga for row in shown) <= 2 for shown in every)
    assert sorted(row for shown in every for row in shown) == list(range(1, 12))


def test_where_nothing_is_left_but_a_saga_lists_are_short(tmp_path: Path) -> None:
    found = index(tmp_path, [*saga(6), Film("Lone war", keywords=["war"])])
    every = [found.nearest([0], 5, skip=skip) for skip in range(0, 20, 5)]
    assert [len(shown) for shown in every] == [3, 2, 1, 0]
    assert found.nearest([0], 5, lists=2) == every[0] + every[1]


def test_other_editions_of_a_film_are_never_suggested(tmp_path: Path) -> None:
    films = [
        Film("Dune Sea", year=1984, keywords=["desert"], imdb_id="tt1"),
        Film("DUNE: Sea!", year=1985, keywords=["desert"]),  # by its title
        Film("Director's cut", year=2001, keywords=["desert"], imdb_id="tt1"),  # by IMDb's id
        Film("Dune Sea", year=2021, keywords=["desert"]),  # a remake
        Film("Sand", year=1990, keywords=["desert"]),
        Film("Sand", year=1991, keywords=["desert"]),
    ]
    found = index(tmp_path, films)
    assert set(found.nearest([0], 10)) in ({3, 4}, {3, 5})  # one edition of Sand
    assert set(found.nearest([0, 4], 10)) == {3}


def test_later_cuts_are_editions_however_late(tmp_path: Path) -> None:
    plot = "A thief wants his share of the money, and no more than that."
    films = [
        Film("Desert", year=1979, keywords=["desert"], overview=plot),
        Film("Desert Redux", year=2001, keywords=["desert"]),
        Film("Desert: The Final Cut", year=2007, keywords=["desert"]),
        Film("Desert (Director's Cut)", year=1992, keywords=["desert"]),
        Film("Desert: Straight Up", year=2006, keywords=["desert"], overview=plot),
        Film("Desert: The Next Cut", year=2009, keywords=["desert"], overview="A sequel."),
        Film("Uncut", year=1997, keywords=["desert"], overview=plot),
        Film("The Final Cut", year=2004, keywords=["desert"]),
    ]
    found = index(tmp_path, films)
    assert set(found.nearest([0], 10)) == {5, 6, 7}
    assert set(found.nearest([2], 10)) == {5, 6, 7}
    assert len({0, 1, 2, 3, 4} & set(found.nearest([7], 10))) == 1


@pytest.mark.parametrize("status", ["Rumored", "Planned", "Canceled"])
def test_films_that_do_not_exist_yet_are_never_suggested(tmp_path: Path, status: str) -> None:
    films = [ROBOTS, Film("Robots", keywords=["robot"], status=status, votes=9000, mean=9.0)]
    found = index(tmp_path, [*films, Film("More robots", keywords=["robot"])])
    assert found.nearest([0]) == [2]
    assert found.nearest([0, 2]) == []
    assert found.nearest([1]) != []  # but something can be near them


# --- several films -------------------------------------------------------------------------------


@settings(max_examples=25)
@given(data=st.data())
def test_what_is_suggested_for_several(of_sample: SimilarityIndex, data: st.DataObject) -> None:
    film = st.integers(0, len(of_sample.catalogue) - 1)
    rows = data.draw(st.lists(film, min_size=2, max_size=5, unique=True))
    dislikes = data.draw(st.lists(film, max_size=2, unique=True))
    first = of_sample.nearest(rows, 5, dislikes=dislikes)
    more = of_sample.nearest(rows, 5, dislikes=dislikes, skip=5)
    assert not set(first) & {*rows, *dislikes}
    assert not set(more) & {*rows, *dislikes, *first}
    for suggestion in of_sample.similar(rows, 5):
        other = of_sample.catalogue.row(suggestion.movie.id)
        assert other is not None
        mean = np.mean([of_sample.between(row, other) for row in rows])
        assert suggestion.score == pytest.approx(mean, abs=1e-5)


def test_what_suits_both_comes_before_what_suits_one(tmp_path: Path) -> None:
    films = [
        Film("Love", keywords=["love", "sea"]),
        Film("Robot", keywords=["robot", "moon"]),
        Film("Robot love", keywords=["love", "robot"]),
        Film("Sea love", keywords=["love", "sea"]),
        Film("Moon robot", keywords=["robot", "moon"]),
    ]
    found = index(tmp_path, films)
    assert found.nearest([0], 1) == [3]
    assert found.nearest([0, 1], 1) == [2]


def test_a_film_said_twice_counts_once(of_sample: SimilarityIndex) -> None:
    assert of_sample.nearest([4, 9, 9]) == of_sample.nearest([4, 9])


def test_dislikes_push_away_what_is_near_them(tmp_path: Path) -> None:
    films = [
        Film("Both", keywords=["robot", "war"]),
        Film("Robot", keywords=["robot"], votes=5000, mean=7.0),
        Film("War", keywords=["war"], votes=4000, mean=7.0),
        Film("Terrible war", keywords=["war"]),
    ]
    found = index(tmp_path, films)
    assert set(found.nearest([0], 2, exclude=frozenset([3]))) == {1, 2}
    assert found.nearest([0], 5, dislikes=[3]) == [1]


# --- reasons -------------------------------------------------------------------------------------


def shared(index: SimilarityIndex, kind: str, one: int, other: int) -> set[str]:
    """What two films have in common in a field, from the catalogue itself."""
    catalogue = index.catalogue
    if kind in ("cast", "director", "writer"):
        return {*catalogue.people(one, kind)} & {*catalogue.people(other, kind)}
    column = {"company": "companies", "country": "countries", "language": "original_language"}
    values = catalogue.column(column.get(kind, kind))
    lists = [values[row].as_py() for row in (one, other)]
    both = [{each} if isinstance(each, str) else set(each or ()) for each in lists]
    return both[0] & both[1]


def test_reasons_name_what_both_films_have(of_sample: SimilarityIndex) -> None:
    named = 0
    for row in range(0, len(of_sample.catalogue), 5):
        for suggestion in of_sample.similar([row]):
            other = of_sample.catalogue.row(suggestion.movie.id)
            assert other is not None
            assert 1 <= len(suggestion.reasons) <= 2
            assert len({reason.kind for reason in suggestion.reasons}) == len(suggestion.reasons)
            for reason in suggestion.reasons:
                assert reason.kind not in ORIGIN
                assert reason.kind == "ratings" or 1 <= len(reason.values) <= 2
                if reason.kind not in ("overview", "title", "ratings"):
                    named += 1
                    assert set(reason.values) <= shared(of_sample, reason.kind, row, other)
    assert named > 50


def test_a_common_saga_or_else_the_largest_share_is_the_first_reason(
    of_sample: SimilarityIndex,
) -> None:
    model = Model(of_sample.catalogue, of_sample.data)
    weights = of_sample.data.settings.weights
    for row in range(0, len(of_sample.catalogue), 9):
        cosines = model.cosines(np.array([row]))
        for suggestion in of_sample.similar([row]):
            other = of_sample.catalogue.row(suggestion.movie.id)
            shares = {
                name: float(cosine[0, other]) * weights[name]
                for name, cosine in cosines.items()
                if name not in ORIGIN
            }
            first = suggestion.reasons[0].kind
            if shares.get("collection"):
                assert first == "collection"
                continue
            if shared(of_sample, "keywords", row, other) & UNTELLING["keywords"]:
                # What counts of the keywords is not all that is told.
                continue
            assert shares[first] == pytest.approx(max(shares.values()), abs=1e-5)


def test_how_a_film_was_made_or_is_shown_is_no_reason(tmp_path: Path) -> None:
    kept = "aftercreditsstinger", "woman director"
    films = [
        Film("First", genres=["Drama"], keywords=[*kept, "robot"]),
        Film("Second", genres=["Comedy"], keywords=[*kept, "robot"]),
        Film("Third", genres=["Drama"], keywords=kept),
        *(Film(f"Another {place}", genres=["War"], keywords=["sea"]) for place in range(20)),
    ]
    found = index(tmp_path, films)
    reasons = {s.movie.title: s.reasons for s in found.explained([0], [1, 2])}
    assert [(why.kind, why.values) for why in reasons["Second"]] == [("keywords", ("robot",))]
    assert [why.kind for why in reasons["Third"]] == ["genres"]
    # They count all the same.
    assert found.between(0, 2) > found.between(0, 3)


def test_liked_by_the_same_people_is_told_behind_what_films_share(tmp_path: Path) -> None:
    """Two circles of people like ten films each, which share a genre with all others."""
    films = [
        *(Film(f"Liked {place}", genres=["Drama"]) for place in range(20)),
        Film("Liked by none", genres=["Drama"]),
    ]
    people, film = np.arange(300)[:, None], np.arange(20)[None]
    chance = np.where((film < 10) == (people % 2 == 0), 0.8, 0.05)
    likes = np.argwhere(np.random.default_rng(0).random(chance.shape) < chance)
    lines = [f"{person},{place + 1},5.0,0" for person, place in likes.tolist()]
    links = [f"{film},0,{film}" for film in range(1, len(films) + 1)]
    for name, head, rows in (
        ("ratings.csv", "userId,movieId,rating,timestamp", lines),
        ("links.csv", "movieId,imdbId,tmdbId", links),
    ):
        (tmp_path / name).write_text("\n".join([head, *rows]))
    files = (RawFile(name, tmp_path / name) for name in ("ratings.csv", "links.csv"))
    found = index(tmp_path, films, ratings=Ratings(*files))
    suggestions = found.similar([3])
    assert {suggestion.movie.id for suggestion in suggestions} <= set(range(1, 11))
    for suggestion in suggestions:
        assert [reason.kind for reason in suggestion.reasons] == ["genres", "ratings"]
        assert suggestion.score == pytest.approx(found.between(3, suggestion.movie.id - 1))
    assert found.between(3, 4) == found.between(3, 14)
    for suggestion in found.similar([20]):  # nobody likes it: by content alone
        assert "ratings" not in {reason.kind for reason in suggestion.reasons}
    together = found.nearest([3, 4], 5)
    assert set(together) <= set(range(10))


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not what it was"),
    ],
)
def test_a_damaged_index_says_so(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    catalogue: Catalogue = index(tmp_path, [ROBOTS, ROBOTS]).catalogue
    for path in sorted(tmp_path.glob("similarity.*")):
        whole = path.read_bytes()
        harm(path)
        with pytest.raises(CatalogueDamaged, match="cannot be read"):
            SimilarityIndex.open(catalogue)
        path.write_bytes(whole)
    assert SimilarityIndex.open(catalogue).between(0, 1) > 0


@pytest.mark.real_data
def test_toy_story_s_sequels_are_among_its_five(
    real_data: Path, catalogues: Callable[[Path], Path]
) -> None:
    recommender = Recommender.open(catalogues(real_data / "movies-1k") / "catalogue")
    suggestions = recommender.similar(862)
    assert len(suggestions) == 5
    known = {863: "Toy Story 2", 10193: "Toy Story 3"}
    there = {movie_id for movie_id in known if recommender.movie(movie_id)}
    assert there <= {suggestion.movie.id for suggestion in suggestions}
