"""Damaged dumps: an honest account or a clear error, never a crash, a hang or a silent loss."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raw_dump import RawDump, as_tmdb_5000, dump_of

from etl.errors import EtlError
from etl.pipeline import Reading, RunOptions, run
from etl.progress import Silent
from etl.quality import Account, Quarantine
from etl.sources import find_dump
from etl.worker import InTurn
from recommender import Recommender

#: Seconds that one damaged dump of some kilobytes may take at most, on any machine.
FAR_TOO_LONG = 60_000


def sound_files() -> dict[str, bytes]:
    dump = dump_of(12)
    dump.film(20, 'It\'s "both"', overview="One line,\nand another.", genres=[])
    dump.film(1, "The story of 1", vote_count="99")
    return dump.files()


FILES = sound_files()
FILES_5000 = as_tmdb_5000(dump_of(12)).files()


def account_of(files: dict[str, bytes]) -> Account | None:
    """Read a dump; None where it was refused with a sentence."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        account = Account()
        try:
            with Quarantine(folder / "quarantine.parquet") as quarantine:
                dump = find_dump(folder)
                companions = InTurn(folder, Silent(), dump)
                reading = Reading(dump, account, quarantine, Silent(), companions)
                movies, credits_ = reading.others(reading.films())
        except EtlError:
            return None
        account.check()
        assert movies.num_rows == account.files[0].kept > 0
        assert credits_.num_rows == account.counts["credits"]
        return account


def flipped(content: bytes, places: list[tuple[int, int]]) -> bytes:
    damaged = bytearray(content)
    for place, bit in places if content else ():
        damaged[place % len(damaged)] ^= 1 << bit
    return bytes(damaged)


def shuffled(content: bytes, seed: int) -> bytes:
    lines = content.splitlines(keepends=True)
    random.Random(seed).shuffle(lines)
    return b"".join(lines)


DAMAGE: st.SearchStrategy[Callable[[bytes], bytes]] = st.one_of(
    st.integers(0, 20_000).map(lambda end: lambda content: content[:end]),
    st.integers(0, 20_000).map(lambda start: lambda content: content[start:]),
    st.integers(0, 99).map(lambda seed: lambda content: shuffled(content, seed)),
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 7)), min_size=1, max_size=30).map(
        lambda places: lambda content: flipped(content, places)
    ),
    st.binary(max_size=300).map(lambda rubbish: lambda _: rubbish),
    st.tuples(st.integers(0, 20_000), st.binary(max_size=40)).map(
        lambda drawn: lambda content: content[: drawn[0]] + drawn[1] + content[drawn[0] :]
    ),
    st.tuples(
        st.integers(0, 20_000), st.sampled_from([b'"', b"\n", b"\r", b"\0", b"\\", b",,,"])
    ).map(lambda drawn: lambda content: content[: drawn[0]] + drawn[1] + content[drawn[0] :]),
)


@settings(deadline=FAR_TOO_LONG, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(FILES | FILES_5000)), st.lists(DAMAGE, min_size=1, max_size=3))
def test_any_damage(name: str, damages: list[Callable[[bytes], bytes]]) -> None:
    files = FILES if name in FILES else FILES_5000
    content = files[name]
    for damage in damages:
        content = damage(content)
    account_of({**files, name: content})


@settings(deadline=FAR_TOO_LONG)
@given(st.integers(0, 10_000))
def test_one_bad_quote_costs_one_record(place: int) -> None:
    """A quotation mark anywhere puts aside what it stands in, and not what comes after."""
    content = FILES["movies_metadata.csv"]
    header_end = content.index(b"\n") + 1
    place = header_end + place % (len(content) - header_end)
    account = account_of({**FILES, "movies_metadata.csv": content[:place] + b'"' + content[place:]})
    assert account is not None
    films = account.files[0]
    lost = films.put_aside.total()
    # The record itself, and the rest of its lines where it had several.
    assert lost <= 2
    assert films.kept >= 11


