from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from tiny_catalogue import Film, catalogue

from recommender.catalogue import Catalogue
from recommender.errors import RatingsUnreadable
from recommender.evaluate import fitting
from recommender.evaluate.full_model import Model
from recommender.evaluate.held_out import by_people, by_ratings
from recommender.evaluate.pairs import auc, neighbours_and_others, told_apart
from recommender.evaluate.recommendations import evaluate
from recommender.evaluate.truth import (
    LONG_LIST,
    SHRINKAGE,
    Part,
    Truth,
    best,
    judge,
    part_of,
    precisions,
    true_neighbours,
)
from recommender.similarity_data import IndexData


def people(seed: int, people: int = 60, films: int = 25) -> csr_matrix:
    random = np.random.default_rng(seed)
    popularity = random.random(films)
    return csr_matrix((random.random((people, films)) < popularity).astype(np.float32))


# --- truth ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["cosine", "lift"])
@pytest.mark.parametrize("seed", range(5))
def test_true_neighbours_are_the_nearest(by: str, seed: int) -> None:
    liked = people(seed)
    truth = true_neighbours(liked, by, np.random.default_rng(0), least=20)
    sets = [set(np.flatnonzero(column).tolist()) for column in liked.toarray().T]

    def value(one: int, other: int) -> float:
        both, a, b = len(sets[one] & sets[other]), len(sets[one]), len(sets[other])
        if not both:
            return 0.0
        measure = both / np.sqrt(a * b) if by == "cosine" else both * liked.shape[0] / (a * b)
        return measure * both / (both + SHRINKAGE)

    assert truth.asked.tolist() == [film for film, fans in enumerate(sets) if len(fans) >= 20]
    least = 1 if by == "cosine" else 20
    for film, near in zip(truth.asked.tolist(), truth.neighbours, strict=True):
        others = [other for other, fans in enumerate(sets) if other != film and len(fans) >= least]
        wanted = sorted((value(film, other) for other in others), reverse=True)[: len(near)]
        found = [value(film, other) for other in near.tolist() if other != film]
        assert found == pytest.approx(wanted[: len(found)])
        assert len(found) >= min(len(others), len(near) - 1)


def test_fame_wins_by_cosine_and_not_by_lift() -> None:
    random = np.random.default_rng(1)
    fans = np.arange(200)[:, None] % 4 == np.arange(40)[None] % 4  # four circles of taste
    everybody = np.ones((200, 3), bool)  # and three films that all like
    liked = csr_matrix(np.hstack([fans, everybody]).astype(np.float32))
    famous = {40, 41, 42}
    by_lift = true_neighbours(liked, "lift", random)
    ordinary = by_lift.asked < 40
    nearest = by_lift.neighbours[ordinary][:, :9]
    assert not famous & set(nearest.ravel().tolist())
    assert famous <= set(true_neighbours(liked, "cosine", random).neighbours[0].tolist())


def test_ties_are_broken_at_random() -> None:
    liked = csr_matrix(np.ones((30, 60), np.float32))
    first = true_neighbours(liked, "cosine", np.random.default_rng(1)).neighbours
    other = true_neighbours(liked, "cosine", np.random.default_rng(2)).neighbours
    assert set(first[0].tolist()) != set(other[0].tolist())
    relevance = np.ones((1, 500), np.float32)
    lists = [set(best(relevance, np.random.default_rng(seed))[0].tolist()) for seed in (1, 2)]
    assert lists[0] != lists[1]
    assert max(lists[0]) > 2 * LONG_LIST  # not the first of the file


# --- scores --------------------------------------------------------------------------------------


def test_scores_by_hand() -> None:
    truth = Truth(np.array([0, 1]), np.array([[5, 6, 7], [8, 9, 10]]))
    lists = np.array([[1, 5, 2, 3, 6, 4, 12, 13, 14, 15], [2, 3, 4, 5, 6, 8, -1, -1, -1, -1]])
    scores = judge(lists, truth)
    gains = 1 / np.log2(np.arange(10) + 2)
    assert scores.hit == 0.5
    assert scores.precision == pytest.approx(2 / 10)
    assert scores.ndcg == pytest.approx((gains[1] + gains[4] + gains[5]) / 2 / gains.sum())


