from __future__ import annotations

import json
import logging
import sys
import types
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from daily_table import DailyTable
from etl_runner import Etl
from filelock import FileLock
from raw_dump import dump_of

from etl.pipeline import RunOptions, RunResult, run
from etl.progress import Silent
from etl.tmdb import answers as kept_answers
from etl.tmdb import asking, client
from etl.tmdb.answers import Answers, read_answer
from etl.tmdb.asking import Asked, ask
from etl.tmdb.options import TmdbOptions
from recommender import Recommender
from recommender.catalogue import read_manifest
from recommender.errors import understood
from recommender.wording import Wording
from tests.tmdb_server import KEY, TmdbServer, film, translation

NOW = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)


@pytest.fixture
def tmdb() -> Iterator[TmdbServer]:
    with TmdbServer(film(number) for number in range(1, 31)) as server:
        yield server


@pytest.fixture
def options(tmdb: TmdbServer, tmp_path: Path) -> TmdbOptions:
    return TmdbOptions(
        folder=tmp_path / "tmdb",
        key=KEY,
        url=tmdb.url,
        files_url=tmdb.address,
        requests=10_000,
        per_second=1000,
        patience=0,
    )


def changed(options: TmdbOptions, **values: Any) -> TmdbOptions:
    return TmdbOptions(**{name: getattr(options, name) for name in TmdbOptions.__slots__} | values)


def films(*ids: int) -> pa.Table:
    """Films, the first the best voted."""
    ordered = sorted(ids)
    return pa.table(
        {
            "id": pa.array(ordered, pa.int32()),
            "vote_count": pa.array([100] * len(ids), pa.int32()),
            "weighted_rating": pa.array(
                [9 - ids.index(number) / 100 for number in ordered], pa.float32()
            ),
        }
    )


def asked_about(found: pa.Table, options: TmdbOptions) -> Asked:
    return ask(found, options, Silent())


# --- asking -----------------------------------------------------------------------------------


def test_the_best_voted_films_are_asked_about_first(tmdb: TmdbServer, options: TmdbOptions) -> None:
    asked = asked_about(films(7, 3, 9, 1), changed(options, requests=2))
    assert sorted(tmdb.order) == [3, 7]
    assert (asked.answered, asked.left, asked.requests) == (2, 2, 2)
    assert "used up" in str(asked.problem)


def test_the_next_run_goes_on_where_this_one_stopped(
    tmdb: TmdbServer, options: TmdbOptions
) -> None:
    found = films(*range(1, 31))
    for _ in range(4):
        asked = asked_about(found, changed(options, requests=10, files_url=""))
    assert asked.left == 0
    assert set(tmdb.asked) == set(range(1, 31))
    assert set(tmdb.asked.values()) == {1}
    assert len(Answers(options.folder).dates()) == 30


def test_an_interrupted_run_keeps_what_was_answered(tmdb: TmdbServer, options: TmdbOptions) -> None:
    class Interrupted(Silent):
        def stage(self, name: str, total: int = 0, unit: str = "B") -> Any:
            come = iter(range(12))

            def advance(_: int) -> None:
                if next(come, None) is None:
                    raise RuntimeError("pulled out")

            return nullcontext(advance)

    with pytest.raises(ExceptionGroup):
        ask(films(*range(1, 31)), options, Interrupted())
    known = len(Answers(options.folder).dates())
    assert known >= 12
    asked_about(films(*range(1, 31)), options)
    assert len(Answers(options.folder).dates()) == 30
    # Those that were on their way when it was interrupted are asked again, the others not.
    assert tmdb.asked.total() <= 30 + 16


@pytest.mark.parametrize("trouble", [429, 500, 503, "cut", "nonsense"])
def test_trouble_that_passes(trouble: int | str, tmdb: TmdbServer, options: TmdbOptions) -> None:
    tmdb.troubles["/movie/2"] = [trouble, trouble]
    asked = asked_about(films(1, 2, 3), options)
    assert (asked.answered, asked.failed, asked.problem) == (3, 0, "")
    assert asked.requests == 5


def test_slow_answers_are_asked_for_again(
    tmdb: TmdbServer, options: TmdbOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "TIMEOUT", 0.3)
    tmdb.troubles["/movie/2"] = ["slow"]
    assert asked_about(films(1, 2), options).answered == 2


