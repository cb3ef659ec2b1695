from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.errors import QualityError
from etl.quality import (
    QUARANTINE_SCHEMA,
    Account,
    FileAccount,
    Quarantine,
    as_table,
    validate,
)
from etl.records import Line, Record
from recommender.catalogue import CREDITS_SCHEMA, MOVIES_SCHEMA

RECORD = Record.of(["x"], [Line(7, "x,\n"), Line(8, "y\n")])


@pytest.fixture
def account(tmp_path: Path) -> Any:
    with Quarantine(tmp_path / "quarantine.parquet") as quarantine:
        yield FileAccount("movies.csv", quarantine)


def test_sums_that_agree(account: FileAccount) -> None:
    account.read, account.kept = 10, 6
    account.merged.update({"exact repeat": 2, "repeat that differs": 1})
    account.set_aside(RECORD, "no title")
    account.check()


@pytest.mark.parametrize("kept", [5, 7])
def test_sums_that_do_not(account: FileAccount, kept: int) -> None:
    account.read, account.kept = 10, kept
    account.merged["exact repeat"] = 3
    account.set_aside(RECORD, "no title")
    with pytest.raises(QualityError, match=r"the account of movies\.csv does not add up: 10"):
        Account([account]).check()


def test_a_record_mended_twice_in_one_way_counts_once(account: FileAccount) -> None:
    account.mend(["a", "a", "b"])
    account.mend(["b"])
    assert account.as_json()["mended"] == {"records": 2, "kinds": {"b": 2, "a": 1}}


def test_the_table_shows_every_kind_and_reason(account: FileAccount) -> None:
    account.read, account.kept = 1234, 1231
    account.merged["exact repeat"] = 2
    account.mend(["overview: placeholder"])
    account.set_aside(RECORD, "no title")
    account.set_cell_aside(RECORD, "genres", "cut short", "[")
    whole = Account([account], {"credits": 5}, {"used": 4})
    lines = [line.split() for line in as_table(whole.as_json()).splitlines()]
    assert ["movies.csv", "1,234", "1,231", "2", "1", "1"] in lines
    assert ["put", "aside:", "no", "title:", "1"] in lines
    assert ["cell", "put", "aside:", "genres:", "cut", "short:", "1"] in lines
    assert ["aliases:", "used:", "4"] in lines


def test_quarantine_is_written_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "quarantine.parquet"
    big = Record.of(["x"], [Line(1, "é" * 3_000_000)])
    with Quarantine(path) as quarantine:
        for _ in range(3):
            quarantine.add("movies.csv", big, None, "no title", big.raw)
        quarantine.add("movies.csv", RECORD, "genres", "cut short", "[")
    table = pq.read_table(path)
    assert table.schema == QUARANTINE_SCHEMA
    assert table.num_rows == 4
    assert pq.ParquetFile(path).num_row_groups > 1
    assert table.slice(3).to_pylist() == [
        {
            "file": "movies.csv",
            "first_line": 7,
            "last_line": 8,
            "column": "genres",
            "reason": "cut short",
            "raw": "[",
            "movie_id": None,
        }
    ]


FILM: dict[str, Any] = {
    "title": "A film",
    "status": "Released",
    "release_date": date(1999, 1, 1),
    "year": 1999,
    "runtime": 90,
    "genres": [],
    "keywords": [],
    "companies": [],
    "countries": [],
    "spoken_languages": [],
    "budget": 100,
    "budget_suspect": True,
    "revenue_suspect": False,
    "popularity": 1.0,
    "vote_average": 5.0,
    "vote_count": 10,
    "weighted_rating": 5.0,
}
CREDIT = {"movie_id": 1, "person_id": 5, "name": "A", "role": "cast", "billing": 0}


def tables(
    changed: dict[str, Any] | None = None,
    ids: tuple[int, ...] = (1, 2),
    credit: dict[str, Any] | None = None,
) -> tuple[pa.Table, pa.Table]:
    films = [{**FILM, "id": movie_id} for movie_id in ids]
    films[0] |= changed or {}
    movies = pa.Table.from_pylist(films, MOVIES_SCHEMA)
    return movies, pa.Table.from_pylist([{**CREDIT, **(credit or {})}], CREDITS_SCHEMA)


def test_sound_tables() -> None:
    validate(*tables())
    unknown = dict.fromkeys(("status", "year", "runtime", "budget", "popularity", "vote_average"))
    validate(*tables(unknown, credit={"person_id": None}))
    validate(tables()[0], CREDITS_SCHEMA.empty_table())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", ""),
        ("status", "Lost"),
        ("year", 1869),
        ("runtime", 0),
        ("budget", 0),
        ("revenue", -1),
        ("return_ratio", 0.0),
        ("popularity", -1.0),
        ("vote_average", 10.5),
        ("vote_count", -1),
        ("weighted_rating", float("nan")),
    ],
)
def test_a_broken_rule_is_named(column: str, value: object) -> None:
    with pytest.raises(QualityError, match=f"the tables break rules: .*{column}"):
        validate(*tables({column: value}))


@pytest.mark.parametrize("ids", [(2, 1), (1, 1), (0, 1)])
def test_ids_ascend_once_each(ids: tuple[int, ...]) -> None:
    with pytest.raises(QualityError, match="id: "):
        validate(*tables(ids=ids, credit={"movie_id": 1}))


@pytest.mark.parametrize(
    ("column", "value"),
    [("movie_id", 3), ("person_id", 0), ("role", "grip"), ("billing", -1)],
)
def test_a_broken_rule_of_credits_is_named(column: str, value: object) -> None:
    with pytest.raises(QualityError, match=f"the tables break rules: {column}"):
        validate(*tables(credit={column: value}))