def test_a_perfect_list_scores_one_and_an_empty_one_nothing() -> None:
    near = np.arange(20)[None] + 100
    assert judge(near[:, :LONG_LIST], Truth(np.array([0]), near)).ndcg == pytest.approx(1)
    nothing = judge(np.full((1, LONG_LIST), -1), Truth(np.array([0]), near))
    assert precisions(near[:, :LONG_LIST], Truth(np.array([0]), near)).tolist() == [1]
    assert (nothing.hit, nothing.precision, nothing.ndcg) == (0, 0, 0)
    assert judge(np.zeros((0, LONG_LIST), int), Truth(np.array([], int), near[:0])).hit == 0


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=12),
    st.lists(st.integers(0, 6), min_size=1, max_size=12),
)
def test_auc_is_how_often_a_positive_is_above(positive: list[int], negative: list[int]) -> None:
    wins = [(a > b) + (a == b) / 2 for a in positive for b in negative]
    found = auc(np.array(positive, float), np.array(negative, float))
    assert found == pytest.approx(np.mean(wins))


def test_best_leaves_out_what_has_nothing_in_common() -> None:
    relevance = np.zeros((1, 30), np.float32)
    relevance[0, [4, 9]] = [0.2, 0.5]
    found = best(relevance, np.random.default_rng(0))[0].tolist()
    assert found == [9, 4, *[-1] * 8]


# --- parts ---------------------------------------------------------------------------------------


def test_a_film_is_always_in_the_same_part() -> None:
    ids = np.arange(1, 20_001, dtype=np.int32)
    part = part_of(ids)
    shares = {Part.FIT: 0.4, Part.TUNE: 0.2, Part.REPORT: 0.4}
    for one, share in shares.items():
        assert (part == one).mean() == pytest.approx(share, abs=0.02)
    assert part_of(ids[::7]).tolist() == part[::7].tolist()


def test_people_who_judge_are_not_known() -> None:
    liked = csr_matrix(np.eye(11, dtype=np.float32))
    for known, judging in by_people(liked, np.random.default_rng(0)):
        assert not set(known.indices.tolist()) & set(judging.indices.tolist())
        assert known.shape[0] + judging.shape[0] == 11


def test_likes_that_judge_are_not_known() -> None:
    liked = people(0)
    for known, judging in by_ratings(liked, np.random.default_rng(0)):
        assert known.multiply(judging).nnz == 0
        assert ((known + judging) != liked).nnz == 0
        assert known.nnz == pytest.approx(liked.nnz / 2, rel=0.2)


# --- a catalogue in which only keywords matter ---------------------------------------------------


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Catalogue, Path]:
    """Films of six tastes: keywords tell them, genres and cast are noise."""
    random = np.random.default_rng(0)
    folder = tmp_path_factory.mktemp("planted")
    taste = np.arange(240) % 6
    films = [
        Film(
            f"Film {place}",
            year=int(random.integers(1990, 2000)),
            keywords=[f"taste {kind}", f"also {kind}", f"any {random.integers(9)}"],
            genres=[str(random.choice(["Drama", "Comedy", "War"]))],
            cast=[f"Actor {random.integers(40)}"],
            countries=["US"],
            votes=int(random.integers(80, 120)),
            mean=float(random.normal(6.8, 0.3)),
        )
        for place, kind in enumerate(taste.tolist())
    ]
    lines = ["userId,movieId,rating,timestamp"]
    for person in range(300):
        likes = np.where(taste == person % 6, 0.5, 0.08) > random.random(len(films))
        lines += [f"{person},{row + 1},4.5,0" for row in np.flatnonzero(likes)]
    (folder / "ratings.csv").write_text("\n".join(lines))
    links = [f"{row + 1},0,{row + 1}" for row in range(len(films))]
    (folder / "links.csv").write_text("\n".join(["movieId,imdbId,tmdbId", *links]))
    return catalogue(folder, films), folder


def test_the_report_tells_good_lists_from_bad_ones(planted: tuple[Catalogue, Path]) -> None:
    films, folder = planted
    report = evaluate(films, folder / "ratings.csv", folder / "links.csv")
    by = {line.method: line for line in report.lines}
    ours = by["Butaca, as served"]
    # A taste has 39 other films, of which chance makes 20 the true neighbours.
    assert ours.lift.precision > 0.25
    for poor in ("the best-known, best-rated films", "films at random", "only genres"):
        assert by[poor].lift.precision < 0.5 * ours.lift.precision
    assert by["without keywords"].lift.precision < 0.5 * ours.lift.precision
    assert by["only keywords"].lift.precision > 0.25
    assert report.coverage > 0.5
    assert report.obscure.led == 0
    assert report.alone == 0
    table = report.markdown()
    assert "| Butaca, as served |" in table
    assert table.count("\n| only ") == table.count("\n| without ")
    assert not report.knows_likes