def test_trouble_that_does_not_pass(tmdb: TmdbServer, options: TmdbOptions) -> None:
    tmdb.troubles["/movie/2"] = [500] * client.TRIES
    asked = asked_about(films(1, 2, 3), options)
    assert (asked.answered, asked.failed, asked.left) == (2, 1, 1)
    tmdb.always = 503
    asked = asked_about(films(*range(1, 31)), options)
    assert "TMDB cannot be asked: status 503" in str(asked.problem)
    assert asked.failed >= asking._MOST_FAILURES
    assert len(Answers(options.folder).dates()) == 2


def test_a_film_that_tmdb_does_not_have(tmdb: TmdbServer, options: TmdbOptions) -> None:
    asked = asked_about(films(1, 777), options)
    assert (asked.answered, asked.unknown, asked.left) == (1, 1, 0)
    asked_about(films(1, 777), options)
    assert tmdb.asked == {1: 1, 777: 1}
    known = Answers(options.folder).table([], np.array([1, 777], np.int32))
    assert known["movie_id"].to_pylist() == [1]


@pytest.mark.parametrize("key", ["wrong", "eyJhbGciOiJIUzI1NiJ9.wrong.token"])
def test_a_key_that_is_refused(
    key: str, tmdb: TmdbServer, options: TmdbOptions, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = asked_about(films(*range(1, 31)), changed(options, key=key))
    assert "TMDB refused BUTACA_TMDB_API_KEY" in str(asked.problem)
    assert asked.answered == 0
    assert key not in str(asked.problem)
    assert key not in caplog.text


def test_a_token_travels_in_a_header(tmp_path: Path) -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.e30.signature"
    with TmdbServer([film(1)], key=token) as server:
        options = TmdbOptions(tmp_path, token, server.url, server.address, 10)
        assert asked_about(films(1), options).answered == 1


def test_the_key_is_never_shown(
    tmdb: TmdbServer, options: TmdbOptions, caplog: pytest.LogCaptureFixture
) -> None:
    # Whoever sets up the logs of the program makes these say less.
    for chatty in (None, "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, chatty)
    tmdb.troubles["/movie/1"] = ["cut", 503]
    asked_about(films(1, 2), options)
    assert "movie/1" in caplog.text
    assert KEY not in caplog.text
    assert KEY not in repr(options)
    for path in options.folder.rglob("*"):
        if path.is_file():
            assert KEY.encode() not in path.read_bytes()


def test_never_faster_than_agreed(tmdb: TmdbServer, options: TmdbOptions) -> None:
    asked_about(films(*range(1, 31)), changed(options, per_second=50, files_url=""))
    assert max(tmdb.times) - min(tmdb.times) >= 0.45


def test_films_that_are_gone_are_not_asked_about(tmdb: TmdbServer, options: TmdbOptions) -> None:
    tmdb.exported = [1, 2]
    assert asked_about(films(1, 2, 3), options).due == 2
    exports = [path for path in tmdb.paths if "exports" in path]
    asked_about(films(1, 2, 3), options)
    assert [path for path in tmdb.paths if "exports" in path] == exports
    assert tmdb.asked == {1: 1, 2: 1}


def aged(options: TmdbOptions, days: int, *ids: int) -> None:
    when = datetime.now(UTC).replace(microsecond=0) - timedelta(days=days)
    Answers(options.folder).add([read_answer(number, film(number), when) for number in ids])


def test_old_answers_are_asked_for_again(tmdb: TmdbServer, options: TmdbOptions) -> None:
    aged(options, 10, 1)
    aged(options, 151, 2)
    aged(options, 400, 3)
    asked_about(films(1, 2, 3), options)
    assert tmdb.asked == {2: 1, 3: 1}


def test_what_has_changed_is_asked_for_again(tmdb: TmdbServer, options: TmdbOptions) -> None:
    aged(options, 5, 1, 2, 3)
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    tmdb.changes = {
        str(yesterday): [2, 999],
        str(yesterday - timedelta(days=7)): [3],
    }
    asked_about(films(1, 2, 3), options)
    assert tmdb.asked == {2: 1}
    before = len(tmdb.paths)
    asked_about(films(1, 2, 3), options)
    # Nothing is left to be told, but for the days since.
    assert len(tmdb.paths) - before <= 2


def test_one_run_at_a_time(tmdb: TmdbServer, options: TmdbOptions) -> None:
    options.folder.mkdir()
    with FileLock(options.folder / ".lock"):
        assert str(asked_about(films(1), options).problem) == "another run is asking TMDB"
    assert tmdb.paths == []


# --- answers ----------------------------------------------------------------------------------


def test_an_answer_is_read() -> None:
    row = read_answer(
        5,
        film(
            5,
            translations=[
                translation("Título mexicano", "Sinopsis de México.", "MX"),
                translation("Título", "Sinopsis de España.", "ES"),
                translation("", "No overview found.", "AR"),
                translation("Titre", "Résumé.", "FR", "fr"),
            ],
            titles=[("Otro título", "AR"), ("Anderer Titel", "DE"), ("Título", "ES")],
            cast=["Ana", "Luis"],
            directors=["Eva"],
            offers={"ES": {"flatrate": ["Netflix"], "rent": ["Apple TV"]}},
            poster="/p.jpg",
        ),
        NOW,
    )
    assert row["titles"] == [
        {"title": "Título", "region": "ES"},
        {"title": "Título mexicano", "region": "MX"},
        {"title": "Otro título", "region": "AR"},
    ]
    assert [said["overview"] for said in row["overviews"]] == [
        "Sinopsis de España.",
        "Sinopsis de México.",
    ]
    assert [(credit["name"], credit["role"]) for credit in row["credits"]] == [
        ("Ana", 0),
        ("Luis", 0),
        ("Eva", 1),
    ]
    assert row["offers"] == [
        {"country": "ES", "kind": "flatrate", "provider": "Netflix"},
        {"country": "ES", "kind": "rent", "provider": "Apple TV"},
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"credits": None, "translations": [], "alternative_titles": 3, "watch/providers": "x"},
        {"credits": {"cast": [None, {"name": 5}, {"id": "x", "name": ""}], "crew": {}}},
        {"translations": {"translations": [{"iso_639_1": "es", "data": None}, 7]}},
        {"watch/providers": {"results": {"ES": [], "XXX": {}, "MX": {"rent": [3, {}]}}}},
        {"poster_path": 12},
    ],
)
def test_an_answer_of_another_shape(answer: dict[str, Any], tmp_path: Path) -> None:
    row = read_answer(1, answer, NOW)
    assert (row["found"], row["titles"], row["credits"], row["offers"]) == (True, [], [], [])
    Answers(tmp_path).add([row])