def test_a_dump_of_every_record_twice() -> None:
    doubled = {}
    for name, content in FILES.items():
        header, _, rest = content.partition(b"\n")
        doubled[name] = header + b"\n" + rest + rest
    account = account_of(doubled)
    single = account_of(FILES)
    assert account is not None
    assert single is not None
    for twice, once in zip(account.files, single.files, strict=True):
        assert (twice.read, twice.kept) == (2 * once.read, once.kept)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"\0" * 1000,
        b"\xff\xfe" + "id,title\n".encode("utf-16-le"),
        b"<html></html>",
    ],
)
@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_is_no_table_is_named(name: str, content: bytes, tmp_path: Path) -> None:
    for file, sound in (FILES | {name: content}).items():
        (tmp_path / file).write_bytes(sound)
    with pytest.raises(EtlError, match=name.replace(".", r"\.")):
        run(RunOptions(tmp_path / "catalogue", tmp_path, check=True))


def test_an_open_quote_in_a_long_file_does_not_hang() -> None:
    rows = b"".join(b"%d,\"[{'id': 1, 'name': 'x'}]\n" % number for number in range(5000))
    account = account_of({**FILES, "keywords.csv": b"id,keywords\n" + rows})
    assert account is not None
    assert account.files[1].put_aside.total() == 5000


@pytest.mark.real_data
@pytest.mark.parametrize("seed", range(12))
def test_damaged_pieces_of_the_real_files(real_data: Path, seed: int) -> None:
    """Seeds from the real files: a few hundred records each, damaged by chance."""
    chance = random.Random(seed)
    folder = real_data / chance.choice(["movies-1k", "tmdb-5k", "movies-45k"])
    files = {}
    for path in sorted(folder.glob("*.csv")):
        if path.name in {"links.csv", "ratings_small.csv"}:
            continue
        with path.open("rb") as file:
            header = file.readline()
            file.seek(chance.randrange(path.stat().st_size))
            content = file.read(300_000)  # begins and ends in the middle of a record
        places = [
            (chance.randrange(len(content)), chance.randrange(8))
            for _ in range(chance.randrange(40))
        ]
        content = flipped(content, places) if places else content
        files[path.name] = header + (shuffled(content, seed) if seed % 3 == 0 else content)
    account = account_of(files)
    assert account is not None
    for file in account.files:
        assert file.read > 0


@pytest.mark.parametrize("seed", range(4))
def test_damaged_dumps_go_all_the_way(seed: int, tmp_path: Path) -> None:
    """The indexes are built and open, or the run says why it did not publish."""
    chance = random.Random(seed)
    for file, content in FILES.items():
        header, _, rest = content.partition(b"\n")
        places = [(chance.randrange(len(rest)), chance.randrange(8)) for _ in range(30)]
        damaged = flipped(shuffled(rest, seed), places)[: len(rest) - 400 * seed]
        (tmp_path / file).write_bytes(header + b"\n" + damaged)
    result = run(RunOptions(tmp_path / "catalogue", tmp_path))
    recommender = Recommender.open(tmp_path / "catalogue")
    assert len(recommender.catalogue) == result.films > 0
    for movie_id in recommender.catalogue.ids.tolist():
        assert recommender.movie(movie_id) is not None
        recommender.similar(movie_id)


def test_odd_texts_go_all_the_way(tmp_path: Path) -> None:
    dump = RawDump()
    for number in range(1, 40):
        dump.film(number, "\u200b" if number % 3 else "'\"<&", overview="\0\ufffd", genres="[")
        dump.credit(number)
    dump.credits[3]["cast"] = "[{'name': "
    result = run(RunOptions(tmp_path / "catalogue", dump.write(tmp_path / "raw")))
    assert result.outcome == "published"
    assert result.account["files"]["movies_metadata.csv"]["cells_put_aside"] == {
        "genres: cut short": 39
    }
