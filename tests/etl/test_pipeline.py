from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from etl_runner import Etl
from raw_dump import RawDump, as_tmdb_5000, dump_of, named

from etl import pipeline, reading
from etl.errors import QualityError, ShrunkError, SourceError
from etl.pipeline import RunOptions, run
from etl.progress import Console
from recommender import Recommender
from recommender.catalogue import MOVIES_SCHEMA, current_version, read_manifest


def test_publishes_a_catalogue_that_opens(etl: Etl, dump_of_30: RawDump) -> None:
    result = etl.run(dump_of_30)
    assert (result.outcome, result.films) == ("published", 30)
    recommender = Recommender.open(etl.root)
    assert recommender.version == result.version == current_version(etl.root)
    movie = recommender.movie(7)
    assert movie is not None
    assert movie.title == "The story of 7"
    assert movie.cast == ("Player 7", "Extra")
    assert movie.directors == ("Director 0",)
    assert movie.keywords == ("topic 7",)
    assert recommender.resolve("the story of 7")[0].movie.id == 7


def test_the_version_holds_its_account(etl: Etl, dump_of_30: RawDump) -> None:
    dump_of_30.film("nonsense")
    dump_of_30.credit(99)
    result = etl.run(dump_of_30)
    assert result.version is not None
    folder = etl.root / result.version
    account = json.loads((folder / "quality.json").read_text())
    manifest = read_manifest(folder)
    assert account.pop("alias_contradictions")
    assert account == manifest["account"] == result.account
    assert manifest["films"] == 30
    assert set(manifest["files"]) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    for file in account["files"].values():
        parts = sum(file["merged"].values()) + sum(file["put_aside"].values())
        assert file["read"] == file["kept"] + parts
    aside = pq.read_table(folder / "quarantine.parquet").to_pylist()
    assert [(row["file"], row["first_line"], row["reason"]) for row in aside] == [
        ("movies_metadata.csv", 32, "id: no number"),
        ("credits.csv", 32, "no such film"),
    ]
    assert account["counts"] == {
        "films without keywords": 0,
        "films without a credits record": 0,
        "films without any credit": 0,
        "credits": 90,
    }


def test_the_result_for_another_program(etl: Etl, dump_of_30: RawDump) -> None:
    dump_of_30.film(1, "Twice")
    result = etl.run(dump_of_30)
    found = json.loads(json.dumps(result.as_json()))
    assert found["published"] is True
    assert found["version"] == result.version
    assert found["account"] == {"read": 31, "kept": 30, "merged": 1, "put_aside": 0}


def test_derived_columns(etl: Etl, dump: RawDump) -> None:
    dump.film(
        27205, "Inception", release_date="2010-07-14", imdb_id="tt1375666", budget="100000000",
        revenue="250000000",
    )  # fmt: skip
    dump.film(20, budget="12", revenue="350", vote_average="10.0", vote_count="1")
    dump.film(30, budget="5000000", vote_count="0")
    dump.film(40, revenue="5000000", status="Rumored")
    result = etl.run(dump)
    table = pq.read_table(etl.root / (result.version or "") / "movies.parquet")
    assert table.schema == MOVIES_SCHEMA
    rows = {row["id"]: row for row in table.to_pylist()}
    assert rows[27205]["return_ratio"] == 2.5
    assert rows[27205]["title_es"] == "Origen"
    assert [rows[movie_id]["return_ratio"] for movie_id in (20, 30, 40)] == [None] * 3
    assert (rows[20]["budget"], rows[20]["budget_suspect"]) == (12, True)
    # One vote says little, none says nothing: both stand near the mean.
    assert 6.5 < rows[20]["weighted_rating"] < 10
    assert rows[30]["vote_average"] is None
    assert 6.5 < rows[30]["weighted_rating"] < 10


