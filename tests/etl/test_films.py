from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from raw_dump import MOVIES_DATASET, RawDump, as_tmdb_5000, named

from etl.errors import SourceError
from etl.films import NEEDED, read_films
from etl.quality import FileAccount, Quarantine
from etl.records import Records


class Read:
    """The films of a dump, their account, and what was put aside."""

    def __init__(self, folder: Path, dump: RawDump | bytes) -> None:
        import pyarrow.parquet as pq

        content = dump if isinstance(dump, bytes) else dump.csv(dump.columns, dump.films)
        path = folder / "quarantine.parquet"
        with Quarantine(path) as quarantine:
            self.account = FileAccount("movies.csv", quarantine)
            records = iter(Records(io.BytesIO(content), "movies.csv"))
            self.table = read_films(records, self.account)
            self.account.kept = self.table.num_rows
            self.account.check()
        self.aside: list[dict[str, Any]] = pq.read_table(path).to_pylist()

    @property
    def films(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.table.to_pylist()
        return rows


def test_films_are_ordered_by_id(tmp_path: Path, dump: RawDump) -> None:
    for movie_id in (30, 10, 20):
        dump.film(movie_id)
    read = Read(tmp_path, dump)
    assert [film["id"] for film in read.films] == [10, 20, 30]
    assert read.account.read == 3
    assert read.aside == []


def test_both_releases_give_the_same_films(tmp_path: Path, dump: RawDump) -> None:
    dump.film(10, release_date="10/15/99")
    dump.film(20, budget="1000000", genres=named("Drama", "Horror"))
    assert Read(tmp_path, dump).films == Read(tmp_path, as_tmdb_5000(dump)).films


@pytest.mark.parametrize("column", NEEDED)
def test_a_missing_column_is_named(tmp_path: Path, dump: RawDump, column: str) -> None:
    dump.film(10)
    dump.columns.remove(column)
    with pytest.raises(SourceError, match=rf"movies\.csv lacks the column {column}$"):
        Read(tmp_path, dump)


def test_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"movies\.csv is empty; expected the columns budget"):
        Read(tmp_path, b"")


def test_exact_repeats_merge(tmp_path: Path, dump: RawDump) -> None:
    dump.film(10)
    dump.film(20)
    dump.film(10)
    read = Read(tmp_path, dump)
    assert [film["id"] for film in read.films] == [10, 20]
    assert read.account.merged == {"exact repeat": 1}


@pytest.mark.parametrize("swapped", [False, True])
def test_of_differing_repeats_the_richer_is_kept(
    tmp_path: Path, dump: RawDump, swapped: bool
) -> None:
    poor = {"overview": "", "vote_count": "100", "tagline": "Only here"}
    rich = {"vote_count": "90", "runtime": "88", "imdb_id": "tt0000010"}
    for fields in (rich, poor) if swapped else (poor, rich):
        dump.film(10, "Same", **fields)
    dump.film(20)
    read = Read(tmp_path, dump)
    (film, _) = read.films
    assert film["vote_count"] == 90
    assert film["runtime"] == 88
    assert film["tagline"] == "Only here"  # unknown to the richer one
    assert read.account.merged == {"repeat that differs": 1}


def test_a_film_of_another_title_lends_nothing(tmp_path: Path, dump: RawDump) -> None:
    dump.film(10, "One", overview="", original_title="One", imdb_id="tt0000001", runtime="90")
    dump.film(10, "Another", budget="0", runtime="", imdb_id="")
    (film,) = Read(tmp_path, dump).films
    assert (film["title"], film["overview"]) == ("One", None)


def test_among_three_repeats_the_richest_is_kept(tmp_path: Path, dump: RawDump) -> None:
    for votes in ("5", "9", "7"):
        dump.film(10, vote_count=votes)
    read = Read(tmp_path, dump)
    assert [film["vote_count"] for film in read.films] == [9]
    assert read.account.merged == {"repeat that differs": 2}


