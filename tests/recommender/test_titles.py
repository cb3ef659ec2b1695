"""Which film a text means: a small catalogue made for it, and the real ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.catalogue import MOVIES_SCHEMA
from recommender.errors import CatalogueDamaged
from recommender.name_index import NEARLY
from recommender.titles import ACCEPT, ASK, TitleIndex, build, numbered, parts

#: (id, title, original title, year, votes, collection)
FILMS: list[tuple[int, str, str, int | None, int, str | None]] = [
    (1, "Toy Story", "Toy Story", 1995, 5000, "Toy Story Collection"),
    (2, "Toy Story 2", "Toy Story 2", 1999, 4000, "Toy Story Collection"),
    (3, "Toy Story 3", "Toy Story 3", 2010, 4500, "Toy Story Collection"),
    (4, "King Kong", "King Kong", 1933, 300, None),
    (5, "King Kong", "King Kong", 1976, 100, None),
    (6, "King Kong", "King Kong", 2005, 2000, None),
    (7, "Thor", "Thor", 2011, 6000, "Thor Collection"),
    (8, "Thor: The Dark World", "Thor: The Dark World", 2013, 5000, "Thor Collection"),
    (9, "Die Hard", "Die Hard", 1988, 4000, None),
    (10, "The Godfather", "The Godfather", 1972, 6000, None),
    (11, "The Godfather: Part II", "The Godfather: Part II", 1974, 3000, None),
    (12, "Pan's Labyrinth", "El laberinto del fauno", 2006, 3000, None),
    (13, "1917", "1917", 1970, 5, None),
    (14, "2012", "2012", 2009, 4000, None),
    (15, "M", "M", 1931, 400, None),
    (16, "Amélie", "Le Fabuleux Destin d'Amélie Poulain", 2001, 3000, None),
    (17, "Harry Potter and the Philosopher's Stone", "", 2001, 9000, "Harry Potter Collection"),
    (18, "Harry Potter and the Chamber of Secrets", "", 2002, 8000, "Harry Potter Collection"),
    (19, "Harry Potter and the Prisoner of Azkaban", "", 2004, 8000, "Harry Potter Collection"),
    (20, "Star Wars", "Star Wars", 1977, 9000, "Star Wars Collection"),
    (21, "Moulin Rouge!", "Moulin Rouge!", 2001, 2000, None),
    (22, "Out of Sight", "Out of Sight", 1998, 600, None),
    (23, "Spirited Away", "千と千尋の神隠し", 2001, 5000, None),
    (24, "Up", "Up", 2009, 7000, None),
    (25, "Gandhi", "Gandhi", None, 900, None),
    (26, "The Wall", "The Wall", 1982, 700, None),
    (27, "Pizza", "Pizza", 2012, 20, None),
]
ALIASES = [
    (9, "La jungla de cristal", "ES"),
    (9, "Duro de matar", "MX"),
    (10, "El padrino", "ES"),
    (10, "El padrino", "MX"),
    (20, "La guerra de las galaxias", "ES"),
    (404, "Nobody's film", None),
]


def movies(films: list[tuple[Any, ...]] = FILMS) -> pa.Table:
    given: dict[str, list[Any]] = {
        "id": [film[0] for film in films],
        "title": [film[1] for film in films],
        "original_title": [film[2] or None for film in films],
        "year": [film[3] for film in films],
        "release_date": [film[3] and date(film[3], 6, 1) for film in films],
        "vote_count": [film[4] for film in films],
        "collection": [film[5] for film in films],
    }
    columns = [
        pa.array(given[field.name], field.type)
        if field.name in given
        else pa.nulls(len(films), field.type)
        for field in MOVIES_SCHEMA
    ]
    return pa.table(columns, names=MOVIES_SCHEMA.names)


def aliases(rows: list[tuple[int, str, str | None]] = ALIASES) -> pa.Table:
    return pa.table(
        {
            "movie_id": pa.array([row[0] for row in rows], pa.int32()),
            "title": pa.array([row[1] for row in rows], pa.string()),
            "region": pa.array([row[2] for row in rows], pa.string()),
        }
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TitleIndex:
    folder = tmp_path_factory.mktemp("titles")
    build(movies(), aliases(), folder)
    return TitleIndex.open(folder)


def ids(index: TitleIndex, text: str, limit: int = 5) -> list[int]:
    return [FILMS[row][0] for row, _, _ in index.resolve(text, limit)]


@pytest.mark.parametrize(
    ("text", "movie_id"),
    [
        ("Toy Story", 1),
        ("TOY STORY", 1),
        ("toystory", 1),
        ("toi estori", 1),
        ("toy story 2", 2),
        ("toy story II", 2),
        ("toy story dos", 2),
        ("Toy Story parte 3", 3),
        ("story toy", 1),
        ("toy  story 🍿", 1),
        ("quiero ver toy story porfa", 1),
        ("“Toy Story”", 1),
        ("king kong 1976", 5),
        ("King Kong (1933)", 4),
        ("la de king kong de 2005", 6),
        ("the dark world", 8),
        ("thor the drak world", 8),
        ("thor", 7),
        ("la jungla de cristal", 9),
        ("jungla de cristal", 9),
        ("DURO DE MATAR", 9),
        ("hard, die", 9),
        ("godfather", 10),
        ("the godfather part two", 11),
        ("el padrino", 10),
        ("el padrno", 10),
        ("el laberinto del fauno", 12),
        ("laberinto fauno", 12),
        ("1917", 13),
        ("2012", 14),
        ("m", 15),
        ("amelie", 16),
        ("le fabuleux destin d amelie poulain", 16),
        ("harry potter and the chamber", 18),
        ("jarri poter and te prisoner of azkaban", 19),
        ("estar guars", 20),
        ("la guera de las galaxias", 20),
        ("moulinrouge", 21),
        ("outofsight", 22),
        ("千と千尋の神隠し", 23),
        ("千と千尋", 23),
        ("up", 24),
        ("gandi", 25),
        ("gandhi 1982", 25),
    ],
)
def test_a_title_is_found_however_it_is_typed(index: TitleIndex, text: str, movie_id: int) -> None:
    assert ids(index, text)[:1] == [movie_id]


@pytest.mark.parametrize("film", FILMS, ids=lambda film: str(film[0]))
def test_an_exact_title_always_wins(index: TitleIndex, film: tuple[Any, ...]) -> None:
    for title in filter(None, film[1:3]):
        row, score, matched = index.resolve(title)[0]
        assert FILMS[row][1] == film[1]
        assert score == 100.0
        assert matched == title


def test_films_of_one_name_all_come_the_best_known_first(index: TitleIndex) -> None:
    assert ids(index, "king kong")[:3] == [6, 4, 5]
    assert {score for _, score, _ in index.resolve("king kong")[:3]} == {100.0}


def test_of_two_spellings_the_one_that_was_typed_is_first(tmp_path: Path) -> None:
    films = [
        (1, "Batman & Robin", "", 1997, 4000, None),
        (2, "Batman and Robin", "", 1949, 10, None),
        (3, "Irène", "", 2009, 50, None),
        (4, "Irene", "", 2002, 5, None),
    ]
    build(movies(films), aliases([]), tmp_path)
    index = TitleIndex.open(tmp_path)
    for row, film in enumerate(films):
        assert index.resolve(film[1])[0][0] == row
    assert [row for row, _, _ in index.resolve("quiero ver irene")[:2]] == [2, 3]


def test_a_film_is_found_under_the_title_that_matched(index: TitleIndex) -> None:
    (row, score, matched), *_ = index.resolve("la jungla de cristal")
    assert (FILMS[row][1], matched) == ("Die Hard", "La jungla de cristal")
    assert score >= ACCEPT


def test_no_film_comes_twice(index: TitleIndex) -> None:
    found = ids(index, "el padrino", limit=27)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "text",
    [
        "jajaja",
        "qué tal todo",
        "quién ganó el partido",
        "me duele la cabeza",
        "what time is it",
        "thank you so much",
        "Oppenheimer",
        "The Grand Budapest Hotel",
        "Everything Everywhere All at Once",
        "me gusta la pizza",
    ],
)
def test_what_is_no_film_here_is_not_accepted(index: TitleIndex, text: str) -> None:
    assert all(score < ACCEPT for _, score, _ in index.resolve(text))


@pytest.mark.parametrize("text", ["toy story 4", "thor 9", "king kong 1990", "2013"])
def test_another_number_or_year_is_not_accepted(index: TitleIndex, text: str) -> None:
    assert all(score < ACCEPT for _, score, _ in index.resolve(text))


def test_a_film_of_another_year_is_worth_asking_about(index: TitleIndex) -> None:
    found = index.resolve("king kong 1990")
    assert [FILMS[row][1] for row, _, _ in found[:3]] == ["King Kong"] * 3
    assert all(score >= ASK for _, score, _ in found[:3])


def test_a_short_title_is_no_answer_to_a_long_text(index: TitleIndex) -> None:
    for text, short in (("metropolis", 15), ("upstairs", 24)):
        found = {FILMS[row][0]: score for row, score, _ in index.resolve(text)}
        assert found.get(short, 0.0) < ASK


def test_the_number_in_a_collection_is_worth_asking_about(index: TitleIndex) -> None:
    (row, score, _), *_ = index.resolve("harry potter 3")
    assert FILMS[row][0] == 19
    assert ASK <= score < ACCEPT


def test_the_first_of_several_may_be_called_by_its_number(index: TitleIndex) -> None:
    assert ids(index, "toy story 1")[:1] == [1]
    assert index.resolve("toy story 1")[0][1] >= ACCEPT


def test_parts_of_a_title() -> None:
    assert set(parts("Thor: The Dark World")) == {"Thor", "The Dark World"}
    assert set(parts("Birdman or (The Unexpected Virtue of Ignorance)")) == {
        "Birdman",
        "The Unexpected Virtue of Ignorance",
    }
    assert parts("Rocky: Part II").keys() == {"Rocky"}
    assert parts("Casablanca") == {}


def test_collections_with_other_numbers_are_not_counted() -> None:
    films = [
        (1, "Star Wars: Episode IV", "", 1977, 1, "Star Wars Collection"),
        (2, "Star Wars: Episode V", "", 1980, 1, "Star Wars Collection"),
    ]
    names = [(row, film[1]) for row, film in enumerate(films)]
    assert list(numbered(movies(films), names)) == []


@settings(max_examples=150)
@given(st.text(max_size=80) | st.text(alphabet="\x00\x1f\u200b\ud800 a1", max_size=30))
def test_any_text_gets_an_answer(index: TitleIndex, text: str) -> None:
    found = index.resolve(text)
    assert len(found) <= 5
    scores = [score for _, score, _ in found]
    assert scores == sorted(scores, reverse=True)
    assert all(type(score) is float and 0 <= score <= 100 for score in scores)
    assert len({row for row, _, _ in found}) == len(found)


@pytest.mark.parametrize(
    "text",
    ["", " ", "a", "ñ", "1", "x" * 4096, "the " * 1024, "12 " * 1365, "(" * 4096, "é" * 4096,
     "\x00" * 64, "а б в г", "🎬" * 1000, "ab" * 2048],
)  # fmt: skip
def test_bad_input_is_no_film(index: TitleIndex, text: str) -> None:
    assert all(score < 60 for _, score, _ in index.resolve(text))


@pytest.mark.parametrize("text", ["the long walk", "The Long Walk", "THE LONG WALK"])
def test_case_does_not_choose_among_films_of_one_title(tmp_path: Path, text: str) -> None:
    build(
        movies(
            [(1, "The Long Walk", "", 1990, 20, None), (2, "The long walk", "", 2010, 900, None)]
        ),
        aliases([]),
        tmp_path,
    )
    assert [row for row, _, _ in TitleIndex.open(tmp_path).resolve(text)] == [1, 0]


def test_an_empty_catalogue_answers_nothing(tmp_path: Path) -> None:
    build(movies([]), aliases([]), tmp_path)
    index = TitleIndex.open(tmp_path)
    assert index.resolve("toy story") == []
    assert index.resolve("") == []


@pytest.mark.parametrize("name", ["titles.hashes.npy", "titles.years.npy", "titles.words.npy"])
def test_a_missing_file_is_told(tmp_path: Path, name: str) -> None:
    build(movies(), aliases(), tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(CatalogueDamaged, match="cannot be read"):
        TitleIndex.open(tmp_path)


def test_limit_is_kept(index: TitleIndex) -> None:
    assert len(index.resolve("king kong", limit=2)) == 2
    assert index.resolve("king kong", limit=0) == []


def spelt() -> st.SearchStrategy[str]:
    """Titles, some of them with a letter missing or doubled, some with a year."""
    titles = st.sampled_from([title for film in FILMS for title in film[1:3] if title])
    slips = st.builds(
        lambda title, place, piece: title[:place] + piece * title[place] + title[place + 1 :],
        titles.filter(lambda title: len(title) > 4),
        st.integers(0, 4),
        st.sampled_from([0, 2]),
    )
    years = st.builds("{} {}".format, titles, st.integers(1930, 2015))
    return titles | slips | years | titles.map(str.upper) | st.text(max_size=12)


@settings(max_examples=200)
@given(spelt())
def test_who_wants_nothing_alike_gets_the_same_best_films(index: TitleIndex, text: str) -> None:
    every, few = index.resolve(text, limit=30), index.resolve(text, limit=30, alike=False)
    best = [found for found in every if found[1] == every[0][1]]
    assert few[: len(best)] == best
    assert few == every or best[0][1] > NEARLY


def test_what_is_only_alike_is_left_out_on_request(index: TitleIndex) -> None:
    assert len(index.resolve("toy story")) > len(index.resolve("toy story", alike=False)) == 1


def test_every_title_is_listed(index: TitleIndex) -> None:
    listed = set(index.titles())
    assert (8, "Duro de matar") in listed
    assert {title for row, title in listed if row == 0} == {"Toy Story"}


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("toy story", True), ("El Padrino", True), ("padrino", True), ("toy", False), ("", False)],
)
def test_whether_a_text_is_just_a_title(index: TitleIndex, text: str, is_one: bool) -> None:
    assert index.is_title(text) is is_one


def test_a_spanish_title_without_alias_is_worth_asking_about(index: TitleIndex) -> None:
    (row, score, _), *_ = index.resolve("el muro")
    assert FILMS[row][1] == "The Wall"
    assert ASK <= score < ACCEPT


def test_the_name_of_a_family_is_worth_asking_about_though_mistyped(tmp_path: Path) -> None:
    family = [
        (30, "Pirates of the Caribbean: The Curse of the Black Pearl", "", 2003, 7000, None),
        (31, "Pirates of the Caribbean: Dead Man's Chest", "", 2006, 5000, None),
        (32, "Pirates of the Caribbean: At World's End", "", 2007, 4900, None),
    ]
    build(movies([*FILMS, *family]), aliases(), tmp_path)
    index = TitleIndex.open(tmp_path)
    for text in ("pirates of the caribbean", "pirats of the caribean", "piratas of the caribbean"):
        found = index.resolve(text)
        rows = {len(FILMS) + place for place in range(len(family))}
        assert {row for row, score, _ in found if score >= ASK} == rows
        assert all(score < ACCEPT for _, score, _ in found)
