from __future__ import annotations

import errno
import gzip
import os
import sys
import types
import zipfile
from pathlib import Path

import pytest
from raw_dump import RawDump, as_tmdb_5000

from etl import sources
from etl.errors import DownloadError, SourceError
from etl.sources import RawFile, bundled, download, find_dump, fingerprint


def test_a_folder(tmp_path: Path, dump_of_30: RawDump) -> None:
    found = find_dump(dump_of_30.write(tmp_path))
    assert [file.name for file in found.files()] == [
        "movies_metadata.csv",
        "credits.csv",
        "keywords.csv",
    ]
    with found.movies.open() as stream:
        assert len(stream.read()) == found.movies.size


def test_the_other_name_comes_first(tmp_path: Path, dump_of_30: RawDump) -> None:
    files = dump_of_30.files()
    dump_of_30.write(tmp_path, **{"movies_dataset.csv": files["movies_metadata.csv"]})
    assert find_dump(tmp_path).movies.name == "movies_dataset.csv"


def test_tmdb_5000(tmp_path: Path, dump_of_30: RawDump) -> None:
    found = find_dump(as_tmdb_5000(dump_of_30).write(tmp_path))
    assert found.movies.name == "tmdb_5000_movies.csv"
    assert found.credits.name == "tmdb_5000_credits.csv"
    assert found.keywords is None


def test_gzipped_files(tmp_path: Path, dump_of_30: RawDump) -> None:
    found = find_dump(dump_of_30.write_gzipped(tmp_path))
    assert found.movies.name == "movies_metadata.csv"
    content = dump_of_30.files()["movies_metadata.csv"]
    assert found.movies.size == len(content)
    with found.movies.open() as stream:
        assert stream.read() == content


@pytest.mark.parametrize("inside", ["", "the-movies-dataset/"])
@pytest.mark.parametrize("in_folder", [False, True])
def test_a_zip(tmp_path: Path, dump_of_30: RawDump, inside: str, in_folder: bool) -> None:
    path = dump_of_30.write_zip(tmp_path / "archive.zip", inside)
    found = find_dump(tmp_path if in_folder else path)
    content = dump_of_30.files()["credits.csv"]
    assert found.credits.size == len(content)
    with found.credits.open() as stream:
        assert stream.read() == content
    assert found.keywords is not None


def test_a_zip_for_each_file(tmp_path: Path, dump_of_30: RawDump) -> None:
    for name, content in dump_of_30.files().items():
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr(name, content)
    assert len(find_dump(tmp_path).files()) == 3


def test_a_damaged_zip_that_nobody_needs(tmp_path: Path, dump_of_30: RawDump) -> None:
    dump_of_30.write(tmp_path, **{"other.zip": b"no zip"})
    assert find_dump(tmp_path).movies.name == "movies_metadata.csv"


def test_optional_files(tmp_path: Path, dump_of_30: RawDump) -> None:
    found = find_dump(dump_of_30.write(tmp_path / "a", **{"ratings_small.csv": b""}))
    assert found.ratings is None  # without links nobody knows whose ratings they are
    others = {"ratings_small.csv": b"", "links.csv": b"", "title.akas.tsv.gz": gzip.compress(b"")}
    found = find_dump(dump_of_30.write(tmp_path / "b", **others))
    assert found.ratings is not None
    assert found.ratings.ratings.name == "ratings_small.csv"
    assert found.imdb_titles is not None
    assert len(found.files()) == 6


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "no films in .*; expected a folder or a zip with movies_dataset.csv"),
        (["credits.csv"], "no films in "),
        (["movies_metadata.csv"], r"credits\.csv is missing in .*, where movies_metadata\.csv is"),
    ],
)
def test_a_missing_file_is_named(tmp_path: Path, names: list[str], sentence: str) -> None:
    for name in names:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(SourceError, match=sentence):
        find_dump(tmp_path)


def test_a_place_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist; expected a folder or a zip"):
        find_dump(tmp_path / "nowhere")


@pytest.mark.parametrize("in_folder", [False, True])
def test_an_unreadable_archive(tmp_path: Path, in_folder: bool) -> None:
    path = tmp_path / "archive.zip"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(SourceError, match=r"archive\.zip is n.* readable zip"):
        find_dump(tmp_path if in_folder else path)


def test_a_member_that_is_damaged(tmp_path: Path, dump_of_30: RawDump) -> None:
    from etl.records import Records

    path = dump_of_30.write_zip(tmp_path / "archive.zip")
    content = bytearray(path.read_bytes())
    content[200:260] = os.urandom(60)
    path.write_bytes(content)
    file = find_dump(path).movies
    with (
        pytest.raises(SourceError, match=r"archive\.zip:movies_metadata\.csv cannot be"),
        file.open() as stream,
    ):
        list(Records(stream, str(file)))


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    for file in (
        RawFile("credits.csv", tmp_path),
        RawFile("credits.csv", tmp_path / "gone.csv"),
        RawFile("credits.csv", tmp_path / "gone.zip", "credits.csv"),
    ):
        with pytest.raises(SourceError, match="cannot be opened"):
            file.open()
        with pytest.raises(SourceError, match="cannot be opened"):
            assert file.size


def test_a_fingerprint_is_of_the_content(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1")
    first = fingerprint(path)
    assert fingerprint(path, [first]) == first
    os.utime(path, ns=(1, 1))
    assert fingerprint(path, [first])["sha256"] == first["sha256"]
    path.write_bytes(b"2")
    assert fingerprint(path, [first])["sha256"] != first["sha256"]
    with pytest.raises(SourceError, match="cannot be read"):
        fingerprint(tmp_path / "b.csv")


def test_a_known_file_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1")
    known = {**fingerprint(path), "sha256": "as it was"}
    assert fingerprint(path, [known])["sha256"] == "as it was"


def test_what_is_bundled() -> None:
    assert (bundled("aliases") / "es.csv").is_file()
    with pytest.raises(SourceError, match="the bundled nonsense is missing"):
        bundled("nonsense")


def test_kaggle_without_its_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kagglehub", None)
    with pytest.raises(DownloadError, match=r"pip install 'butaca\[kaggle\]'; or download https"):
        download()


class KaggleError(OSError):
    """As the client's HTTP library tells of an answer that is an error."""

    def __init__(self, status: int) -> None:
        self.response = types.SimpleNamespace(status_code=status)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectionError("no route to host"), r"cannot be reached \(ConnectionError\)"),
        (KaggleError(403), r"without an account \(HTTP 403\): set KAGGLE_USERNAME"),
        (KaggleError(500), r"answered with an error \(HTTP 500\)"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "cannot be kept: No space left"),
        (KeyError("datasetNullable"), r"cannot be read \(KeyError\)"),
    ],
)
def test_kaggle_gives_nothing(monkeypatch: pytest.MonkeyPatch, error: Exception, told: str) -> None:
    def dataset_download(_: str) -> str:
        raise error

    client = types.SimpleNamespace(dataset_download=dataset_download)
    monkeypatch.setitem(sys.modules, "kagglehub", client)
    with pytest.raises(DownloadError, match=f"{told}.*; or download https.*--raw archive.zip"):
        download()


def test_kaggle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []
    client = types.SimpleNamespace(
        dataset_download=lambda name: asked.append(name) or str(tmp_path)
    )
    monkeypatch.setitem(sys.modules, "kagglehub", client)
    assert download() == tmp_path
    assert asked == [sources.KAGGLE_DATASET]
