from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from daily_table import NAME, DailyTable
from etl_runner import Etl
from raw_dump import RawDump, actor, dump_of, named

from etl.codes import country_code, language_code
from etl.daily import Rule, read_daily, split_list
from etl.errors import SourceError
from etl.merging import merge
from etl.pipeline import RunOptions, RunResult, run
from etl.quality import FileAccount, Quarantine
from etl.records import Records
from etl.sources import find_dump
from recommender import Recommender


def read(table: DailyTable, folder: Path, rule: Rule | None = None) -> tuple[pa.Table, FileAccount]:
    with Quarantine(folder / "quarantine.parquet") as quarantine:
        account = FileAccount("daily", quarantine)
        records = iter(Records(io.BytesIO(table.content()), "daily"))
        films = read_daily(records, account, rule or Rule())
    account.kept = films.num_rows
    account.check()
    return films, account


@pytest.fixture
def table() -> DailyTable:
    return DailyTable()


def test_a_row_becomes_a_film(table: DailyTable, tmp_path: Path) -> None:
    table.film(
        7,
        "The Robot",
        production_companies="Metro-Goldwyn-Mayer, Inc., Plan B",
        budget="200000000",
        poster_path="/x.jpg",
    )
    films, _ = read(table, tmp_path)
    assert films.schema.names[0] == "id"
    film = films.to_pylist()[0]
    assert (film["id"], film["title"], film["year"]) == (7, "The Robot", 2026)
    assert film["release_date"] == date(2026, 9, 18)
    assert film["genres"] == ["Drama", "Science Fiction"]
    assert film["keywords"] == ["robot", "far future"]
    assert film["companies"] == ["Metro-Goldwyn-Mayer, Inc.", "Plan B"]
    assert film["countries"] == ["US", "GB"]
    assert film["spoken_languages"] == ["en", "es"]
    assert (film["budget"], film["revenue"], film["vote_count"]) == (200_000_000, None, 350)


def test_which_films_are_kept(table: DailyTable, tmp_path: Path) -> None:
    table.film(1, vote_count="20")
    table.film(2, vote_count="19")
    table.film(3, status="Planned")
    table.film(4, adult="True")
    table.film(5, vote_count="0", status="Post Production")
    table.film(6, adult="True")
    table.film(7, vote_count="many")
    films, account = read(table, tmp_path, Rule(20, known={5, 6}))
    assert films["id"].to_pylist() == [1, 5]
    assert account.put_aside == {"fewer than 20 votes": 2, "not released": 1, "adult": 2}
    # What the rule passes over is not written down: it is a million rows.
    assert pq.read_metadata(tmp_path / "quarantine.parquet").num_rows == 0


def test_no_more_films_than_are_wanted(table: DailyTable, tmp_path: Path) -> None:
    for number in range(1, 21):
        table.film(number, vote_count=str(100 + number))
    table.film(30, vote_count="1")
    films, account = read(table, tmp_path, Rule(50, 5, known={2, 30}))
    assert films["id"].to_pylist() == [2, 16, 17, 18, 19, 20, 30]
    assert account.put_aside == {"beyond the 5 with most votes": 14}
    assert read(table, tmp_path, Rule(50, 0))[0].num_rows == 20