def test_a_cut_record_is_joined(tmp_path: Path, dump: RawDump) -> None:
    dump.film(10)
    whole = dump.film(20, "Infini", overview="A team is sent (far) away, to look, and finds it.")
    dump.film(30)
    lines = dump.csv(MOVIES_DATASET, dump.films).decode().splitlines(keepends=True)
    # As in the dump: the text ends, and its rest begins the next record.
    lines[2] = lines[2].replace("to look, and finds", 'to look"\n" and finds')
    read = Read(tmp_path, "".join(lines).encode())
    assert [film["id"] for film in read.films] == [10, 20, 30]
    film = read.films[1]
    assert film["title"] == "Infini"
    assert film["overview"].split() == whole["overview"].replace("look,", "look").split()
    assert film["vote_count"] == 120
    assert read.account.read == 4
    assert read.account.merged == {"second half of a cut record": 1}
    assert read.account.mended == {"joined from two halves": 1}


def test_a_cut_record_may_stand_at_the_end(tmp_path: Path, dump: RawDump) -> None:
    dump.film(10, overview="A team is sent, and finds it.")
    text = dump.csv(MOVIES_DATASET, dump.films).decode()
    read = Read(tmp_path, text.replace("sent, and", 'sent"\n" and').encode())
    assert [film["title"] for film in read.films] == ["Film 10"]


def test_a_lone_half_is_kept_or_put_aside_by_what_it_knows(tmp_path: Path, dump: RawDump) -> None:
    dump.film(10)
    dump.film(20, overview="A team is sent, and finds it.")
    dump.film(30)
    text = dump.csv(MOVIES_DATASET, dump.films).decode().replace("sent, and", 'sent"\n" and')
    header, ten, first, second, thirty = text.splitlines(keepends=True)
    read = Read(tmp_path, "".join([header, second, ten, first, thirty]).encode())
    assert [film["id"] for film in read.films] == [10, 30]
    assert read.account.put_aside == {
        "second half of a cut record without its first": 1,
        "fewer fields than columns": 1,
    }
    assert [row["first_line"] for row in read.aside] == [2, 4]
    assert [row["raw"] for row in read.aside] == [second, first]


def test_what_is_put_aside_has_its_lines_and_its_text(tmp_path: Path, dump: RawDump) -> None:
    dump.film(10, overview="two\nlines")
    dump.film("nonsense", overview="two\nlines")
    dump.film(20, genres="[{'id': 1, 'name': ")
    read = Read(tmp_path, dump)
    assert [film["id"] for film in read.films] == [10, 20]
    record, cell = read.aside
    assert record["reason"] == "id: no number"
    assert (record["first_line"], record["last_line"], record["column"]) == (4, 5, None)
    assert "nonsense" in record["raw"]
    assert (cell["first_line"], cell["column"]) == (6, "genres")
    assert cell["raw"] == "[{'id': 1, 'name': "
    assert read.account.cells == {"genres: cut short": 1}


def test_fields_too_many_are_put_aside_unless_blank(tmp_path: Path, dump: RawDump) -> None:
    dump.film(10)
    dump.film(20)
    header, ten, twenty = dump.csv(MOVIES_DATASET, dump.films).decode().splitlines()
    read = Read(tmp_path, "\n".join([header, f"{ten},,", f"{twenty},surplus"]).encode())
    assert [film["id"] for film in read.films] == [10]
    assert read.account.put_aside == {"more fields than columns": 1}


def test_a_repeated_header_is_put_aside(tmp_path: Path, dump: RawDump) -> None:
    dump.film(10)
    text = dump.csv(MOVIES_DATASET, dump.films)
    read = Read(tmp_path, text + text.splitlines(keepends=True)[0])
    assert read.account.put_aside == {"id: no number": 1}


def test_many_films_keep_their_fields(tmp_path: Path, dump: RawDump) -> None:
    """More than one batch, and repeats of films of an earlier one."""
    for movie_id in range(1, 5001):
        dump.film(movie_id, vote_count=str(movie_id))
    dump.film(7, vote_count="70000")
    films = Read(tmp_path, dump).films
    assert [film["id"] for film in films] == list(range(1, 5001))
    assert [film["vote_count"] for film in films[:8]] == [1, 2, 3, 4, 5, 6, 70000, 8]


def test_a_suspect_sum_lends_its_flag_with_itself_alone(tmp_path: Path, dump: RawDump) -> None:
    dump.film(10, "Same", budget="5000000", tagline="Rich", vote_count="500")
    dump.film(10, "Same", budget="12", revenue="350", vote_count="100")
    (film,) = Read(tmp_path, dump).films
    assert (film["budget"], film["budget_suspect"]) == (5_000_000, False)
    assert (film["revenue"], film["revenue_suspect"]) == (350, True)