def test_the_latest_answer_counts(tmp_path: Path) -> None:
    store = Answers(tmp_path, NOW)
    for days, poster in ((20, "/old.jpg"), (2, "/new.jpg")):
        store.add([read_answer(4, film(4, poster=poster), NOW - timedelta(days=days))])
    store.add([read_answer(5, film(5, poster="/5.jpg"), NOW - timedelta(days=200))])
    found = store.table(["poster_path"], np.array([4, 5], np.int32))
    assert found.to_pylist() == [{"movie_id": 4, "poster_path": "/new.jpg"}]
    # What may no longer be kept is forgotten.
    store.compact()
    assert len(store.parts()) == 1
    assert list(store.dates()) == [4]


def test_many_files_become_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, "_MOST_PARTS", 3)
    store = Answers(tmp_path, NOW)
    for number in range(6):
        when = NOW - timedelta(hours=6 - number)
        store.add([read_answer(number % 4 + 1, film(1, poster=f"/{number}.jpg"), when)])
    store.compact()
    assert len(store.parts()) == 1
    posters = store.table(["poster_path"], np.arange(1, 5, dtype=np.int32))
    assert posters["poster_path"].to_pylist() == ["/4.jpg", "/5.jpg", "/2.jpg", "/3.jpg"]
    store.add([read_answer(1, film(1, poster="/9.jpg"), NOW)])
    posters = store.table(["poster_path"], np.array([1], np.int32))
    assert posters["poster_path"].to_pylist() == ["/9.jpg"]


def test_a_damaged_file_costs_its_own_answers(tmp_path: Path) -> None:
    store = Answers(tmp_path, NOW)
    store.add([read_answer(1, film(1), NOW)])
    store.add([read_answer(2, film(2), NOW)])
    first = store.parts()[0]
    first.write_bytes(first.read_bytes()[:-40])
    again = Answers(tmp_path, NOW)
    assert list(again.dates()) == [2]
    assert list(again.unreadable) == [first.name]