def test_defects(table: DailyTable, tmp_path: Path) -> None:
    table.film(1, overview="One line,\nand another\r\n\r\nand a third.")
    table.film(2, release_date="2023-02-30")
    table.film(3, release_date="0001-01-01")
    table.film(4, release_date="3024-05-01")
    table.film(5, "First", keywords="")
    table.film(5, "First", overview="", tagline="")
    table.film(6)
    table.film(6)
    table.film("none")
    table.film(8, " ", original_title="")
    table.film(9, production_countries="Atlantis, Spain", spoken_languages="Elvish")
    table.raw = '10,"An open quote,7.1,350,Released,2020-01-01\n11,Too short,7,100\n'
    films, account = read(table, tmp_path)
    by_id = {film["id"]: film for film in films.to_pylist()}
    assert sorted(by_id) == [1, 2, 3, 4, 5, 6, 9]
    assert by_id[1]["overview"].endswith("and a third.")
    assert [by_id[number]["release_date"] for number in (2, 3, 4)] == [None, None, None]
    assert by_id[5]["keywords"] == ["robot", "far future"]
    assert by_id[5]["overview"]
    assert by_id[9]["countries"] == ["ES"]
    assert account.merged == {"repeat that differs": 1, "exact repeat": 1}
    assert account.put_aside == {
        "id: no number": 1,
        "no title": 1,
        "quotes that do not fit together": 1,
        "fewer fields than columns": 1,
    }
    assert account.mended["release_date: unreadable"] == 1
    assert account.mended["production_countries: no such name"] == 1


def test_an_open_quote_costs_one_row(table: DailyTable, tmp_path: Path) -> None:
    for number in range(1, 400):
        table.film(number)
    lines = table.content().decode().splitlines(keepends=True)
    broken = lines[100].replace(",Film 100,", ',"Film 100,', 1)
    assert broken != lines[100]
    lines[100] = broken
    found = DailyTable()
    found.content = lambda: "".join(lines).encode()  # type: ignore[method-assign]
    films, account = read(found, tmp_path)
    assert films.num_rows == 398
    assert account.put_aside == {"quotes that do not fit together": 1}


def test_a_table_that_is_another(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("id,name\n1,x\n")
    with pytest.raises(SourceError, match="lacks the columns title"):
        run(RunOptions(catalogue=tmp_path / "catalogue", raw=tmp_path))


@pytest.mark.parametrize(
    ("cell", "companies", "names"),
    [
        ("Drama", False, ("Drama",)),
        ("a, b ,a,, c", False, ("a", "b", "c")),
        ("", False, ()),
        ("Pixar, Lucasfilm, Ltd., A24", True, ("Pixar", "Lucasfilm, Ltd.", "A24")),
        ("inc, ltd", False, ("inc", "ltd")),
        ("Inc., Pixar", True, ("Inc.", "Pixar")),
    ],
)
def test_lists(cell: str, companies: bool, names: tuple[str, ...]) -> None:
    assert split_list(cell, companies=companies) == names


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("United States of America", "US"),
        ("Spain", "ES"),
        ("Soviet Union", "SU"),
        ("Lao People's Democratic Republic", "LA"),
        ("Trinidad and Tobago", "TT"),
        ("Côte D'Ivoire", "CI"),
        ("Hong Kong", "HK"),
        ("The Bahamas", "BS"),
        ("MX", "MX"),
        ("Atlantis", None),
    ],
)
def test_countries(name: str, code: str | None) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Spanish", "es"),
        ("Mandarin", "zh"),
        ("Cantonese", "cn"),
        ("No Language", "xx"),
        ("Bengali", "bn"),
        ("fr", "fr"),
        ("Elvish", None),
    ],
)
def test_languages(name: str, code: str | None) -> None:
    assert language_code(name) == code


def both(etl: Etl, dump: RawDump, table: DailyTable) -> RunResult:
    raw = dump.write(etl.root.parent / "both")
    table.write(raw)
    return run(RunOptions(catalogue=etl.root, raw=raw, rule=Rule(50)))