@pytest.mark.parametrize(
    "write",
    [
        RawDump.write,
        RawDump.write_gzipped,
        lambda dump, folder: dump.write_zip(folder / "archive.zip"),
        lambda dump, folder: as_tmdb_5000(dump).write(folder),
        lambda dump, folder: RawDump(
            dump.films, dump.credits, dump.keywords, line_end="\r\n", encoding="utf-8-sig"
        ).write(folder),
        lambda dump, folder: RawDump(
            dump.films, dump.credits, dump.keywords, nested=json.dumps
        ).write(folder),
    ],
    ids=["plain", "gzip", "zip", "tmdb-5000", "crlf-bom", "json"],
)
def test_every_format_gives_the_same_catalogue(
    etl: Etl, dump: RawDump, tmp_path: Path, write: Callable[[RawDump, Path], Path]
) -> None:
    dump.film(10, "L'été d'Amélie", overview='She said: "déjà vu",\nand left.')
    dump.film(20, genres=named("It's", '"Quoted"'))
    for source in (dump_of(5),):
        dump.credits, dump.keywords = source.credits, source.keywords
    dump.keyword(10, "café")
    expected = etl.run(dump)
    found = run(RunOptions(tmp_path / "other", write(dump, tmp_path / "formats")))
    for name in ("movies.parquet", "credits.parquet"):
        assert pq.read_table(tmp_path / "other" / str(found.version) / name) == pq.read_table(
            etl.root / str(expected.version) / name
        )


def test_nothing_changed_nothing_published(etl: Etl, dump_of_30: RawDump) -> None:
    first = etl.run(dump_of_30)
    before = sorted(path.name for path in etl.root.iterdir())
    again = etl.run()
    assert (again.outcome, again.version, again.films) == ("unchanged", first.version, 30)
    assert again.account == first.account
    assert sorted(path.name for path in etl.root.iterdir()) == before
    assert str(again).startswith(f"Nothing has changed: version {first.version} with 30 films")
    # Written again, byte for byte the same.
    etl.raw.joinpath("credits.csv").touch()
    assert etl.run().outcome == "unchanged"