# --- a whole run ------------------------------------------------------------------------------


def whole(etl: Etl, options: TmdbOptions, **others: Any) -> RunResult:
    return run(RunOptions(etl.root, etl.raw, kept=etl.root.parent / "kept", tmdb=options, **others))


def rich(number: int) -> dict[str, Any]:
    said = film(
        number,
        translations=[translation(f"La historia {number}", f"Un robot llamado {number}.", "ES")],
        titles=[(f"El cuento {number}", "MX")],
        cast=["Ana Prueba", "Luis Ensayo"],
        directors=["Eva Muestra"],
        offers={"ES": {"flatrate": ["Netflix"]}, "MX": {"rent": ["Apple TV"]}},
        poster="/new.jpg",
    )
    # Somebody in two parts.
    said["credits"]["cast"].append({"id": 900, "name": "Ana Prueba", "character": "B", "order": 5})
    return said


def test_what_tmdb_answers_is_in_the_catalogue(
    etl: Etl, tmdb: TmdbServer, options: TmdbOptions
) -> None:
    tmdb.films = {number: rich(number) for number in (5, 700)}
    dump_of(30).write(etl.raw)
    table = DailyTable()
    table.film(700, "Brand New")
    table.write(etl.raw)
    result = whole(etl, options)
    assert result.account["counts"]["films that TMDB has answered about"] == 2
    assert result.account["counts"]["films with credits from TMDB"] == 1
    assert result.account["aliases"]["used, from TMDB"] == 4
    recommender = Recommender.open(etl.root)
    new, old = recommender.movie(700), recommender.movie(5)
    assert new is not None
    assert old is not None
    assert new.title_es == "La historia 700"
    assert new.overview_es == "Un robot llamado 700."
    assert new.cast == ("Ana Prueba", "Luis Ensayo")
    assert new.directors == ("Eva Muestra",)
    assert new.poster_path == "/new.jpg"
    # Credits that the dump has stay as they are.
    assert old.directors == ("Director 5",)
    assert recommender.resolve("el cuento 700")[0].movie.id == 700
    offers = recommender.offers
    assert offers is not None
    row = recommender.catalogue.row(700)
    assert row is not None
    assert offers.of(row, "ES") == {"flatrate": ("Netflix",)}
    assert offers.of(row, "MX") == {"rent": ("Apple TV",)}
    assert offers.of(row, "FR") == {}
    assert offers.countries(row) == ("ES", "MX")
    assert offers.answered(row) == datetime.now(UTC).date()
    assert offers.platforms("ES") == ("Netflix",)
    assert offers.platforms("MX") == ()
    mask = offers.streamed_on("ES", ["Netflix"])
    assert mask.sum() == 2
    assert mask[row]


def test_asking_goes_on_although_no_file_has_changed(
    etl: Etl, tmdb: TmdbServer, options: TmdbOptions
) -> None:
    dump_of(30).write(etl.raw)
    few = changed(options, requests=12, files_url="")
    assert whole(etl, few).outcome == "published"
    assert whole(etl, few).outcome == "published"
    whole(etl, few)
    assert set(tmdb.asked) == set(range(1, 31))
    before = tmdb.asked.total()
    assert whole(etl, few).outcome == "unchanged"
    assert tmdb.asked.total() == before
    # Without a key what was answered is still there.
    assert whole(etl, changed(few, key=None)).outcome == "unchanged"


def sources(etl: Etl, result: RunResult) -> dict[str, tuple[bool, str]]:
    assert result.version is not None
    manifest = read_manifest(etl.root / result.version)
    return {
        state["source"]: (state["of"] is not None, state["problem"])
        for state in manifest["sources"]
    }


def test_a_refused_key_costs_nothing_else(etl: Etl, tmdb: TmdbServer, options: TmdbOptions) -> None:
    dump_of(30).write(etl.raw)
    result = whole(etl, changed(options, key="wrong"))
    assert (result.outcome, result.films) == ("published", 30)
    found = sources(etl, result)
    assert found["dump"] == (True, "")
    assert "refused" in found["tmdb"][1]
    assert "wrong" not in json.dumps(found)