def test_two_sources_become_one(etl: Etl, table: DailyTable) -> None:
    dump = dump_of(30)
    dump.films[4].update(
        production_companies=named("Old, Ltd."),
        belongs_to_collection={"id": 3, "name": "The Saga"},
        budget="5000000",
        revenue="9000000",
        imdb_id="tt0000005",
    )
    table.film(
        5,
        "The story of 5",
        vote_count="9000",
        revenue="12000000",
        release_date="2003-01-01",
        imdb_id="tt0000006",
        status="Released",
    )
    table.film(700, "Brand New", vote_count="51", vote_average="8.8")
    table.film(701, "Unknown", vote_count="3")
    result = both(etl, dump, table)
    assert result.films == 31
    account = result.account
    assert account["files"][NAME.lower()]["kept"] == 2
    assert account["counts"]["films of the daily table alone"] == 1
    assert account["counts"]["films of the dump alone"] == 29
    assert account["counts"]["sources contradict: imdb_id"] == 1
    assert account["counts"]["sources contradict: year"] == 1
    recommender = Recommender.open(etl.root)
    movie = recommender.movie(5)
    assert movie is not None
    # Newer figures win …
    assert (movie.vote_count, movie.revenue, movie.year) == (9000, 12_000_000, 2003)
    # … what only the dump has stays.
    assert (movie.budget, movie.collection) == (5_000_000, "The Saga")
    assert movie.companies == ("Old, Ltd.",)
    assert movie.keywords == ("topic 5",)
    assert movie.directors == ("Director 5",)
    new = recommender.movie(700)
    assert new is not None
    assert (new.title, new.cast, new.keywords) == ("Brand New", (), ("robot", "far future"))
    assert recommender.resolve("brand new")[0].movie.id == 700
    assert recommender.similar(700)


def test_another_film_under_the_same_id(etl: Etl, table: DailyTable) -> None:
    dump = dump_of(30)
    dump.credits[6]["cast"] = [actor("Someone Else")]
    table.film(7, "Wholly Different", release_date="2024-05-05", keywords="sea")
    account = both(etl, dump, table).account
    assert account["counts"]["sources contradict: another film of the same id"] == 1
    movie = Recommender.open(etl.root).movie(7)
    assert movie is not None
    assert (movie.title, movie.cast, movie.keywords) == ("Wholly Different", (), ("sea",))


def test_nothing_has_changed_until_the_rule_does(etl: Etl, table: DailyTable) -> None:
    table.film(1, vote_count="5")
    for number in range(2, 30):
        table.film(number)
    table.write(etl.raw)
    options = RunOptions(catalogue=etl.root, raw=etl.raw, rule=Rule(50))
    assert run(options).films == 28
    assert run(options).outcome == "unchanged"
    result = run(replace(options, rule=Rule(5)))
    assert (result.outcome, result.films) == ("published", 29)


def test_where_the_table_is_found(table: DailyTable, tmp_path: Path) -> None:
    table.film(1)
    alone = tmp_path / "alone"
    table.write(alone)
    assert find_dump(alone).movies is None
    assert find_dump(alone).daily is not None
    beside = dump_of(3).write(tmp_path / "beside")
    assert find_dump(beside).daily is None
    (beside / "broken.zip").write_bytes(b"PK\x03\x04")
    with zipfile.ZipFile(beside / "archive.zip", "w") as archive:
        archive.writestr(NAME, table.content())
    dump = find_dump(beside)
    assert dump.daily is not None
    assert dump.daily.member == NAME
    assert dump.movies is not None
    assert dump.daily in dump.files()


def film_of(movie_id: int, tmp_path: Path, **fields: str) -> pa.Table:
    table = DailyTable()
    table.film(movie_id, **fields)
    return read(table, tmp_path, Rule(known={movie_id}))[0]


def test_what_the_newer_source_does_not_know_stays(tmp_path: Path) -> None:
    old = film_of(1, tmp_path, budget="900", vote_count="100", vote_average="6.0", genres="War")
    new = film_of(1, tmp_path, genres="", vote_count="0", overview="", release_date="")
    newer = merge(old, film_of(1, tmp_path, budget="7000000")).films.to_pylist()[0]
    assert (newer["budget"], newer["budget_suspect"]) == (7_000_000, False)
    assert newer["genres"] == ["Drama", "Science Fiction"]
    kept = merge(old, new).films.to_pylist()[0]
    assert (kept["budget"], kept["budget_suspect"], kept["vote_count"]) == (900, True, 100)
    assert kept["genres"] == ["War"]
