from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

from etl.features import fields, tf_idf
from etl.similarity import WEIGHTS, Weights, build
from etl.words import STOP_WORDS, stems
from recommender import colikes
from recommender.catalogue import CREDITS_SCHEMA, MOVIES_SCHEMA
from recommender.errors import RatingsUnreadable
from recommender.similarity_data import ORIGIN, Colikes, IndexData

TEXTS = [
    "The robots of Mars love robots",
    "A lover on Mars",
    None,
    "",
    "Los robots de la luna que no aman a nadie",
]


def movies(**columns: list[object]) -> pa.Table:
    n = len(next(iter(columns.values())))
    plain: dict[str, list[object]] = {
        "id": list(range(1, n + 1)),
        "title": [f"Film {place}" for place in range(n)],
        "budget_suspect": [False] * n,
        "revenue_suspect": [False] * n,
        "vote_count": [10] * n,
        "weighted_rating": [6.0] * n,
        **{
            name: [[]] * n
            for name in ("genres", "keywords", "companies", "countries", "spoken_languages")
        },
    }
    given_ = plain | columns
    rows = {name: given_.get(name, [None] * n) for name in MOVIES_SCHEMA.names}
    return pa.table(rows, schema=MOVIES_SCHEMA)


NO_CREDITS = CREDITS_SCHEMA.empty_table()


# --- words ---------------------------------------------------------------------------------------


def test_texts_are_stemmed_in_their_own_language() -> None:
    found = stems(pa.array(TEXTS, pa.string()))
    words = [
        sorted(found.labels[code] for code in found.codes[found.rows == row])
        for row in range(len(TEXTS))
    ]
    assert words[0] == ["love", "mars", "robots", "robots"]
    assert words[1] == ["lover", "mars"]
    assert words[2] == words[3] == []
    assert "los" not in words[4]
    assert "nadie" in words[4]


def test_forms_of_a_word_are_one_stem_called_by_the_commonest() -> None:
    found = stems(pa.array(["robots robots robot", "robotic"], pa.string()))
    assert len(set(found.codes[found.rows == 0].tolist())) == 1
    assert found.labels[found.codes[0]] == "robots"


def test_a_text_in_another_language_has_no_stems() -> None:
    russian = "Бригадир получил заказ на ремонт и не знает с чего начать"
    found = stems(pa.array([russian, "Бригадир", "robots"], pa.string()))
    # So few words may well be a name.
    assert {found.labels[code] for code in found.codes[found.rows == 1]} == {"бригадир"}
    assert set(found.rows.tolist()) == {1, 2}


def test_english_stop_words_are_scikit_learn_s() -> None:
    assert STOP_WORDS["english"] == ENGLISH_STOP_WORDS


@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), max_size=8))
def test_any_text_is_taken(texts: list[str | None]) -> None:
    found = stems(pa.array(texts, pa.string()))
    assert len(found.rows) == len(found.codes)
    assert all(0 <= row < len(texts) for row in found.rows)
    assert all(0 <= code < len(found.labels) for code in found.codes)


# --- fields --------------------------------------------------------------------------------------


def test_tf_idf_is_scikit_learn_s() -> None:
    texts = ["a b b c", "b c d d d", "a", "e e b"]
    vectorizer = TfidfVectorizer(token_pattern=r"\w", sublinear_tf=True, dtype=np.float32)
    wanted = vectorizer.fit_transform(texts).toarray()
    rows = [row for row, text in enumerate(texts) for _ in text.split()]
    terms = [vectorizer.vocabulary_[word] for text in texts for word in text.split()]
    found = tf_idf(np.array(rows), np.array(terms), wanted.shape)
    assert found.toarray() == pytest.approx(wanted, abs=1e-6)