def test_nothing_is_asked_or_made_without_key_and_answers(etl: Etl, tmp_path: Path) -> None:
    dump_of(30).write(etl.raw)
    result = whole(etl, TmdbOptions(folder=tmp_path / "tmdb"))
    assert "films that TMDB has answered about" not in result.account["counts"]
    assert not (tmp_path / "tmdb").exists()
    assert not (tmp_path / "kept").exists()
    assert Recommender.open(etl.root).offers is None


# --- sources that fail ------------------------------------------------------------------------


@pytest.fixture
def both(etl: Etl) -> Etl:
    dump_of(30).write(etl.raw)
    table = DailyTable()
    for number in (700, 701):
        table.film(number)
    table.write(etl.raw)
    return etl


def test_a_daily_table_that_fails_is_taken_as_it_was(both: Etl, tmp_path: Path) -> None:
    options = TmdbOptions(tmp_path / "tmdb")
    assert whole(both, options).films == 32
    (both.raw / "TMDB_movie_dataset_v11.csv").write_text("id,nonsense\n1,2\n")
    result = whole(both, options)
    assert (result.outcome, result.films) == ("published", 32)
    found = sources(both, result)
    assert found["daily"][0]
    assert "lacks the columns" in found["daily"][1]
    assert found["dump"] == (True, "")
    [daily] = [
        source
        for source in read_manifest(both.root / str(result.version))["sources"]
        if source["source"] == "daily"
    ]
    spanish = Wording("es").problems(understood(daily["problems"]))
    assert "le faltan las columnas" in spanish


def test_a_daily_table_that_is_gone_is_taken_as_it_was(both: Etl, tmp_path: Path) -> None:
    options = TmdbOptions(tmp_path / "tmdb")
    table = both.raw / "TMDB_movie_dataset_v11.csv"
    with zipfile.ZipFile(both.raw / "archive.zip", "w") as archive:
        archive.write(table, table.name)
    table.unlink()
    assert whole(both, options).films == 32
    (both.raw / "archive.zip").write_bytes(b"PK\x03\x04 cut off")
    result = whole(both, options)
    assert result.films == 32
    assert "no longer in" in sources(both, result)["daily"][1]
    # Another raw folder has nothing to do with it.
    other = dump_of(30).write(tmp_path / "other")
    kept = both.root.parent / "kept"
    assert run(RunOptions(both.root, other, kept=kept, force=True)).films == 30


def test_a_dump_that_fails_is_taken_as_it_was(both: Etl, tmp_path: Path) -> None:
    options = TmdbOptions(tmp_path / "tmdb")
    live = whole(both, options)
    (both.raw / "credits.csv").write_text("nothing\n")
    result = whole(both, options)
    assert (result.outcome, result.films) == ("published", 32)
    assert result.account["counts"]["credits"] == live.account["counts"]["credits"]
    movie = Recommender.open(both.root).movie(7)
    assert movie is not None
    assert movie.directors == ("Director 0",)


def test_a_daily_table_that_never_came(
    both: Etl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dataset_download(_: str) -> str:
        raise ConnectionError("no route to host")

    monkeypatch.setitem(
        sys.modules, "kagglehub", types.SimpleNamespace(dataset_download=dataset_download)
    )
    (both.raw / "TMDB_movie_dataset_v11.csv").unlink()
    result = whole(both, TmdbOptions(tmp_path / "tmdb"), source="tmdb-daily")
    assert result.films == 30
    found = sources(both, result)
    assert not found["daily"][0]
    assert "Kaggle cannot be reached" in found["daily"][1]


def test_the_daily_table_from_kaggle(
    both: Etl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    downloaded = tmp_path / "downloaded"
    downloaded.mkdir()
    table = both.raw / "TMDB_movie_dataset_v11.csv"
    table.rename(downloaded / table.name)
    asked: list[str] = []
    client_ = types.SimpleNamespace(
        dataset_download=lambda name: asked.append(name) or str(downloaded)
    )
    monkeypatch.setitem(sys.modules, "kagglehub", client_)
    options = TmdbOptions(tmp_path / "tmdb")
    assert whole(both, options, source="tmdb-daily").films == 32
    assert asked == ["asaniczka/tmdb-movies-dataset-2023-930k-movies"]
    # Once it has been there, its last state stands in for it.
    (downloaded / table.name).unlink()
    result = whole(both, options, source="tmdb-daily", force=True)
    assert result.films == 32
    assert sources(both, result)["daily"][0]
