from __future__ import annotations

import pyarrow as pa
import pytest

from recommender import people
from recommender.catalogue import CREDITS_SCHEMA
from recommender.name_index import WHOLE
from recommender.people import People

IDS = [10, 20, 30, 40]
VOTES = [100, 1000, 10, 1]
#: movie, person, name, role, billing
CREDITS = [
    (10, 1, "Ana Ruiz", "cast", 0),
    (10, 2, "Luis Paz", "cast", 1),
    (10, 1, "Ana Ruiz", "director", 0),
    (20, 2, "Luis Paz", "cast", 0),
    (20, 3, "Ana Ruiz", "cast", 1),
    (30, 3, "Ana Ruiz", "director", 0),
    (30, 1, "Eva Sol", "cast", 0),
    (40, None, "Luis Paz", "writer", 0),
    (40, 2, "Luis Paz", "cast", 0),
    (40, 2, "Luis Paz", "cast", 1),
]


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> People:
    folder = tmp_path_factory.mktemp("people")
    columns = list(zip(*CREDITS, strict=True))
    table = pa.table(
        {
            "movie_id": pa.array(columns[0], pa.int32()),
            "person_id": pa.array(columns[1], pa.int32()),
            "name": pa.array(columns[2]).dictionary_encode(),
            "role": pa.array(columns[3])
            .dictionary_encode()
            .cast(CREDITS_SCHEMA.field("role").type),
            "character": pa.nulls(len(CREDITS), pa.string()),
            "billing": pa.array(columns[4], pa.int16()),
        },
        schema=CREDITS_SCHEMA,
    )
    movies = pa.table({"id": pa.array(IDS, pa.int32()), "vote_count": pa.array(VOTES, pa.int32())})
    people.build(movies, table, folder)
    return People.open(folder)


def test_a_person_is_an_id_with_a_name(everybody: People) -> None:
    known = {(person.id, person.name) for person in map(everybody.person, range(len(everybody)))}
    assert known == {(entry[1], entry[2]) for entry in CREDITS}


def test_everybody_has_their_films_in_each_role_once(everybody: People) -> None:
    for person in map(everybody.person, range(len(everybody))):
        for role in ("cast", "director", "writer"):
            expected = {
                IDS.index(movie)
                for movie, person_id, name, had, _ in CREDITS
                if (person_id, name, had) == (person.id, person.name, role)
            }
            assert everybody.rows(person, role).tolist() == sorted(expected)
            assert everybody.films(person.number, role) == len(expected)


def test_namesakes_are_told_apart_the_better_known_first(everybody: People) -> None:
    found = everybody.find("ana ruiz")
    assert [(meant.person.id, meant.score) for meant in found] == [(3, WHOLE), (1, WHOLE)]
    assert found[0].weight == pytest.approx(1000 / 2 + 10)


def test_one_id_of_two_names_is_two_people(everybody: People) -> None:
    assert [meant.person.id for meant in everybody.find("eva sol")] == [1]


def test_only_those_who_have_the_role(everybody: People) -> None:
    assert [meant.person.id for meant in everybody.find("luis paz", "writer")] == [None]
    assert [meant.films for meant in everybody.find("luis paz", "cast")] == [3]
    assert everybody.find("eva sol", "director") == []


def test_a_tag_finds_the_person_again(everybody: People) -> None:
    for person in map(everybody.person, range(len(everybody))):
        assert everybody.by_tag(person.tag) == person
    assert everybody.by_tag(0) is None
    assert everybody.by_tag((1 << 48) - 1) is None


def test_the_busiest(everybody: People) -> None:
    assert [(person.name, count) for person, count in everybody.busiest("cast", 2)] == [
        ("Luis Paz", 3),
        ("Ana Ruiz", 1),
    ]
    assert len(everybody.busiest("writer", 9)) == 1