def test_likes_help_where_they_tell_tastes(planted: tuple[Catalogue, Path]) -> None:
    films, folder = planted
    report = evaluate(films, folder / "ratings.csv", folder / "links.csv", every_film=True)
    for table in report.tables:
        by = {line.method: line for line in table.lines}
        with_ = by["content and likes"]
        assert with_.lift.precision > by["most liked"].lift.precision
        assert with_.lift.precision >= by["content alone"].lift.precision - 0.02
    first = {line.method: line for line in report.tables[0].lines}
    bound = first["who knows everybody's likes"]
    assert bound.cosine.precision > first["content and likes"].cosine.precision
    assert bound.cosine.precision > first["likes in common, counted"].cosine.precision


def test_pairs_are_told_from_counterparts_by_what_matters(
    planted: tuple[Catalogue, Path],
) -> None:
    films, _ = planted
    model = Model(films, IndexData.open(films.folder))
    row = np.arange(6)
    for other, is_alike in ((6, True), (7, False)):
        near = Truth(row, np.stack([row + step for step in range(other, 234, 6)], axis=1))
        *_, told = told_apart(model, near, np.arange(len(films)), np.random.default_rng(0))
        against_known, _, against_famous = told.auc
        assert told.pairs > 150
        if is_alike:
            assert min(against_known, against_famous) > 0.7
        else:
            assert max(told.auc) < 0.6


def test_the_fit_finds_what_matters(planted: tuple[Catalogue, Path]) -> None:
    films, folder = planted
    found = fitting.fit(films, folder / "ratings.csv", folder / "links.csv")
    model = Model(films, IndexData.open(films.folder))
    known = {name: found.fields[name] for name in model.fields}
    assert max(known, key=lambda name: known[name]) == "keywords"
    assert known["keywords"] > 2 * known["genres"]
    assert sum(found.fields.values()) == pytest.approx(1)
    again = fitting.fit(films, folder / "ratings.csv", folder / "links.csv")
    assert again.as_json() == found.as_json()


def test_counterparts_are_as_well_known_and_no_neighbours(
    planted: tuple[Catalogue, Path],
) -> None:
    films, _ = planted
    truth = Truth(np.array([0, 1]), np.array([[6, 12, 18], [7, 13, 19]]))
    model = Model(films, IndexData.open(films.folder))
    pairs = list(neighbours_and_others(model, truth, np.random.default_rng(0)))
    assert len(pairs) == 2
    for row, others, exchanged in pairs:
        assert len(others) == len(exchanged)
        near = set(truth.neighbours[truth.asked == row][0].tolist())
        assert not set(exchanged.tolist()) & (near | {row})
        votes = np.log1p(films.vote_count)
        assert np.abs(votes[others] - votes[exchanged]).max(initial=0) <= 1


def test_files_that_are_not_there_say_so(planted: tuple[Catalogue, Path]) -> None:
    films, folder = planted
    with pytest.raises(RatingsUnreadable, match=r"nowhere\.csv cannot be read"):
        evaluate(films, folder / "nowhere.csv", folder / "links.csv")


@pytest.mark.real_data
def test_ours_beat_the_original_and_fame_on_real_ratings(
    real_data: Path, catalogues: Callable[[Path], Path]
) -> None:
    films = Catalogue.open(catalogues(real_data / "tmdb-5k") / "catalogue")
    ratings, links = (
        real_data / "movies-45k" / name for name in ("ratings_small.csv", "links.csv")
    )
    report = evaluate(films, ratings, links)
    by = {line.method: line for line in report.lines}
    ours = by["Butaca, as served"]
    assert report.films > 100
    assert ours.cosine.precision > 1.5 * by["the original: one bag of words"].cosine.precision
    assert ours.lift.hit > 1.3 * by["the best-known, best-rated films"].lift.hit
    assert report.obscure.led < 0.05
    assert report.obscure.beside_known == 0
