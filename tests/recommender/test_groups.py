from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender import groups
from recommender.groups import COLLECTIONS, Companies, Groups, head, kin_words, tag_of

FILMS = [
    (["Walt Disney Pictures", "Pixar Animation Studios"], "Toy Story Collection", 5000),
    (["Walt Disney Pictures"], "Toy Story Collection", 4000),
    (["Walt Disney Productions"], None, 900),
    (["The Walt Disney Company", "Walt Disney Pictures"], None, 50),
    (["Columbia Pictures"], "Spider-Man Collection", 3000),
    (["Columbia Pictures Corporation", "Columbia Pictures"], None, 10),
    (["British Columbia Film"], None, 5),
    ([], None, 1),
    (["20th Century Fox", "Twentieth Century Fox Film Corporation"], None, 70),
    (["Disney Channel", "Disney Channel"], None, 3),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("groups")
    table = pa.table(
        {
            "companies": pa.array([film[0] for film in FILMS], pa.list_(pa.string())),
            "collection": pa.array([film[1] for film in FILMS], pa.string()),
            "vote_count": pa.array([film[2] for film in FILMS], pa.int32()),
        }
    )
    groups.build(table, made)
    return made


@pytest.fixture(scope="module")
def companies(folder: Path) -> Companies:
    return Companies(folder)


def number(of: Groups, name: str) -> int:
    return next(named.number for named in of.find(name) if named.name == name)


def names(companies: Companies, *members: str) -> set[str]:
    family = companies.family([number(companies, member) for member in members])
    return {companies.name(member) for member in family}


def test_a_group_has_each_of_its_films_once(companies: Companies) -> None:
    for name in {name for film in FILMS for name in film[0]}:
        expected = [row for row, film in enumerate(FILMS) if name in film[0]]
        assert companies.rows(number(companies, name)).tolist() == expected


def test_sagas_are_groups_too(folder: Path) -> None:
    sagas = Groups.open(folder, COLLECTIONS)
    assert len(sagas) == 2
    assert sagas.find("toy story")[0].films == 2
    assert [named.name for named in sagas.largest(5)] == [
        "Toy Story Collection",
        "Spider-Man Collection",
    ]


def test_a_family_is_who_shares_the_head(companies: Companies) -> None:
    disney = {"Walt Disney Pictures", "Walt Disney Productions", "The Walt Disney Company"}
    assert names(companies, "Walt Disney Pictures") == disney
    assert names(companies, "The Walt Disney Company") == disney
    assert names(companies, "Disney Channel") == {"Disney Channel"}
    assert names(companies, "Walt Disney Pictures", "Disney Channel") == disney | {"Disney Channel"}


def test_a_name_that_holds_the_head_elsewhere_is_no_kin(companies: Companies) -> None:
    assert names(companies, "Columbia Pictures") == {
        "Columbia Pictures",
        "Columbia Pictures Corporation",
    }


def test_numbers_in_words_and_digits_are_kin(companies: Companies) -> None:
    assert names(companies, "20th Century Fox") == {
        "20th Century Fox",
        "Twentieth Century Fox Film Corporation",
    }


def test_a_family_counts_a_film_once(companies: Companies) -> None:
    members = companies.family([number(companies, "Walt Disney Pictures")])
    rows = companies.rows_of(members)
    assert rows.tolist() == [0, 1, 2, 3]
    assert sum(len(companies.rows(member)) for member in members) > len(rows)
    assert companies.rows_of([]).tolist() == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Walt Disney Feature Animation", "walt disney"),
        ("The Weinstein Company", "weinstein"),
        ("Metro-Goldwyn-Mayer (MGM)", "metro goldwyn mayer"),
        ("Warner Bros. Pictures", "warner brothers"),
        ("Studio Ghibli", "studio ghibli"),
        ("Les Films du Losange", "films du losange"),
        ("American Pictures", ""),
        ("Film Company", ""),
        ("", ""),
    ],
)
def test_the_head_of_a_name(name: str, expected: str) -> None:
    assert head(name) == expected


@given(st.text(max_size=80))
def test_the_head_begins_the_name(name: str) -> None:
    assert f"{kin_words(name)} ".startswith(head(name))


def test_a_tag_is_the_same_in_every_version(companies: Companies) -> None:
    for at in range(len(companies)):
        assert companies.tag(at) == tag_of(companies.name(at))
        assert companies.by_tag(companies.tag(at)) == at
    assert companies.by_tag(1) is None


def test_a_catalogue_without_companies_and_sagas(tmp_path: Path) -> None:
    table = pa.table(
        {
            "companies": pa.array([[], []], pa.list_(pa.string())),
            "collection": pa.array([None, None], pa.string()),
            "vote_count": pa.array([1, 2], pa.int32()),
        }
    )
    groups.build(table, tmp_path)
    companies = Companies(tmp_path)
    assert len(companies) == len(Groups.open(tmp_path, COLLECTIONS)) == 0
    assert companies.find("pixar") == companies.largest(3) == companies.family([]) == []
    assert companies.by_tag(5) is None
    assert companies.sizes.tolist() == np.zeros(0).tolist()