def test_every_field_has_rows_of_length_one_or_nothing() -> None:
    table = movies(
        genres=[["Drama", "War"], ["War"], []],
        keywords=[["sea"], ["sea", "sea"], []],
        overview=["A long war at sea", "War", None],
        collection=["Saga", None, "Saga"],
        original_language=["en", "fr", None],
    )
    every = {field.name: field for field in fields(table, NO_CREDITS)}
    assert list(every)[-2:] == ["language", "country"]
    assert ORIGIN - {"decade"} == set(list(every)[-2:])
    for field in every.values():
        assert field.matrix.shape == (3, len(field.terms))
        lengths = np.sqrt(np.asarray(field.matrix.multiply(field.matrix).sum(axis=1)).ravel())
        assert set(np.round(lengths, 5).tolist()) <= {0.0, 1.0}
    assert every["cast"].matrix.nnz == 0
    assert every["genres"].terms.to_pylist() == ["Drama", "War"]
    assert every["collection"].matrix.toarray().tolist() == [[1], [0], [1]]


def test_first_billed_actors_count_more() -> None:
    names = ["Ann", "Bo", "Cy"]
    credits_ = pa.table(
        {
            "movie_id": pa.array([1, 1, 1], pa.int32()),
            "person_id": pa.nulls(3, pa.int32()),
            "name": pa.array(names).dictionary_encode(),
            "role": pa.array(["cast"] * 3)
            .dictionary_encode()
            .cast(pa.dictionary(pa.int8(), pa.string())),
            "character": pa.nulls(3, pa.string()),
            "billing": pa.array([0, 1, 2], pa.int16()),
        },
        schema=CREDITS_SCHEMA,
    )
    (cast,) = (field for field in fields(movies(title=["A"]), credits_) if field.name == "cast")
    weights = dict(zip(cast.terms.to_pylist(), cast.matrix.toarray()[0].tolist(), strict=True))
    assert weights["Ann"] > weights["Bo"] > weights["Cy"] > 0


# --- the index -----------------------------------------------------------------------------------