def test_whatever_changes_is_noticed(
    etl: Etl, dump_of_30: RawDump, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    etl.run(dump_of_30)
    path = etl.raw / "keywords.csv"
    written = path.stat()
    path.write_bytes(path.read_bytes().replace(b"topic 1", b"topic X"))
    assert path.stat().st_size == written.st_size
    assert etl.run().outcome == "published"
    assert etl.run(force=True).outcome == "published"
    path.unlink()
    assert etl.run().outcome == "published"
    code = tmp_path / "changed.py"
    code.write_text("")
    monkeypatch.setattr(pipeline, "_code", lambda: [code])
    assert etl.run().outcome == "published"


@pytest.mark.parametrize("name", ["movies.parquet", "manifest.json", "quality.json"])
def test_a_damaged_live_version_is_replaced(etl: Etl, dump_of_30: RawDump, name: str) -> None:
    first = etl.run(dump_of_30)
    path = etl.root / str(first.version) / name
    path.write_bytes(path.read_bytes()[:-20])
    second = etl.run()
    assert second.outcome == "published"
    assert Recommender.open(etl.root).version == second.version != first.version


def test_a_check_publishes_nothing(etl: Etl, dump_of_30: RawDump) -> None:
    dump_of_30.film("nonsense")
    result = etl.run(dump_of_30, check=True)
    assert (result.outcome, result.version, result.films) == ("checked", None, 30)
    assert not etl.root.exists()
    assert "put aside: id: no number: 1" in str(result)
    assert str(result).splitlines()[-1].startswith("Checked, nothing published: 30 films")


def test_far_fewer_films_are_refused(etl: Etl) -> None:
    first = etl.run(dump_of(100))
    etl.run(dump_of(80))
    live = etl.run(dump_of(70))
    with pytest.raises(
        ShrunkError, match=r"55 films, the live one has 70: over 20% fewer; .*--force"
    ):
        etl.run(dump_of(55))
    assert current_version(etl.root) == live.version != first.version
    with pytest.raises(ShrunkError):
        etl.run(check=True)
    assert etl.run(check=True, force=True).outcome == "checked"
    assert etl.run(force=True).outcome == "published"


def test_accounts_that_disagree_are_not_published(
    etl: Etl, dump_of_30: RawDump, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = etl.run(dump_of_30)
    reads = reading.read_films

    def one_film_lost(*arguments: object) -> object:
        return reads(*arguments).slice(1)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "read_films", one_film_lost)
    with pytest.raises(QualityError, match="does not add up: 30 records read, but 29 kept"):
        etl.run(force=True)
    assert current_version(etl.root) == live.version
    assert not list(etl.root.glob(".building-*"))


def test_no_film_at_all(etl: Etl, dump: RawDump) -> None:
    dump.film("nonsense")
    with pytest.raises(SourceError, match=r"holds no film that could be read, in 1 record$"):
        etl.run(dump)


def test_a_missing_dump_leaves_the_live_version(etl: Etl, dump_of_30: RawDump) -> None:
    live = etl.run(dump_of_30)
    (etl.raw / "credits.csv").unlink()
    with pytest.raises(SourceError, match=r"credits\.csv is missing"):
        etl.run()
    assert current_version(etl.root) == live.version


def test_films_are_not_near_for_their_placeholders(etl: Etl, dump: RawDump) -> None:
    for movie_id in range(1, 31):
        dump.film(
            movie_id,
            f"{'abcdefghijklmnopqrstuvwxyz1234'[movie_id - 1] * 7}",
            overview="No overview found.",
            genres=named(f"Genre {movie_id}"),
            release_date="",
            original_language="",
            production_countries=[],
        )
    result = etl.run(dump)
    table = pq.read_table(etl.root / str(result.version) / "movies.parquet")
    assert table["overview"].null_count == 30
    assert result.account["files"]["movies_metadata.csv"]["mended"]["kinds"] == {
        "overview: placeholder": 30
    }
    assert Recommender.open(etl.root).similar(1, n=5) == []


def test_the_bundled_sample(tmp_path: Path) -> None:
    result = run(RunOptions(tmp_path, source="sample"))
    assert result.films >= 300
    assert result.account["files"]["movies_dataset.csv"]["merged"]
    assert Recommender.open(tmp_path).resolve("toy story")[0].movie.title == "Toy Story"


def test_plain_lines_where_there_is_no_terminal(etl: Etl, dump_of_30: RawDump) -> None:
    stream = io.StringIO()
    run(RunOptions(etl.root, dump_of_30.write(etl.raw)), Console(stream))
    lines = stream.getvalue().splitlines()
    assert lines[0] == "Reading movies_metadata.csv"
    assert lines[-1] == "Publishing"
    assert "\r" not in stream.getvalue()


def test_a_bar_on_a_terminal(etl: Etl, dump_of_30: RawDump) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    run(RunOptions(etl.root, dump_of_30.write(etl.raw)), Console(stream))
    assert "Reading credits.csv: 100%" in stream.getvalue()


ROW_ACCOUNTS = {
    "movies-1k": (1000, {"movies_metadata.csv": (1000, 0, 0), "credits.csv": (1000, 0, 0)}),
    "tmdb-5k": (
        4803,
        {"tmdb_5000_movies.csv": (4803, 0, 0), "tmdb_5000_credits.csv": (4803, 0, 0)},
    ),
    "movies-45k": (
        45346,
        {
            "movies_metadata.csv": (45379, 33, 0),
            "keywords.csv": (46419, 986, 88),
            "credits.csv": (45390, 44, 0),
        },
    ),
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", ROW_ACCOUNTS)
def test_the_row_accounts_of_the_real_data(real_data: Path, tmp_path: Path, name: str) -> None:
    from etl.progress import Silent
    from etl.quality import Account, Quarantine
    from etl.sources import find_dump
    from etl.worker import InTurn

    account = Account()
    with Quarantine(tmp_path / "quarantine.parquet") as quarantine:
        dump = find_dump(real_data / name)
        companions = InTurn(tmp_path, Silent(), dump)
        reader = reading.Reading(dump, account, quarantine, Silent(), companions)
        movies, _ = reader.others(reader.films())
    account.check()
    films, files = ROW_ACCOUNTS[name]
    assert movies.num_rows == films
    found = account.as_json()["files"]
    for file, (read, merged, put_aside) in files.items():
        assert found[file]["read"] == read
        assert sum(found[file]["merged"].values()) == merged
        assert sum(found[file]["put_aside"].values()) == put_aside
        assert found[file]["cells_put_aside"] == {}
