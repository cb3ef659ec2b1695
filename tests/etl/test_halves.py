from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_dump import MOVIES_DATASET, TMDB_5000, RawDump, as_tmdb_5000

from etl.halves import HalfJoiner


def row(columns: list[str] = MOVIES_DATASET, **fields: object) -> list[str]:
    dump = RawDump()
    dump.film(4242, "A title", tagline="A line to tag", **fields)
    if columns != MOVIES_DATASET:
        dump = as_tmdb_5000(dump)
    return [dump.cell(column, dump.films[0].get(column, "")) for column in columns]


def cut(whole: list[str], column: int, at: int, padded: bool = True) -> tuple[list[str], list[str]]:
    """What a line break at one place of one text makes of a record."""
    first = [*whole[:column], whole[column][:at]]
    second = [whole[column][at:], *whole[column + 1 :]]
    if padded:
        blanks = [""] * len(whole)
        return (first + blanks)[: len(whole)], (second + blanks)[: len(whole)]
    return first, second


@given(
    st.sampled_from([MOVIES_DATASET, TMDB_5000]),
    st.sampled_from(["overview", "tagline", "title"]),
    st.data(),
)
def test_halves_are_joined_wherever_they_were_cut(
    columns: list[str], name: str, data: st.DataObject
) -> None:
    whole = row(columns, overview="Once upon a time, (1999) there was [a] film.")
    place = columns.index(name)
    at = data.draw(st.integers(1, len(whole[place]) - 1))
    first, second = cut(whole, place, at, data.draw(st.booleans()))
    joined = HalfJoiner(columns).join(first, second)
    assert joined is not None
    assert joined[:place] + joined[place + 1 :] == whole[:place] + whole[place + 1 :]
    assert "".join(joined[place].split()) == "".join(whole[place].split())


def test_a_second_half_may_have_an_id_by_chance() -> None:
    """The shape decides: here a number of votes stands where the id should."""
    columns = [
        "tagline",
        "title",
        "vote_average",
        "vote_count",
        "overview",
        "id",
        "budget",
        "video",
    ]
    whole = ["", "T", "6.5", "12", "Cut here", "77", "0", "False"]
    first, second = cut(whole, 4, 3)
    assert second[columns.index("vote_average")] == "0"
    assert HalfJoiner(columns).join(first, second) is not None


def test_whole_records_are_never_joined() -> None:
    joiner = HalfJoiner(MOVIES_DATASET)
    early = row(vote_count="", vote_average="", video="")
    assert joiner.ends_early(early)
    assert joiner.join(early, row()) is None
    assert joiner.join(row(), early) is None


def test_a_headless_film_is_not_joined_to_its_neighbour() -> None:
    joiner = HalfJoiner(MOVIES_DATASET)
    first, _ = cut(row(), MOVIES_DATASET.index("overview"), 10)
    assert joiner.join(first, row()) is None


def test_a_film_without_votes_does_not_swallow_rubbish() -> None:
    joiner = HalfJoiner(MOVIES_DATASET)
    early = row(vote_count="", vote_average="", video="")
    for rubbish in (["rubbish"], ["9999"], ["", "rubbish", "False"]):
        assert joiner.join(early, rubbish) is None


def test_a_second_half_is_known_without_its_first() -> None:
    joiner = HalfJoiner(MOVIES_DATASET)
    _, second = cut(row(), MOVIES_DATASET.index("overview"), 10)
    assert joiner.is_second_half(second)
    assert not joiner.is_second_half(row())
    assert not joiner.is_second_half(["nonsense"] * 24)


@pytest.mark.real_data
def test_the_three_of_the_dump_and_no_others(real_data: Path) -> None:
    with (real_data / "movies-45k" / "movies_metadata.csv").open(newline="") as file:
        records = list(csv.reader(file))
    joiner = HalfJoiner(records[0])
    joined = [
        whole for first, second in pairwise(records[1:]) if (whole := joiner.join(first, second))
    ]
    title, dated = records[0].index("title"), records[0].index("release_date")
    assert sorted((whole[title], whole[dated]) for whole in joined) == [
        ("Infini", "2014-01-01"),
        ("Over the Brooklyn Bridge", "2012-09-29"),
        ("Single White Female 2: The Psycho", "1997-08-20"),
    ]