def test_the_same_films_give_the_same_files(tmp_path: Path) -> None:
    table = movies(
        keywords=[["a", "b"], ["b"], ["a"]], year=[1990, None, 2000], title=["X", "Y", "Z"]
    )
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        build(table, NO_CREDITS, tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert all(name.startswith("similarity.") for name in files)
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_hardly_any_films(tmp_path: Path, n: int) -> None:
    build(movies(title=[f"Film {place}" for place in range(n)]), NO_CREDITS, tmp_path)
    data = IndexData.open(tmp_path)
    assert data.neighbours.shape[0] == n


def test_what_many_films_share_finds_none_and_counts_among_those_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["robot", "moon", "whale", "duel", "opera", "heist", "ghost", "siege"]
    overviews = [f"{one} {other} film{one}{other}" for one in words for other in words] * 3
    films = movies(overview=overviews, year=[1980 + place % 7 for place in range(len(overviews))])
    found = []
    for name, rare in (("all", 900), ("few", 5)):
        monkeypatch.setattr("etl.similarity._KNOWN", 3)
        monkeypatch.setattr("etl.neighbours._RARE", rare)
        (tmp_path / name).mkdir()
        build(films, NO_CREDITS, tmp_path / name)
        index = IndexData.open(tmp_path / name)
        found.append(
            [
                dict(zip(*pair, strict=True))
                for pair in zip(index.neighbours, index.scores, strict=True)
            ]
        )
    every, few = found
    assert any(mine != others for mine, others in zip(every, few, strict=True))
    for mine, others in zip(every, few, strict=True):
        for film in mine.keys() & others.keys():
            assert others[film] == pytest.approx(mine[film], abs=1e-6)
        # What is written in the same words is found either way.
        assert max(others.values()) == pytest.approx(max(mine.values()), abs=1e-6)


def test_terms_of_a_single_film_are_left_out(tmp_path: Path) -> None:
    build(movies(keywords=[["both", "one"], ["both"]]), NO_CREDITS, tmp_path)
    assert "both" in IndexData.open(tmp_path).terms.to_pylist()
    assert "one" not in IndexData.open(tmp_path).terms.to_pylist()


def test_the_weights_are_those_of_a_fit() -> None:
    text = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert "butaca evaluate fit-recommendations" in text["provenance"]
    weights = Weights.read()
    assert sum(weights.fields.values()) == pytest.approx(1, abs=1e-3)
    named = {field.name for field in fields(movies(title=["A"]), NO_CREDITS)} | {"decade"}
    assert set(weights.fields) == named
    assert all(weight > 0 for weight in weights.fields.values())


# --- likes ---------------------------------------------------------------------------------------

RANKING = Weights.read().ranking


def stars(ratings: str, links: str, ids: list[int]) -> csr_matrix:
    return colikes.stars(
        io.BytesIO(ratings.encode()), io.BytesIO(links.encode()), np.array(ids, np.int32)
    )


def test_likes_are_ratings_of_four_and_more_of_films_that_are_there() -> None:
    ratings = (
        "userId,movieId,rating,timestamp\n"
        "1,10,4.0,0\n1,20,3.5,0\n2,20,5.0,0\n2,20,2.0,1\n3,30,5.0,0\n3,99,5.0,0\n7,10,4.5,0\n"
    )
    links = "movieId,imdbId,tmdbId\n10,01,862\n20,02,863\n30,03,\n40,04,900\n"
    found = stars(ratings, links, [5, 862, 863])
    assert found.toarray().tolist() == [[0, 4, 3.5], [0, 0, 5], [0, 4.5, 0]]
    assert colikes.likes(found).toarray().tolist() == [[0, 1, 0], [0, 0, 1], [0, 1, 0]]


@pytest.mark.parametrize(
    ("ratings", "links"),
    [
        ("userId,movieId\n1,2\n", "movieId,tmdbId\n2,862\n"),
        ("userId,movieId,rating\n1,2,much\n", "movieId,tmdbId\n2,862\n"),
        ("", "movieId,tmdbId\n2,862\n"),
        ("userId,movieId,rating\n1,2,4\n", "movie,tmdb\n2,862\n"),
        ("userId,movieId,rating\n1,2,4\n", '\x00\x01"'),
    ],
)
def test_files_that_are_no_ratings_say_what_is_expected(ratings: str, links: str) -> None:
    with pytest.raises(RatingsUnreadable, match="expected the columns"):
        stars(ratings, links, [862])


def test_ratings_without_ratings() -> None:
    found = stars("userId,movieId,rating\n", "movieId,tmdbId\n", [1, 2])
    assert found.shape == (0, 2)
    told = colikes.colikes(found, plain(2), 16, 15)
    assert not told.evidence.any()
    assert not told.favour(RANKING, np.arange(2), np.arange(2)).any()


def plain(films: int) -> csr_matrix:
    """Traits that are the same for all films."""
    return csr_matrix(np.ones((films, 1)))


def shared(found: Colikes) -> NDArray[np.float32]:
    """How much the same people are known to like any two films."""
    every = np.arange(len(found.evidence))
    return np.stack([found.shared(row, every) for row in every])


def circles(seed: int = 0, people: int = 400) -> csr_matrix:
    """Stars of two circles of people with ten films each, and ten films that all of them like."""
    random = np.random.default_rng(seed)
    chance = np.full((people, 30), 0.6)
    chance[::2, :10] = chance[1::2, 10:20] = 0.05
    return csr_matrix(5 * (random.random((people, 30)) < chance).astype(np.float32))


def test_films_of_one_circle_agree_whatever_everybody_likes() -> None:
    found = colikes.colikes(circles(), plain(30), 3, 8)
    every = np.arange(30)
    favour, own = found.favour(RANKING, every, every), shared(found)
    circle = np.array([0] * 10 + [1] * 10 + [2] * 10)
    same = (circle[:, None] == circle) & (every[:, None] != every)
    for one in (0, 1):
        within = np.outer(circle == one, circle == one) & same
        across = np.outer(circle == one, circle == 1 - one)
        assert favour[within].min() > favour[across].max()
        assert own[within].min() > 2 * own[across].max()
        # What everybody likes is liked by these people too, but tells no tastes.
        with_all = np.outer(circle == one, circle == 2)
        assert favour[with_all].mean() > favour[across].mean()
        assert own[with_all].mean() < 0.2 * own[within].mean()


@given(st.integers(0, 2**32 - 1), st.integers(6, 40), st.integers(2, 12))
def test_agreement_grows_with_the_people_who_speak_for_it(
    seed: int, people: int, films: int
) -> None:
    random = np.random.default_rng(seed)
    who = csr_matrix(random.integers(0, 6, (people, films)).astype(np.float32))
    traits = csr_matrix(random.random((films, 3)))
    every = np.arange(films)
    bold, careful = (colikes.colikes(who, traits, 4, support) for support in (1.0, 20.0))
    rated = np.asarray(who.sum(axis=0)).ravel() > 0
    assert ((bold.evidence > 0) == rated).all()
    assert (bold.evidence >= careful.evidence).all()
    for found in (bold, careful):
        favour, own = found.favour(RANKING, every, every), shared(found)
        assert own == pytest.approx(own.T, abs=1e-6)
        assert ((own >= 0) & (own <= 1 + 1e-6)).all()
        assert not favour[~rated].any()
        pairs = [part.ravel() for part in np.meshgrid(every, every, indexing="ij")]
        assert found.of_pairs(RANKING, *pairs) == pytest.approx(favour.ravel(), abs=1e-4)


def test_films_that_few_rated_are_taken_for_what_they_are_like() -> None:
    """The films of two circles have traits of their own; one of each has hardly been rated."""
    rated = circles().toarray()
    rated[40:, [0, 10]] = 0
    kind = np.array([0] * 10 + [1] * 10 + [2] * 10)
    traits = csr_matrix(np.eye(3)[kind])
    found = colikes.colikes(csr_matrix(rated), traits, 3, 8)
    own = shared(found)
    assert own[0, 1:10].mean() > 2 * own[0, 11:20].mean()
    assert own[10, 11:20].mean() > 2 * own[10, 1:10].mean()


def test_the_same_ratings_give_the_same_factors() -> None:
    one, other = (colikes.colikes(circles(), plain(30), 8, 8) for _ in range(2))
    assert one.factors.tolist() == other.factors.tolist()


def test_films_liked_by_the_same_people_come_first(tmp_path: Path) -> None:
    from etl.sources import Ratings, RawFile

    # A and B are of one circle; C is of none, and D to I are what the others of each like.
    liked = circles().toarray()[:, [0, 1, *range(2, 6), *range(10, 16)]]
    ids = [1, 2, *range(4, 14)]
    lines = [
        f"{who},{film},5.0,0"
        for who, films in enumerate(liked.tolist(), 1)
        for film, likes in zip(ids, films, strict=True)
        if likes
    ]
    (tmp_path / "ratings.csv").write_text("\n".join(["userId,movieId,rating,timestamp", *lines]))
    links = [f"{film},{film},{film}" for film in range(1, 14)]
    (tmp_path / "links.csv").write_text("\n".join(["movieId,imdbId,tmdbId", *links]))
    ratings = Ratings(
        RawFile("ratings.csv", tmp_path / "ratings.csv"),
        RawFile("links.csv", tmp_path / "links.csv"),
    )
    table = movies(
        title=[f"T{place}" for place in range(13)],
        keywords=[["x"], ["y"], ["x", "y"], *([] for _ in range(10))],
        genres=[["Drama"]] * 13,
    )
    for name, given_ in (("without", None), ("with", ratings)):
        (tmp_path / name).mkdir()
        build(table, NO_CREDITS, tmp_path / name, given_)
    without, with_ = (IndexData.open(tmp_path / name) for name in ("without", "with"))
    first = with_.neighbours[0, :12].tolist()
    assert first.index(1) < min(map(first.index, range(7, 13)))
    assert with_.scores[0].sum() == pytest.approx(without.scores[0].sum(), abs=1e-5)
    # Nobody rates C: as before.
    assert with_.scores[2] == pytest.approx(without.scores[2], abs=1e-6)
