from __future__ import annotations

import ast
import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.literals import LiteralError, NestedColumn, parse

# Field names and values as they occur, and as awkward as they can be.
AWKWARD = st.one_of(
    st.text(max_size=12),
    st.text(st.sampled_from("'\"\\{}[],: \n\t\0\x7f\xa0é😀#N"), max_size=12),
    st.sampled_from(["Kerri O'Kane", 'Dwayne "The Rock" Johnson', 'it\'s "both"', "\\", "\\'", ""]),
)
SCALARS = st.one_of(AWKWARD, st.none(), st.booleans(), st.integers(-(2**62), 2**62))
VALUES = st.recursive(
    st.one_of(SCALARS, st.floats(allow_nan=False, allow_infinity=False)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(AWKWARD, inner, max_size=3),
    max_leaves=5,
)
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "id": st.none() | st.integers(-(10**17), 10**17),
        "name": st.none() | AWKWARD,
        "character": st.none() | AWKWARD,
        "credit_id": VALUES,
        "profile_path": SCALARS,
        "it's": SCALARS,
    },
)
#: Entries of one layout, as a release writes them; what the learnt pattern is for.
REGULAR = st.lists(
    st.fixed_dictionaries(
        {
            "credit_id": SCALARS,
            "id": st.none() | st.integers(0, 10**9),
            "name": st.none() | AWKWARD,
            "gender": st.integers(0, 2),
        }
    ),
    max_size=4,
)


def wanted(entries: list[dict[str, Any]], *keys: str) -> tuple[list[Any], ...]:
    """The slow and obvious way to what `NestedColumn` finds."""
    return tuple(
        [entry.get(key) if key == "id" else entry.get(key) or "" for entry in entries]
        for key in keys
    )


@given(st.lists(ENTRIES, max_size=4))
@example([{"name": "Kerri O'Kane"}, {"name": 'Dwayne "The Rock" Johnson'}])
@example([{"name": "\xa0\\' \\\" \\\\"}])
def test_parse_reads_python_as_literal_eval_does(entries: list[dict[str, Any]]) -> None:
    cell = repr(entries)
    assert parse(cell) == ast.literal_eval(cell) == entries


@given(st.lists(ENTRIES, max_size=4), st.booleans(), st.sampled_from([None, 1]))
def test_parse_reads_json_as_json_does(
    entries: list[dict[str, Any]], ascii_only: bool, indent: int | None
) -> None:
    cell = json.dumps(entries, ensure_ascii=ascii_only, indent=indent)
    assert parse(cell) == json.loads(cell) == entries


@given(st.lists(st.lists(ENTRIES, max_size=3) | REGULAR, max_size=4), st.booleans())
def test_a_column_finds_what_the_obvious_way_finds(
    cells: list[list[dict[str, Any]]], as_json: bool
) -> None:
    column = NestedColumn(id=int, name=str, character=str)
    for entries in cells:
        cell = json.dumps(entries) if as_json else repr(entries)
        try:
            found = column.read(cell)
        except LiteralError:
            # Only because a wanted value is of the wrong type.
            assert any(isinstance(entry.get("id"), bool) for entry in entries)
            continue
        assert found == wanted(entries, "id", "name", "character")


@given(REGULAR, st.booleans(), st.data())
def test_a_damaged_cell_is_refused_or_read_as_it_stands(
    entries: list[dict[str, Any]], as_json: bool, data: st.DataObject
) -> None:
    """One character changed: no crash, and never anything that the reference does not find."""
    column = NestedColumn(id=int, name=str)
    write = json.dumps if as_json else repr
    column.read(write([{"credit_id": "a", "id": 1, "name": "b", "gender": 0}]))
    cell = write(entries)
    place = data.draw(st.integers(0, len(cell) - 1))
    cell = cell[:place] + data.draw(st.text(max_size=2)) + cell[place + 1 :]
    try:
        found = column.read(cell)
    except LiteralError:
        return
    reason = ""
    try:
        assert found == wanted(parse(cell), "id", "name")
    except LiteralError as error:
        reason = str(error)
    # Fields that nobody wants are not decoded.
    assert reason in {"", "an escape that means nothing", "half of a surrogate pair"}
    read = json.loads if as_json else ast.literal_eval
    try:
        expected = read(cell)
    except (ValueError, SyntaxError, MemoryError):
        return
    if isinstance(expected, list) and all(isinstance(entry, dict) for entry in expected):
        assert found == wanted(expected, "id", "name")


@given(st.text(st.sampled_from("[]{}'\"\\:,xuN0é .-e1naflsT\n"), max_size=40))
def test_any_text_is_read_or_refused(cell: str) -> None:
    for text in (cell, f"[{{{cell}}}]", f"[{{'name': {cell}}}]", f'[{{"name": "{cell}"}}]'):
        try:
            entries = parse(text)
        except LiteralError:
            continue
        assert all(isinstance(entry, dict) for entry in entries)


