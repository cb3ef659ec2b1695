from __future__ import annotations

import io
from pathlib import Path

import pyarrow as pa
import pytest

from etl.aliases import Aliases, find_aliases, folded, spanish_titles
from etl.errors import SourceError

MOVIES = pa.table(
    {
        "id": pa.array([10, 20, 30, 40], pa.int32()),
        "imdb_id": ["tt0000010", None, "tt0000030", None],
        "title": ["Inception", "Thesis", "Volver", "Heat"],
        "original_title": ["Inception", "Tesis", "Volver", None],
        "year": pa.array([2010, 1996, 2006, None], pa.int16()),
    }
)
HEADER = "tmdb_id,imdb_id,title_es,region,year,title\n"


def ours(folder: Path, *rows: str) -> Aliases:
    path = folder / "es.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return find_aliases(MOVIES, path, None)


def test_aliases_join_by_id(tmp_path: Path) -> None:
    aliases = ours(
        tmp_path,
        "10,tt0000010,El origen,MX,2010,Inception",
        "10,tt0000010,Origen,ES,2010,Inception",
        ",tt0000030,Volver,ES,2006,Volver",
        "20,,Tesis,ES,1996,Tesis",
        "99,,Nada,ES,1999,Nothing",
    )
    assert aliases.table().to_pylist() == [
        {"movie_id": 10, "title": "El origen", "region": "MX"},
        {"movie_id": 10, "title": "Origen", "region": "ES"},
        {"movie_id": 30, "title": "Volver", "region": "ES"},
        {"movie_id": 20, "title": "Tesis", "region": "ES"},
    ]
    assert aliases.counts == {"used": 4, "no such film": 1}
    # Spain's comes first; a title that is the title already is no other.
    assert spanish_titles(MOVIES, aliases).to_pylist() == ["Origen", "Tesis", None, None]


@pytest.mark.parametrize(
    ("row", "used"),
    [
        ("10,tt0000010,X,ES,1950,Other name", True),  # the IMDb id vouches for it
        ("10,tt0000099,X,ES,2010,Inception", False),
        ("10,,X,ES,2011,inception!", True),
        ("10,,X,ES,2012,Inception", False),
        ("10,,X,ES,2010,Deception", False),
        ("20,tt0000020,X,ES,1996,Tesis", True),  # the catalogue does not know its IMDb id
        ("40,,X,ES,1995,Heat", True),  # nor this one's year
        ("40,,X,ES,1995,Cold", False),
        ("40,,X,ES,,", True),
    ],
)
def test_contradictions_are_reported_and_not_used(tmp_path: Path, row: str, used: bool) -> None:
    aliases = ours(tmp_path, row)
    assert len(aliases.rows) == used
    assert len(aliases.contradictions) == (not used)
    if not used:
        assert aliases.contradictions[0].startswith(f"line 2: {row.split(',')[0]} is not ")


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "es.csv"
    path.write_text("tmdb_id,title\n")
    with pytest.raises(SourceError, match="lacks the columns imdb_id, region, title_es, year"):
        find_aliases(MOVIES, path, None)


def test_imdb_titles(tmp_path: Path) -> None:
    rows = [
        "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle",
        "tt0000010\t1\tEl origen\tMX\t\\N\timdbDisplay\t\\N\t0",
        "tt0000010\t2\tPočátek\tCZ\t\\N\timdbDisplay\t\\N\t0",
        'tt0000010\t3\tEl "origen"\t\\N\tes\t\\N\t\\N\t0',
        "tt0000010\t4\tOrigen\tES\t\\N\timdbDisplay\t\\N\t0",
        "tt0000010\t5\tL'origen\tES\tca\timdbDisplay\t\\N\t0",
        "tt0000099\t1\tOtra\tES\t\\N\timdbDisplay\t\\N\t0",
        "tt0000010\tbroken",
    ]
    stream = io.BytesIO("\n".join(rows).encode())
    aliases = find_aliases(MOVIES, None, stream)
    assert aliases.rows == [
        (10, "El origen", "MX"),
        (10, 'El "origen"', None),
        (10, "Origen", "ES"),
    ]
    assert aliases.counts == {"used, from IMDb": 3}
    assert aliases.main_titles() == {10: "Origen"}
    with pytest.raises(SourceError, match=r"title\.akas\.tsv lacks the column language"):
        find_aliases(MOVIES, None, io.BytesIO(b"titleId\ttitle\tregion\n"))


def test_no_aliases_at_all() -> None:
    aliases = find_aliases(MOVIES, None, None)
    assert aliases.table().num_rows == 0
    assert spanish_titles(MOVIES, aliases).null_count == 4


def test_folding() -> None:
    assert folded("¡Átame!") == folded("Atame") == "atame"
    assert folded("七人の侍") != ""
