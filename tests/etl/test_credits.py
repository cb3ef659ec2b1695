from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_dump import RawDump, actor, member

from etl.credits import ROLE_OF_JOB, parse_credits, settle_credits
from etl.errors import SourceError
from etl.quality import FileAccount, Quarantine
from etl.records import Record, Records
from recommender.catalogue import CREDITS_SCHEMA


def read(
    dump: RawDump | bytes, quarantine: Quarantine, movie_ids: set[int]
) -> tuple[list[dict[str, Any]], FileAccount]:
    content = dump if isinstance(dump, bytes) else dump.csv(("cast", "crew", "id"), dump.credits)
    account = FileAccount("credits.csv", quarantine)

    def records() -> Iterator[Record]:
        return iter(Records(io.BytesIO(content), "credits.csv"))

    parsed = parse_credits(records(), account.name)
    table = settle_credits(parsed, account, movie_ids, records)
    assert table.schema == CREDITS_SCHEMA
    account.check()
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows, account


@pytest.fixture
def quarantine(tmp_path: Path) -> Any:
    with Quarantine(tmp_path / "quarantine.parquet") as quarantine:
        yield quarantine


def test_cast_directors_and_writers_in_order(dump: RawDump, quarantine: Quarantine) -> None:
    dump.credit(
        20,
        [actor("Tim", 1, 12, "Buzz"), actor("Tom", 0, 31, "Woody")],
        [
            member("John", "Director", 7),
            member("Joss", "Screenplay", 8),
            member("Ann", "Editor", 9),
            member("Andrew", "Original Story", 10),
            member("Andrew", "Screenplay", 10),
        ],
    )
    dump.credit(10, [actor("Solo", 5, 1)], [])
    rows, account = read(dump, quarantine, {10, 20})
    assert rows == [
        {
            "movie_id": movie,
            "person_id": person,
            "name": name,
            "role": role,
            "character": character,
            "billing": billing,
        }
        for movie, person, name, role, character, billing in [
            (10, 1, "Solo", "cast", None, 0),
            (20, 31, "Tom", "cast", "Woody", 0),
            (20, 12, "Tim", "cast", "Buzz", 1),
            (20, 7, "John", "director", None, 0),
            (20, 8, "Joss", "writer", None, 0),
            (20, 10, "Andrew", "writer", None, 1),
        ]
    ]
    assert (account.read, account.kept) == (2, 2)
    assert account.mended == {"a person twice in one role joined": 1}


def test_of_a_person_twice_all_characters_are_kept(dump: RawDump, quarantine: Quarantine) -> None:
    cast = [
        actor("Peter", 0, 1, "President"),
        actor("George", 1, 2, "General"),
        actor("Peter", 2, 1, "Doctor"),
        actor("Peter", 3, 1, "President"),
        actor("Peter", 4, 99, "Another Peter"),
    ]
    dump.credit(10, cast, [member("Peter", person=1)])
    rows, _ = read(dump, quarantine, {10})
    assert [(row["name"], row["role"], row["character"], row["billing"]) for row in rows] == [
        ("Peter", "cast", "President / Doctor", 0),
        ("George", "cast", "General", 1),
        ("Peter", "cast", "Another Peter", 2),
        ("Peter", "director", None, 0),
    ]


def test_people_without_name_or_id(dump: RawDump, quarantine: Quarantine) -> None:
    dump.credit(10, [actor(" ", 0), actor("Nobody's child", 1, person=10**12)], [])
    dump.credit(20, [{**actor("Someone"), "id": None, "order": None}], [])
    rows, account = read(dump, quarantine, {10, 20})
    assert [(row["name"], row["person_id"]) for row in rows] == [
        ("Nobody's child", None),
        ("Someone", None),
    ]
    assert account.mended == {"people without a name left out": 1}


def test_a_name_encoded_twice_is_one_with_the_right_one(
    dump: RawDump, quarantine: Quarantine
) -> None:
    dump.credit(10, [actor("Hardy KrÃ¼ger", person=3)])
    dump.credit(20, [actor("Hardy Krüger", person=3)])
    rows, account = read(dump, quarantine, {10, 20})
    assert [row["name"] for row in rows] == ["Hardy Krüger"] * 2
    assert account.mended == {"text encoded twice": 1}