@pytest.mark.parametrize(
    "cell", ["", "[]", "None", "nan", "NaN", "NULL", "null", "False", " [ ] ", "[\n]"]
)
def test_nothing_is_known(cell: str) -> None:
    assert NestedColumn(name=str).read(cell) == ([],)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("[{'name': \"Kerri O'Kane\"}]", ["Kerri O'Kane"]),
        ("[{'name': 'Dwayne \"The Rock\" Johnson'}]", ['Dwayne "The Rock" Johnson']),
        (r"[{'name': 'it\'s \"both\"'}]", ['it\'s "both"']),
        (r"[{'name': 'a\xa0b\u00e9\U0001f600\N{BULLET}\101\n'}]", ["a\xa0bé😀•A\n"]),
        (r'[{"name": "Am\u00e9lie \/ \ud83d\ude00"}]', ["Amélie / 😀"]),
        ("{'id': 1, 'name': 'Toy Story Collection'}", ["Toy Story Collection"]),
        ('{"id": 1, "name": "Toy Story Collection"}', ["Toy Story Collection"]),
        ("[{'name': None}, {'id': 5}]", ["", ""]),
        ("[{'name': 'x', 'more': [{'name': 'y'}, {}], 'n': -1.5e3}]", ["x"]),
        ("[{'name': u'x'}]", ["x"]),
        ("[{'name': 'x', 'rating': nan}]", ["x"]),
        ("[{'name': '{\\'name\\': \\'y\\'}'}]", ["{'name': 'y'}"]),
    ],
)
def test_names(cell: str, names: list[str]) -> None:
    column = NestedColumn(name=str)
    for _ in range(2):  # the long way, then with what was learnt from it
        assert column.read(cell) == (names,)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("[{'name': 'x'", "cut short"),
        ("[{'name': 'x'}, ", "cut short"),
        ("[{'name': 'x", "a string that does not end"),
        ("[{'name': 'x'}] and more", "something after the end"),
        ("[{'name': 'x'}, 5]", "no list of dictionaries"),
        ("['x']", "no list of dictionaries"),
        ("True", "no list of dictionaries"),
        ("0.065736", "no list of dictionaries"),
        ("[{'name' 'x'}]", "an unexpected word or sign"),
        ("[{'name': exit()}]", "an unexpected word or sign"),
        ("[{5: 'x'}]", "an unexpected word or sign"),
        ("[{'name': 5}]", "something else where a text should be"),
        (r"[{'name': '\x4'}]", "an escape that means nothing"),
        (r"[{'name': '\N{no such sign}'}]", "an escape that means nothing"),
        (r"[{'name': '\ud83d'}]", "half of a surrogate pair"),
        (r'[{"name": "\ud83d"}]', "half of a surrogate pair"),
        ("[" * 100_000, "nested too deeply"),
        ("[{'name': 'x', 'n': " + "9" * 5000 + "}]", "a number too long to read"),
        ("[{'name': 'x' + 'y'}]", "an unexpected character"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(cell: str, reason: str) -> None:
    column = NestedColumn(name=str)
    with pytest.raises(LiteralError, match=f"^{reason}$"):
        column.read(cell)
    column.read("[{'name': 'learn'}]")
    with pytest.raises(LiteralError, match=f"^{reason}$"):
        column.read(cell)


def test_nothing_is_evaluated() -> None:
    with pytest.raises(LiteralError):
        parse("[{'name': __import__('os').getcwd()}]")


@pytest.mark.parametrize("value", ["12.0", "12"])
def test_a_whole_number_may_be_written_as_a_decimal(value: str) -> None:
    assert NestedColumn(id=int).read(f"[{{'id': {value}}}]") == ([12],)


@pytest.mark.parametrize("value", ["12.5", "'12'", "True"])
def test_anything_else_is_no_whole_number(value: str) -> None:
    with pytest.raises(LiteralError, match="whole number"):
        NestedColumn(id=int).read(f"[{{'id': {value}}}]")


def cells_of(path: Path) -> Iterator[tuple[str, str]]:
    csv.field_size_limit(sys.maxsize)
    nested = {"cast", "crew", "genres", "keywords", "belongs_to_collection"}
    nested |= {"production_companies", "production_countries", "spoken_languages"}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column, cell in row.items():
                if column in nested and cell and cell[0] in "[{":
                    yield column, cell


@pytest.mark.real_data
@pytest.mark.parametrize(
    "name",
    [
        "movies-1k/movies_metadata.csv",
        "movies-1k/credits.csv",
        "movies-1k/keywords.csv",
        "movies-45k/movies_metadata.csv",
        "movies-45k/credits.csv",
        "movies-45k/keywords.csv",
        "tmdb-5k/tmdb_5000_movies.csv",
        "tmdb-5k/tmdb_5000_credits.csv",
    ],
)
def test_every_cell_of_the_real_data(real_data: Path, name: str) -> None:
    keys: dict[str, dict[str, type]] = {
        "cast": {"id": int, "name": str, "character": str},
        "crew": {"id": int, "name": str, "job": str},
        "production_countries": {"iso_3166_1": str, "name": str},
        "spoken_languages": {"iso_639_1": str, "name": str},
    }
    columns: dict[str, NestedColumn] = {}
    read = json.loads if "tmdb" in name else ast.literal_eval
    checked = 0
    for column, cell in cells_of(real_data / name):
        fields = keys.get(column, {"id": int, "name": str})
        expected = read(cell)
        entries = expected if isinstance(expected, list) else [expected]
        reader = columns.setdefault(column, NestedColumn(**fields))
        assert reader.read(cell) == wanted(entries, *fields), cell
        checked += 1
    assert checked > 500
