from __future__ import annotations

import csv
import gzip
import io
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl import records
from etl.errors import SourceError
from etl.records import Record, Records
from etl.sources import RawFile


def read(content: bytes) -> list[Record]:
    return list(Records(io.BytesIO(content), "file.csv"))


def fields(content: bytes) -> list[list[str]]:
    return [record.fields for record in read(content)]


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=6)


@given(ROWS, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_reads_what_was_written(rows: list[list[str]], line_end: str, bom: bool) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end, quoting=csv.QUOTE_ALL).writerows(rows)
    content = text.getvalue().encode("utf-8-sig" if bom else "utf-8")
    # A byte order mark belongs to nobody, even if the first cell begins with one.
    if not bom and content.startswith(b"\xef\xbb\xbf"):
        return
    assert fields(content) == rows


@given(st.binary(max_size=60) | st.text('",\n\rab', max_size=60).map(str.encode))
@example(b'a,b\n"open,1\nc,2\n"d",3\n')
def test_no_line_is_lost_whatever_the_bytes(content: bytes) -> None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    found_records = read(content)
    text = content.removeprefix(b"\xef\xbb\xbf")
    lines = [line.decode(errors="replace") for line in text.splitlines(keepends=True)]
    whole = "".join(line for line in lines if line.strip("\r\n"))
    found = "".join(record.raw for record in found_records)
    assert _unbroken(found) == _unbroken(whole)
    assert all(record.fields or record.broken for record in found_records)


@given(st.binary(max_size=60) | st.text('",\n\rab', max_size=60).map(str.encode), st.integers(1, 9))
@example(b'a,b\n"two\nlines",1\n"x\xff",2\n', 4)
@example(b'a,b\n"open,1\nc,2\n"d",3\n', 6)
def test_it_does_not_matter_how_much_is_read_at_a_time(content: bytes, size: int) -> None:
    # The file's first bytes say what it is.
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef")):
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "_BLOCK", size)
        in_pieces = read(content)
    assert in_pieces == read(content)


def _unbroken(text: str) -> str:
    """A record may hold blank lines inside its quotes; between records they are nothing."""
    return re.sub(r"[\r\n]+", "\n", text).strip("\n")


def test_knows_the_lines_of_each_record() -> None:
    found = read(b'a,b\n1,"two\nlines"\n\n3,4\n')
    assert [(record.first_line, record.last_line) for record in found] == [(1, 1), (2, 3), (5, 5)]
    assert found[1].raw == '1,"two\nlines"\n'
    assert found[1].fields == ["1", "two\nlines"]


def test_an_open_quote_loses_one_line_and_not_the_rest() -> None:
    found = read(b'a,b\n1,"open\n2,"closed"\n3,x\n')
    assert [record.fields for record in found] == [["a", "b"], [], ["2", "closed"], ["3", "x"]]
    assert found[1].broken == "quotes that do not fit together"
    assert found[1].raw == '1,"open\n'
    assert found[1].first_line == 2


def test_an_open_quote_in_a_long_file_is_given_up_soon() -> None:
    rows = b"".join(b"%d,x\n" % number for number in range(1000))
    found = read(b'a,b\n0,"open\n' + rows)
    assert len(found) == 1002
    assert [record.broken is None for record in found].count(False) == 1


def test_the_last_line_may_end_inside_quotes() -> None:
    found = read(b'a,b\n1,"cut')
    assert found[-1].broken is not None
    assert found[-1].raw == '1,"cut'


def test_a_carriage_return_inside_quotes_stays() -> None:
    assert fields(b'a,b\r\n"x\ry","z"\r\n') == [["a", "b"], ["x\ry", "z"]]


def test_bytes_that_are_no_utf8_are_replaced_and_reported() -> None:
    found = read("a,b\nAmélie,1\n".encode("latin-1") + b"ok,2\n")
    assert [record.recoded for record in found] == [False, True, False]
    assert found[1].fields == ["Am�lie", "1"]


def test_a_line_put_back_keeps_its_report() -> None:
    found = read(b'a,b\n1,"open\n\xff,"2"\n')
    assert found[2].recoded


def test_utf16_is_refused() -> None:
    with pytest.raises(SourceError, match=r"file\.csv is UTF-16; expected UTF-8"):
        read("a,b\n".encode("utf-16"))


def test_a_field_may_be_long() -> None:
    assert fields(b"a,b\n" + b"x" * 1_000_000 + b",1\n")[1][1] == "1"


def test_a_gzip_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "credits.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + bytes(range(32, 120)) * 1000)[:-50])
    with (
        RawFile("credits.csv", path).open() as stream,
        pytest.raises(SourceError, match=r"credits\.csv\.gz cannot be read to its end"),
    ):
        list(Records(stream, str(path)))


def test_tells_how_far_it_is() -> None:
    content = b"a,b\n" + b"1,2\n" * 600_000
    told: list[int] = []
    for _ in Records(io.BytesIO(content), "file.csv", told.append):
        pass
    assert sum(told) == len(content)
    assert len(told) > 1