def test_repeats_merge_to_the_record_with_most_people(
    dump: RawDump, quarantine: Quarantine
) -> None:
    dump.credit(10, [actor("A")])
    dump.credit(10, [actor("A")])
    dump.credit(20, [actor("A")])
    dump.credit(20, [actor("A"), actor("B", 1)])
    dump.credit(20, [actor("C")])
    rows, account = read(dump, quarantine, {10, 20})
    assert [(row["movie_id"], row["name"]) for row in rows] == [(10, "A"), (20, "A"), (20, "B")]
    assert account.merged == {"exact repeat": 1, "repeat that differs": 2}
    assert account.kept == 2


def test_credits_without_a_film_and_records_that_are_none(
    dump: RawDump, quarantine: Quarantine
) -> None:
    dump.credit(10, [actor("A")])
    dump.credit(99, [actor("B")])
    dump.credit("x", [actor("C")])
    content = dump.csv(("cast", "crew", "id"), dump.credits) + b'[],"[]\n[],[]\n'
    rows, account = read(content, quarantine, {10})
    assert [row["name"] for row in rows] == ["A"]
    assert account.put_aside == {
        "no such film": 1,
        "id: no number": 1,
        "quotes that do not fit together": 1,
        "fewer fields than columns": 1,
    }


def test_a_cell_that_cannot_be_read_leaves_the_other(dump: RawDump, quarantine: Quarantine) -> None:
    dump.credit(10, [actor("A")], [member("D")])
    dump.credits.append({"id": 20, "cast": "[{'id': 1, 'na", "crew": [member("E")]})
    dump.credit(30, [actor("B")], [member("F")])
    rows, account = read(dump, quarantine, {10, 20, 30})
    assert [(row["movie_id"], row["name"]) for row in rows] == [
        (10, "A"),
        (10, "D"),
        (20, "E"),
        (30, "B"),
        (30, "F"),
    ]
    assert account.cells == {"cast: a string that does not end": 1}
    assert account.kept == 3


def test_no_credits_at_all(dump: RawDump, quarantine: Quarantine) -> None:
    rows, account = read(dump, quarantine, {10})
    assert (rows, account.read) == ([], 0)


def test_a_missing_column_is_named(quarantine: Quarantine) -> None:
    with pytest.raises(SourceError, match=r"credits\.csv lacks the columns movie_id or id, crew$"):
        read(b"cast,title\n[],x\n", quarantine, {10})


PEOPLE = st.builds(
    actor,
    st.sampled_from(["A", "B", "C", ""]),
    st.integers(0, 5),
    st.integers(1, 3),
    st.sampled_from(["", "x", "y", "z"]),
)
CREW = st.builds(
    member,
    st.sampled_from(["A", "B", ""]),
    st.sampled_from(["Director", "Writer", "Novel", "Editor"]),
    st.integers(1, 3),
)


@given(st.lists(st.tuples(st.integers(1, 4), st.lists(PEOPLE), st.lists(CREW)), max_size=6))
def test_the_columns_are_what_the_obvious_way_finds(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[int, Any, Any]]
) -> None:
    dump = RawDump()
    for movie_id, cast, crew in records:
        dump.credit(movie_id, cast, crew)
    with Quarantine(tmp_path_factory.getbasetemp() / "quarantine.parquet") as quarantine:
        rows, _ = read(dump, quarantine, {1, 2, 3, 4})
    assert [tuple(row.values()) for row in rows] == obvious(records)


def obvious(records: list[tuple[int, Any, Any]]) -> list[tuple[Any, ...]]:
    """The same in plain loops."""
    best: dict[int, tuple[Any, Any]] = {}
    for movie_id, cast, crew in records:
        crew = [person for person in crew if person["job"] in ROLE_OF_JOB]
        known = best.get(movie_id)
        if known is None or len(cast) + len(crew) > len(known[0]) + len(known[1]):
            best[movie_id] = cast, crew
    rows = []
    for movie_id in sorted(best):
        cast, crew = best[movie_id]
        ranked = [("cast", person) for person in sorted(cast, key=lambda one: one["order"])]
        for role, jobs in (("director", ["Director"]), ("writer", ["Writer", "Novel"])):
            ranked += [(role, person) for person in crew if person["job"] in jobs]
        characters: dict[tuple[str, int, str], list[str]] = {}
        for role, person in ranked:
            if person["name"]:
                known = characters.setdefault((role, person["id"], person["name"]), [])
                text = person.get("character", "")
                if text and text not in known:
                    known.append(text)
        billing: dict[str, int] = defaultdict(int)
        for (role, person_id, name), texts in characters.items():
            rows.append((movie_id, person_id, name, role, " / ".join(texts) or None, billing[role]))
            billing[role] += 1
    return rows
